"""Records of the service's jobs, and of the process that runs them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class JobResult(StrEnum):
    """How a run of a job ended."""

    OK = "ok"
    FAILED = "failed"
    #: It took longer than its limit and was ended.
    TIMED_OUT = "timed out"
    #: The service ended while it ran; what it had finished is kept.
    STOPPED = "stopped"
    #: Its process ended without recording anything, as after kill -9 or a power cut.
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class JobRun:
    """One run of a job."""

    id: int
    job: str
    #: See `yaluwatch.owner`.
    owner: str
    #: Started by hand (`yalu jobs run`), not by the schedule.
    is_manual: bool
    started_at: datetime
    #: None while it runs.
    ended_at: datetime | None = None
    result: JobResult | None = None
    #: What it did, such as {"tagged": 12, "grouped": 5}.
    counts: Mapping[str, int] = field(default_factory=dict)
    #: One sentence; "" unless it failed.
    error: str = ""


@dataclass(frozen=True, slots=True)
class JobState:
    """A job as its records show it."""

    job: str
    #: When the schedule starts it next; None if it is not scheduled.
    next_at: datetime | None = None
    last: JobRun | None = None
    last_ok_at: datetime | None = None
    #: Runs in a row that ended neither "ok" nor "stopped", up to the last one.
    failures: int = 0


@dataclass(frozen=True, slots=True)
class Instance:
    """The process that runs the service on this archive, or ran it last."""

    owner: str
    #: Host name and process id, as people read them.
    host: str
    pid: int
    version: str
    started_at: datetime
    #: When it last said that it runs.
    seen_at: datetime
    #: Why new settings or a new source list were not taken over; "" when they were.
    problem: str = ""


@dataclass(frozen=True, slots=True)
class ClockJump:
    """A moment at which the clock of the service's computer was set, or found to have been set."""

    #: By the clock as it is after the jump, aware UTC.
    noticed_at: datetime
    #: How far, in seconds: forward if positive.
    seconds: float


class JobRecords(Protocol):
    """Records of the service's jobs, its process and its clock.

    Times come from the caller's clock. A failure to record never stops a job: callers go on and try again.
    """

    def begin(self, job: str, owner: str, at: datetime, *, is_manual: bool = False) -> int:
        """Record that a run begins, which answers those who asked for it; returns its id."""

    def end(
        self,
        run: int,
        at: datetime,
        result: JobResult,
        counts: Mapping[str, int] | None = None,
        error: str = "",
    ) -> None:
        """Record how a run ended. A run that has ended already keeps what was recorded first."""

    def end_lost(self, is_dead: Callable[[str], bool], at: datetime) -> list[JobRun]:
        """End every open run whose owner `is_dead` as "lost"; returns these runs."""

    def plan(self, next_at: Mapping[str, datetime | None]) -> None:
        """Record when the schedule starts each of these jobs next."""

    def ask(self, job: str, at: datetime) -> None:
        """Ask the service to run a job now; asking again before it begins changes nothing."""

    def asked(self) -> Mapping[str, datetime]:
        """The jobs that were asked for and have not begun since, with when they were."""

    def states(self) -> list[JobState]:
        """Every job that was ever planned or run, ordered by name."""

    def runs(self, job: str = "", *, limit: int = 50) -> list[JobRun]:
        """The newest runs, newest first; of one job unless `job` is ""."""

    def forget(self, before: datetime, idle_before: datetime | None = None) -> int:
        """Delete runs that ended before this, except each job's newest and newest successful; how many.

        Successful runs that did nothing are deleted if they ended before `idle_before`.
        """

    def appear(self, instance: Instance) -> None:
        """Record the process that runs the service, or that it still does."""

    def instance(self) -> Instance | None:
        """The process that runs the service, or ran it last; None before the first."""

    def add_clock_jump(self, jump: ClockJump) -> None:
        """Record that the clock jumped."""

    def clock_jumps(self, *, limit: int = 20) -> list[ClockJump]:
        """The latest jumps of the clock, latest first."""
