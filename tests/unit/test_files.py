"""Writing files that people asked for: whole, never over others, never the program's own."""

import os
import stat
import threading
from pathlib import Path

import pytest

from yaluwatch.errors import OutputError
from yaluwatch.files import (
    check_output,
    is_own,
    make_private,
    open_without_links,
    output_file,
    write_new,
    write_whole,
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "var"
    (folder / "pages").mkdir(parents=True)
    (folder / "yalu.db").write_bytes(b"archive")
    return folder


def write(file: Path, data: Path, content: bytes = b"new", *, force: bool = False) -> None:
    with output_file(file, data=data, force=force) as stream:
        stream.write(content)


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def test_a_file_appears_whole_with_its_permissions(data: Path, tmp_path: Path) -> None:
    with output_file(tmp_path / "out.csv", data=data, mode=0o640) as stream:
        stream.write(b"half")
        assert names(tmp_path) != ["out.csv", "var"]
        assert not (tmp_path / "out.csv").exists()
        stream.write(b" and half")
    assert (tmp_path / "out.csv").read_bytes() == b"half and half"
    assert stat.S_IMODE((tmp_path / "out.csv").stat().st_mode) == 0o640
    assert names(tmp_path) == ["out.csv", "var"]


def test_nothing_is_left_when_writing_fails(data: Path, tmp_path: Path) -> None:
    def write_half() -> None:
        with output_file(tmp_path / "out", data=data) as stream:
            stream.write(b"half")
            raise ValueError("in between")

    with pytest.raises(ValueError, match="in between"):
        write_half()
    with pytest.raises(OutputError, match="No space left"), output_file(tmp_path / "out", data=data):
        raise OSError(28, "No space left on device")
    with pytest.raises(BrokenPipeError), output_file(tmp_path / "out", data=data):
        raise BrokenPipeError
    assert names(tmp_path) == ["var"]


def test_a_file_that_exists_needs_force(data: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"old")
    with pytest.raises(OutputError, match="--force replaces it"):
        write(tmp_path / "out", data)
    assert (tmp_path / "out").read_bytes() == b"old"
    write(tmp_path / "out", data, force=True)
    assert (tmp_path / "out").read_bytes() == b"new"


def test_a_file_that_appears_meanwhile_is_not_replaced(data: Path, tmp_path: Path) -> None:
    def write_after_another() -> None:
        with output_file(tmp_path / "out", data=data) as stream:
            stream.write(b"new")
            (tmp_path / "out").write_bytes(b"somebody else's")

    with pytest.raises(OutputError, match="--force replaces it"):
        write_after_another()
    assert (tmp_path / "out").read_bytes() == b"somebody else's"


def test_without_hard_links_a_file_is_renamed(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    write(tmp_path / "out", data)
    assert (tmp_path / "out").read_bytes() == b"new"
    assert not write_new(tmp_path / "out", b"other")
    assert write_new(tmp_path / "other", b"other")


@pytest.mark.parametrize("force", [True, False])
def test_links_folders_and_devices_are_never_written(data: Path, tmp_path: Path, force: bool) -> None:
    (tmp_path / "link").symlink_to(data / "yalu.db")
    (tmp_path / "dangling").symlink_to(data / "created-by-following")
    os.mkfifo(tmp_path / "pipe")
    for name, reason in (
        ("link", "is a link"),
        ("dangling", "is a link"),
        ("pipe", "is not a file"),
        ("var", "var"),
    ):
        with pytest.raises(OutputError, match=reason):
            write(tmp_path / name, data, force=force)
    assert (data / "yalu.db").read_bytes() == b"archive"
    assert names(data) == ["pages", "yalu.db"]


@pytest.mark.parametrize(
    "name",
    [
        "yalu.db",
        "yalu.db-wal",
        "yalu.db-shm",
        "yalu.db-journal",
        "config.toml",
        "sources.toml",
        "secret",
        "chain-head.txt",
        "service.lock",
        "pages/new.csv",
        "outbox/new.csv",
        "words/weights.toml",
        "pages/../yalu.db",
        "../var/yalu.db",
        ".",
    ],
)
def test_the_data_folders_own_files_are_never_written(data: Path, name: str) -> None:
    for file in (data / name, Path(os.path.relpath(data / name))):
        assert is_own(file, data)
        with pytest.raises(OutputError, match="belongs to the data folder"):
            check_output(file, data=data, force=True)


def test_a_data_folder_is_known_behind_a_link(data: Path, tmp_path: Path) -> None:
    (tmp_path / "other-name").symlink_to(data)
    assert is_own(tmp_path / "other-name" / "yalu.db", data)
    assert is_own(data / "yalu.db", tmp_path / "other-name")
    assert not is_own(data / "exports.csv", data)
    assert not is_own(tmp_path / "yalu.db", data)


def test_a_folder_that_is_missing_is_named_or_made(data: Path, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="can't be written: No such file"):
        write(tmp_path / "none" / "out", data)
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OutputError, match="can't be written: Not a directory"):
        write(tmp_path / "file" / "out", data)
    with output_file(tmp_path / "made" / "out", data=data, make_folder=True) as stream:
        stream.write(b"new")
    assert (tmp_path / "made" / "out").read_bytes() == b"new"


def test_of_two_that_write_a_new_file_at_once_one_does(tmp_path: Path) -> None:
    results: list[bool] = []
    start = threading.Barrier(8)

    def run(number: int) -> None:
        start.wait()
        results.append(write_new(tmp_path / "secret", str(number).encode() * 64, mode=0o600))

    threads = [threading.Thread(target=run, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [False] * 7 + [True]
    assert len((tmp_path / "secret").read_bytes()) == 64
    assert names(tmp_path) == ["secret"]


def test_a_link_is_not_opened_and_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    write_whole(tmp_path / "file", b"content")
    (tmp_path / "link").symlink_to(tmp_path / "file")
    os.mkfifo(tmp_path / "pipe")
    with open_without_links(tmp_path / "file") as stream:
        assert stream.read() == b"content"
    for name in ("link", "pipe", "none"):
        with pytest.raises(OSError, match=name):
            open_without_links(tmp_path / name)


def test_a_file_is_closed_to_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_whole(tmp_path / "file", b"", mode=0o644)
    (tmp_path / "folder").mkdir(mode=0o755)
    assert make_private(tmp_path / "file")
    assert make_private(tmp_path / "folder")
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "folder").stat().st_mode) == 0o700
    assert not make_private(tmp_path / "file")
    assert not make_private(tmp_path / "none")

    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    (tmp_path / "file").chmod(0o644)
    monkeypatch.setattr(Path, "chmod", refuse)
    assert not make_private(tmp_path / "file")
