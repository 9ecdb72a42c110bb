"""Running jobs: records, limits, one at a time, and what happens when something fails."""

import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from scheduler import Begun, Ending, Job, JobContext, JobRunner, RunRecorder, context_of, others_run
from scheduler.running import runner as runner_module
from storage import JobResult, open_archive
from tests.samples import NOW
from yaluwatch.config import JobSettings, Settings
from yaluwatch.errors import MailError
from yaluwatch.owner import new_owner

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


class Desk:
    """A runner of some jobs over an archive of its own, with a clock that is set by hand."""

    def __init__(
        self, data: Path, *table: Job, apart: Callable[[Job, JobContext], Ending] | None = None
    ) -> None:
        self.now = NOW
        self.settings = Settings(data=data)
        self.is_clock_sure = True
        self.recorder = RunRecorder(self.settings.archive, new_owner())
        self.runner = JobRunner(table, self.context, self.recorder, lambda: self.now, apart=apart)

    def context(self, stop: threading.Event) -> JobContext:
        made = context_of(self.settings, lambda: self.now)
        return replace(made, stop=stop, is_clock_sure=self.is_clock_sure)

    def results(self, job: str) -> list[tuple[JobResult | None, str]]:
        with open_archive(self.settings.archive) as archive:
            return [(run.result, run.error) for run in archive.jobs.runs(job)]

    def planned(self, job: str) -> datetime | None:
        with open_archive(self.settings.archive) as archive:
            return {state.job: state.next_at for state in archive.jobs.states()}[job]


def job(
    name: str = "tag", work: Callable[[JobContext], dict[str, int]] = lambda _: {}, **given: object
) -> Job:
    made = Job(name, "", work, HOUR, lambda _: "every 5 min")
    return replace(made, **given)  # type: ignore[arg-type]


def fail(_context: JobContext) -> dict[str, int]:
    raise MailError("the mailbox at https://desk:hunter2@mail.example/ can't be read", permanent=False)


def break_down(_context: JobContext) -> dict[str, int]:
    raise KeyError("missing")


def wait_until_stopped(context: JobContext) -> dict[str, int]:
    assert context.stop.wait(300)
    return {"done": 1}


def test_a_run_is_recorded_with_what_it_did_and_when_the_next_is(tmp_path: Path) -> None:
    desk = Desk(tmp_path, job(work=lambda _: {"tagged": 3, "grouped": 0}))
    assert desk.runner.run("tag") == Ending(JobResult.OK, {"tagged": 3})
    with open_archive(desk.settings.archive) as archive:
        (run,) = archive.jobs.runs()
    assert (run.result, run.counts, run.started_at, run.is_manual) == (
        JobResult.OK,
        {"tagged": 3},
        NOW,
        False,
    )
    assert desk.planned("tag") == NOW + 5 * MINUTE == desk.runner.next_at("tag", NOW)


