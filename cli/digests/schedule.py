"""Reads and shows the hours, days and holidays of a subscription's schedule."""

import re

import holidays

from yaluwatch.errors import SubscriptionError

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def read_hours(text: str) -> tuple[int, ...]:
    """Hours such as "8" or "8,14,20", ascending. Raises SubscriptionError for anything else."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not parts or not all(re.fullmatch(r"[01]?\d|2[0-3]", part) for part in parts):
        raise SubscriptionError(
            f"--hour {text!r} is not valid; name hours from 0 to 23, such as 8 or 8,14,20"
        )
    return tuple(sorted({int(part) for part in parts}))


def read_days(text: str) -> tuple[int, ...]:
    """ISO weekdays of "mon-fri" or "mon,thu"; empty for an empty text or all seven. Raises SubscriptionError.

    >>> read_days("fri-sun,tue")
    (2, 5, 6, 7)
    """
    found: set[int] = set()
    for part in filter(None, (part.strip().lower() for part in text.split(","))):
        first, mark, last = part.partition("-")
        if (mark and not last) or first[:3] not in _DAYS or (last or first)[:3] not in _DAYS:
            raise SubscriptionError(f"--days {text!r} is not valid; name days such as mon-fri or mon,thu,sat")
        start, end = _DAYS.index(first[:3]), _DAYS.index((last or first)[:3])
        found |= {day % 7 + 1 for day in range(start, end + 1 + 7 * (end < start))}
    return () if len(found) == len(_DAYS) else tuple(sorted(found))


def read_countries(text: str) -> tuple[str, ...]:
    """ISO 3166-1 codes of countries whose holidays are known. Raises SubscriptionError for others."""
    known = holidays.list_supported_countries()
    codes = [part.strip().upper() for part in text.split(",") if part.strip()]
    if unknown := [code for code in codes if code not in known]:
        raise SubscriptionError(
            f"--holidays: the holidays of {unknown[0]!r} are not known; use country codes such as KR or CN"
        )
    return tuple(dict.fromkeys(codes))


def shown_days(days: tuple[int, ...]) -> str:
    """Weekdays as they are given on the command line, such as "mon-fri"."""
    first, last = days[0], days[-1]
    if len(days) > 2 and days == tuple(range(first, last + 1)):
        return f"{_DAYS[first - 1]}-{_DAYS[last - 1]}"
    return ",".join(_DAYS[day - 1] for day in days)
