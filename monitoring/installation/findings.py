"""What an examination of the installation found."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from monitoring.levels import Check, Level
from yaluwatch.errors import YaluError


class Result(StrEnum):
    """How a finding turned out; a closed list."""

    OK = "ok"
    #: Not examined, and why is said.
    SKIPPED = "skipped"
    #: It works, but somebody should look at it.
    WARN = "warn"
    #: It does not work, or won't.
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one part of the examination."""

    #: What was examined, such as "source list"; never changes.
    check: str
    result: Result
    #: What was found, in one sentence or clause. Without passwords.
    detail: str
    #: What to do: a command, or what to change; "" if nothing is to be done.
    help: str = ""

    @property
    def is_ok(self) -> bool:
        """Whether nothing failed."""
        return self.result is not Result.FAIL


def of_check(check: Check, name: str = "") -> Finding:
    """A check of the service as a finding, under its name or another."""
    results = {Level.OK: Result.OK, Level.WARN: Result.WARN, Level.FAIL: Result.FAIL}
    return Finding(name or check.name, results[check.level], check.text, check.help)


def sentence(text: object) -> str:
    """A text, such as an error, with one full stop. It may begin with a name, so it gets no capital."""
    return f"{str(text).rstrip(' .?!')}."


def guarded(name: str, examine: Callable[[], Iterable[Finding]]) -> list[Finding]:
    """What an examination finds; a failed finding if it can't be made."""
    try:
        return list(examine())
    except (YaluError, OSError, ValueError) as error:
        return [Finding(name, Result.FAIL, sentence(f"It can't be examined: {error}"))]
