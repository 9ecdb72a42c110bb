"""Checks of the service: whether it runs, its settings, its jobs, and what waits for them."""

from collections.abc import Iterator
from datetime import timedelta

from monitoring.checks.archive import BACKUP_JOBS, INTEGRITY_JOBS
from monitoring.facts import Facts
from monitoring.levels import Check, Level, Problem
from monitoring.limits import JOB_FAILURES, JOB_LATE, QUEUE_OLD, QUEUE_STUCK
from monitoring.words import counted, length, moment, names
from monitoring.work_queue import WorkQueue
from storage import JobResult, JobState, Queue, Status
from yaluwatch.sentence import Sentence
from yaluwatch.text import counted as said

#: Jobs without which nothing new is found, or nobody gets it.
CORE_JOBS = frozenset({"poll", "tag", "compose", "deliver"})

_TO_TAG = (
    "No article waits to be classified.",
    "%(n)s article waits to be classified, the oldest for %(age)s.",
    "%(n)s articles wait to be classified, the oldest for %(age)s.",
    "More than %(n)s articles wait to be classified, the oldest for %(age)s.",
)
_TO_GROUP = (
    "No article waits to be grouped.",
    "%(n)s article waits to be grouped, the oldest for %(age)s.",
    "%(n)s articles wait to be grouped, the oldest for %(age)s.",
    "More than %(n)s articles wait to be grouped, the oldest for %(age)s.",
)


def running(facts: Facts) -> Check:
    """Whether a service runs on this archive."""
    name, instance = "service", facts.instance
    if instance is None:
        return Check(name, Level.WARN, "No service has run on this archive yet.", "yalu run")
    age = facts.age(instance.seen_at)
    who = {"pid": instance.pid, "host": instance.host}
    if facts.is_running:
        text = Sentence(
            "The service runs as process %(pid)s on %(host)s since %(since)s, version %(version)s.",
            **who, since=moment(instance.started_at), version=instance.version,
        )  # fmt: skip
        return Check(name, Level.OK, text, value=age.total_seconds(), unit="seconds")
    text = Sentence(
        "The service does not run: process %(pid)s on %(host)s was last heard of %(age)s ago.",
        **who, age=length(age),
    )  # fmt: skip
    return Check(name, Level.FAIL, text, "yalu run", age.total_seconds(), "seconds")


def settings(facts: Facts) -> Check:
    """Whether the settings and the source list in force are those in the files."""
    name = "settings"
    if facts.sources_error:
        return Check(name, Level.FAIL, f"{facts.sources_error}.", "yalu sources")
    if facts.instance and facts.instance.problem:
        text = Sentence(
            "New settings were refused, the earlier ones stay in force: %(problem)s.",
            problem=facts.instance.problem,
        )
        return Check(name, Level.WARN, text, "yalu config")
    return Check(name, Level.OK, "The settings and the source list in the files are in force.")


def jobs(facts: Facts) -> Check:
    """Whether every job runs on time and ends well."""
    name = "jobs"
    problems = {problem.subject: problem for state in facts.jobs for problem in _problems(facts, state)}
    if not problems:
        count = len(facts.jobs)
        on_time = Sentence("%(jobs)s on time, none failing.", jobs=counted(count, "job"))
        text = on_time if count else "No job has run yet."
        return Check(name, Level.OK, text, value=0)
    is_core = any(state.job in CORE_JOBS and state.failures >= JOB_FAILURES for state in facts.jobs)
    found = tuple(problems.values())
    several = Sentence("Jobs late or failing: %(names)s.", names=names(list(problems)))
    text = found[0].text if len(found) == 1 else several
    level = Level.FAIL if is_core else Level.WARN
    return Check(name, level, text, "yalu jobs", len(found), problems=found)


def workers(facts: Facts) -> Check:
    """Whether workers take what is in the queue."""
    name, queue = "workers", facts.queue or WorkQueue()
    jobs = f"{said(queue.waiting, 'job')} waiting, {queue.running} running"
    if queue.is_worked_on:
        count = len(queue.processes)
        text = f"{said(count, 'worker')} ({names(list(queue.processes))}); {jobs}."
        return Check(name, Level.OK, text, value=count)
    text = f"No worker takes jobs from the queue ({jobs}); the service crawls by itself."
    return Check(name, Level.WARN, text, "yalu worker", 0)


def tagging(facts: Facts) -> Check:
    """Whether new articles are classified."""
    return _queue(facts, "tagging", facts.status.untagged, _TO_TAG, "yalu tag")


def grouping(facts: Facts) -> Check:
    """Whether relevant articles are grouped into stories."""
    return _queue(facts, "grouping", facts.status.ungrouped, _TO_GROUP, "yalu group")


def _problems(facts: Facts, state: JobState) -> Iterator[Problem]:
    """What is wrong with a job; the last one counts."""
    # A service that does not run has no jobs on time; one alarm says so.
    is_open = state.last is not None and state.last.ended_at is None
    late = facts.age(state.next_at)
    if facts.is_running and late > JOB_LATE and not is_open:
        text = Sentence("The job %(job)s should have started %(age)s ago.", job=state.job, age=length(late))
        yield Problem(state.job, text, "yalu jobs")
    # Backup and integrity have checks of their own.
    is_own = state.job in {*BACKUP_JOBS, *INTEGRITY_JOBS}
    if state.failures >= JOB_FAILURES and state.last is not None and not is_own:
        yield Problem(state.job, _failure(state), f"yalu jobs run {state.job}")


def _failure(state: JobState) -> str:
    assert state.last is not None
    error = f": {state.last.error.rstrip('.')}" if state.last.error else ""
    times = "once" if state.failures == 1 else f"{state.failures} times in a row"
    how = {
        JobResult.TIMED_OUT: "took too long",
        JobResult.LOST: "was lost with its process",
    }.get(state.last.result or JobResult.FAILED, "failed")
    return f"The job {state.job} {how}, {times}{error}."


def _queue(facts: Facts, name: str, queue: Queue, words: tuple[str, str, str, str], helps: str) -> Check:
    """`words`: the sentences for none, one, several and too many to count."""
    age = facts.age(queue.since)
    seconds = age.total_seconds()
    if not queue.count:
        return Check(name, Level.OK, words[0], value=0.0, unit="seconds")
    how_many = 3 if queue.count >= Status.MAX_COUNTED else 1 if queue.count == 1 else 2
    text = Sentence(words[how_many], n=queue.count, age=length(age))
    level = _by_age(age, QUEUE_OLD, QUEUE_STUCK)
    return Check(name, level, text, "" if level is Level.OK else helps, seconds, "seconds")


def _by_age(age: timedelta, old: timedelta, stuck: timedelta) -> Level:
    return Level.FAIL if age > stuck else Level.WARN if age > old else Level.OK
