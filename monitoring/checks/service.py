"""Checks of the service: whether it runs, its settings, its jobs, and what waits for them."""

from collections.abc import Iterator
from datetime import timedelta

from monitoring.checks.archive import BACKUP_JOBS, INTEGRITY_JOBS
from monitoring.facts import Facts
from monitoring.levels import Check, Level, Problem
from monitoring.limits import JOB_FAILURES, JOB_LATE, QUEUE_OLD, QUEUE_STUCK
from monitoring.words import length, moment, names
from monitoring.work_queue import WorkQueue
from storage import JobResult, JobState, Queue, Status
from yaluwatch.text import counted

#: Jobs without which nothing new is found, or nobody gets it.
CORE_JOBS = frozenset({"poll", "tag", "compose", "deliver"})


def running(facts: Facts) -> Check:
    """Whether a service runs on this archive."""
    name, instance = "service", facts.instance
    if instance is None:
        return Check(name, Level.WARN, "No service has run on this archive yet.", "yalu run")
    age = facts.age(instance.seen_at)
    who = f"process {instance.pid} on {instance.host}"
    if facts.is_running:
        text = f"The service runs as {who} since {moment(instance.started_at)}, version {instance.version}."
        return Check(name, Level.OK, text, value=age.total_seconds(), unit="seconds")
    text = f"The service does not run: {who} was last heard of {length(age)} ago."
    return Check(name, Level.FAIL, text, "yalu run", age.total_seconds(), "seconds")


def settings(facts: Facts) -> Check:
    """Whether the settings and the source list in force are those in the files."""
    name = "settings"
    if facts.sources_error:
        return Check(name, Level.FAIL, f"{facts.sources_error}.", "yalu sources")
    if facts.instance and facts.instance.problem:
        text = f"New settings were refused, the earlier ones stay in force: {facts.instance.problem}."
        return Check(name, Level.WARN, text, "yalu config")
    return Check(name, Level.OK, "The settings and the source list in the files are in force.")


def jobs(facts: Facts) -> Check:
    """Whether every job runs on time and ends well."""
    name = "jobs"
    problems = {problem.subject: problem for state in facts.jobs for problem in _problems(facts, state)}
    if not problems:
        count = len(facts.jobs)
        text = f"{counted(count, 'job')} on time, none failing." if count else "No job has run yet."
        return Check(name, Level.OK, text, value=0)
    is_core = any(state.job in CORE_JOBS and state.failures >= JOB_FAILURES for state in facts.jobs)
    found = tuple(problems.values())
    text = found[0].text if len(found) == 1 else f"Jobs late or failing: {names(list(problems))}."
    level = Level.FAIL if is_core else Level.WARN
    return Check(name, level, text, "yalu jobs", len(found), problems=found)


def workers(facts: Facts) -> Check:
    """Whether workers take what is in the queue."""
    name, queue = "workers", facts.queue or WorkQueue()
    jobs = f"{counted(queue.waiting, 'job')} waiting, {queue.running} running"
    if queue.is_worked_on:
        count = len(queue.processes)
        text = f"{counted(count, 'worker')} ({names(list(queue.processes))}); {jobs}."
        return Check(name, Level.OK, text, value=count)
    text = f"No worker takes jobs from the queue ({jobs}); the service crawls by itself."
    return Check(name, Level.WARN, text, "yalu worker", 0)


def tagging(facts: Facts) -> Check:
    """Whether new articles are classified."""
    return _queue(facts, "tagging", facts.status.untagged, "to be classified", "yalu tag")


def grouping(facts: Facts) -> Check:
    """Whether relevant articles are grouped into stories."""
    return _queue(facts, "grouping", facts.status.ungrouped, "to be grouped", "yalu group")


def _problems(facts: Facts, state: JobState) -> Iterator[Problem]:
    """What is wrong with a job; the last one counts."""
    # A service that does not run has no jobs on time; one alarm says so.
    is_open = state.last is not None and state.last.ended_at is None
    late = facts.age(state.next_at)
    if facts.is_running and late > JOB_LATE and not is_open:
        yield Problem(state.job, f"The job {state.job} should have started {length(late)} ago.", "yalu jobs")
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


def _queue(facts: Facts, name: str, queue: Queue, what: str, helps: str) -> Check:
    age = facts.age(queue.since)
    seconds = age.total_seconds()
    if not queue.count:
        return Check(name, Level.OK, f"No article waits {what}.", value=0.0, unit="seconds")
    more = "more than " if queue.count >= Status.MAX_COUNTED else ""
    text = f"{more}{counted(queue.count, 'article')} {_verb(queue)} {what}, the oldest for {length(age)}."
    level = _by_age(age, QUEUE_OLD, QUEUE_STUCK)
    return Check(
        name, level, text[:1].upper() + text[1:], "" if level is Level.OK else helps, seconds, "seconds"
    )


def _verb(queue: Queue) -> str:
    return "waits" if queue.count == 1 else "wait"


def _by_age(age: timedelta, old: timedelta, stuck: timedelta) -> Level:
    return Level.FAIL if age > stuck else Level.WARN if age > old else Level.OK
