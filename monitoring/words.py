"""Words for what checks find."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from yaluwatch.text import counted

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
# Names that are listed; of more, the number is said.
_MOST_NAMES = 5


def length(span: timedelta) -> str:
    """A span of time: "40 seconds", "5 minutes", "3 hours", "2 days"; rounded down.

    >>> length(timedelta(hours=30))
    '30 hours'
    """
    span = abs(span)
    if span < 2 * _MINUTE:
        return counted(int(span.total_seconds()), "second")
    if span < 2 * _HOUR:
        return counted(span // _MINUTE, "minute")
    if span < 2 * _DAY:
        return counted(span // _HOUR, "hour")
    return counted(span // _DAY, "day")


def moment(time: datetime) -> str:
    """A time to the minute: "2026-11-24 05:00 UTC"."""
    return f"{time:%Y-%m-%d %H:%M} UTC"


def size(count: float) -> str:
    """A number of bytes: "640 MB", "2.1 GB"."""
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{count / 1e6:.0f} MB"


def names(all_of_them: Sequence[str]) -> str:
    """The first names of a list: "a, b and 7 others"."""
    listed = ", ".join(all_of_them[:_MOST_NAMES])
    more = len(all_of_them) - _MOST_NAMES
    return f"{listed} and {counted(more, 'other')}" if more > 0 else listed
