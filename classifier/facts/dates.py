"""Dates in a text, as complete as printed; a missing year is inferred from the date of publication.

Articles mostly report the past, so the last matching date is taken: in an article of 18 February 2020,
"15 February" is in 2020 and "in December" is December 2019. Dates of future events are therefore resolved
wrongly; `is_inferred` marks all such dates.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

_MONTHS: Final = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = (
    r"(?P<month>January|February|March|April|June|July|August|September|October|November|December|May"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
)
_DAY = r"(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_EAST_ASIAN_MONTH = r"(?P<month>1[0-2]|0?[1-9])"
_EAST_ASIAN_DAY = r"(?P<day>3[01]|[12]\d|0?[1-9])"
_FORMS: Final = tuple(
    re.compile(form)
    for form in (
        # English: 14 February 2020, 14 Feb · February 14, 2020, Feb. 14 · February 2020 · in early February
        rf"\b{_DAY}\s(?:of\s)?{_MONTH}(?:,?\s{_YEAR}\b)?(?!\w)",
        rf"\b{_MONTH}\s{_DAY}\b(?!,?\d)(?:,?\s{_YEAR}\b)?",
        rf"\b{_MONTH},?\s(?:of\s)?{_YEAR}\b",
        rf"\b(?:in|since|until|by|last|early|mid|late|of|from|to|and)[\s-]{_MONTH}(?!\.?\s\d|\w)",
        rf"(?<![\d/-]){_YEAR}-(?P<month>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01])(?!\d)",
        # Chinese, Japanese, Korean: 2020年2月14日 · 2月14日 · 2020年2月 · 2월
        rf"(?:{_YEAR}\s?[年년]\s?)?(?<!\d){_EAST_ASIAN_MONTH}\s?[月월]\s?{_EAST_ASIAN_DAY}\s?[日号號일]",
        rf"{_YEAR}\s?[年년]\s?{_EAST_ASIAN_MONTH}\s?[月월](?!\s?\d)",
        rf"(?<!\d){_EAST_ASIAN_MONTH}[月월](?!\s?\d|[간\d])",
        # The day alone: 지난 14일, 本月14日
        rf"(?:지난|이달|本月|今月|这个月)\s?{_EAST_ASIAN_DAY}\s?[日号일](?!간)",
        # The year alone.
        r"(?<![\d$¥.,-])(?P<year>(?:19|20)\d\d)\s?[年년](?!\s?\d)",
        r"\b(?:in|since|until|by|of|from|to|early|late|during|mid)[\s-](?P<year>(?:19|20)\d\d)\b(?![,.]\d)",
    )
)
_YEARS_BACK = re.compile(r"(?P<back>지난해|작년|去年|昨年|last year)|(?P<here>올해|今年|this year)")


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date and its position in the text; parts that are neither stated nor inferred are None."""

    start: int
    end: int
    text: str
    year: int | None
    month: int | None
    day: int | None
    #: Whether the year (or year and month) was inferred from the date of publication.
    is_inferred: bool

    @property
    def value(self) -> str:
        """ISO 8601 as far as known: "2020-02-14", "2020-02", "2020", "--02-14" without a year."""
        year = f"{self.year:04}" if self.year else "-"
        parts = [f"{part:02}" for part in (self.month, self.day) if part]
        return "-".join([year, *parts]) if parts else year


def find_dates(text: str, published: date | None) -> Iterator[DateMention]:
    """Dates in order of appearance, without overlaps."""
    matches = [match for form in _FORMS for match in form.finditer(text)]
    matches.sort(key=lambda match: (match.start(), -match.end()))
    mentions = [mention for match in matches if (mention := _mention(match, published))]
    if published:
        mentions += [_relative(match, published) for match in _YEARS_BACK.finditer(text)]
        mentions.sort(key=lambda mention: (mention.start, -mention.end))
    last_end = -1
    for mention in mentions:
        if mention.start >= last_end:
            last_end = mention.end
            yield mention


def _mention(match: re.Match[str], published: date | None) -> DateMention | None:
    groups = match.groupdict()
    year = int(groups["year"]) if groups.get("year") else None
    month = _month(groups["month"]) if groups.get("month") else None
    day = int(groups["day"]) if groups.get("day") else None
    is_inferred = published is not None and year is None
    if published is not None and year is None:
        year, month = _last_match(month, day, published)
    if year is None and month is None:
        return None
    if day and month and not _exists(year, month, day):
        return None
    return DateMention(match.start(), match.end(), match.group(), year, month, day, is_inferred)


def _relative(match: re.Match[str], published: date) -> DateMention:
    year = published.year - 1 if match["back"] else published.year
    return DateMention(match.start(), match.end(), match.group(), year, None, None, is_inferred=True)


def _month(written: str) -> int:
    return int(written) if written.isdecimal() else _MONTHS.index(written[:3].lower()) + 1


def _last_match(month: int | None, day: int | None, published: date) -> tuple[int, int | None]:
    """Year and month of the last matching date that is not after publication.

    One day ahead is allowed, because a site may print dates in another time zone.
    """
    limit = published + timedelta(days=1)
    if month is None:
        if day is None or day <= limit.day:
            return limit.year, limit.month
        return (limit.year, limit.month - 1) if limit.month > 1 else (limit.year - 1, 12)
    is_past = (month, day or 1) <= (limit.month, limit.day if day else 1 if month == limit.month else 31)
    return (limit.year if is_past else limit.year - 1), month


def _exists(year: int | None, month: int, day: int) -> bool:
    try:
        date(year or 2000, month, day)
    except ValueError:
        return False
    return True
