"""Checks of the archive itself."""

from datetime import timedelta

from monitoring.facts import Facts
from monitoring.levels import Check, Level
from monitoring.limits import BACKUP_OLD, HEARTBEAT_SLOW, INTEGRITY_OLD
from monitoring.words import length
from storage import JobResult, JobState
from yaluwatch.text import counted

#: Jobs that verify what is stored, and that copy it.
INTEGRITY_JOBS, BACKUP_JOBS = ("integrity", "verify"), ("backup",)


def readable(facts: Facts) -> Check:
    """Whether the archive can be read and written."""
    name = "archive"
    errors = [facts.storage.folder_error] if facts.storage.folder_error else []
    if facts.archive_error:
        # A full disk is an I/O error to a reader; the folder says which.
        errors.append(f"the archive can't be read: {facts.archive_error}")
    if errors:
        return Check(name, Level.FAIL, f"{_capital('; '.join(errors))}.", "yalu doctor")
    if facts.is_locked:
        # A long transaction, such as an upgrade, is no fault while the service still gets its turn.
        is_heard = facts.instance is None or facts.age(facts.instance.seen_at) < HEARTBEAT_SLOW
        text = "Another process has locked the archive for more than half a second."
        return Check(name, Level.WARN if is_heard else Level.FAIL, text, "yalu jobs")
    count = facts.status.articles
    return Check(name, Level.OK, f"{counted(count, 'article')} can be read and written.", value=count)


def integrity(facts: Facts) -> Check:
    """Whether the file is in order, and what the last verification of everything stored found."""
    name, state = "integrity", _state(facts, INTEGRITY_JOBS)
    if facts.damage:
        return Check(name, Level.FAIL, f"The archive's file is damaged: {facts.damage}.", "yalu doctor")
    if state is None or state.last is None:
        return Check(name, Level.OK, "The service has not verified the archive yet; `yalu verify` does.")
    if state.last.result is JobResult.FAILED:
        text = f"The last verification of the archive failed: {state.last.error.rstrip('.')}."
        return Check(name, Level.FAIL, text, "yalu verify", _age(facts, state), "seconds")
    return _regular(facts, name, state, "verified", INTEGRITY_OLD, "yalu verify")


def backup(facts: Facts) -> Check:
    """Whether there is a verified backup that is not old."""
    name, state = "backup", _state(facts, BACKUP_JOBS)
    if not facts.has_file:
        return Check(name, Level.OK, "The archive is a database, of which PostgreSQL makes the backups.")
    if state is None or state.last is None:
        return Check(name, Level.OK, "The service has not made a backup yet; `yalu backup` does.")
    return _regular(facts, name, state, "backed up", BACKUP_OLD, "yalu jobs run backup")


def _regular(facts: Facts, name: str, state: JobState, done: str, limit: timedelta, helps: str) -> Check:
    assert state.last is not None
    if state.last_ok_at is None and state.last.ended_at is None:
        return Check(name, Level.OK, f"The archive is being {done} for the first time.")
    if state.last_ok_at is None:
        text = f"The archive has never been {done}: {state.last.error.rstrip('.') or state.last.result}."
        return Check(name, Level.WARN, text, helps)
    age = facts.age(state.last_ok_at)
    text = f"The archive was last {done} {length(age)} ago."
    if state.failures:
        text += f" Since then it failed: {state.last.error.rstrip('.') or state.last.result}."
    level = Level.WARN if age > limit or state.failures else Level.OK
    return Check(name, level, text, "" if level is Level.OK else helps, age.total_seconds(), "seconds")


def _state(facts: Facts, jobs: tuple[str, ...]) -> JobState | None:
    return next((state for state in facts.jobs if state.job in jobs), None)


def _age(facts: Facts, state: JobState) -> float | None:
    return facts.age(state.last_ok_at).total_seconds() if state.last_ok_at else None


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
