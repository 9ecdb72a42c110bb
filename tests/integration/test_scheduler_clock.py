"""The service while its clock is set, its computer sleeps, its heartbeat hangs, or another takes over."""

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.sources.source_list import write_sources
from scheduler import SERVICE, Job, JobContext, Service
from scheduler import service as service_module
from scheduler.running.lease import LEASE_SECONDS, Standing
from storage import JobResult, open_archive
from tests.samples import NOW, source
from yaluwatch.config import Settings
from yaluwatch.errors import ServiceError

SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
FAR = "elsewhere/1/2/3"


class World:
    """A service whose clocks are set by hand, with a quick, a daily and a deleting job."""

    def __init__(self, data: Path) -> None:
        write_sources(data / "sources.toml", [source(paused=True)])
        self.settings = Settings(data=data)
        self.now, self.steady = NOW, 1000.0
        self.ran: list[str] = []
        self.reasons: list[str] = []
        self.service = self.made()

    def made(self) -> Service:
        return Service(
            self.settings,
            lambda: self.now,
            steady=lambda: self.steady,
            table=(
                self.job("tag", "every 5 min"),
                self.job("backup", "daily 18:20"),
                self.job("retention", "daily 18:20", deletes=True),
            ),
            apart=None,
            on_lost=self.reasons.append,
        )

    def job(self, name: str, when: str, *, deletes: bool = False) -> Job:
        def work(_context: JobContext) -> dict[str, int]:
            self.ran.append(name)
            return {"done": 1}

        return Job(name, "", work, HOUR, lambda _: when, deletes=deletes)

    def passes(self, span: timedelta, *, jump: timedelta = timedelta()) -> None:
        """Time passes, and the clock is set."""
        self.now += span + jump
        self.steady += span.total_seconds()
        self.service.look()
        self.service.beat()

    def next(self, name: str) -> datetime | None:
        return self.service.runner.next_at(name, self.now)

    def run_due(self) -> list[str]:
        self.ran.clear()
        self.service.runner.run_due()
        return self.ran


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    assert made.service.claim() == ""
    yield made
    made.service.stop()


def test_a_clock_set_ahead_for_an_hour_delays_nothing_afterwards(world: World) -> None:
    assert world.run_due() == ["tag"]
    world.passes(SECOND, jump=400 * DAY)
    # Due at once, once; nothing is deleted for being old.
    assert world.run_due() == ["tag", "backup"]
    world.passes(HOUR, jump=-400 * DAY)
    assert world.next("tag") == world.now + timedelta(minutes=5)
    assert world.next("backup") == NOW.replace(hour=18, minute=20)
    assert world.next("retention") is not None
    world.passes(14 * HOUR)
    assert world.run_due() == ["tag", "backup", "retention"]
    with open_archive(world.settings.archive) as archive:
        jumps = archive.jobs.clock_jumps()
    assert [round(jump.seconds) for jump in jumps] == [-400 * 86_400, 400 * 86_400]
    assert [jump.seconds for jump in world.service.clock_jumps] == [jump.seconds for jump in reversed(jumps)]


def test_a_clock_set_ahead_for_good_is_trusted_after_a_day(world: World) -> None:
    world.passes(SECOND, jump=400 * DAY)
    assert "retention" not in world.run_due()
    world.passes(23 * HOUR)
    assert "retention" not in world.run_due()
    world.passes(3 * HOUR)
    assert "retention" in world.run_due()


def test_a_clock_set_back_stops_nothing(world: World) -> None:
    assert world.run_due() == ["tag"]
    world.passes(SECOND, jump=-30 * DAY)
    world.passes(timedelta(minutes=5))
    assert world.run_due() == ["tag"]


def test_a_jump_is_said_once(world: World, caplog: pytest.LogCaptureFixture) -> None:
    world.passes(SECOND, jump=-HOUR)
    world.passes(SECOND)
    world.passes(SECOND)
    assert caplog.text.count("the clock was set seconds=-3600") == 1


