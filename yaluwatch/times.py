"""Times as text: ISO 8601 in UTC, whole seconds, as the archive and its exports write them."""

from datetime import UTC, datetime
from functools import lru_cache


# Storing an article writes its fetch time five times, and many articles are fetched in the same second.
@lru_cache(maxsize=1024)
def time_text(time: datetime) -> str:
    """ISO 8601 in UTC, whole seconds: "2026-11-24T05:00:00Z". Raises ValueError for a naive time."""
    if time.tzinfo is None:
        raise ValueError(f"a time without a time zone can't be stored: {time}")
    # isoformat is ten times faster than strftime.
    return time.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def optional_time_text(time: datetime | None) -> str | None:
    """`time_text`, or None for None."""
    return None if time is None else time_text(time)


def to_time(text: str) -> datetime:
    """The aware UTC time that `time_text` wrote."""
    return datetime.fromisoformat(text)


def to_optional_time(text: str | None) -> datetime | None:
    """`to_time`, or None for None."""
    return None if text is None else to_time(text)
