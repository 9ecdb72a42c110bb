"""Notices that the clock was moved: wall time compared with a clock that nobody can set."""

import time
from datetime import datetime, timedelta

from monitoring.limits import CLOCK_MOVED

#: A moved clock is reported for this long; then the new time counts as right, whoever set it.
REPORTED_FOR = 6 * 3600.0


def since_boot() -> float:
    """Seconds by a clock that nobody can set and that goes on while the machine sleeps, if there is one."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class ClockWatch:
    """Compares wall time with time since boot, from one look to the next."""

    def __init__(self) -> None:
        #: Wall time and time since boot that belong together.
        self._base: tuple[datetime, float] | None = None
        #: Time since boot at which the clock was first seen to be moved; None while it is not.
        self._moved_at: float | None = None

    def moved(self, now: datetime, boot: float) -> timedelta:
        """By how much the clock is ahead (or behind: negative) of what it should say; 0 if by little.

        `now` is aware UTC, `boot` the time of `since_boot` at the same moment.
        """
        if self._base is None:
            self._base = (now, boot)
        wall, started = self._base
        offset = (now - wall) - timedelta(seconds=boot - started)
        if abs(offset) < CLOCK_MOVED:
            # Small corrections add up over a year.
            self._base, self._moved_at = (now, boot), None
            return timedelta()
        if self._moved_at is None:
            self._moved_at = boot
        if boot - self._moved_at > REPORTED_FOR:
            self._base, self._moved_at = (now, boot), None
            return timedelta()
        return offset