def test_a_clock_that_was_wrong_while_nothing_ran_is_noticed_at_the_start(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.service.stop()
    world.now -= 2 * DAY
    later = world.made()
    assert later.claim() == ""
    later.beat()
    later.stop()
    assert "the clock was set seconds=-172800" in caplog.text
    with open_archive(world.settings.archive) as archive:
        assert [jump.seconds for jump in archive.jobs.clock_jumps()] == [-172_800]


def test_jumps_that_can_not_be_recorded_are_recorded_later(world: World) -> None:
    kept = world.settings.archive.rename(world.settings.archive.with_name("kept.db"))
    world.settings.archive.mkdir()
    world.passes(SECOND, jump=HOUR)
    world.settings.archive.rmdir()
    kept.rename(world.settings.archive)
    world.passes(SECOND)
    with open_archive(world.settings.archive) as archive:
        assert len(archive.jobs.clock_jumps()) == 1


def take_over(world: World) -> None:
    with open_archive(world.settings.archive) as archive:
        (held,) = archive.claims.held([SERVICE], world.now.timestamp())
        archive.claims.release(held.owner, world.now.timestamp())
        assert archive.claims.take([SERVICE], FAR, world.now.timestamp(), lease=LEASE_SECONDS)


def test_one_that_lost_its_lease_ends_its_jobs_and_says_to_whom(world: World) -> None:
    take_over(world)
    assert world.service.beat() is Standing.LOST
    assert world.run_due() == []
    assert world.reasons == ["another process has taken over the archive, so this service has ended"]
    # Only once.
    world.service.beat()
    assert len(world.reasons) == 1
    # The other has gone: it goes on.
    world.passes((LEASE_SECONDS + 1) * SECOND)
    assert world.service.standing is Standing.HELD
    assert world.run_due() == ["tag"]


def test_a_service_that_may_not_run_is_refused_by_name(world: World) -> None:
    other = world.made()
    with pytest.raises(
        ServiceError, match=r"already running on this archive \(process \d+ on .* since 2026-11-24"
    ):
        other.start()
    other.stop()


@pytest.fixture
def started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A service with its threads; a look every hundredth of a second, no heartbeat unless woken."""
    monkeypatch.setattr(service_module, "_LOOK_SECONDS", 0.01)
    monkeypatch.setattr(service_module, "BEAT_SECONDS", 3600.0)
    made = World(tmp_path)
    made.service.start()
    wait_for(lambda: made.ran == ["tag"] and not made.service.runner.running())
    yield made
    made.service.stop()


def wait_for(found: object, seconds: float = 300) -> None:
    end = time.monotonic() + seconds
    assert callable(found)
    while not found():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.01)


def planned(world: World, name: str) -> float:
    """Seconds until the scheduler starts a job."""
    job = world.service._scheduler.get_job(name)
    return float((job.next_run_time - datetime.now(UTC)).total_seconds()) if job else -1.0


def test_timers_are_set_anew_after_a_jump(started: World) -> None:
    wait_for(lambda: 13 * 3600 < planned(started, "backup") <= 14 * 3600)
    started.now += 10 * HOUR
    wait_for(lambda: 3 * 3600 < planned(started, "backup") <= 4 * 3600)
    started.now -= 10 * HOUR
    wait_for(lambda: 13 * 3600 < planned(started, "backup") <= 14 * 3600)
    # What was due meanwhile ran once.
    wait_for(lambda: started.ran == ["tag", "tag"])


def test_a_job_that_was_not_planned_after_its_run_is_found(
    started: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    started.service._scheduler.remove_job("backup")
    monkeypatch.setattr(service_module, "_PLAN_SECONDS", 0.0)
    wait_for(lambda: planned(started, "backup") > 0)


def test_a_job_that_is_due_again_as_soon_as_it_ends_goes_on(started: World) -> None:
    for _ in range(20):
        started.ran.clear()
        started.now += HOUR
        started.steady += 3600
        started.service._plan_one("tag")
        wait_for(lambda: "tag" in started.ran)


def test_after_a_sleep_what_is_late_runs_and_the_lease_is_asked_for(started: World) -> None:
    with open_archive(started.settings.archive) as archive:
        before = archive.jobs.instance()
    # The computer sleeps: clock and steady clock go on, timers do not.
    started.now += 14 * HOUR
    started.steady += 14 * 3600
    wait_for(lambda: "backup" in started.ran)
    with open_archive(started.settings.archive) as archive:
        wait_for(lambda: archive.jobs.instance() != before)
    assert started.service.clock_jumps == []


def test_a_heartbeat_that_hangs_ends_the_jobs_until_it_goes_on(
    started: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(service_module, "LEASE_SECONDS", 0.05)
    wait_for(lambda: started.service.standing is Standing.UNKNOWN)
    assert started.service.run("tag") is None
    assert "jobs wait, the heartbeat hangs" in caplog.text
    monkeypatch.setattr(service_module, "LEASE_SECONDS", 3600.0)
    started.service._wake.set()
    wait_for(lambda: started.service.standing is Standing.HELD)
    wait_for(lambda: started.service.run("tag"))


def test_a_job_that_does_not_end_is_recorded_as_stopped(started: World) -> None:
    hanging, ended = threading.Event(), threading.Event()

    def hang(_context: JobContext) -> dict[str, int]:
        hanging.set()
        assert ended.wait(300)
        return {"done": 1}

    started.service.runner.jobs["tag"] = Job("tag", "", hang, HOUR, lambda _: "every 5 min")
    thread = threading.Thread(target=started.service.run, args=["tag"])
    thread.start()
    assert hanging.wait(300)
    assert not started.service.stop(0.2)
    with open_archive(started.settings.archive) as archive:
        assert archive.jobs.runs("tag")[0].result is JobResult.STOPPED
        # Another service need not wait.
        assert archive.claims.held([SERVICE], started.now.timestamp()) == []
    ended.set()
    thread.join()


def test_settings_read_anew_are_told_to_the_caller(world: World) -> None:
    told: list[Settings] = []
    world.service.stop()
    other = Service(
        world.settings, lambda: world.now, steady=lambda: world.steady, table=(), on_reload=told.append
    )
    assert other.claim() == ""
    other.reload()
    other.look()
    other.look()
    assert told == [world.settings]
    other.stop()


def test_an_error_in_a_loop_ends_no_service(
    started: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken = threading.Event()

    def fail(_wall: datetime, _steady: float) -> None:
        broken.set()
        raise ValueError("a fault of ours")

    watch = started.service._watch
    monkeypatch.setattr(started.service, "_watch", type("Broken", (), {"look": staticmethod(fail)})())
    assert broken.wait(300)
    monkeypatch.setattr(started.service, "_watch", watch)
    wait_for(lambda: "unexpected error in the service, it goes on" in caplog.text)
    started.now += 14 * HOUR
    started.steady += 14 * 3600
    wait_for(lambda: "backup" in started.ran)
