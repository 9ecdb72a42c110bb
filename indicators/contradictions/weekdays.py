"""Days with a weekday that they do not have."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from indicators.contradictions.values import Contradiction, Passage, ReadArticle
from yaluwatch.patterns import lazy_regex
from yaluwatch.sentence import Sentence

_ENGLISH: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_BEFORE: Final = lazy_regex(
    r"\b((?:mon|tues?|wednes|wed|thurs|thur|thu|fri|satur|sat|sun)(?:day)?)\b\.?(?:,\s?(?:on\s)?|\s\(|\s)(?:the\s)?$",
    re.IGNORECASE,
)
_AFTER: Final = lazy_regex(
    r"\s?[(（]\s?(?:(?:星期|周|週)([一二三四五六日天])|([월화수목금토일])(?:요일)?|([月火水木金土日])(?:曜日?)?)\s?[)）]"
)
_EAST: Final = ("一二三四五六日天", "월화수목금토일", "月火水木金土日")
_SUNDAY: Final = 6
_DAY: Final = lazy_regex(r"\d{4}-\d{2}-\d{2}")
# Without a printed year only days near the one of publication: further away the year is a guess.
_NEAR: Final = timedelta(days=45)


def weekdays(read: ReadArticle) -> Iterator[Contradiction]:
    """Days with another weekday than theirs: Monday, Oct. 18, 2023 was a Wednesday."""
    published = read.article.published_at.date() if read.article.published_at else None
    for fact in read.facts:
        if fact.kind != "date" or not _DAY.fullmatch(fact.date[:10]):
            continue
        day = date.fromisoformat(fact.date[:10])
        is_year_printed = str(day.year) in read.text[fact.start : fact.end]
        if not is_year_printed and (published is None or abs(day - published) > _NEAR):
            continue
        named = _named(read.text, fact.start, fact.end)
        if named is not None and named[0] != day.weekday():
            printed = read.text[named[1] : named[2]]
            reason = Sentence("%(day)s was a %(right)s", day=day, right=Sentence(_ENGLISH[day.weekday()]))
            yield Contradiction(
                "weekday", reason, read.passage(fact), Passage(printed, read.sentence(fact), named[1])
            )


def _named(text: str, start: int, end: int) -> tuple[int, int, int] | None:
    """The weekday beside a date, 0 = Monday, and where it stands."""
    if found := _BEFORE.search(text, max(0, start - 16), start):
        name = found[1].lower()
        number = next(number for number, each in enumerate(_ENGLISH) if each.lower().startswith(name[:3]))
        return number, found.start(1), found.end(1)
    if found := _AFTER.match(text, end):
        group = found.lastindex or 1
        return min(_SUNDAY, _EAST[group - 1].index(found[group])), found.start(group), found.end(group)
    return None
