"""Finding the days in a printed text."""

import re
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from crawler.text.date_words import EAST_ASIA, MONTH_FIRST, MONTH_WORDS, MONTHS, WEEKDAYS
from yaluwatch.patterns import lazy_regex


class DateOrder(StrEnum):
    """How a date of three numbers is read."""

    YEAR_FIRST = "ymd"
    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"


class Place(NamedTuple):
    """What is known about where a date was printed."""

    #: ISO 3166-1 alpha-2; empty when unknown.
    country: str = ""
    #: The order shown by other dates of the same place; None if none does.
    order: DateOrder | None = None
    #: Last day a date can name; None = any.
    latest: date | None = None


class Day(NamedTuple):
    """A day and where in the text it stands."""

    start: int
    #: Where its clock is looked for.
    end: int
    day: date


_MONTH = r"(?P<month>[^\W\d_]{3,12})\.?"
_ORDINAL = r"(?:st|nd|rd|th|er|º|ª|\.)?"
_OF = r"[\s,./-]*(?:(?:of|de|den)\s)?"
_ANY_CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?\D{0,12}(?:[+-]\d{4})?"
_YEAR = r"(?P<year>(?:1[5-9]|2[01])\d{2})"
_SHORT_YEAR = r"(?P<year>(?:(?:1[5-9]|2[01])\d{2}|'?\d{2}))(?!\d|\s*[:시時时])"
_NAMED = [
    lazy_regex(form)
    for form in (
        # 28th of November 2026, 28-Nov-26, 28 de noviembre de 2026
        rf"(?<![\d:])(?P<day>\d{{1,2}}){_ORDINAL}{_OF}\s*{_MONTH}[\s,./-]*(?:del?\s)?\s*{_SHORT_YEAR}",
        # November 28th, 2026; Nov, 28 2026
        rf"(?<![^\W\d_]){_MONTH},?[\s-]*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s,./-]+{_SHORT_YEAR}",
        # Sat Nov 28 15:05:00 KST 2026: the clock comes before the year
        rf"(?<![^\W\d_]){_MONTH}\s+(?P<day>\d{{1,2}})(?P<clock>),?\s+{_ANY_CLOCK}\s+{_YEAR}(?!\d)",
        # 2026-Nov-28
        rf"(?<!\d){_YEAR}[\s,./-]*{_MONTH}[\s,./-]*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:])",
    )
]
# The day may be glued to a clock: 2026-11-2815:05.
_LAST_DAY = r"(?P<day>\d{2}(?=\d{2}:\d{2})|\d{1,2}(?!\d))"
_YEAR_FIRST = lazy_regex(
    rf"(?<!\d){_YEAR}\)?\s*[-./,年년_]\s*(?P<month>\d{{1,2}})\s*[-./,月월_]\s*{_LAST_DAY}(?:\s*[일日号號])?"
)
_SHORT_YEAR_FIRST = lazy_regex(
    r"(?<!\d)'?(?P<year>\d{2})\s*[年년]\s*(?P<month>\d{1,2})\s*[月월]\s*(?P<day>\d{1,2})(?!\d)(?:\s*[일日])?"
)
_BLANKS = lazy_regex(rf"(?<!\d){_YEAR}\s(?P<month>\d{{2}})\s(?P<day>\d{{2}})(?![\d:])")
_NUMBERS = lazy_regex(
    r"(?<![\d.+/-])(?<!\d:)(?P<a>\d{1,2})\s?(?P<separator>[-./\s])\s?(?P<b>\d{1,2})\s?(?P=separator)\s?"
    r"(?P<c>\d{4}|\d{2})(?!\d|\s?:\s?\d|\s*[시時时])"
)
_COMPACT = lazy_regex(
    r"(?<!\d)(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})(?=\d{4}(?:\d{2})?(?!\d)|(?!\d))"
)
_WITHOUT_YEAR = lazy_regex(r"(?<!\d)(?P<month>\d{1,2})\s*[월月]\s*(?P<day>\d{1,2})\s*[일日号號]?(?!\d)")
_NAMED_WITHOUT_YEAR = lazy_regex(
    rf"(?<![^\W\d_])(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH}|"
    rf"{_MONTH.replace('month', 'before')}\s+(?P<after>\d{{1,2}})(?:st|nd|rd|th)?)(?![\w:])"
)
_SHORT = lazy_regex(r"(?P<month>\d{1,2})[-./](?P<day>\d{1,2})\.?(?=\s+\d{1,2}:\d{2})")
_ENGLISH = [words.split()[0] for words in MONTH_WORDS]


def days_in(line: str, place: Place) -> list[Day]:
    """The days of a normalised line, in its order; overlapping ones once."""
    found = [
        day for form in (_YEAR_FIRST, _SHORT_YEAR_FIRST, _BLANKS, *_NAMED) for day in _matched(form, line)
    ]
    found += _compact_days(line)
    found += filter(None, (_by_numbers(match, line, place) for match in _NUMBERS.finditer(line)))
    if not found and place.latest is not None:
        found = list(_days_without_year(line, place.country, place.latest))
    kept: list[Day] = []
    for day in sorted(found, key=lambda day: (day.start, -day.end)):
        if not kept or day.start >= max(kept[-1].end, kept[-1].start + 1):
            kept.append(day)
    return kept


