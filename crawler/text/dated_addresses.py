"""Addresses that contain the date of the day on which they are asked for, as some APIs need."""

import re
from datetime import date, timedelta

from yaluwatch.patterns import lazy_regex

_DATE = lazy_regex(r"\{YYYY(?P<hyphen>-?)MM(?P=hyphen)DD(?:-(?P<days>\d{1,4}))?\}")


def dated_address(url: str, today: date) -> str:
    """An address with its dates filled in: of `today`, or of a day so many days before.

    >>> dated_address("https://api.example/list?from={YYYYMMDD-7}&to={YYYY-MM-DD}", date(2026, 11, 29))
    'https://api.example/list?from=20261122&to=2026-11-29'
    """

    def filled(match: re.Match[str]) -> str:
        day = today - timedelta(days=int(match["days"] or 0))
        return day.isoformat().replace("-", match["hyphen"])

    return _DATE.sub(filled, url)


def is_dated(asked: str, url: str) -> bool:
    """Whether an address is `url` with dates filled in."""
    parts = [re.escape(part) for part in _DATE.sub("\n", url).split("\n")]
    return re.fullmatch(r"\d{4}-?\d\d-?\d\d".join(parts), asked, re.ASCII) is not None


def has_unknown_date(url: str) -> bool:
    """Whether an address has anything in braces that `dated_address` does not know."""
    return not {"{", "}"}.isdisjoint(_DATE.sub("", url))
