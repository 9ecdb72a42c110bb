"""Dates in a text, as complete as printed; what is missing is inferred from the date of publication.

Articles mostly report the past, so the last matching date is taken: in an article of 18 February 2020,
"15 February" is in 2020 and "in December" is December 2019. After words that announce something ("expected to
open on Dec. 1", 오는 25일) the next one is taken. `how` tells which parts were inferred, and how.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from classifier.facts.numbers import with_plain_digits
from classifier.facts.scanning import Words, is_east_asian
from yaluwatch.patterns import lazy_regex

_MONTHS: Final = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_YEAR = r"(?:19|20)\d\d"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_MONTH_NAME = lazy_regex(
    r"(?:January|February|March|April|June|July|August|September|October|November|December|May"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)(?![a-z])\.?)"
)
# January of "January to August last year": the year stands after the second month.
_SPAN_YEAR = lazy_regex(
    rf"\s?(?:to|and|through|till|until|[-–])\s?{_MONTH_NAME.pattern}"
    rf"(?:\s{_DAY}(?![\d,]))?(?:(?:,?\s(?:of\s)?)(?P<year>{_YEAR})\b(?!,\d)|(?:\sof)?\s(?P<word>last|this|next)\syear\b)"
)
_BEFORE_MONTH: Final = frozenset(" -–")
# On the 2nd: a day of the month, if no noun follows.
_DAY_ALONE = lazy_regex(
    rf"\b[Oo]n\s(?P<date>the\s(?P<day>{_DAY})(?:st|nd|rd|th))(?=[,.;:”\"]|\s(?:and|that|at|in|the|as|by|after|when|to)\s|$)"
)
# Between months of one span, or a year and the last month of a span in it: 2019年1月至8月, 지난해 1∼10월.
_TO_MONTH = lazy_regex(r"\s?(?:to|through|till|until|부터|から|[-–—∼~〜～至到])\s?")
_IN_THAT_YEAR = lazy_regex(
    r"(?:의|的|の)?\s?(?:(?:1[0-2]|[1-9])\s?[월月]?\s?)?(?:부터|から|[-–—∼~〜～至到])\s?|(?:의|的|の)?\s?(?:와|과|[和与與及]|と)\s?"
)
# 12月11日至12日, 다음 달 6~7일: the last day is in the month of the first.
_IN_THAT_MONTH = lazy_regex(
    rf"\s?(?:{_DAY}\s?[일日号號]?)?\s?(?:부터|から|[-–—∼~〜～至到、,·]|[와과和与與及])\s?|\s?{_DAY}\s?[일日号號]?\s?"
)
# Halves and quarters of a year, before or after it, by the name of the group.
_PART_BEFORE = lazy_regex(
    r"(?:(?P<h1>[Ff]irst)|(?P<h2>[Ss]econd))[\s-]half\s(?:of\s)?$"
    r"|(?:(?P<q1>[Ff]irst)|(?P<q2>[Ss]econd)|(?P<q3>[Tt]hird)|(?P<q4>[Ff]ourth))[\s-]quarter\s(?:of\s)?$"
)
_PART_AFTER = lazy_regex(
    r"의?\s?(?:年?(?:の|的)?(?:(?P<h1>上半[年期]?|前半|상반기)|(?P<h2>下半[年期]?|後半|하반기)"
    r"|第?(?:(?P<q1>[1一])|(?P<q2>[2二])|(?P<q3>[3三])|(?P<q4>[4四]))(?:季度|四半期|분기)))"
)
_PARTS: Final = {"h1": (1, 6), "h2": (7, 12), "q1": (1, 3), "q2": (4, 6), "q3": (7, 9), "q4": (10, 12)}
_HAS_MONTH = lazy_regex(r"[月월]|[A-Z][a-z]")
_SPAN_BEFORE = lazy_regex(r"(?<!\d)(?P<month>1[0-2]|[1-9])\s?[월月]?\s?[-–—∼~〜～至到]\s?$")
# What every month begins with: found faster than by the pattern.
_MONTH_WORDS: Final = Words([month.capitalize() for month in _MONTHS])
# After a month: 14, 2020 · 14th · 2020
_AFTER_MONTH = lazy_regex(
    rf"\s(?P<day>{_DAY})(?:st|nd|rd|th)?(?![\d])(?!,\d)(?!\s?(?:[ap]\.?m\b|percent|tons?\b|%|million"
    rf"|billion))(?:\s?[-–]\s?{_DAY}\b)?(?:,?\s(?P<year>{_YEAR})\b(?!,\d))?"
    rf"|,?\s(?:of\s)?(?P<only>{_YEAR})\b(?!,\d)"
)
_DAY_BEFORE = lazy_regex(rf"(?<![\d,.:$])(?P<day>{_DAY})(?:st|nd|rd|th)?\s(?:of\s)?$")
_YEAR_AFTER = lazy_regex(rf",?\s(?P<year>{_YEAR})\b(?!,\d)")
_RELATIVE_YEAR = lazy_regex(r"(?:\sof)?\s(?P<word>last|this|next)\syear\b")
_YEARS_AWAY: Final = {"last": -1, "this": 0, "next": 1}
_MONTH_ALONE = lazy_regex(
    r"(?:\b(?:[Ii]n|[Ss]ince|[Uu]ntil|[Tt]ill?|[Bb]y|[Ll]ast|[Nn]ext|[Tt]his|[Ee]arly|[Mm]id|[Ll]ate|[Oo]f"
    r"|[Ff]rom|[Tt]o|[Aa]nd|[Dd]uring|[Aa]fter|[Bb]efore"
    r"|[Ee]ach|[Tt]hrough|[Bb]etween|[Ff]or|[Oo]n|[Aa]s\sof|[Ff]igure|beginning|middle|end)[\s-]|\()$"
)
_ENGLISH_YEAR = lazy_regex(r"[12][09]\d\d(?![\d%])(?!,\d|\.\d(?!\d?\.))")
_YEAR_CUE = lazy_regex(
    r"(?:\b(?:in|since|until|till?|by|of|from|to|and|or|early|late|mid|during|before|after|between|through"
    r"|year|years|spring|summer|autumn|fall|winter|for|over|than|than\sin)"
    r"[\s-]|\()$",
    re.IGNORECASE,
)
_NOT_YEAR = lazy_regex(
    r"\s?(?:-?(?:tons?|tonnes?|km|kilo|met|people|workers|yuan|won|dollars|barrels|percent|times"
    r"|North\sKorean|trucks|soldiers)|[hH]ours)"
)
_ISO = lazy_regex(rf"(?P<year>{_YEAR})[-./]\s?(?P<month>1[0-2]|0?[1-9])[-./]\s?(?P<day>{_DAY})(?!\d)")
# Chinese, Japanese, Korean: 2020年2月14日 · 2月14日 · 2020年2月 · 14日
_EAST_ASIAN = lazy_regex(
    rf"(?P<year>{_YEAR})\s?[年년](?:도)?(?:\s?(?P<month>1[0-2]|0?[1-9])\s?[月월](?!\s?间|間)(?:\s?(?P<day>{_DAY})"
    rf"\s?[日号號일](?![本间間]))?)?"
    # 20年1月: a year of this century.
    rf"|(?<![\d,.成和正])(?P<short>[0-2]\d)\s?[年년]\s?(?P<month3>1[0-2]|0?[1-9])\s?[月월](?!\s?[间間간])(?:\s?(?P<day4>{_DAY})\s?[日号號일](?![本间間]))?"
    rf"|(?<!\d)(?P<month2>1[0-2]|0?[1-9])\s?[月월](?![间間曜])(?!\s?간)(?:\s?(?P<day2>{_DAY})"
    rf"(?:\s?[、,~∼〜～-]\s?{_DAY})?\s?[日号號일](?![本间間]))?"
    rf"|(?<![\d.:/])(?<!\d,)(?P<day3>{_DAY})\s?[日日일](?![本间間中内後程常前ぶ目付]|(?<![1-3]1日)(?<=1日)(?:約|およそ|最大)?[\d,]+\s?(?:人|台|便|往復|本|隻|回|件|トン|両)|(?:に|で|の量|平均|あたり|当たり)"
    rf"(?=[^。、]{{0,22}}\d[^。、]{{0,8}}(?:台|便|往復)))(?!\s?(?:간|동안|만에|후|뒤|전(?![했하한해])|째|이내|정도|가량|이상|짜리|치(?![가-힣])|연속))"
)
_DECADE = lazy_regex(r"(?:19|20)\d0s|[12]\d{2}0年代|\d0년대")
_TIME_BEFORE = lazy_regex(
    r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))?\s?(?P<half>[aApP])\.?[mM]\.?,?\s(?:on\s)?$"
)
_TIME_AFTER = lazy_regex(
    r"\s?(?:의\s?)?(?P<half>오전|오후|새벽|저녁|밤|凌晨|上午|下午|晚上?|午前|午後|未明|夜)?\s?(?P<hour>[12]?\d)\s?(?:시|[时時點点](?!间|間)"
    r")(?:\s?(?P<minute>[0-5]?\d)\s?[분分])?"
)
_AFTERNOON: Final = frozenset(["오후", "저녁", "밤", "下午", "晚", "晚上", "午後", "夜"])
_MONTH_BEFORE = lazy_regex(r"\d\s?[月월박泊晚]\s?$")
_EAST_ASIAN_START = lazy_regex(r"\d")
_CHINESE_DIGITS: Final = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8,
                          "九": 9, "十": 10, "十一": 11, "十二": 12}  # fmt: skip
_CHINESE_MONTH = lazy_regex(
    r"(?<![一二三四五六七八九十第个個前近])(?P<month>十[一二]?|[一二三四五六七八九])月(?:(?P<day>二?十[一二三四五六七八九]?|三十一?|[一二三四五六七八九])"
    r"[日号號])?(?![一-龥]?[间間])"
)
# 七日, at the start of a sentence or a clause: elsewhere it is a span of seven days.
_CHINESE_DAY = lazy_regex(
    r"(?:(?<![^\s。，；：「“（])|^)(?P<day>二?十[一二三四五六七八九]?|三十一?|[一二三四五六七八九])日"
    r"(?![内內间間前后後游遊程起本记記假时時一二三四五六七八九十\d]|[之以]|连|連|平均|あたり|当たり|[にで]?約)"
)
_YEARS: Final = {
    "지난해": -1, "작년": -1, "去年": -1, "昨年": -1, "上年": -1, "last year": -1, "Last year": -1,
    "올해": 0, "今年": 0, "this year": 0, "금년": 0, "This year": 0,
    "내년": 1, "明年": 1, "来年": 1, "next year": 1, "Next year": 1, "재작년": -2, "前年": -2, "一昨年": -2,
}  # fmt: skip
_RELATIVE_DAYS: Final = {
    "yesterday": -1, "Yesterday": -1, "어제": -1, "昨天": -1, "昨日": -1, "그저께": -2, "前天": -2,
    "earlier today": 0, "said today": 0, "announced today": 0, "今天": 0,
    "tomorrow": 1, "Tomorrow": 1, "明天": 1,
}  # fmt: skip
# How far from a date one may stand that is in its month or year, characters.
_FARTHEST: Final = 150
_OF_BEFORE = lazy_regex(r"[同比度並\u3040-\u30ff]")
# In the year of the date before.
_SAME_YEAR = lazy_regex(r"(?:同年の?|그\s?해\s|같은\s해\s)$")
_YESTERDAY: Final = frozenset(name for name, away in _RELATIVE_DAYS.items() if away == -1)
# From the day on which somebody said something to a word in the quotation.
_SAID_ON = lazy_regex(r"[^\n“”「」。]{0,24}[“「][^\n]{0,120}")
_RELATIVE_MONTHS: Final = {
    "지난달": -1, "上月": -1, "上个月": -1, "上個月": -1, "先月": -1, "last month": -1, "Last month": -1,
    "이달": 0, "이번 달": 0, "本月": 0, "这个月": 0, "這個月": 0, "今月": 0, "this month": 0, "This month": 0,
    "다음 달": 1, "다음달": 1, "내달": 1, "下月": 1, "下个月": 1, "下個月": 1, "来月": 1,
    "next month": 1, "Next month": 1,
}  # fmt: skip
_RELATIVE_WORDS: Final = Words(sorted({*_YEARS, *_RELATIVE_DAYS, *_RELATIVE_MONTHS}))
_RECENT: Final = timedelta(days=30)
_NEAR: Final = timedelta(days=45)
_WEEKDAYS: Final = {
    **{
        name: at
        for at, name in enumerate(
            ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
        )
    },
    **{name: at for at, name in enumerate("一二三四五六日")},
    "天": 6,
    **{name: at for at, name in enumerate("월화수목금토일")},
    **{name: at for at, name in enumerate("月火水木金土")},
}
_WEEKDAY_SIGNS: Final = Words(
    (
        *("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        *("周", "週", "星期", "礼拜", "禮拜", "曜", "요일"),
    )
)
_WEEKDAY = lazy_regex(
    r"(?P<en>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)(?!s)"
    r"|(?<![每逢])(?P<zw>上上|下下|上|下|本|这|這)?(?:个|個)?(?<![每逢])(?:周|週|星期|礼拜|禮拜)(?P<zh>[一二三四五六日天])(?![一-龥]?刊)"
    r"|(?:(?P<kw>지난주|지난|이번\s주|다음\s주|오는)\s)?(?P<ko>[월화수목금토일])요일"
    r"|(?P<jw>先週|今週|来週)?(?:の)?(?P<ja>[月火水木金土日])曜日?"
)
_LAST = lazy_regex(r"(?:last|Last|지난|先週|上)\s?$")
_NEXT = lazy_regex(r"(?:next|Next|this\scoming|coming)\s$")
# What announces a date that is still to come: before it in the same clause, or after it.
_FUTURE_BEFORE = lazy_regex(
    r"(?:expected|scheduled|slated|planned|due|set|plans?|planning|will|would|shall|going|intends?|aims?"
    r"|hopes?|upcoming|next|deadline|expires?|takes?\seffect|comes?\sinto\sforce|no\slater\sthan)\b[^.;。\n]{0,70}$"
    r"|(?:오는|다음\s?달|내달)\s?$|(?:将|將|拟|擬|计划|計劃|定于|定於|预计|預計|有效期至|截止日)[^，。,；\n]{0,16}$|(?:来る|来月)\s?$"
)
_PAST_BEFORE = lazy_regex(
    r"\b(?:said|told|reported|announced|since|ended|was|were|had|did|wrote|released)\b[^.;,\n]{0,40}$"
    r"|지난\s?$|去年|昨年|先月|上月"
)
_FUTURE_AFTER = lazy_regex(
    r"[^.。\n]{0,40}?(?:예정|계획|見込まれ|하기로|할\s방침|열릴|열리는|개최한다|시작한다|만료|마감된|が期限|に失効|到期|予定|見通し|見込み|開催される|将在|將在|将于|將於)"
)
# From October 1; finished at the end of October; the day is fixed for May 28.
_FROM_AFTER = lazy_regex(r"\s?(?:말|초|중순|하순)?\s?(?:부터|준공|완공|개통|착공)|起|から")
_FIXED_BEFORE = lazy_regex(r"(?:定在|定为|定為|定於|定于)[^，。]{0,4}$")
_PREVIOUS_YEAR = lazy_regex(r"(?:지난해|작년|去年|昨年|上年|last\syear['’]s)\s?$")
_THIS_YEAR = lazy_regex(r"(?:올해|今年|금년)\s?$")
_NEXT_YEAR = lazy_regex(r"(?:내년|明年|来年)\s?$")
_PREVIOUS_MONTH = lazy_regex(r"(?:지난달|上月|上个月|上個月|先月)\s?$")
_THIS_MONTH = lazy_regex(r"(?:이달|本月|今月|这个月|這個月)\s?$")
_NEXT_MONTH = lazy_regex(r"(?:다음\s?달|내달|下月|下个月|下個月|来月)\s?$")


class Inferred(StrEnum):
    """How the parts of a date that are not printed were inferred."""

    #: Everything is printed, or nothing was inferred.
    PRINTED = "printed"
    #: The last matching date up to publication.
    LAST = "last"
    #: The next matching date, because it is announced.
    NEXT = "next"
    #: A word counted from publication: yesterday, last Tuesday, 지난해, 先月.
    RELATIVE = "relative"


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date and its position in the text; parts that are neither stated nor inferred are None."""

    start: int
    end: int
    text: str
    year: int | None
    month: int | None
    day: int | None
    how: Inferred = Inferred.PRINTED
    #: Time of day as printed beside it, "17:00"; empty if there is none.
    time: str = ""
    #: Year and month a span of months begins with, of which this is the last: January to August.
    since: tuple[int, int] | None = None

    @property
    def is_inferred(self) -> bool:
        """Whether the year (or more) was inferred from the date of publication."""
        return self.how is not Inferred.PRINTED

    @property
    def value(self) -> str:
        """ISO 8601 as far as known: "2020-02-14", "2020-02", "2020", without a year "--02-14" or "---14".

        Of a span of months an interval: "2019-01/2019-08".
        """
        if self.year is None and self.month is None:
            return f"---{self.day:02}"
        if self.since and self.year and self.month:
            return "{:04}-{:02}/{:04}-{:02}".format(*self.since, self.year, self.month)
        year = f"{self.year:04}" if self.year else "-"
        parts = [f"{part:02}" for part in (self.month, self.day) if part]
        return "-".join([year, *parts]) if parts else year


