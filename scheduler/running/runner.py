"""Runs jobs one at a time each, within their limits, with a record of every run."""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from time import monotonic

from scheduler.running.job import Job, JobContext
from scheduler.running.own_process import attempt, run_apart
from scheduler.running.planning import Past, next_start, not_ahead, past_of
from scheduler.running.records import Begun, Ending, RunRecorder
from storage import JobResult
from yaluwatch.owner import is_dead
from yaluwatch.shown import shown_line, without_secrets
from yaluwatch.text import counted

log = logging.getLogger(__name__)

#: When a job starts that was not allowed to, because somebody runs it by hand or the clock is in doubt.
_POSTPONED = timedelta(minutes=1), timedelta(hours=1)
# Longest error recorded, in characters.
_MAX_ERROR = 500


@dataclass(slots=True)
class _Running:
    """A run under way in this process."""

    job: Job
    begun: Begun
    stop: threading.Event = field(default_factory=threading.Event)
    #: Monotonic time at which it is ended.
    deadline: float = 0.0
    #: Why it was told to end; None while it was not.
    why: JobResult | None = None


class JobRunner:
    """Runs the jobs of one process and knows when each starts next.

    It may be used from several threads, but runs each job in one at a time. It starts nothing by itself:
    a scheduler, or a simulation, asks for `next_at` and calls `run`.
    """

    def __init__(
        self,
        jobs: Sequence[Job],
        context: Callable[[threading.Event], JobContext],
        recorder: RunRecorder,
        clock: Callable[[], datetime],
        *,
        apart: Callable[[Job, JobContext], Ending] | None = run_apart,
        on_run: Callable[[str, Ending | None], None] = lambda _name, _ending: None,
    ) -> None:
        """`context` makes what a run works with; `apart` runs long jobs, None runs them in this process.

        `on_run` is called with the name of a job when it begins, and with how it ended.
        """
        self.jobs = {job.name: job for job in jobs}
        self._context = context
        self._recorder = recorder
        self._clock = clock
        self._apart = apart
        self._on_run = on_run
        self._lock = threading.Lock()
        self._past: dict[str, Past] = {}
        self._postponed: dict[str, datetime] = {}
        self._running: dict[str, _Running] = {}
        self._is_stopped = False

    def load(self, lost_owner: str = "") -> None:
        """Read what is recorded of the jobs; ends runs whose process is gone, or was that of `lost_owner`."""
        now = self._clock()
        lost = self._recorder.end_lost(lambda owner: owner == lost_owner or is_dead(owner), now)
        for run in lost:
            log.warning("job was lost, its process ended job=%s started=%s", run.job, run.started_at)
        states = {state.job: past_of(state) for state in self._recorder.states()}
        with self._lock:
            self._past = {**self._past, **states}
        self.record_plan()

    def record_plan(self, *, is_new: bool = False) -> None:
        """Record when each job starts next; `is_new` if schedules have changed."""
        if is_new:
            with self._lock:
                self._past = {name: replace(past, planned_at=None) for name, past in self._past.items()}
        now = self._clock()
        self._recorder.plan({name: self.next_at(name, now) for name in self.jobs})

    def next_at(self, name: str, now: datetime) -> datetime | None:
        """When a job starts next, `now` if it is due; None if it is off. Aware UTC."""
        job = self.jobs[name]
        context = self._context(threading.Event())
        with self._lock:
            postponed = self._postponed.get(name)
            if postponed is not None:
                # A clock that was ahead may have written it.
                self._postponed[name] = postponed = min(postponed, now + max(_POSTPONED))
            past = not_ahead(self._past.get(name, Past()), now)
            due = next_start(job.schedule(context.settings), past, now)
            # Kept, so that a job is late, not put off again and again: one that was planned and has not run
            # yet, and one whose last run was dated by a clock that was ahead.
            self._past[name] = replace(past, planned_at=due)
        return due if due is None or postponed is None else max(due, postponed)

    def due(self, now: datetime) -> list[Job]:
        """The jobs that are due and not running, in the order of the table."""
        with self._lock:
            running = set(self._running)
        return [
            job
            for name, job in self.jobs.items()
            if name not in running and (at := self.next_at(name, now)) is not None and at <= now
        ]

    def asked(self) -> list[str]:
        """The jobs that somebody asked for, by a page or a command, and that are not running."""
        found = self._recorder.asked()
        with self._lock:
            return [name for name in self.jobs if name in found and name not in self._running]

    def run_due(self) -> list[tuple[Job, Ending]]:
        """Run the jobs that are due, one after another in this thread; for simulations."""
        ran = [(job, self.run(job.name)) for job in self.due(self._clock())]
        return [(job, ending) for job, ending in ran if ending is not None]

    def run(self, name: str, *, is_manual: bool = False) -> Ending | None:
        """Run a job now and record it; None if it may not run now, which is logged."""
        job = self.jobs[name]
        now = self._clock()
        if not is_manual and (until := self._not_before(job, now)):
            with self._lock:
                self._postponed[name] = until
            return None
        running = _Running(job, Begun(name, now, is_manual))
        with self._lock:
            self._postponed.pop(name, None)
            if self._is_stopped or name in self._running:
                return None
            self._running[name] = running
        running.begun = self._recorder.begin(name, now, is_manual=is_manual)
        self._on_run(name, None)
        started = monotonic()
        running.deadline = started + job.limit.total_seconds()
        ending = Ending(JobResult.STOPPED, {})
        try:
            # Recording the beginning may have taken a while.
            if not running.stop.is_set():
                ending = self._ended(running, self._do(job, self._context(running.stop)))
        finally:
            with self._lock:
                del self._running[name]
            self._finish(running.begun, ending, monotonic() - started)
        return ending

    def _do(self, job: Job, context: JobContext) -> Ending:
        if job.is_apart and self._apart is not None:
            return self._apart(job, context)
        counts, error = attempt(job, context)
        return Ending(JobResult.FAILED if error else JobResult.OK, counts, error)

    def _ended(self, running: _Running, ending: Ending) -> Ending:
        """How a run ended, given how it ended by itself and whether it was told to."""
        if running.why is JobResult.TIMED_OUT:
            return replace(ending, result=JobResult.TIMED_OUT, error=_late(running.job))
        if running.why is JobResult.STOPPED:
            return replace(ending, result=JobResult.STOPPED, error="")
        return ending

    def _not_before(self, job: Job, now: datetime) -> datetime | None:
        """The time before which a job must not run; None if it may run now."""
        soon, later = _POSTPONED
        if job.deletes and not self._context(threading.Event()).is_clock_sure:
            log.warning("job waits until the clock can be trusted job=%s", job.name)
            return now + later
        if job.is_apart and (other := others_run(self._recorder, job, now)):
            log.info("job waits, it is being run by hand job=%s since=%s", job.name, other.at)
            return now + soon
        return None

    def _finish(self, begun: Begun, ending: Ending, seconds: float) -> None:
        now = self._clock()
        error = shown_line(without_secrets(ending.error), _MAX_ERROR)
        ending = replace(ending, error=error)
        with self._lock:
            past = self._past.get(begun.job, Past())
            is_fine = ending.result in {JobResult.OK, JobResult.STOPPED}
            failures = 0 if is_fine else past.failures + 1
            self._past[begun.job] = Past(None, begun.at, now, ending.result, failures)
        _log_run(begun.job, ending, seconds)
        self._on_run(begun.job, ending)
        self._recorder.end(begun, now, ending, {begun.job: self.next_at(begun.job, now)})

    def end_overdue(self) -> None:
        """Tell runs that take longer than their limit to end, and record them as timed out."""
        with self._lock:
            late = [
                each
                for each in self._running.values()
                if each.deadline and each.why is None and monotonic() >= each.deadline
            ]
            for each in late:
                each.why = JobResult.TIMED_OUT
                each.stop.set()
        for each in late:
            name, limit = each.job.name, each.job.limit
            log.error("job takes longer than its limit and is ended job=%s limit=%s", name, limit)
            # Now, in case it hangs; what it records of its own end later is ignored.
            self._recorder.end(each.begun, self._clock(), Ending(JobResult.TIMED_OUT, {}, _late(each.job)))

    def record_stopped(self) -> None:
        """Record the end of runs that were told to end and have not, because the process ends now."""
        with self._lock:
            left = list(self._running.values())
        for each in left:
            self._recorder.end(each.begun, self._clock(), Ending(each.why or JobResult.STOPPED, {}))

    def running(self) -> list[str]:
        """Names of the jobs that run in this process."""
        with self._lock:
            return list(self._running)

    def stop(self) -> None:
        """Tell all runs to end, and start no more until `resume`."""
        with self._lock:
            self._is_stopped = True
            for each in self._running.values():
                each.why = each.why or JobResult.STOPPED
                each.stop.set()

    def resume(self) -> None:
        """Let jobs run again after `stop`."""
        with self._lock:
            self._is_stopped = False


def others_run(recorder: RunRecorder, job: Job, now: datetime) -> Begun | None:
    """A run of the job by another process that is under way; None if there is none, as far as is known."""
    for run in recorder.open_runs(job.name):
        # One on another computer may have ended without a word.
        is_recent = abs(now - run.started_at) < job.limit + _POSTPONED[0]
        if run.owner != recorder.owner and is_recent and not is_dead(run.owner):
            return Begun(run.job, run.started_at, run.is_manual, run.id)
    return None


def _late(job: Job) -> str:
    return f"it took longer than {counted(int(job.limit.total_seconds() // 60), 'minute')} and was ended"


def _log_run(job: str, ending: Ending, seconds: float) -> None:
    """One line for each run; those that did nothing only at level debug."""
    counts = "".join(f" {name.replace(' ', '_')}={count}" for name, count in ending.counts.items())
    text = f"{counts} error={ending.error}" if ending.error else counts
    is_fine = ending.result in {JobResult.OK, JobResult.STOPPED}
    level = logging.ERROR if not is_fine else logging.INFO if ending.counts else logging.DEBUG
    log.log(level, "job ended job=%s result=%s seconds=%.1f%s", job, ending.result, seconds, text)
