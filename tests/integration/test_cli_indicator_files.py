"""Files that commands are given: read whole, within a limit, named without folders and keys."""

from pathlib import Path

import pytest

from cli.app import DataFolder
from cli.indicators.files import content_of, shown_origin
from yaluwatch.errors import ArchiveError


def test_a_file_is_read_up_to_its_limit(tmp_path: Path) -> None:
    here, file = DataFolder(tmp_path, verbose=False), tmp_path / "list.csv"
    file.write_bytes(b"x" * 100)
    assert content_of(here, str(file), 100) == b"x" * 100
    with pytest.raises(ArchiveError, match="is longer than 0 MB"):
        content_of(here, str(file), 99)
    with pytest.raises(ArchiveError, match=r"none\.csv can't be read: No such file"):
        content_of(here, str(tmp_path / "none.csv"), 100)


def test_it_is_named_without_folder_and_keys(tmp_path: Path) -> None:
    assert shown_origin(str(tmp_path / "list.csv")) == "list.csv"
    assert "S3CRET" not in shown_origin("https://a.example/list.csv?apikey=S3CRET")