def find_dates(text: str, published: date | None) -> Iterator[DateMention]:
    """Dates in order of appearance, without overlaps; what is relative only if `published` is known."""
    plain = with_plain_digits(text)
    if plain is not text:
        yield from (replace(each, text=text[each.start : each.end]) for each in find_dates(plain, published))
        return
    mentions = [*_english(text, published), *_numeric(text)]
    if is_east_asian(text):
        mentions += _east_asian(text, published)
    if published:
        mentions += _relative(text, published)
    mentions.sort(key=lambda mention: (mention.start, -mention.end))
    last: DateMention | None = None
    for mention in mentions:
        if last is None or mention.start >= last.end:
            is_apart = last is None or mention.start - last.end > _FARTHEST
            last = mention if is_apart or last is None else _in_year_of(last, mention, text)
            yield last


def joined_months(text: str, mentions: Sequence[DateMention]) -> list[DateMention]:
    """The dates, with months that are one span as one: January to August, 2019年1月至8月, 1∼10월."""
    joined: list[DateMention] = []
    for each in mentions:
        last = joined[-1] if joined else None
        if last and _is_month(last) and _is_month(each) and _is_span(text, last, each):
            since = (last.year or 0, last.month or 0)
            joined[-1] = replace(each, start=last.start, text=text[last.start : each.end], since=since)
        elif _is_month(each) and (first := _SPAN_BEFORE.search(text, max(0, each.start - 6), each.start)):
            month = int(first["month"])
            year = (each.year or 0) - (month > (each.month or 0))
            joined.append(replace(each, start=first.start(), since=(year, month)))
        else:
            joined.append(_half_of(text, each) or each)
    return joined


