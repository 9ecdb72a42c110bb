"""Checks of the machine: disk space, open files, the clock."""

from monitoring.facts import Facts
from monitoring.levels import Check, Level
from monitoring.limits import CLOCK_MOVED, DISK_FULL, DISK_LOW, FILES_MANY, FILES_TOO_MANY
from monitoring.words import length, moment, size
from yaluwatch.sentence import Sentence

_FORWARD = "The clock was put forward by %(span)s; it says %(now)s."
_BACK = "The clock was put back by %(span)s; it says %(now)s."


def disk(facts: Facts) -> Check:
    """Whether there is room for what will be stored."""
    name, free = "disk", facts.storage.free_bytes
    if not facts.storage.total_bytes:
        return Check(
            name, Level.FAIL, f"The free space is unknown: {facts.storage.folder_error}.", "yalu doctor"
        )
    text = Sentence(
        "%(free)s free, the archive takes %(size)s.", free=size(free), size=size(facts.status.file_bytes)
    )
    level = Level.FAIL if free < DISK_FULL else Level.WARN if free < DISK_LOW else Level.OK
    return Check(name, level, text, "" if level is Level.OK else "yalu retain --pages 365", free, "bytes")


def files(facts: Facts) -> Check:
    """Whether this process can open more files."""
    name, process = "files", facts.process
    if not process.max_files:
        return Check(name, Level.OK, "The number of open files is unknown.")
    share = process.open_files / process.max_files
    text = Sentence(
        "%(n)s of %(most)s files are open in this process.", n=process.open_files, most=process.max_files
    )
    level = Level.FAIL if share > FILES_TOO_MANY else Level.WARN if share > FILES_MANY else Level.OK
    return Check(name, level, text, "" if level is Level.OK else "ulimit -n 4096", share, "ratio")


def clock(facts: Facts) -> Check:
    """Whether the clock can be right: it was not moved, and nothing was recorded later than now."""
    name, moved = "clock", facts.clock_moved
    if moved:
        is_ahead = moved.total_seconds() > 0
        template = _FORWARD if is_ahead else _BACK
        text = Sentence(template, span=length(moved), now=moment(facts.now))
        return Check(name, Level.FAIL, text, "timedatectl", moved.total_seconds(), "seconds")
    last = facts.status.last_record_at
    ahead = last - facts.now if last and last - facts.now > CLOCK_MOVED else None
    if ahead and last:
        text = Sentence(
            "The clock says %(now)s, but the last record is of %(last)s.",
            now=moment(facts.now), last=moment(last),
        )  # fmt: skip
        return Check(name, Level.FAIL, text, "timedatectl", -ahead.total_seconds(), "seconds")
    return Check(name, Level.OK, "The clock was not moved.", value=0.0, unit="seconds")
