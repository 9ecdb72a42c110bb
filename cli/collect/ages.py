"""Times relative to now, for tables."""

from datetime import datetime, timedelta

from yaluwatch.text import counted

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def age(time: datetime | None, now: datetime) -> str:
    """How long ago a time was: "just now", "5 min ago", "3 h ago", "2 days ago"; "never" for None."""
    if time is None:
        return "never"
    passed = now - time
    return "just now" if passed < _MINUTE else f"{_length(passed)} ago"


def time_left(time: datetime | None, now: datetime) -> str:
    """When a time will come: "now", "in 5 min", "in 3 h", "in 2 days"; "now" for None."""
    if time is None or time <= now:
        return "now"
    return f"in {_length(max(time - now, _MINUTE))}"


def _length(length: timedelta) -> str:
    if length < _HOUR:
        return f"{length // _MINUTE} min"
    if length < 2 * _DAY:
        return f"{length // _HOUR} h"
    return counted(length // _DAY, "day")