def _half_of(text: str, mention: DateMention) -> DateMention | None:
    """The months of a half or quarter that is said beside a year: the first half of 2017, 2017年上半年."""
    if mention.year is None or mention.month is not None:
        return None
    part = _PART_BEFORE.search(text, max(0, mention.start - 20), mention.start) or _PART_AFTER.match(
        text, mention.end
    )
    if part is None:
        return None
    first, last = next(months for name, months in _PARTS.items() if part[name])
    return replace(mention, month=last, since=(mention.year, first))


def _is_span(text: str, first: DateMention, last: DateMention) -> bool:
    """Whether nothing but "to" stands between two months: February to October, between May and June."""
    if _TO_MONTH.fullmatch(text, first.end, last.start):
        return True
    between = text[max(0, first.start - 8) : first.start].casefold()
    return between == "between " and text[first.end : last.start] == " and "


def _is_month(mention: DateMention) -> bool:
    return bool(mention.year and mention.month) and mention.day is None


def _in_year_of(last: DateMention, mention: DateMention, text: str) -> DateMention:
    """A date with an inferred year or month, in that of the one right before: 2019年1月至8月, 11日至12日."""
    is_inferred = mention.how in {Inferred.LAST, Inferred.NEXT} or mention.year is None
    if mention.text in _YESTERDAY and last.day and last.year and last.month:
        # “어제는 …”: what somebody said on the 9th was on the 8th.
        said = _SAID_ON.fullmatch(text, last.end, mention.start)
        return _day_before(last, mention) if said else mention
    if not is_inferred or mention.month is None or last.year is None:
        return mention
    if mention.day and not _HAS_MONTH.search(mention.text):
        is_there = last.month and _IN_THAT_MONTH.fullmatch(text, last.end, mention.start)
        if not is_there or not last.month or (last.day or 0) > mention.day:
            return mention
        return (
            replace(mention, year=last.year, month=last.month, how=last.how)
            if _exists(last.year, last.month, mention.day)
            else mention
        )
    if _SAME_YEAR.search(text, last.end, mention.start):
        return replace(mention, year=last.year, how=last.how)
    if last.how is Inferred.LAST:
        return mention
    if not _IN_THAT_YEAR.fullmatch(text, last.end, mention.start):
        return mention
    year = last.year + ((last.month or 0) > mention.month)
    return (
        replace(mention, year=year, how=last.how)
        if _exists(year, mention.month, mention.day or 1)
        else mention
    )


