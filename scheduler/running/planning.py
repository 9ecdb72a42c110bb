"""When a job starts next, from its schedule, its record and now. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from storage import JobResult, JobState
from yaluwatch.times import Schedule

#: Wait after a failure of a job that runs rarely; each further one doubles it, up to the longest.
FIRST_RETRY, LONGEST_RETRY = timedelta(minutes=5), timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Past:
    """What is known of a job's runs."""

    #: When the schedule would have started it, recorded before it ever ran. Aware UTC, like all times here.
    planned_at: datetime | None = None
    #: Start and end of the last run.
    started_at: datetime | None = None
    ended_at: datetime | None = None
    result: JobResult | None = None
    #: Failures in a row, up to the last run.
    failures: int = 0


def past_of(state: JobState) -> Past:
    """What a job's record says."""
    if state.last is None:
        return Past(state.next_at)
    last = state.last
    return Past(state.next_at, last.started_at, last.ended_at, last.result, state.failures)


def not_ahead(past: Past, now: datetime) -> Past:
    """The same with what a clock that was ahead wrote dated to now."""
    started, ended = (time and min(time, now) for time in (past.started_at, past.ended_at))
    return replace(past, started_at=started, ended_at=ended)


def next_start(schedule: Schedule | None, past: Past, now: datetime) -> datetime | None:
    """When a job starts next, `now` if it is due; None if it is off.

    Late rather than never: what was due while nothing ran is due now, once. A run that the end of the service
    cut short is due now, too. A failed one is tried again sooner than the schedule says. What a clock that
    was ahead wrote delays a job by no more than its schedule.
    """
    if schedule is None:
        return None
    if past.started_at is None:
        due = schedule.first(now)
        if past.planned_at is not None:
            due = min(due, past.planned_at)
    elif past.result is JobResult.STOPPED:
        due = now
    else:
        past = not_ahead(past, now)
        started = past.started_at or now
        due = schedule.after(started)
        if past.failures:
            due = min(due, (past.ended_at or started) + retry_delay(past.failures))
    return min(max(due, now), now + schedule.span)


def retry_delay(failures: int) -> timedelta:
    """Wait after so many failures in a row, 1 or more."""
    return min(FIRST_RETRY * (1 << min(failures - 1, 10)), LONGEST_RETRY)
