"""One scheduler per archive: the lease, its heartbeat, and what ends it."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from scheduler.running.lease import LEASE_SECONDS, SERVICE, ServiceLease, Standing
from storage import open_archive
from tests.samples import NOW
from yaluwatch.owner import new_owner

SECOND = timedelta(seconds=1)
#: Processes on other computers, of which nothing is known.
ONE, TWO = "one/1/2/3", "two/1/2/3"


class Two:
    """Two services on one archive, whose clocks are set by hand."""

    def __init__(self, data: Path, one: str = ONE, two: str = TWO) -> None:
        self.now, self.steady = NOW, 0.0
        self.archive = data / "yalu.db"
        self.one, self.two = (
            ServiceLease(self.archive, lambda: self.now, lambda: self.steady, owner=owner)
            for owner in (one, two)
        )

    def passes(self, seconds: float) -> None:
        self.now += seconds * SECOND
        self.steady += seconds


@pytest.fixture
def two(tmp_path: Path) -> Two:
    return Two(tmp_path)


def test_the_second_is_told_who_is_first(two: Two) -> None:
    assert two.one.take() == ""
    told = two.two.take()
    assert told == f"process {two.one.instance.pid} on {two.one.instance.host} since 2026-11-24T05:00:00Z"
    assert two.two.holder() == told


def test_a_heartbeat_keeps_the_lease_and_its_end_frees_it_at_once(two: Two) -> None:
    two.one.take()
    for _ in range(20):
        two.passes(10)
        assert two.one.beat("sources.toml: no url") is Standing.HELD
        assert two.two.take() != ""
    with open_archive(two.archive) as archive:
        found = archive.jobs.instance()
    assert found is not None
    assert (found.seen_at, found.problem) == (two.now, "sources.toml: no url")
    two.one.release()
    assert two.two.take() == ""


def test_one_that_is_silent_is_replaced_within_its_lease_and_notices(two: Two) -> None:
    two.one.take()
    two.passes(LEASE_SECONDS - 1)
    assert two.two.take() != ""
    two.passes(2)
    assert two.two.take() == ""
    assert two.two.predecessor == two.one.instance
    assert two.one.beat() is Standing.LOST
    # It does not take it back.
    assert two.one.beat() is Standing.LOST
    with open_archive(two.archive) as archive:
        found = archive.jobs.instance()
    assert found is not None
    assert found.owner == TWO


def test_one_that_was_silent_and_not_replaced_goes_on(two: Two) -> None:
    two.one.take()
    two.passes(1000)
    assert two.one.beat() is Standing.HELD
    assert two.two.take() != ""


def test_one_whose_process_is_gone_is_replaced_at_once(tmp_path: Path) -> None:
    machine, _, _, run = new_owner().split("/")
    # No process has this id.
    two = Two(tmp_path, one="/".join((machine, str((1 << 22) + 5), "1", run)))
    assert two.one.take() == ""
    assert two.two.take() == ""


@pytest.mark.parametrize("ahead", [timedelta(hours=2), timedelta(days=400)])
def test_a_lease_of_a_clock_that_was_ahead_ends_like_any_other(two: Two, ahead: timedelta) -> None:
    now: datetime = two.now
    two.now += ahead
    two.one.take()
    two.now = now
    two.two.take()
    two.passes(LEASE_SECONDS + 1)
    assert two.two.take() == ""


def test_one_that_can_not_write_keeps_its_lease_until_somebody_takes_it(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    two.one.take()
    monkeypatch.setattr("storage.opening.WAIT_SECONDS", 0.01)
    with closing(sqlite3.connect(two.archive)) as locker:
        locker.execute("BEGIN IMMEDIATE")
        two.passes(10)
        assert two.one.beat() is Standing.HELD
        two.passes(100)
        # Others can't write either.
        assert two.one.beat() is Standing.HELD
        two.one.release()
        locker.rollback()
    assert two.two.take() == ""
    with closing(sqlite3.connect(two.archive)) as locker:
        locker.execute("BEGIN IMMEDIATE")
        two.passes(10)
        assert two.one.beat() is Standing.LOST
        locker.rollback()


def test_nothing_is_known_of_an_archive_that_can_not_be_used(tmp_path: Path) -> None:
    two = Two(tmp_path)
    two.archive.mkdir()
    assert two.one.beat() is Standing.UNKNOWN
    assert two.one.holder() == "another process"
    two.archive.rmdir()
    assert two.one.beat() is Standing.HELD
    two.archive.rename(tmp_path / "kept.db")
    two.archive.mkdir()
    two.passes(10)
    assert two.one.beat() is Standing.HELD
    two.passes(LEASE_SECONDS)
    assert two.one.beat() is Standing.UNKNOWN


def test_the_process_recorded_is_named_only_if_it_holds_the_lease(two: Two) -> None:
    two.one.take()
    with open_archive(two.archive) as archive:
        archive.jobs.appear(replace(two.one.instance, owner="somebody"))
        assert archive.claims.held([SERVICE], two.now.timestamp())
    assert two.two.take() == "another process"