def _english(text: str, published: date | None) -> Iterator[DateMention]:
    for at in _MONTH_WORDS.positions(text):
        match = _MONTH_NAME.match(text, at)
        if match is None:
            continue
        start, end = match.span()
        earlier_sign = text[start - 1 : start]
        if earlier_sign.isalnum() or earlier_sign in {"-", "’", "'"} or text[end : end + 1].isalpha():
            continue
        month = _MONTHS.index(match.group()[:3].lower()) + 1
        year = day = None
        before = text[max(0, start - 24) : start]
        if after := _AFTER_MONTH.match(text, end):
            day, year, end = _int(after["day"]), _int(after["year"] or after["only"]), after.end()
        if day is None and (earlier := _DAY_BEFORE.search(before)):
            day, start = int(earlier["day"]), start - (len(before) - earlier.start())
            if year is None and (later := _YEAR_AFTER.match(text, end)):
                year, end = int(later["year"]), later.end()
        how = Inferred.PRINTED
        is_span = year is None and text[end : end + 1] in _BEFORE_MONTH
        if is_span and (span := _SPAN_YEAR.match(text, end)) and (span["year"] or published):
            year, how = (
                _year_of_span(span, published),
                Inferred.PRINTED if span["year"] else Inferred.RELATIVE,
            )
        elif year is None and day is None:
            has_cue = _MONTH_ALONE.search(before) is not None
            if not has_cue and (
                match.group() in {"May", "March"} or not (start == 0 or before.endswith("\n"))
            ):
                continue
            if published and (later := _RELATIVE_YEAR.match(text, end)):
                year, end = published.year + _YEARS_AWAY[later["word"]], later.end()
                how = Inferred.RELATIVE
        yield from _resolved(text, start, end, year, month, day, published, how)

    for match in _DAY_ALONE.finditer(text) if "n the " in text else ():
        yield from _resolved(text, *match.span("date"), None, None, int(match["day"]), published)