def orders_of(line: str) -> set[DateOrder]:
    """The orders in which a date of three numbers can be read; empty when the line has none."""
    match = _NUMBERS.search(line)
    if match is None or match["separator"].isspace() or _YEAR_FIRST.search(line):
        return set()
    return set(_readings(match))


def _matched(form: re.Pattern[str], line: str) -> Iterator[Day]:
    position = 0
    while match := form.search(line, position):
        position = match.start() + 1
        month = match["month"].lower()
        number = int(month) if month.isdecimal() else _month_of(month)
        day = _day(_full_year(match["year"]), number, int(match["day"]))
        if day is not None:
            glued = "clock" in form.groupindex
            position = match.end()
            yield Day(match.start(), match.end("day") if glued else match.end(), day)


def _compact_days(line: str) -> Iterator[Day]:
    for match in _COMPACT.finditer(line):
        day = _day(int(match["year"]), int(match["month"]), int(match["day"]))
        if day is not None:
            # A clock may follow with or without a blank.
            yield Day(match.start(), match.end() + (line[match.end() :][:1] == " "), day)


def _month_of(word: str) -> int:
    """The month of a name or abbreviation, 1–12; 0 if it is none."""
    word = word.lower()
    if number := MONTHS.get(word, 0):
        return number
    # "Septem." and the like.
    return next((MONTHS[name] for name in _ENGLISH if len(word) >= 4 and name.startswith(word)), 0)


def _full_year(printed: str) -> int:
    year = int(printed.lstrip("'"))
    if year >= 100:
        return year
    return year + (2000 if year < 70 else 1900)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _readings(match: re.Match[str]) -> dict[DateOrder, date]:
    """Every order that makes a date of these three numbers."""
    a, b, c = (int(match[name]) for name in "abc")
    orders = {
        DateOrder.DAY_FIRST: (c, b, a),
        DateOrder.MONTH_FIRST: (c, a, b),
        DateOrder.YEAR_FIRST: (a, b, c),
    }
    if len(match["c"]) == 4 or len(match["a"]) == 1:
        del orders[DateOrder.YEAR_FIRST]
    return {
        order: day
        for order, (year, month, number) in orders.items()
        if (day := _day(_full_year(str(year)), month, number)) is not None
    }


def _by_numbers(match: re.Match[str], line: str, place: Place) -> Day | None:
    """A date of three numbers whose year is last or has two digits; None when its order can't be known."""
    readings = _readings(match)
    if match["separator"].isspace():
        # RFC 822 with a numeric month; three numbers with blanks are nothing else.
        readings = {order: day for order, day in readings.items() if order is DateOrder.DAY_FIRST}
        if len(match["c"]) != 4:
            return None
    if place.latest is not None:
        readings = {order: day for order, day in readings.items() if day <= place.latest}
    weekday = _weekday_before(line, match.start())
    if weekday is not None:
        fitting = {order: day for order, day in readings.items() if day.weekday() == weekday}
        readings = fitting or readings
    if place.order in readings:
        return Day(match.start(), match.end(), readings[place.order])
    if len(set(readings.values())) != 1:
        usual = _usual_order(place.country, match["separator"], len(match["c"]) == 4)
        readings = {order: day for order, day in readings.items() if order is usual}
    day = next(iter(readings.values()), None)
    return None if day is None else Day(match.start(), match.end(), day)


def _usual_order(country: str, separator: str, ends_with_year: bool) -> DateOrder | None:
    if not ends_with_year:
        if country in EAST_ASIA:
            return DateOrder.YEAR_FIRST
    elif separator == ".":
        return DateOrder.DAY_FIRST
    if country in MONTH_FIRST:
        return DateOrder.MONTH_FIRST
    # East Asian newsrooms use both orders on their English pages.
    return DateOrder.DAY_FIRST if country and country not in EAST_ASIA else None


def _weekday_before(line: str, position: int) -> int | None:
    match = re.search(r"([A-Za-z]{3})[a-z]*\.?,?\s*$", line[:position])
    return WEEKDAYS.get(match[1].lower()) if match else None


def _days_without_year(line: str, country: str, latest: date) -> Iterator[Day]:
    """Days without a year: the latest that is not in the future."""
    found: list[tuple[re.Match[str], int, int]] = [
        (match, int(match["month"]), int(match["day"])) for match in _WITHOUT_YEAR.finditer(line)
    ]
    for match in _NAMED_WITHOUT_YEAR.finditer(line):
        month = _month_of(match["month"] or match["before"])
        found.append((match, month, int(match["day"] or match["after"])))
    if not found and country in EAST_ASIA and (short := _SHORT.match(line)):
        found.append((short, int(short["month"]), int(short["day"])))
    for match, month, number in found:
        days = (_day(year, month, number) for year in range(latest.year, latest.year - 5, -1))
        day = next((day for day in days if day is not None and day <= latest), None)
        if day is not None:
            yield Day(match.start(), match.end(), day)
