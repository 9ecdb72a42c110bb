"""Set-up that was interrupted completes itself; complete files are left alone."""

from importlib.resources import files
from pathlib import Path

import pytest

from cli.start.init import prepare
from crawler.sources import read_sources
from storage import open_archive
from tests.samples import article
from yaluwatch.config import load_settings


def shipped() -> bytes:
    return (files("crawler.sources") / "sources.toml").read_bytes()


def test_a_second_run_changes_nothing(tmp_path: Path) -> None:
    assert {file.name for file in prepare(tmp_path)} == {"config.toml", "sources.toml", "yalu.db", "secret"}
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir() if file.suffix != ".db"}
    assert prepare(tmp_path) == []
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir() if file.name in before} == before
    assert (tmp_path / "secret").stat().st_mode & 0o077 == 0
    assert not [file for file in tmp_path.iterdir() if file.name.startswith(".")]


@pytest.mark.parametrize("left", [b"", b"\n"])
def test_an_empty_secret_is_replaced_and_signs_nothing(tmp_path: Path, left: bytes) -> None:
    prepare(tmp_path)
    (tmp_path / "secret").write_bytes(left)
    settings, _ = load_settings(tmp_path)
    assert settings.secret == ""
    assert prepare(tmp_path) == [tmp_path / "secret"]
    assert len(settings.secret) == 64


@pytest.mark.parametrize("share", [0.0, 0.31, 0.77])
def test_a_source_list_copied_in_part_is_completed(tmp_path: Path, share: float) -> None:
    prepare(tmp_path)
    whole = shipped()
    # Within an entry, not between two.
    cut = whole[: whole.index(b"url", int(len(whole) * share)) + 2] if share else b""
    (tmp_path / "sources.toml").write_bytes(cut)
    assert prepare(tmp_path) == [tmp_path / "sources.toml"]
    assert (tmp_path / "sources.toml").read_bytes() == whole


def test_a_source_list_of_the_operators_own_is_kept(tmp_path: Path) -> None:
    prepare(tmp_path)
    sources = tmp_path / "sources.toml"
    entries = sources.read_text(encoding="utf-8").split("[[source]]")
    sources.write_text("[[source]]".join(entries[:4]), encoding="utf-8")
    assert prepare(tmp_path) == []
    assert len(read_sources(sources)) == 3
    sources.write_text("[[source]]\nid = ", encoding="utf-8")
    assert prepare(tmp_path) == []


def test_an_archive_without_its_first_subscription_gets_it(tmp_path: Path) -> None:
    prepare(tmp_path)
    (tmp_path / "yalu.db").unlink()
    with open_archive(tmp_path / "yalu.db"):
        pass
    assert prepare(tmp_path) == [tmp_path / "yalu.db"]
    with open_archive(tmp_path / "yalu.db") as archive:
        assert [made.id for made in archive.subscriptions.all()] == ["everything"]
        archive.subscriptions.remove("everything")
        archive.articles.add(article(), None, publisher="p")