def _year_of_span(span: re.Match[str], published: date | None) -> int:
    """The year after the second month; of November to February 2020 the one before is not meant."""
    if span["year"]:
        return int(span["year"])
    return (published.year if published else 0) + _YEARS_AWAY[span["word"]]


def _numeric(text: str) -> Iterator[DateMention]:
    for match in _ENGLISH_YEAR.finditer(text):
        start, end = match.span()
        year = int(match.group())
        before = text[start - 1 : start]
        is_part = before == "-" and not _YEAR_CUE.search(text[max(0, start - 14) : start])
        if not 1900 <= year < 2100 or is_part or (before and before in "0123456789.,$¥€£#/K"):
            continue
        if (iso := _ISO.match(text, start)) and _exists(year, int(iso["month"]), int(iso["day"])):
            yield DateMention(start, iso.end(), iso.group(), year, int(iso["month"]), int(iso["day"]))
            continue
        cue = _YEAR_CUE.search(text[max(0, start - 14) : start])
        if cue and not text[end : end + 1].isalpha() and not _NOT_YEAR.match(text, end):
            yield DateMention(start, end, match.group(), year, None, None)


def _east_asian(text: str, published: date | None) -> Iterator[DateMention]:
    at = 0
    while digit := _EAST_ASIAN_START.search(text, at):
        match = _EAST_ASIAN.match(text, digit.start())
        if match is None:
            at = digit.end()
            while text[at : at + 1].isdecimal():
                at += 1
            continue
        at = match.end()
        year = (
            _int(match["year"]) if match["year"] else 2000 + int(match["short"]) if match["short"] else None
        )
        month = _int(match["month"] or match["month2"] or match["month3"])
        day = _int(match["day"] or match["day2"] or match["day3"] or match["day4"])
        if (
            match["day3"]
            and text[at : at + 1] == "で"
            and text[match.start() - 1 : match.start()] in set("〜～~")
        ):
            # 2〜3日で is how long it takes.
            continue
        if match["day3"] and _MONTH_BEFORE.search(text, max(0, match.start() - 4), match.start()):
            continue
        if day is None and month and text[at : at + 1].isdecimal() and not match["year"]:
            # 2월 14 without its 일 is something else.
            continue
        yield from _resolved(text, match.start(), at, year, month, day, published)
    if "月" in text:
        for match in _CHINESE_MONTH.finditer(text):
            day = _chinese_day(match["day"]) if match["day"] else None
            yield from _resolved(text, *match.span(), None, _CHINESE_DIGITS[match["month"]], day, published)
    if "日" in text:
        for match in _CHINESE_DAY.finditer(text):
            yield from _resolved(text, *match.span(), None, None, _chinese_day(match["day"]), published)


