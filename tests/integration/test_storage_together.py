"""Several calls as one transaction, and changes outside the archive that are recorded around them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage import Archive, Change, ChangeState, open_archive, parse_query
from tests.samples import article, connection_of, subscribe, subscription
from yaluwatch.errors import ArchiveError, ArchiveFull, ArchiveLocked

NOW = datetime(2026, 11, 24, tzinfo=UTC)
CHANGE = Change(at=NOW, by="kim", what="subscription removed", subject="everything")


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with one subscription."""
    path = tmp_path_factory.mktemp("together") / "yalu.db"
    with open_archive(path) as archive:
        subscribe(archive, subscription())
    return path


@pytest.fixture
def archive(path: Path) -> Iterator[Archive]:
    with open_archive(path) as opened:
        yield opened


def recorded(archive: Archive) -> list[str]:
    return [change.what for change in archive.accounts.changes(limit=50)]


def test_what_changed_and_who_changed_it_are_kept_or_lost_together(archive: Archive) -> None:
    def fail() -> None:
        with archive.together():
            archive.subscriptions.remove("everything")
            archive.accounts.record(replace(CHANGE, what="lost"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert [one.id for one in archive.subscriptions.all()] == ["everything"]
    assert "lost" not in recorded(archive)
    with archive.together():
        archive.subscriptions.set_paused("everything", is_paused=True)
        archive.accounts.record(replace(CHANGE, what="kept"))
    assert [one.paused for one in archive.subscriptions.all()] == [True]
    assert recorded(archive)[0] == "kept"
    # And each call is a transaction of its own again.
    archive.accounts.record(replace(CHANGE, what="alone"))
    assert recorded(archive)[0] == "alone"


def test_nobody_sees_a_half(archive: Archive, path: Path) -> None:
    with open_archive(path, read_only=True) as other, archive.together():
        archive.accounts.record(replace(CHANGE, what="half"))
        assert "half" not in recorded(other)
        with pytest.raises(ArchiveLocked), open_archive(path, wait_seconds=0) as writer:
            writer.accounts.record(CHANGE)


def test_a_method_that_fails_inside_leaves_nothing_even_if_its_error_is_caught(archive: Archive) -> None:
    with archive.together():
        archive.accounts.record(replace(CHANGE, what="before"))
        with pytest.raises(TypeError):
            # The first of the two rows is written when the second fails.
            archive.accounts.begin([replace(CHANGE, what="first"), None])  # type: ignore[list-item]
        archive.accounts.record(replace(CHANGE, what="after"))
    assert recorded(archive)[:2] == ["after", "before"]
    assert "first" not in recorded(archive)


def test_reading_inside_needs_no_transaction_of_its_own(archive: Archive) -> None:
    archive.articles.add(article(), None, publisher="Courier Press")
    with archive.together():
        archive.accounts.record(replace(CHANGE, what="with a search"))
        # Searches as of an earlier day, and the entries of lists, use temporary tables.
        assert archive.search.count(parse_query("asof:2026-11-25 relevant:any")) >= 0
        archive.lists.in_force()
        archive.accounts.record(replace(CHANGE, what="after it"))
    assert recorded(archive)[:2] == ["after it", "with a search"]


def test_a_unit_that_was_left_by_an_error_blocks_nobody(archive: Archive, path: Path) -> None:
    with pytest.raises(ArchiveError, match="no price"), archive.together():
        archive.prices.get(1, 1)
    with open_archive(path, wait_seconds=0) as other:
        other.accounts.record(CHANGE)


def test_a_change_of_a_file_is_begun_and_then_done_or_failed(archive: Archive, path: Path) -> None:
    first, second, third = archive.accounts.begin([replace(CHANGE, subject=name) for name in "abc"])
    archive.accounts.finish([first], ChangeState.DONE)
    archive.accounts.finish([second], ChangeState.FAILED)
    with open_archive(path, read_only=True) as other:
        states = {one.id: one.state for one in other.accounts.changes(limit=3)}
    assert states == {first: ChangeState.DONE, second: ChangeState.FAILED, third: ChangeState.BEGUN}


def test_a_full_disk_inside_is_what_is_reported(archive: Archive, path: Path) -> None:
    """SQLite may undo the whole transaction by itself; undoing the part then must not hide the reason."""
    database = connection_of(archive)
    with database.read("counting pages") as db:
        pages = db.execute("PRAGMA page_count").fetchone()[0]
        db.execute(f"PRAGMA max_page_count = {pages}")
    large = replace(CHANGE, what="large", after="x" * 1_000_000)

    def fill() -> None:
        with archive.together():
            archive.accounts.record(replace(CHANGE, what="before it"))
            archive.accounts.record(large)

    with pytest.raises(ArchiveFull):
        fill()
    with database.read("counting pages") as db:
        db.execute("PRAGMA max_page_count = 1073741823")
    assert "before it" not in recorded(archive)
    archive.accounts.record(large)
    assert recorded(archive)[0] == "large"
