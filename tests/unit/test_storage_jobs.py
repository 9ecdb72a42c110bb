"""Records of the service's jobs and of the process that runs them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage import Archive, ClockJump, Instance, JobResult, open_archive

T0 = datetime(2026, 3, 1, 6, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path / "yalu.db") as opened:
        yield opened


def test_a_run_has_a_beginning_an_end_and_counts(archive: Archive) -> None:
    run = archive.jobs.begin("tag", "me", T0)
    assert archive.jobs.runs("tag")[0].ended_at is None
    archive.jobs.end(run, T0 + MINUTE, JobResult.OK, {"tagged": 3})
    found = archive.jobs.runs("tag")[0]
    assert (found.result, found.ended_at, found.counts) == (JobResult.OK, T0 + MINUTE, {"tagged": 3})


def test_the_first_recorded_end_is_kept(archive: Archive) -> None:
    run = archive.jobs.begin("backup", "me", T0)
    archive.jobs.end(run, T0 + MINUTE, JobResult.TIMED_OUT, error="it took longer than 60 s")
    archive.jobs.end(run, T0 + 2 * MINUTE, JobResult.OK)
    assert archive.jobs.runs()[0].result is JobResult.TIMED_OUT


def test_runs_of_dead_processes_are_lost_and_others_go_on(archive: Archive) -> None:
    archive.jobs.begin("poll", "dead", T0)
    archive.jobs.begin("tag", "alive", T0)
    lost = archive.jobs.end_lost(lambda owner: owner == "dead", T0 + MINUTE)
    assert [run.job for run in lost] == ["poll"]
    assert {run.job: run.result for run in archive.jobs.runs()} == {"poll": JobResult.LOST, "tag": None}


def test_a_state_counts_failures_since_the_last_success(archive: Archive) -> None:
    for minute, result in enumerate([JobResult.FAILED, JobResult.OK, JobResult.FAILED, JobResult.LOST]):
        at = T0 + minute * MINUTE
        archive.jobs.end(archive.jobs.begin("deliver", "me", at), at, result, error="no route")
    archive.jobs.plan({"deliver": T0 + timedelta(hours=1), "verify": None})
    deliver, verify = archive.jobs.states()
    assert (deliver.job, deliver.failures, deliver.last_ok_at) == ("deliver", 2, T0 + MINUTE)
    assert deliver.next_at == T0 + timedelta(hours=1)
    assert deliver.last
    assert deliver.last.result is JobResult.LOST
    assert (verify.job, verify.last, verify.next_at, verify.failures) == ("verify", None, None, 0)


def test_an_open_run_and_a_stop_are_no_failures(archive: Archive) -> None:
    archive.jobs.end(archive.jobs.begin("poll", "me", T0), T0, JobResult.STOPPED)
    archive.jobs.begin("poll", "me", T0 + MINUTE)
    assert archive.jobs.states()[0].failures == 0


def test_old_runs_are_forgotten_but_never_the_newest(archive: Archive) -> None:
    for day, result in enumerate([JobResult.OK, JobResult.OK, JobResult.FAILED]):
        at = T0 + timedelta(days=day)
        archive.jobs.end(archive.jobs.begin("verify", "me", at), at, result)
    assert archive.jobs.forget(T0 + timedelta(days=90)) == 1
    assert [run.result for run in archive.jobs.runs("verify")] == [JobResult.FAILED, JobResult.OK]


def test_the_process_that_runs_the_service_is_recorded(archive: Archive) -> None:
    assert archive.jobs.instance() is None
    mine = Instance("owner", "desk", 4711, "1.0", T0, T0, "")
    archive.jobs.appear(mine)
    later = Instance("owner", "desk", 4711, "1.0", T0, T0 + MINUTE, "sources.toml line 3: no url")
    archive.jobs.appear(later)
    assert archive.jobs.instance() == later


def test_runs_that_did_nothing_are_forgotten_sooner(archive: Archive) -> None:
    for hour, counts in enumerate([{}, {"tagged": 2}, {}, {}]):
        at = T0 + timedelta(hours=hour)
        archive.jobs.end(archive.jobs.begin("tag", "me", at), at, JobResult.OK, counts)
    assert archive.jobs.forget(T0 - timedelta(days=90), idle_before=T0 + timedelta(days=1)) == 2
    assert [run.counts for run in archive.jobs.runs("tag")] == [{}, {"tagged": 2}]


def test_jumps_of_the_clock_are_kept_latest_first(archive: Archive) -> None:
    forward = ClockJump(T0, 86_400.0)
    back = ClockJump(T0 - timedelta(days=1), -86_400.5)
    for jump in (forward, back):
        archive.jobs.add_clock_jump(jump)
    assert archive.jobs.clock_jumps() == [back, forward]
    assert archive.jobs.clock_jumps(limit=1) == [back]


def test_a_job_that_was_asked_for_is_kept_until_it_begins(archive: Archive) -> None:
    archive.jobs.ask("backup", T0)
    archive.jobs.ask("backup", T0 + MINUTE)
    archive.jobs.plan({"backup": T0 + timedelta(hours=9), "tag": T0})
    assert archive.jobs.asked() == {"backup": T0}
    archive.jobs.begin("tag", "me", T0 + MINUTE)
    assert archive.jobs.asked() == {"backup": T0}
    archive.jobs.begin("backup", "me", T0 + MINUTE)
    assert archive.jobs.asked() == {}
    assert archive.jobs.states()[0].next_at == T0 + timedelta(hours=9)