def _day_before(day: DateMention, mention: DateMention) -> DateMention:
    before = date(day.year or 1, day.month or 1, day.day or 1) - timedelta(days=1)
    return replace(mention, year=before.year, month=before.month, day=before.day)


def _chinese_day(text: str) -> int:
    tens, _, ones = text.partition("十") if "十" in text else ("", "", text)
    return (_CHINESE_DIGITS.get(tens, 1 if "十" in text else 0)) * 10 + (_CHINESE_DIGITS[ones] if ones else 0)


def _resolved(
    text: str,
    start: int,
    end: int,
    year: int | None,
    month: int | None,
    day: int | None,
    published: date | None,
    how: Inferred = Inferred.PRINTED,
) -> Iterator[DateMention]:
    """The date with its missing year and month inferred; nothing if there is no such day."""
    if published is not None and year is None and not _DECADE.search(text, max(0, start - 60), start):
        before = text[max(0, start - 90) : start]
        start, year, month, how = _inferred(text, before, start, end, month, day, published)
    if day and month and not _exists(year, month, day):
        return
    yield DateMention(
        start, end, text[start:end], year, month, day, how, _time(text, start, end) if day else ""
    )


def _time(text: str, start: int, end: int) -> str:
    """The time of day printed right before or after a day."""
    match = _TIME_BEFORE.search(text, max(0, start - 24), start) or _TIME_AFTER.match(text, end)
    if match is None or int(match["hour"]) > 24:
        return ""
    half = match["half"] or ""
    hour = (
        int(match["hour"]) % 12 + 12
        if half.lower().startswith("p") or half in _AFTERNOON
        else int(match["hour"]) % 24
    )
    return f"{hour:02}:{int(match['minute'] or 0):02}"


