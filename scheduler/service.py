"""The service: the one process that runs the jobs of an archive on schedule, until it is stopped."""

import logging
import math
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from time import monotonic, sleep

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from crawler.workers import WorkerPool
from monitoring import ClockWatch, steady_seconds
from scheduler.alarms import Watchman
from scheduler.job_table import JOBS
from scheduler.running import (
    BEAT_SECONDS,
    LEASE_SECONDS,
    Ending,
    Job,
    JobContext,
    JobRunner,
    Reloader,
    RunRecorder,
    ServiceLease,
    Standing,
    SystemdNotifier,
    run_apart,
)
from storage import ClockJump, JobResult, open_archive
from stories import Memory
from yaluwatch import times
from yaluwatch.config import ServiceManager, Settings, load_settings
from yaluwatch.errors import ArchiveError, ServiceError
from yaluwatch.model import Source
from yaluwatch.owner import new_owner
from yaluwatch.text import counted

log = logging.getLogger(__name__)

#: Seconds between two looks at the clock, the files and the limits of jobs.
_LOOK_SECONDS = 1.0
#: Seconds without a heartbeat after which the service manager is not told any more that the service works.
_SILENT_SECONDS = 90.0
#: Seconds between two looks for jobs that nobody starts, because planning them has failed.
_PLAN_SECONDS = 60.0
#: Seconds of sleep that are noticed.
_SLEPT_SECONDS = 2.0
#: Seconds after which a job is tried again that could not begin.
_BUSY_SECONDS = 1.0
#: Seconds between two pings of a job's check while nothing changes.
_PING_SECONDS = 60.0
#: Seconds from which on a job may leave much memory free. To give it back takes a hundred idle rounds.
_LONG_SECONDS = 5.0
#: Seconds the runs have to end when the service stops.
STOP_SECONDS = 6.0


