"""Checks of the archive itself."""

from datetime import timedelta

from monitoring.facts import Facts
from monitoring.levels import Check, Level
from monitoring.limits import BACKUP_OLD, HEARTBEAT_SLOW, INTEGRITY_OLD
from monitoring.words import counted, length
from storage import JobResult, JobState
from yaluwatch.sentence import Sentence

#: Jobs that verify what is stored, and that copy it.
INTEGRITY_JOBS, BACKUP_JOBS = ("integrity", "verify"), ("backup",)

_VERIFIED = (
    "The archive is being verified for the first time.",
    "The archive has never been verified: %(why)s.",
    "The archive was last verified %(age)s ago.",
)
_BACKED_UP = (
    "The archive is being backed up for the first time.",
    "The archive has never been backed up: %(why)s.",
    "The archive was last backed up %(age)s ago.",
)


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
    return Check(name, Level.OK, _readable(count), value=count)


def _readable(count: int) -> Sentence:
    return Sentence("%(articles)s can be read and written.", articles=counted(count, "article"))


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
    return _regular(facts, name, state, _VERIFIED, INTEGRITY_OLD, "yalu verify")


def backup(facts: Facts) -> Check:
    """Whether there is a verified backup that is not old."""
    name, state = "backup", _state(facts, BACKUP_JOBS)
    if not facts.has_file:
        return Check(name, Level.OK, "The archive is a database, of which PostgreSQL makes the backups.")
    if state is None or state.last is None:
        return Check(name, Level.OK, "The service has not made a backup yet; `yalu backup` does.")
    return _regular(facts, name, state, _BACKED_UP, BACKUP_OLD, "yalu jobs run backup")


def _regular(
    facts: Facts, name: str, state: JobState, words: tuple[str, str, str], limit: timedelta, helps: str
) -> Check:
    """`words`: the sentences for the first time, never, and last time."""
    assert state.last is not None
    if state.last_ok_at is None and state.last.ended_at is None:
        return Check(name, Level.OK, words[0])
    if state.last_ok_at is None:
        why = state.last.error.rstrip(".") or str(state.last.result)
        text = Sentence(words[1], why=why)
        return Check(name, Level.WARN, text, helps)
    age = facts.age(state.last_ok_at)
    text = Sentence(words[2], age=length(age))
    if state.failures:
        why = state.last.error.rstrip(".") or str(state.last.result)
        text = Sentence("%(last)s Since then it failed: %(why)s.", last=text, why=why)
    level = Level.WARN if age > limit or state.failures else Level.OK
    return Check(name, level, text, "" if level is Level.OK else helps, age.total_seconds(), "seconds")


def _state(facts: Facts, jobs: tuple[str, ...]) -> JobState | None:
    return next((state for state in facts.jobs if state.job in jobs), None)


def _age(facts: Facts, state: JobState) -> float | None:
    return facts.age(state.last_ok_at).total_seconds() if state.last_ok_at else None


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
