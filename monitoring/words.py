"""Words for what checks find."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from yaluwatch.sentence import Sentence

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
# Names that are listed; of more, the number is said.
_MOST_NAMES = 5
# Noun → how one and several of it are said, as sentences that can be translated.
_COUNTED = {
    "article": ("%(n)s article", "%(n)s articles"),
    "day": ("%(n)s day", "%(n)s days"),
    "hour": ("%(n)s hour", "%(n)s hours"),
    "job": ("%(n)s job", "%(n)s jobs"),
    "message": ("%(n)s message", "%(n)s messages"),
    "minute": ("%(n)s minute", "%(n)s minutes"),
    "recipient": ("%(n)s recipient", "%(n)s recipients"),
    "second": ("%(n)s second", "%(n)s seconds"),
    "source": ("%(n)s source", "%(n)s sources"),
}


def counted(number: int, noun: str) -> Sentence:
    """A number with its noun: "1 article", "3 sources".

    >>> counted(3, "source")
    '3 sources'
    """
    one, several = _COUNTED[noun]
    return Sentence(one if number == 1 else several, n=number)


def length(span: timedelta) -> Sentence:
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
    if more <= 0:
        return listed
    template = "%(names)s and %(n)s other" if more == 1 else "%(names)s and %(n)s others"
    return Sentence(template, names=listed, n=more)
