"""Details of an article that can be compared across languages: days, amounts, numbers and ships."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal
from itertools import islice
from typing import NamedTuple

from classifier.facts import ARABIC, COUNTS, EAST_ASIAN, SCALE, find_facts, parse_number, scale
from yaluwatch.model import StoredArticle
from yaluwatch.patterns import lazy_regex

# How much of the body is compared, characters: the event comes first, then background. A character of the
# other languages says as much as two of English.
_LEAD, _ENGLISH_LEAD = 500, 900

# Smaller counts and numbers don't identify an event: many articles contain a 3 or a "5 percent".
_MIN_NUMBER = 10
#: Units of such counts.
COUNTED_UNITS = COUNTS | {"percent", "points"}

# From this number on a rounded value is added, because another report of 5,200 tons says "more than 5,000".
_ROUNDED_FROM = 1000

_NUMBER = lazy_regex(
    rf"(?<![\d.,A-Za-z-])(?P<number>{EAST_ASIAN}|{ARABIC})(?:[\s-]?(?P<scale>{SCALE})\b)?(?P<after>\s?[年月日時时년월일시])?"
)
_DIGIT = lazy_regex(r"\d")
# A day without its month, such as 27일 or 27日, but not a duration such as 3일간 or 10日間.
_DAY = lazy_regex(r"(?<![\d월月/-])(?<!월 )(?P<day>3[01]|[12]\d|[1-9])(?:일|日)(?![간間本])")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY = lazy_regex(rf"\b({'|'.join(_WEEKDAYS)})\b", re.IGNORECASE)


class Detail(NamedTuple):
    """One comparable detail of an article; a tuple, because it is looked up very often."""

    #: A kind of mention ("place", "actor", "goods", "rule"), "date", "figure" (amount with unit, or ship),
    #: "number" (without unit), "about" (a rounded number) or "event_type".
    kind: str
    #: Comparable across languages: "dandong", "2026-11-24", "4600000 CNY", "fire".
    value: str


def lead_of(language: str) -> int:
    """How many characters of a body in this language are compared."""
    return _ENGLISH_LEAD if language == "en" else _LEAD


def details_of(stored: StoredArticle) -> Iterator[Detail]:
    """Days, amounts, numbers and ships in the title and lead of an article.

    An amount is yielded with its unit and again as a bare number, because units are not always recognised:
    5,200 tons and 5천200t share only the number.
    """
    article = stored.article
    text = f"{article.title}\n\n{article.body[: lead_of(article.language)]}"
    published = (article.published_at or stored.first_seen_at).date()
    facts = find_facts(text, published)
    for mention in facts.dates:
        if mention.day:
            yield Detail("date", mention.value)
    for day in _days(text, published):
        yield Detail("date", day.isoformat())
    for amount in facts.amounts:
        if amount.value >= _MIN_NUMBER or amount.unit not in COUNTED_UNITS:
            yield Detail("figure", f"{amount.value.normalize():f} {amount.unit}")
    resolutions = {resolution.number for resolution in facts.resolutions}
    for number in _numbers(text):
        if number in resolutions:
            continue
        yield Detail("number", f"{number.normalize():f}")
        if number >= _ROUNDED_FROM:
            yield Detail("about", f"{_rounded(number):f}")
    for ship in facts.ships:
        yield Detail("figure", f"ship {ship.imo or ship.name.casefold()}")


def _days(text: str, published: date) -> Iterator[date]:
    """Days given without their month, resolved to the last such day up to publication."""
    # Includes the day after: a site's local date may be ahead of UTC.
    recent = [published + timedelta(days=1 - back) for back in range(32)]
    for found in _DAY.finditer(text):
        yield from islice((day for day in recent if day.day == int(found["day"])), 1)
    for found in _WEEKDAY.finditer(text):
        weekday = _WEEKDAYS.index(found[1].casefold())
        yield from islice((day for day in recent[1:] if day.weekday() == weekday), 1)


def _numbers(text: str) -> Iterator[Decimal]:
    """Numbers of at least `_MIN_NUMBER` that are not part of a date or time, or a year."""
    for found in _NUMBER.finditer(text):
        number = parse_number(found["number"])
        if number is None or found["after"] or not _DIGIT.search(found["number"]):
            continue
        number *= scale(found["scale"] or "")
        is_year = 1900 <= number <= 2100 and found["number"].isdecimal()
        if number >= _MIN_NUMBER and not is_year:
            yield number


def _rounded(number: Decimal) -> Decimal:
    """Rounded down to one significant digit."""
    return number.quantize(Decimal(1).scaleb(number.adjusted()), ROUND_DOWN)