def test_a_failure_is_one_sentence_without_secrets(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    desk = Desk(tmp_path, job(work=fail), job("other", break_down))
    ending = desk.runner.run("tag")
    assert ending is not None
    assert ending.result is JobResult.FAILED
    ((_, error),) = desk.results("tag")
    assert error.startswith("the mailbox at https://")
    assert "hunter2" not in error
    assert "Traceback" not in caplog.text
    assert "result=failed" in caplog.text
    desk.runner.run("other")
    assert desk.results("other") == [(JobResult.FAILED, "KeyError: 'missing'")]
    assert "Traceback" in caplog.text


def test_jobs_due_while_nothing_ran_run_once_when_it_begins_again(tmp_path: Path) -> None:
    daily = job("backup", lambda _: {"articles": 1}, when=lambda _: "daily 18:20")
    desk = Desk(tmp_path, job(), daily)
    desk.runner.load()
    assert [each.name for each, _ in desk.runner.run_due()] == ["tag"]
    assert desk.runner.run_due() == []
    # It was planned, and the service was down at its time.
    later = Desk(tmp_path, job(), daily)
    later.now = NOW + timedelta(days=3)
    later.runner.load()
    assert [each.name for each, _ in later.runner.run_due()] == ["tag", "backup"]
    assert later.runner.run_due() == []
    assert later.runner.next_at("backup", later.now) == later.now.replace(hour=18, minute=20)


def test_a_job_whose_process_was_killed_is_lost_and_tried_again(tmp_path: Path) -> None:
    desk = Desk(tmp_path, job(when=lambda _: "daily 18:20"), job("other"))
    with open_archive(desk.settings.archive) as archive:
        archive.jobs.begin("tag", "elsewhere/1/2/3", NOW - MINUTE)
        archive.jobs.begin("other", "far/1/2/3", NOW - MINUTE)
    desk.runner.load("elsewhere/1/2/3")
    assert desk.results("tag")[0][0] is JobResult.LOST
    assert desk.results("other")[0][0] is None
    assert desk.runner.next_at("tag", NOW) == NOW + 5 * MINUTE


def test_a_job_that_is_off_never_runs(tmp_path: Path) -> None:
    desk = Desk(tmp_path, job(when=lambda _: "off"))
    desk.runner.load()
    assert desk.runner.run_due() == []
    assert desk.runner.next_at("tag", NOW) is None


def test_a_job_is_named_in_the_settings(tmp_path: Path) -> None:
    made = job("restore-drill", when=None)
    schedule = made.schedule(Settings(data=tmp_path, jobs=JobSettings(restore_drill="every 2 h")))
    assert schedule is not None
    assert schedule.text == "every 2 h"


def test_a_job_runs_in_one_thread_at_a_time(tmp_path: Path) -> None:
    desk = Desk(tmp_path, job(work=wait_until_stopped))
    first = threading.Thread(target=desk.runner.run, args=["tag"])
    first.start()
    while not desk.runner.running():
        time.sleep(0.01)
    assert desk.runner.run("tag") is None
    assert desk.runner.due(NOW) == []
    desk.runner.stop()
    first.join()
    assert desk.results("tag") == [(JobResult.STOPPED, "")]
    # It was cut short, so it is due as soon as jobs run again.
    assert desk.runner.run("tag") is None
    desk.runner.resume()
    assert [each.name for each in desk.runner.due(NOW)] == ["tag"]


def test_a_job_that_takes_too_long_is_told_to_end_and_recorded_at_once(tmp_path: Path) -> None:
    ended = threading.Event()

    def hang(context: JobContext) -> dict[str, int]:
        assert context.stop.wait(300)
        assert ended.wait(300)
        return {"done": 1}

    desk = Desk(tmp_path, job(work=hang, limit=timedelta(seconds=0)), job("quick"))
    thread = threading.Thread(target=desk.runner.run, args=["tag"])
    thread.start()
    end = time.monotonic() + 300
    while desk.results("tag") != [(JobResult.TIMED_OUT, "it took longer than 0 minutes and was ended")]:
        desk.runner.end_overdue()
        assert time.monotonic() < end
        time.sleep(0.01)
    # It delays no other job.
    assert desk.runner.run("quick") is not None
    ended.set()
    thread.join()
    assert desk.results("tag")[0][0] is JobResult.TIMED_OUT
    assert desk.runner.next_at("tag", NOW) == NOW + 5 * MINUTE


def test_a_locked_archive_stops_no_job_and_its_runs_are_recorded_later(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = []

    def send(_context: JobContext) -> dict[str, int]:
        ran.append("again")
        return {"sent": 1}

    desk = Desk(tmp_path, job(work=send), job("other"))
    desk.runner.load()
    monkeypatch.setattr("storage.opening.WAIT_SECONDS", 0.01)
    with closing(sqlite3.connect(desk.settings.archive)) as locker:
        locker.execute("BEGIN IMMEDIATE")
        desk.runner.run("tag")
        desk.now += HOUR
        desk.runner.run("tag")
        locker.rollback()
    assert len(ran) == 2
    assert caplog.text.count("runs of jobs can't be recorded") == 1
    desk.runner.run("other")
    assert desk.results("tag") == [(JobResult.OK, "")]
    with open_archive(desk.settings.archive) as archive:
        assert archive.jobs.runs("tag")[0].started_at == NOW + HOUR


def test_the_end_of_a_run_is_recorded_later_if_only_its_beginning_could_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(tmp_path)
    begun = desk.recorder.begin("tag", NOW)
    monkeypatch.setattr("storage.opening.WAIT_SECONDS", 0.01)
    with closing(sqlite3.connect(desk.settings.archive)) as locker:
        locker.execute("BEGIN IMMEDIATE")
        desk.recorder.end(begun, NOW, Ending(JobResult.FAILED, {}, "no route"))
        locker.rollback()
    assert desk.results("tag") == [(None, "")]
    desk.recorder.end(desk.recorder.begin("other", NOW), NOW, Ending(JobResult.OK, {}))
    assert desk.results("tag") == [(JobResult.FAILED, "no route")]


def test_an_archive_that_can_not_be_opened_stops_no_job(tmp_path: Path) -> None:
    desk = Desk(tmp_path, job(work=lambda _: {"tagged": 1}))
    desk.settings.archive.mkdir()
    desk.runner.load()
    assert desk.runner.run("tag") == Ending(JobResult.OK, {"tagged": 1})
    assert desk.runner.next_at("tag", NOW) == NOW + 5 * MINUTE


def test_a_job_that_deletes_waits_while_the_clock_is_in_doubt(tmp_path: Path) -> None:
    desk = Desk(tmp_path, job("retention", deletes=True))
    desk.is_clock_sure = False
    assert desk.runner.run("retention") is None
    assert desk.runner.next_at("retention", NOW) == NOW + HOUR
    # The clock is set back by more than that.
    assert desk.runner.next_at("retention", NOW - 400 * timedelta(days=1)) is not None
    desk.is_clock_sure = True
    desk.now += HOUR
    assert desk.runner.run("retention") == Ending(JobResult.OK, {})


def test_a_long_job_waits_while_somebody_runs_it_by_hand(tmp_path: Path) -> None:
    asked = []

    def apart(each: Job, _context: JobContext) -> Ending:
        asked.append(each.name)
        return Ending(JobResult.OK, {"pages": 1})

    desk = Desk(tmp_path, job("backup", is_apart=True), apart=apart)
    far = "elsewhere/1/2/3"
    with open_archive(desk.settings.archive) as archive:
        manual = archive.jobs.begin("backup", far, NOW - MINUTE, is_manual=True)
    assert others_run(desk.recorder, desk.runner.jobs["backup"], NOW) == Begun(
        "backup", NOW - MINUTE, is_manual=True, id=manual
    )
    assert desk.runner.run("backup") is None
    assert desk.runner.next_at("backup", NOW) == NOW + MINUTE
    # On another computer it may have ended without a word: it holds up nobody for longer than the limit.
    desk.now += 2 * HOUR
    assert desk.runner.run("backup") == Ending(JobResult.OK, {"pages": 1})
    assert asked == ["backup"]


def test_a_run_stopped_while_its_beginning_is_recorded_does_no_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(tmp_path, job(work=fail))
    begin = desk.recorder.begin

    def stop_first(name: str, at: datetime, *, is_manual: bool = False) -> Begun:
        desk.runner.stop()
        return begin(name, at, is_manual=is_manual)

    monkeypatch.setattr(desk.recorder, "begin", stop_first)
    assert desk.runner.run("tag") == Ending(JobResult.STOPPED, {})


def test_an_error_of_the_runner_itself_leaves_the_job_free(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> tuple[dict[str, int], str]:
        raise MemoryError

    desk = Desk(tmp_path, job())
    monkeypatch.setattr(runner_module, "attempt", broken)
    with pytest.raises(MemoryError):
        desk.runner.run("tag")
    assert desk.runner.running() == []
    assert desk.results("tag") == [(JobResult.STOPPED, "")]


def test_jobs_that_were_asked_for_are_known_until_they_run(tmp_path: Path) -> None:
    desk = Desk(tmp_path, job("tag"), job("backup"))
    assert desk.runner.asked() == []
    with open_archive(desk.settings.archive) as archive:
        for name in ("backup", "gone"):
            archive.jobs.ask(name, NOW)
    assert desk.runner.asked() == ["backup"]
    desk.runner.run("backup")
    assert desk.runner.asked() == []
