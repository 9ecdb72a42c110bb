"""Values in sanctions lists: dates in the forms they are printed in, numbers of passports and ships."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Final

from yaluwatch.patterns import lazy_regex
from yaluwatch.text import clean_line

# 18.6.1964 · 2/03/1958 · dd/mm/1957 (UK, for what is not known) · 11.07.1976
_DAY_FIRST: Final = lazy_regex(r"(?<!\d)(\d{1,2}|dd)[./-](\d{1,2}|mm)[./-](\d{4})(?!\d)", re.IGNORECASE)
_ISO: Final = lazy_regex(r"(?<!\d)(\d{4})-(\d{2})(?:-(\d{2}))?(?!\d)")
_WRITTEN: Final = lazy_regex(r"(?<!\w)(?:(\d{1,2})\s)?([A-Z][a-z]{2})[a-z]*\s(\d{4})(?!\d)")
_YEAR: Final = lazy_regex(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)")
_MONTHS: Final = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
# PS381420397 · 836110034 (diplomatic) · PS- 563410163 · D0004492; never a date of expiry.
_DOCUMENT: Final = lazy_regex(r"(?<![\w.])[A-Z]{0,3}-?\s?\d{6,12}(?![\w]|\.\d)")


def days(text: str) -> tuple[str, ...]:
    """All dates in a text, each once, ISO 8601 as far as known.

    >>> days("a) 1964 b) 28.8.1962")
    ('1964', '1962-08-28')
    """
    found: dict[str, None] = {}
    rest = text
    for day in _whole_days(text):
        found[day] = None
    for pattern in (_DAY_FIRST, _ISO, _WRITTEN):
        rest = pattern.sub(" ", rest)
    found.update(dict.fromkeys(_YEAR.findall(rest)))
    return tuple(sorted(found, key=lambda day: text.find(day[:4])))


def _whole_days(text: str) -> Iterator[str]:
    for day, month, year in _DAY_FIRST.findall(text):
        yield _iso(year, month, day)
    for year, month, day in _ISO.findall(text):
        yield _iso(year, month, day)
    for day, name, year in _WRITTEN.findall(text):
        if name.lower() in _MONTHS:
            yield _iso(year, str(_MONTHS.index(name.lower()) + 1), day)


def _iso(year: str, month: str, day: str) -> str:
    """As much of a date as is known and exists."""
    if not month.isdecimal() or not 1 <= int(month) <= 12:
        return year
    if not day.isdecimal():
        return f"{year}-{int(month):02}"
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return f"{year}-{int(month):02}"


def first_day(text: str) -> str:
    """The first date in a text, "" without one."""
    return next(iter(days(text)), "")


def american_day(text: str) -> str:
    """A day as OFAC writes its publication date, 11/27/2026, or as ISO 8601; "" for anything else."""
    for form in ("%m/%d/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text.strip(), form).date().isoformat()  # noqa: DTZ007 - a day
        except ValueError:
            continue
    return ""


def documents(text: str) -> tuple[str, ...]:
    """Numbers of passports and identity cards in a text, without spaces and hyphens."""
    numbers = (match.group().replace(" ", "").replace("-", "") for match in _DOCUMENT.finditer(text))
    return tuple(dict.fromkeys(numbers))


def imo_number(text: str) -> str:
    """The IMO number in a text: seven digits with the right check digit; "" if there is none."""
    for digits in re.findall(r"(?<!\d)\d{7}(?!\d)", text):
        if sum(int(digit) * (7 - index) for index, digit in enumerate(digits[:6])) % 10 == int(digits[6]):
            return str(digits)
    return ""


def names(values: Iterable[str], *, without: Iterable[str] = ()) -> tuple[str, ...]:
    """Clean names, each once, without empty ones and those in `without`."""
    known = {"", "-", "na", "n/a", *(name.casefold() for name in without)}
    found: dict[str, None] = {}
    for value in values:
        name = clean_line(value).strip(" ;,")
        if name.casefold() not in known:
            known.add(name.casefold())
            found[name] = None
    return tuple(found)