class Service:
    """Runs the jobs in background threads while this process holds the lease on the archive.

    A simulation uses it without `start`: it calls `runner.run_due`, `look` and `beat` as its clock goes on.
    """

    def __init__(
        self,
        settings: Settings,
        clock: Callable[[], datetime] = times.clock,
        *,
        read_settings: Callable[[], Settings] | None = None,
        reloader: Reloader | None = None,
        steady: Callable[[], float] = steady_seconds,
        table: Sequence[Job] = JOBS,
        apart: Callable[[Job, JobContext], Ending] | None = run_apart,
        notifier: SystemdNotifier | None = None,
        on_lost: Callable[[str], None] = lambda _: None,
        on_reload: Callable[[Settings], None] = lambda _: None,
        on_idle: Callable[[], object] = lambda: None,
    ) -> None:
        """Raises YaluError when something is invalid.

        `on_lost` is called with a sentence when another process has taken over, `on_reload` with new
        settings, `on_idle` when no job runs any more after one that took some seconds. `steady` is a clock in
        seconds that nobody can set. `reloader` is one that the process has already, used instead of
        `read_settings`.
        """
        self._clock, self._steady = clock, steady
        self._on_lost, self._on_reload, self._on_idle = on_lost, on_reload, on_idle
        self._reloader = reloader or Reloader(
            settings, read_settings or (lambda: load_settings(settings.data)[0])
        )
        self._memory = Memory()
        #: One fork server for the life of the service.
        self._workers = WorkerPool()
        owner = new_owner()
        self._lease = ServiceLease(settings.archive, clock, owner=owner)
        recorder = RunRecorder(settings.archive, owner)
        #: Job → when its check was pinged last (monotonic), and whether it had failed.
        self._pinged: dict[str, tuple[float, bool]] = {}
        #: Job → when it began (monotonic); whether one has taken long since the service was idle.
        self._began: dict[str, float] = {}
        self._has_worked = False
        self.runner = JobRunner(table, self._context, recorder, clock, apart=apart, on_run=self._on_run)
        self._watch = ClockWatch(clock(), steady())
        self._watchman = Watchman(clock_moved=lambda: self._watch.moved(steady()))
        self._asleep = steady() - monotonic()
        #: Jumps of the clock that were noticed, oldest first.
        self.clock_jumps: list[ClockJump] = []
        self._unrecorded: list[ClockJump] = []
        self._notifier = notifier or SystemdNotifier(ServiceManager())
        self._stop, self._wake, self._reload = threading.Event(), threading.Event(), threading.Event()
        self._threads: list[threading.Thread] = []
        self._standing = Standing.UNKNOWN
        self._beat_at = self._planned_at = monotonic()
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            # Every job is a single date that is set again after each run, so missed runs count as one. The
            # runner sees to it that none runs twice at once: the scheduler would drop one that is due again
            # while it still counts the last run, and with it the job.
            executors={"default": ThreadPoolExecutor(2 * len(table) + 1)},
            job_defaults={"misfire_grace_time": None, "max_instances": 1000},
        )

    @property
    def settings(self) -> Settings:
        """The settings in force."""
        return self._reloader.settings

    @property
    def standing(self) -> Standing:
        """Whether this process is the scheduler of its archive."""
        return self._standing

    def sources(self) -> Sequence[Source]:
        """The source list as it is in the file now; while the file is invalid, the last valid one."""
        return self._reloader.sources()

    def claim(self) -> str:
        """Become the scheduler of the archive; "" if it is, else who holds the lease.

        When the archive can't be used now, that is logged, and the jobs begin as soon as it can.
        """
        try:
            if held_by := self._lease.take():
                return held_by
        except ArchiveError as error:
            log.error("jobs wait until the archive can be used error=%s", error)
            return ""
        self._begin()
        return ""

    def start(self) -> None:
        """Start the jobs that are due at once; returns while they run.

        Raises ServiceError, naming it, when another process is the scheduler of the archive.
        """
        if self._standing is not Standing.HELD and (held_by := self.claim()):
            raise ServiceError(held_elsewhere(held_by))
        self._beat_at = monotonic()
        self._scheduler.start()
        for name, loop in (("heartbeat", self._beat_repeatedly), ("watch", self._look_repeatedly)):
            thread = threading.Thread(target=loop, name=name, daemon=True)
            thread.start()
            self._threads.append(thread)
        self._plan()
        self._notifier.ready(self._status())

    def stop(self, seconds: float = STOP_SECONDS) -> bool:
        """Tell running jobs to end, finish pending writes, and return; whether all ended within `seconds`."""
        end = monotonic() + seconds
        self.begin_stop()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        for thread in self._threads:
            thread.join(max(end - monotonic(), 0))
        while (running := self.runner.running()) and monotonic() < end:
            sleep(0.05)
        if running:
            log.warning("jobs did not end in time jobs=%s", ",".join(running))
            self.runner.record_stopped()
        if self._standing is Standing.HELD:
            self._lease.release()
        self._workers.close()
        self._watchman.close()
        return not running

    def begin_stop(self) -> None:
        """Tell everything to end; returns at once, also in a signal handler."""
        self._stop.set()
        self._wake.set()
        threading.Thread(target=self._tell_stop, name="stop", daemon=True).start()

    def _tell_stop(self) -> None:
        self._notifier.stopping()
        self.runner.stop()

    def reload(self) -> None:
        """Read settings, sources and word lists again, soon; for SIGHUP."""
        self._reload.set()

    def run(self, name: str) -> Ending | None:
        """Run a job now, in this thread; None if it is running."""
        return self.runner.run(name)

    def beat(self) -> Standing:
        """Extend the lease; jobs begin when it is ours and end when it is not."""
        before, self._standing = self._standing, self._lease.beat(self._reloader.problem)
        self._beat_at = monotonic()
        if self._standing is Standing.HELD:
            if before is not Standing.HELD:
                log.info("jobs begin, this process is the scheduler of the archive")
                self._begin()
                self._plan()
            self._record_jumps()
            self._start_asked()
        elif before is not self._standing:
            self.runner.stop()
            if self._standing is Standing.LOST:
                held_by = self._lease.holder()
                log.error("another process has taken over, the jobs of this one end holder=%s", held_by)
                self._on_lost(f"{held_by} has taken over the archive, so this service has ended")
            else:
                log.error("jobs wait, the archive can't be used")
        return self._standing

    def look(self) -> None:
        """Look at the clock, the files, and the limits of running jobs."""
        jump = self._watch.look(self._clock(), self._steady())
        if jump is not None:
            self._note(jump)
        if self._has_slept() or jump is not None:
            # Timers of the scheduler are late after a sleep, and too late or early after a jump; and another
            # computer may have taken over.
            self._plan()
            self._wake.set()
        self._end_unless_heard()
        is_forced = self._reload.is_set()
        if is_forced:
            self._reload.clear()
            self._notifier.reloading()
        if self._reloader.look(is_forced=is_forced):
            self._on_reload(self.settings)
            if self._standing is Standing.HELD:
                self.runner.record_plan(is_new=True)
            self._plan()
            self._wake.set()
            self._notifier.ready(self._status())
        self.runner.end_overdue()
        if monotonic() - self._planned_at > _PLAN_SECONDS:
            self._plan(only_missing=True)

    def _has_slept(self) -> bool:
        """Whether the computer slept since the last look, which stops timers but not the steady clock."""
        before, self._asleep = self._asleep, self._steady() - monotonic()
        if self._asleep - before < _SLEPT_SECONDS:
            return False
        log.info("the computer slept seconds=%.0f", self._asleep - before)
        return True

    def _end_unless_heard(self) -> None:
        """End the jobs when the heartbeat hangs: another process may have taken over meanwhile."""
        silent = monotonic() - self._beat_at
        if self._threads and self._standing is Standing.HELD and silent > LEASE_SECONDS:
            log.error("jobs wait, the heartbeat hangs seconds=%.0f", silent)
            self._standing = Standing.UNKNOWN
            self.runner.stop()

    def _context(self, stop: threading.Event) -> JobContext:
        return JobContext(
            settings=self.settings,
            clock=self._clock,
            stop=stop,
            sources=self._reloader.sources,
            classifier=self._reloader.classifier,
            memory=self._memory,
            workers=self._workers,
            is_clock_sure=not self._watch.is_in_doubt(self._steady()),
            watchman=self._watchman,
        )

    def _on_run(self, job: str, ending: Ending | None) -> None:
        self._ping(job, ending)
        if ending is None:
            self._began[job] = monotonic()
            return
        self._has_worked |= monotonic() - self._began.pop(job, math.inf) >= _LONG_SECONDS
        if self._has_worked and not self.runner.running():
            self._has_worked = False
            self._on_idle()

    def _ping(self, name: str, ending: Ending | None) -> None:
        """Ping the check of a job, at most once a minute unless it begins or ceases to fail."""
        pinger = self._watchman.pinger(self.settings)
        at, had_failed = self._pinged.get(name, (-math.inf, False))
        is_due = monotonic() - at >= _PING_SECONDS
        if ending is None:
            if is_due:
                pinger.started(name)
            return
        if ending.result is JobResult.STOPPED:
            return
        has_failed = ending.result is not JobResult.OK
        if is_due or has_failed != had_failed:
            self._pinged[name] = monotonic(), has_failed
            counts = ", ".join(f"{what}: {count}" for what, count in ending.counts.items())
            pinger.ended(name, (ending.error or str(ending.result)) if has_failed else "", counts or "ok")

    def _begin(self) -> None:
        """What the scheduler of an archive does first: it takes over from the one before."""
        self._standing = Standing.HELD
        before, self._lease.predecessor = self._lease.predecessor, None
        if before is not None and (jump := self._watch.compare(before.seen_at)) is not None:
            self._note(jump)
        self.runner.load(before.owner if before else "")
        self.runner.resume()

    def _plan(self, *, only_missing: bool = False) -> None:
        """Set when each job starts, except those that run; or only of those that have been forgotten."""
        self._planned_at = monotonic()
        for name in set(self.runner.jobs) - set(self.runner.running()):
            if not (only_missing and self._scheduler.get_job(name)):
                self._plan_one(name)

    def _start_asked(self) -> None:
        """Start the jobs that somebody asked for."""
        if self._scheduler.running and not self._stop.is_set():
            for name in self.runner.asked():
                log.info("job was asked for job=%s", name)
                self._start_at(name, datetime.now(UTC))

    def _plan_one(self, name: str, at_least: timedelta = timedelta()) -> None:
        now = self._clock()
        at = self.runner.next_at(name, now)
        if not self._scheduler.running or self._stop.is_set() or self._standing is not Standing.HELD:
            return
        if at is None:
            if self._scheduler.get_job(name):
                self._scheduler.remove_job(name)
            return
        self._start_at(name, datetime.now(UTC) + max(at - now, at_least))

    def _start_at(self, name: str, at: datetime) -> None:
        job = partial(self._run_planned, name)
        self._scheduler.add_job(job, "date", run_date=at, id=name, replace_existing=True)

    def _run_planned(self, name: str) -> None:
        at_least = timedelta(seconds=_BUSY_SECONDS)
        try:
            if self._standing is Standing.HELD and self.runner.run(name) is not None:
                at_least = timedelta()
        finally:
            self._plan_one(name, at_least)

    def _beat_repeatedly(self) -> None:
        while not self._stop.is_set():
            self._wake.wait(BEAT_SECONDS)
            self._wake.clear()
            if not self._stop.is_set():
                _guarded(self.beat)

    def _look_repeatedly(self) -> None:
        told_at = monotonic()
        while not self._stop.wait(_LOOK_SECONDS):
            _guarded(self.look)
            every = self._notifier.watchdog_seconds
            if every and monotonic() - told_at >= every and self._is_working():
                told_at = monotonic()
                self._notifier.alive()

    def _is_working(self) -> bool:
        """Whether the heartbeat, and the scheduler's own thread, still run."""
        return monotonic() - self._beat_at < _SILENT_SECONDS and self._scheduler.running

    def _note(self, jump: timedelta) -> None:
        seconds = jump.total_seconds()
        log.warning("the clock was set seconds=%+.0f now=%s", seconds, self._clock().isoformat())
        noticed = ClockJump(self._clock(), seconds)
        self.clock_jumps.append(noticed)
        self._unrecorded.append(noticed)

    def _record_jumps(self) -> None:
        while self._unrecorded:
            try:
                with open_archive(self.settings.archive) as archive:
                    archive.jobs.add_clock_jump(self._unrecorded[0])
            except (ArchiveError, OSError) as error:
                log.warning("jump of the clock not recorded error=%s", error)
                return
            del self._unrecorded[0]

    def _status(self) -> str:
        problem = self._reloader.problem
        return (
            f"not in force: {problem}" if problem else f"monitoring {counted(len(self.sources()), 'source')}"
        )


def held_elsewhere(held_by: str) -> str:
    """The sentence for a service that can't start because another one runs."""
    return (
        f"a service is already running on this archive ({held_by}); stop it first (`yalu run --wait` waits "
        "for its end), or choose another data folder with --data"
    )


def _guarded(do: Callable[[], object]) -> None:
    """The one broad catch at the top of the loops of the service: they go on whatever happens."""
    try:
        do()
    except Exception:
        log.exception("unexpected error in the service, it goes on")