def _inferred(
    text: str, before: str, start: int, end: int, month: int | None, day: int | None, published: date
) -> tuple[int, int, int | None, Inferred]:
    if month is not None:
        for pattern, back in ((_PREVIOUS_YEAR, -1), (_THIS_YEAR, 0), (_NEXT_YEAR, 1)):
            if cue := pattern.search(before):
                return start - (len(before) - cue.start()), published.year + back, month, Inferred.RELATIVE
    else:
        for pattern, back in ((_PREVIOUS_MONTH, -1), (_THIS_MONTH, 0), (_NEXT_MONTH, 1)):
            if cue := pattern.search(before):
                year, month = _shifted(published, back)
                return start - (len(before) - cue.start()), year, month, Inferred.RELATIVE
    year, last_month = _last_match(month, day, published)
    is_future = _is_future(text, before, end) or _is_soon(text, before, end, year, month, day, published)
    if is_future and not (day and month and _is_recent(year, month, day, published)):
        year, month = _next_match(month, day, published)
        return start, year, month, Inferred.NEXT
    return start, year, last_month, Inferred.LAST


def _is_soon(
    text: str, before: str, end: int, last: int, month: int | None, day: int | None, published: date
) -> bool:
    """Whether something begins on a day whose next date is near and whose last one is long past."""
    if month is None or not (_FROM_AFTER.match(text, end) or _FIXED_BEFORE.search(before)):
        return False
    year, _ = _next_match(month, day, published)
    if not (_exists(year, month, day or 1) and _exists(last, month, day or 1)):
        return False
    ahead = date(year, month, day or 1) - published
    return ahead <= _NEAR and published - date(last, month, day or 1) > 5 * _NEAR


