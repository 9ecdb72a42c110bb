"""Addresses of an archive's pages by a pattern such as "https://news.example/{YYYY}/{MM}/{DD}". Pure."""

from collections.abc import Iterator
from datetime import date, timedelta

from yaluwatch.patterns import lazy_regex

_FIELD = lazy_regex(r"\{(\w*)\}")
_YEARS, _MONTHS, _DAYS = {"YYYY", "YY"}, {"MM", "M"}, {"DD", "D"}
#: The names that stand for a number in a pattern.
_NAMES = _YEARS | _MONTHS | _DAYS | {"page"}
#: No page of an archive is older.
_EARLIEST = date(1970, 1, 1)


def archive_problems(pattern: str) -> Iterator[str]:
    """What is wrong with a pattern, in a clause each."""
    names = set(_FIELD.findall(pattern))
    if unknown := sorted(names - _NAMES):
        yield f"{{{unknown[0]}}} is none of {{YYYY}}, {{YY}}, {{MM}}, {{M}}, {{DD}}, {{D}} and {{page}}"
    elif not names:
        yield "none of {YYYY}, {MM}, {DD} and {page} is in it, so that all its pages would be one"
    elif (names & _DAYS and not names & _MONTHS) or (names & _MONTHS and not names & _YEARS):
        yield "a day needs its month, and a month its year"


def archive_address(pattern: str, day: date, page: int) -> str:
    """The address for a day and a page, which counts from 1.

    >>> archive_address("https://news.example/{YYYY}{MM}.html?p={page}", date(2026, 3, 9), 2)
    'https://news.example/202603.html?p=2'
    """
    values = {
        "YYYY": f"{day.year:04d}",
        "YY": f"{day.year % 100:02d}",
        "MM": f"{day.month:02d}",
        "M": str(day.month),
        "DD": f"{day.day:02d}",
        "D": str(day.day),
        "page": str(page),
    }
    return _FIELD.sub(lambda match: values[match[1]], pattern)


def has_dates(pattern: str) -> bool:
    """Whether the addresses contain a date."""
    return bool(set(_FIELD.findall(pattern)) - {"page"})


def has_pages(pattern: str) -> bool:
    """Whether the addresses contain the number of a page."""
    return "page" in _FIELD.findall(pattern)


def period_of(pattern: str, day: date) -> date:
    """The first day of the day, month or year that shares its address with a day."""
    names = set(_FIELD.findall(pattern))
    if names & _DAYS:
        return day
    return day.replace(day=1) if names & _MONTHS else day.replace(month=1, day=1)


def period_before(pattern: str, day: date) -> date | None:
    """The first day of the period before that of a day; None for addresses without dates, and before 1970."""
    first = period_of(pattern, day)
    if not has_dates(pattern) or first <= _EARLIEST:
        return None
    return period_of(pattern, first - timedelta(days=1))
