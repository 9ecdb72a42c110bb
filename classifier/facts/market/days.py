"""The day a price is for: of the survey if the text says it, else of the report."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from classifier.facts.dates import DateMention
from classifier.facts.market.words import DAYS, RELATIVE, STEPS
from yaluwatch.patterns import lazy_regex

_COMPARED = lazy_regex(
    r"[^，。、,.\d]{0,6}?(?:보다|より|に比べ|에?\s?(?:비해|견줘|대비)|(?:와|과)\s?같|と(?:同じ|変わら)|(?<=前)(?:下[跌降滑]|上[涨漲升]|[涨漲跌高低贵貴])|相比|相同|持平|一[样樣])"
)
# Up 1,500 won from the Oct. 5 survey: a day that is compared with.
_SINCE = lazy_regex(r"\b(?:from|than|since|above|below|over)\s(?:at\s|in\s)?the\s$")
_SURVEYED = lazy_regex(r"\s(?:survey|levels?|prices?|figures?|rates?|reading)\b")
_NOW = lazy_regex(
    r"\b(?:now|currently|at\spresent)\b|요즘|현재는|지금은|최근|目前|现在|現在は|今では|(?:10|11|12|[1-9])월\s?현재"
)
# 5,300 won (a kilo) on May 10, two weeks earlier: nothing else between an amount and its day.
_AFTER = lazy_regex(
    r"(?:\s(?:a|per|an|for\sa)\s[A-Za-z]+|/kg)?(?:\sor\s(?:nearly\s|about\s|almost\s)?\d+\s?(?:percent|%))?\s?\(?(?:\s(?:paid|recorded|seen|reported))?"
    r"(?:\s(?:on|of|in|as\sof|from|at|by|back\sin|(?:early|mid|late)\sin|in\s(?:early|mid|late)|(?:at|by|in|until)\sthe\s(?:start|beginning|middle|end)\sof|in\s(?:the|a)\ssurvey\s(?:of|on)))?\s$"
)
# The 9,100 won of the 13th, two weeks earlier (9,200 won): nothing else between a day and an old amount.
_BEFORE = lazy_regex(r"[^,，、。\d从由]{0,14}|(?:午前|午後|の|に|は|、|中国|1元|1ドル|\s)*")
_OWNED = lazy_regex(r"(?:[初末底]|[上中下]旬|\s?(?:초|말|[초중하]순))?(?:的|の|의\s|時の|时的)約?约?")
# 2500朝元，7日为3100朝元: the day after an amount begins what is said of the next.
_HAS_OWN = lazy_regex(r"\s?(?:为|為|是|[则則]?[为為]|には?|は|에는|엔|은|it\swas\s|was\s){1,2}\s?")
# The fourth week of January is no whole month.
_WEEK_OF = lazy_regex(r"\s?(?:の|的)?(?:第\s?\d\s?[週周]|\d주|[첫둘셋넷]째\s?주)")
_SURVEY = lazy_regex(r"[Ss]urvey|\bas\sof\b|\bAs\sof\b|조사|기준|현재|[调調][查査べ]|現在|为准")


class Day(NamedTuple):
    """A day in a sentence."""

    start: int
    end: int
    #: None for what is too long ago or too vague to be the day of a price: 1998, last month.
    day: date | None
    #: Before the day of the survey, if it is told by its distance from that; the day is None then.
    step: timedelta | None = None


def days_of(
    text: str, start: int, end: int, dates: Sequence[DateMention], published: date | None
) -> list[Day]:
    """The days in text[start:end] in order of appearance, without those only compared with."""
    found = [
        day
        for each in dates
        if start <= each.start < end and (day := _day(text, each, published)) is not None
    ]
    for match in RELATIVE.finditer(text, start, end):
        if all(match.end() <= day.start or match.start() >= day.end for day in found):
            found.append(Day(*match.span(), None, _step(match)))
    if published and not any(day.day for day in found):
        found += [Day(*match.span(), published) for match in _NOW.finditer(text, start, end)]
    return sorted(
        day
        for day in found
        if not _COMPARED.match(text, day.end)
        and not (
            _SINCE.search(text, max(start, day.start - 16), day.start) and _SURVEYED.match(text, day.end)
        )
    )


def day_of(
    text: str, span: tuple[int, int], days: Sequence[Day], others: Sequence[tuple[int, int]], *, is_old: bool
) -> Day | None:
    """The day of an amount at a span: right after it, else the last before it, else the first after it.

    `others` are the spans of all amounts in the sentence. An old amount ("up from 5,300 won") has only a day
    of its own.
    """
    start, end = span
    after = [day for day in days if end <= day.start]
    if after and _AFTER.fullmatch(text, end, after[0].start):
        return after[0]
    before = [day for day in days if day.end <= start]
    if is_old:
        own = [day for day in before if _BEFORE.fullmatch(text, day.end, start)]
        return own[-1] if own else Day(start, start, None)
    if before:
        return before[-1]
    known = [
        day
        for day in after
        if day.day
        and not any(_AFTER.fullmatch(text, other, day.start) for _, other in others)
        and not any(_HAS_OWN.fullmatch(text, day.end, other) for other, _ in others if other >= day.end)
    ]
    return known[0] if known else None


def is_right_after(text: str, end: int, day: Day) -> bool:
    """Whether a day is told right after an amount that ends there: 5,300 won on May 10."""
    return day.start >= end and _AFTER.fullmatch(text, end, day.start) is not None


def is_right_before(text: str, day: Day, start: int) -> bool:
    """Whether a day belongs to the amount that starts there: 5月10日的9000元."""
    return day.end <= start and _OWNED.fullmatch(text, day.end, start) is not None


def is_of_survey(text: str) -> bool:
    """Whether a sentence speaks of a survey, so that its day is that of the prices after it."""
    return _SURVEY.search(text) is not None


def last_day(days: Sequence[Day]) -> date | None:
    """The last of the known days: of a survey from Jan. 2 through Jan. 9, the 9th."""
    known = [day.day for day in days if day.day is not None]
    return known[-1] if known else None


def _day(text: str, mention: DateMention, published: date | None) -> Day | None:
    span = mention.start, mention.end
    year, month, day = mention.year, mention.month, mention.day
    if year and month and day:
        return Day(*span, date(year, month, day))
    if published and year == published.year and month in {None, published.month}:
        # This year, this month: it says nothing.
        return None
    if month and _WEEK_OF.match(text, mention.end):
        return None
    return Day(*span, None)


def _step(match: re.Match[str]) -> timedelta | None:
    kind = match.lastgroup or ""
    if kind in {"en", "ko", "zh", "days"}:
        count = match["en"] or match["ko"] or match["zh"]
        return timedelta(days=DAYS.get(count.lower()) or int(count))
    return STEPS.get(kind)
