"""Locks that keep a process out whose lease has run out: both engines keep them alike."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.workers.claiming import Hold
from storage import Archive, open_archive

NAMES = ["host:a.example", "host:b.example"]


@pytest.fixture
def archives(tmp_path: Path) -> Iterator[tuple[Archive, Archive]]:
    """One archive, opened by two."""
    with open_archive(tmp_path / "yalu.db") as one, open_archive(tmp_path / "yalu.db") as other:
        yield one, other


def test_what_one_has_locked_another_does_not_get_until_it_is_given_back(
    archives: tuple[Archive, Archive],
) -> None:
    one, other = archives
    with one.fences.hold(NAMES) as is_mine:
        assert is_mine
        with other.fences.hold(NAMES[:1]) as is_theirs:
            assert not is_theirs
    with other.fences.hold(NAMES[:1]) as is_theirs:
        assert is_theirs


def test_all_names_are_locked_or_none(archives: tuple[Archive, Archive]) -> None:
    one, other = archives
    with one.fences.hold(NAMES[1:]), other.fences.hold(NAMES) as is_theirs:
        assert not is_theirs
        with one.fences.hold(NAMES[:1]) as is_mine:
            assert is_mine


def test_anybody_sees_what_is_locked(archives: tuple[Archive, Archive]) -> None:
    one, other = archives
    assert not other.fences.are_held(NAMES[:1])
    with one.fences.hold(NAMES[:1]):
        assert other.fences.are_held(NAMES[:1])
        assert not other.fences.are_held(NAMES)
    assert not other.fences.are_held(NAMES[:1])


def test_the_end_of_an_error_gives_back_too(archives: tuple[Archive, Archive]) -> None:
    one, other = archives
    with pytest.raises(ZeroDivisionError), one.fences.hold(NAMES):
        _ = 1 / 0
    with other.fences.hold(NAMES) as is_theirs:
        assert is_theirs


def test_a_host_is_not_given_to_another_when_only_the_lease_has_run_out(
    archives: tuple[Archive, Archive],
) -> None:
    one, other = archives
    hold = Hold.take(one, NAMES, pause=0.0)
    assert hold is not None
    # As long as its process was stopped, nobody has renewed the lease.
    one.claims.release(hold.owner, 0.0)
    assert other.claims.held(NAMES, 1.0) == []
    assert Hold.take(other, NAMES, pause=0.0) is None
    hold.release()
    again = Hold.take(other, NAMES, pause=0.0)
    assert again is not None
    again.release()


def test_after_its_release_a_host_pauses(archives: tuple[Archive, Archive]) -> None:
    one, other = archives
    hold = Hold.take(one, NAMES[:1], pause=600.0)
    assert hold is not None
    hold.release()
    assert Hold.take(other, NAMES[:1], pause=0.0) is None
    # Its fence was not left behind.
    assert not one.fences.are_held(NAMES[:1])
