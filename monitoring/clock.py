"""Noticing that the clock was set, by comparing it with the time that has passed. Pure."""

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from monitoring.limits import CLOCK_MOVED

#: Smaller differences between two looks are not told from a busy machine or a clock that is being adjusted.
TOLERANCE = timedelta(seconds=5)
#: How far off a clock must be to be in doubt, and for how long it is: time enough to set it right.
_DOUBTFUL, _DOUBT_SECONDS = timedelta(hours=1), 86_400.0
#: A clock that was set is reported for this long; then the new time counts as right, whoever set it. Seconds.
REPORTED_FOR = 6 * 3600.0
#: A service that is started after more time than this may have a clock that is ahead.
_LONG_PAUSE = timedelta(days=30)


@dataclass(slots=True)
class ClockWatch:
    """Compares the wall clock with a steady one whenever it is asked."""

    #: The wall clock at the last look, aware UTC.
    wall: datetime
    #: The steady clock then, seconds.
    steady: float
    #: How far the clock is from where it was when the watch began, for all we know.
    offset: timedelta = timedelta()
    #: The steady clock at the last jump, seconds.
    _jumped_at: float = field(default=float("-inf"))

    def look(self, wall: datetime, steady: float) -> timedelta | None:
        """How far the clock was set since the last look, forward if positive; None if it was not."""
        jump = wall - self.wall - timedelta(seconds=steady - self.steady)
        self.wall, self.steady = wall, steady
        if abs(jump) <= TOLERANCE:
            return None
        self._jumped(jump)
        return jump

    def compare(self, last_seen: datetime) -> timedelta | None:
        """How far the clock is behind the time the service was last seen at (negative); None if it is not.

        After a long pause nothing is said, but the clock is in doubt.
        """
        pause = self.wall - last_seen
        if -TOLERANCE <= pause <= _LONG_PAUSE:
            return None
        self._jumped(pause)
        return pause if pause < timedelta() else None

    def is_in_doubt(self, steady: float) -> bool:
        """Whether nothing should be deleted for being old: the clock was set by hours and not set back."""
        return abs(self.offset) > _DOUBTFUL and steady - self._jumped_at < _DOUBT_SECONDS

    def moved(self, steady: float) -> timedelta:
        """How far the clock is ahead (or behind: negative) of where it should be; 0 if by little.

        For some hours after the last jump; each look before counts.
        """
        is_reported = steady - self._jumped_at <= REPORTED_FOR
        return self.offset if is_reported and abs(self.offset) >= CLOCK_MOVED else timedelta()

    def _jumped(self, by: timedelta) -> None:
        self.offset += by
        self._jumped_at = self.steady


def steady_seconds() -> float:
    """A clock that nobody can set and that goes on while the computer sleeps, where the system has one."""
    if (clock := getattr(time, "CLOCK_BOOTTIME", None)) is not None:
        return time.clock_gettime(clock)
    return time.monotonic()
