"""Times and schedules as text.

Times are ISO 8601 in UTC, whole seconds, as the archive and its exports write them. A schedule is
"every 20 s", "every 5 min", "every 2 h", "daily 03:20", "sunday 04:10" or "off".
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache

#: Shortest and longest interval.
MIN_EVERY, MAX_EVERY = timedelta(seconds=5), timedelta(days=7)

_EVERY = re.compile(r"every (\d{1,6}) (s|min|h)")
_AT = re.compile(r"(daily|[a-z]+) ([01]?\d|2[0-3]):([0-5]\d)")
_UNITS = {"s": timedelta(seconds=1), "min": timedelta(minutes=1), "h": timedelta(hours=1)}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def clock() -> datetime:
    """Now, aware UTC."""
    return datetime.now(UTC)


# Storing an article writes its fetch time five times, and many articles are fetched in the same second.
@lru_cache(maxsize=1024)
def time_text(moment: datetime) -> str:
    """ISO 8601 in UTC, whole seconds: "2026-11-24T05:00:00Z". Raises ValueError for a naive time."""
    if moment.tzinfo is None:
        raise ValueError(f"a time without a time zone can't be stored: {moment}")
    # isoformat is ten times faster than strftime, and nearly every time here is in UTC already.
    if moment.tzinfo is UTC:
        return moment.isoformat(timespec="seconds")[:19] + "Z"
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def optional_time_text(moment: datetime | None) -> str | None:
    """`time_text`, or None for None."""
    return None if moment is None else time_text(moment)


def to_time(text: str) -> datetime:
    """The aware UTC time that `time_text` wrote."""
    return datetime.fromisoformat(text)


def to_optional_time(text: str | None) -> datetime | None:
    """`to_time`, or None for None."""
    return None if text is None else to_time(text)


@dataclass(frozen=True, slots=True)
class Schedule:
    """An interval, or a time of day on every day or one day of the week. Times of day are UTC."""

    #: As the setting says it.
    text: str
    #: Longest time between two starts.
    span: timedelta
    #: None for an interval.
    at: time | None = None
    #: 0 for Monday; None for every day.
    weekday: int | None = None

    def first(self, now: datetime) -> datetime:
        """When a job that has never run starts: an interval at once."""
        return now if self.at is None else self.after(now)

    def after(self, start: datetime) -> datetime:
        """The next start after one at `start` (aware UTC)."""
        if self.at is None:
            return start + self.span
        start = start.astimezone(UTC)
        due = datetime.combine(start.date(), self.at, UTC)
        while due <= start or self.weekday not in {None, due.weekday()}:
            due += timedelta(days=1)
        return due


def parse_schedule(text: str) -> Schedule | None:
    """The schedule a setting says; None for "off". Raises ValueError, saying what is possible."""
    words = " ".join(text.lower().split())
    if words == "off":
        return None
    if found := _EVERY.fullmatch(words):
        span = int(found[1]) * _UNITS[found[2]]
        if not MIN_EVERY <= span <= MAX_EVERY:
            raise ValueError("an interval is 5 seconds at least and 7 days (168 h) at most")
        return Schedule(words, span)
    if (found := _AT.fullmatch(words)) and found[1] in {"daily", *_DAYS}:
        at = time(int(found[2]), int(found[3]))
        if found[1] == "daily":
            return Schedule(words, timedelta(days=1), at)
        return Schedule(words, timedelta(days=7), at, _DAYS.index(found[1]))
    raise ValueError(
        'it is none of "every 20 s", "every 5 min", "every 2 h", "daily 03:20", "sunday 04:10", "off"'
    )
