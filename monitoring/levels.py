"""The result of a check."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How well something is; a closed list."""

    OK = "ok"
    #: Somebody should look at it some day; the service does its work.
    WARN = "warn"
    #: The service does not do its work, or soon won't.
    FAIL = "fail"

    @property
    def rank(self) -> int:
        """0 for ok, 1 for warn, 2 for fail."""
        return list(Level).index(self)


@dataclass(frozen=True, slots=True)
class Problem:
    """One of several things that a check found wrong, such as a failing job."""

    #: What it is about, such as the name of the job.
    subject: str
    #: What is wrong, in one sentence.
    text: str
    #: The command that helps.
    help: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """The result of one check."""

    #: Its name; never changes, alarms and metrics are named after it.
    name: str
    level: Level
    #: What was found, in one sentence. Without addresses of readers and words of their servers.
    text: str
    #: The command that helps; "" if nothing is wrong.
    help: str = ""
    #: What was measured, in `unit`; None if nothing can be.
    value: float | None = None
    #: "seconds", "bytes", "ratio" or "items".
    unit: str = "items"
    #: What is wrong, one by one; empty if it is one thing.
    problems: tuple[Problem, ...] = ()

    @property
    def is_ok(self) -> bool:
        """Whether nothing is wrong."""
        return self.level is Level.OK


def worst(checks: Iterable[Check]) -> Level:
    """The worst level among checks; ok if there are none."""
    return max((check.level for check in checks), key=lambda level: level.rank, default=Level.OK)