def _is_recent(year: int, month: int, day: int, published: date) -> bool:
    """Whether that day was within the last weeks: what was expected of it is past."""
    return _exists(year, month, day) and timedelta() <= published - date(year, month, day) <= _RECENT


def _is_future(text: str, before: str, end: int) -> bool:
    if _PAST_BEFORE.search(before):
        return False
    return bool(_FUTURE_BEFORE.search(before)) or bool(_FUTURE_AFTER.match(text, end))


def _relative(text: str, published: date) -> Iterator[DateMention]:
    for start, word in _RELATIVE_WORDS.occurrences(text):
        end = start + len(word)
        if not _is_in_word(text, start, end):
            yield DateMention(start, end, word, *_relative_to(word, published), Inferred.RELATIVE)
    for sign in _WEEKDAY_SIGNS.positions(text):
        for start in range(max(0, sign - 7), sign + 1):
            match = _WEEKDAY.match(text, start)
            if match and match.end() > sign:
                day = _weekday(text, match, published)
                yield DateMention(
                    *match.span(), match.group(), day.year, day.month, day.day, Inferred.RELATIVE
                )
                break


def _relative_to(word: str, published: date) -> tuple[int, int | None, int | None]:
    if word in _YEARS:
        return published.year + _YEARS[word], None, None
    if word in _RELATIVE_MONTHS:
        return *_shifted(published, _RELATIVE_MONTHS[word]), None
    day = published + timedelta(days=_RELATIVE_DAYS[word])
    return day.year, day.month, day.day


def _is_in_word(text: str, start: int, end: int) -> bool:
    ascii_word = text[start].isascii() and (
        text[start - 1 : start].isalpha() or text[end : end + 1].isalpha()
    )
    if text.startswith("前年", start) and _OF_BEFORE.match(text, end):
        # In Japanese the year before that of the sentence, not the year before last.
        return True
    return ascii_word or text[start - 1 : start + 1] in {"一昨", "空前"} or text[end : end + 1] == "度"


def _weekday(text: str, match: re.Match[str], published: date) -> date:
    """The last such weekday up to publication; of the week named if there is one."""
    name = match["en"] or match["zh"] or match["ko"] or match["ja"]
    number = _WEEKDAYS[name] if not match["ja"] else "月火水木金土日".index(name)
    number = "월화수목금토일".index(name) if match["ko"] else number
    monday = published - timedelta(days=published.weekday())
    week = match["zw"] or match["kw"] or match["jw"] or ""
    before = text[max(0, match.start() - 14) : match.start()]
    if week in {"上上", "下下"}:
        return monday + timedelta(days=number + (14 if week == "下下" else -14))
    if week in {"下", "다음 주", "来週"} or (match["en"] and _NEXT.search(before)):
        return monday + timedelta(days=7 + number)
    if week in {"上", "지난주", "先週"}:
        return monday + timedelta(days=number - 7)
    back = (published.weekday() - number) % 7
    if week == "오는" or (week in {"本", "这", "這", "이번 주", "今週"} and back > published.weekday()):
        return published + timedelta(days=(number - published.weekday()) % 7)
    # Last Tuesday, written on a Tuesday, is a week ago.
    return published - timedelta(days=back or (7 if match["en"] and _LAST.search(before) else 0))


def _int(text: str | None) -> int | None:
    return int(text) if text else None


def _shifted(published: date, months: int) -> tuple[int, int]:
    index = published.year * 12 + published.month - 1 + months
    return index // 12, index % 12 + 1


def _next_match(month: int | None, day: int | None, published: date) -> tuple[int, int]:
    """Year and month of the next matching date that is not before publication."""
    if month is None:
        if day is None or day >= published.day:
            return published.year, published.month
        return _shifted(published, 1)
    is_to_come = (month, day or 31) >= (published.month, published.day)
    return _year_with(published.year if is_to_come else published.year + 1, month, day, 1), month


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
    return _year_with(limit.year if is_past else limit.year - 1, month, day, -1), month


def _year_with(year: int, month: int, day: int | None, step: int) -> int:
    """The year itself, or for 29 February the next or last leap year."""
    if (month, day) == (2, 29):
        while not _exists(year, month, day or 1):
            year += step
    return year


def _exists(year: int | None, month: int, day: int) -> bool:
    try:
        date(year or 2000, month, day)
    except ValueError:
        return False
    return True
