"""Periods that figures are about: a year, a month, January to July, 1〜9月; as first and last month.

What is missing is inferred from the day of publication: the newest such period that was over by then.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from yaluwatch.patterns import lazy_regex

_NAMES: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MON = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)"
)
_YEAR = r"(?:19[5-9]|20[0-4])\d"
_WORDS: Final = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
                 "nine": 9, "ten": 10, "eleven": 11, "first": 1, "second": 2, "third": 3, "fourth": 4,
                 "一": 1, "二": 2, "两": 2, "兩": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8,
                 "九": 9, "十": 10, "十一": 11}  # fmt: skip
_COUNT = "two|three|four|five|six|seven|eight|nine|ten|eleven|[2-9]|1[01]"
_OF_YEAR = rf"(?:(?:\sof|\sin)?\s(?P<y>{_YEAR})\b|(?:\sof|\sin)?\s(?P<r>last|this)\syear\b)?"
_M = r"(?:1[0-2]|0?[1-9])"
_REL_KO = "올해|금년|지난해|작년"
_REL_ZH = "今年|本年|去年|昨年|上年"
_TO = r"\s?[-–—~∼〜～至到―]\s?"

# The year in front of a month or span, if it is named.
_KO = rf"(?:(?P<y>{_YEAR})년\s?|(?P<r>{_REL_KO})\s?)?"
_ZH = rf"(?:(?P<y>{_YEAR}|(?<!\d)[0-4]\d)年|(?P<r>{_REL_ZH})(?:[的の])?)?"
_ZH_COUNT = "十[一]?|[两兩二三四五六七八九]|1[01]|[2-9]"


def _compiled(**patterns: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((kind.replace("_", "-"), re.compile(pattern)) for kind, pattern in patterns.items())


_ENGLISH: Final = _compiled(
    years=rf"(?:[Ff]rom|[Bb]etween)\s(?P<y>{_YEAR})\s(?:to|and)\s(?P<z>{_YEAR})\b",
    span=rf"(?P<a>{_MON})(?:\s?[-–—]\s?|\s(?:to|through|and|until)\s)(?P<b>{_MON})(?:\speriod)?(?:,?{_OF_YEAR})",
    to_date=rf"(?:three\smonths\s(?:that\s)?end(?:ed|ing)\s(?:in\s)?(?=Mar)|six\smonths\s(?:that\s)?end(?:ed|ing)\s(?:in\s)?(?=Jun)"
    r"|nine\smonths\s(?:that\s)?end(?:ed|ing)\s(?:in\s)?(?=Sep)"
    rf"|through|as\sof\s(?:the\s)?(?:end\s(?:of\s)?|end-)?)(?P<a>{_MON})(?!\s\d{{1,2}}(?!\d)){_OF_YEAR}",
    start=rf"first[\s-](?P<n>{_COUNT})\s(?P<what>months|quarters){_OF_YEAR}",
    half=rf"(?P<n>first|second)[\s-]half{_OF_YEAR}",
    quarter=rf"(?P<n>first|second|third|fourth)[\s-]quarter{_OF_YEAR}",
    month=rf"(?P<a>{_MON})(?!\s\d{{1,2}}(?!\d)){_OF_YEAR}",
    year=rf"(?<![\d,.$/-])(?P<y>{_YEAR})(?![\d,%/]\d|\d|\.\d|-)"
    r"|(?P<r>[Ll]ast|[Tt]his)\syear\b(?!['’]s\ssame)",
    last_month=r"[Ll]ast\smonth\b",
    same_year=r"\b[Tt]hat\syear\b",
)
_KOREAN: Final = _compiled(
    years=rf"(?P<y>{_YEAR})년?{_TO}(?P<z>{_YEAR})년|(?P<y2>{_YEAR})년부터\s(?P<z2>{_YEAR})년까지",
    to_date=rf"{_KO}(?<!\d)(?P<a>{_M})월\s?(?:말\s?)?(?:까지|현재)",
    span=rf"{_KO}(?<!\d)(?P<a>{_M})월?{_TO}(?P<b>{_M})월",
    half=rf"{_KO}(?P<n>상|하)반기",
    quarter=rf"{_KO}(?P<n>[1-4])\s?분기",
    month=rf"{_KO}(?<!\d)(?P<a>{_M})월(?!\s?\d{{1,2}}일)",
    year=rf"(?P<y>{_YEAR})년|(?P<r>{_REL_KO})(?!\s?(?:같은|동기|동월))",
    last_month=r"지난달(?!\s?(?:보다|대비|에\s?비해|과\s?비교))",
    same_year=r"그\s?해|같은\s해",
)
_CHINESE: Final = _compiled(
    years=rf"(?P<y>{_YEAR})年?{_TO}(?P<z>{_YEAR})年",
    to_date=rf"{_ZH}(?<!\d)(?P<a>{_M})月末?まで|截[至止](?P<r2>今年)?(?P<a2>{_M})月",
    whole=r"(?<!年)(?:全年|通年)",
    span=rf"{_ZH}(?<!\d)(?P<a>{_M})月?{_TO}(?P<b>{_M})月(?:期)?",
    start=rf"{_ZH}(?:前|头|頭|首)(?P<n>{_ZH_COUNT})(?P<what>季度|季|[个個]月)",
    half=rf"{_ZH}(?P<n>上|下)半(?:年|期)",
    quarter=rf"{_ZH}(?:第)?(?P<n>[一二三四1-4])(?:季度|四半期|季)",
    month=rf"{_ZH}(?<!\d)(?P<a>{_M})月(?!\d{{1,2}}日|間|间)",
    year=rf"(?<!\d)(?P<y>{_YEAR}|[0-4]\d)年(?!代|間|间|ぶり|前|来)|(?P<r>{_REL_ZH})(?!同)",
    last_month=r"上[个個]?月(?!比)|先月",
    same_year=r"同年(?!同)|[这這当當]一?年|その年",
)
# Periods that others are compared with: the year or the month before.
_BASES: Final = lazy_regex(
    r"(?P<year>(?:a|the|one)\syear\s(?:earlier|ago|before)|(?:the\s)?(?:previous|prior|preceding)\syear|year[\s-](?:on|over)"
    r"[\s-]year|the\ssame\s(?:period|month)(?:\s(?:of\s)?(?:last\syear|(?:a|the)\syear\s(?:earlier|before)))?"
    r"|(?:전년|지난해|작년)\s?(?:도\s)?(?:같은\s?(?:기간|달)|동기|동월)|전년(?:도)?|같은\s?기간|前年(?:同期|同月)?(?:比)?|同比|去年同期"
    r"|上年同期|[比较較]上年(?!同)|較前年|较前年|前の年)"
    r"|(?P<month>(?:a|the|one)\smonth\s(?:earlier|ago|before|prior)|(?:the\s)?(?:previous|prior|preceding)\smonth"
    r"|month[\s-](?:on|over)[\s-]month|전(?:월|달)|지난달\s?(?:보다|대비|에\s?비해)|前月(?:比)?|前一[个個]?月|前[个個]月|环比|環比|[较較比]上[个個]?月|上[个個]?月比)"
)
# Words after a period that make it the one compared with: 2019년 대비, 2019年比, than in 2019.
_COMPARED_AFTER: Final = lazy_regex(
    r"\s?(?:보다|대비|에\s?비해|에\s?이어|과\s?비교|に続[きいく]|年?比|より|に比べ|と比べ|的水平|수준)"
)
_COMPARED_BEFORE: Final = lazy_regex(
    r"(?:compared\s(?:to|with)|than\s(?:in|for)?|versus|from|[较較比与與])\s?(?:the\s)?$"
)
# The lowest since 2014: no figure is about that period.
_SINCE_AFTER: Final = lazy_regex(r"\s?(?:以来|以來|이후|이래|부터|から|ぶり)")
_SINCE_BEFORE: Final = lazy_regex(r"[Ss]ince\s$|自$")
_BACK: Final = {
    "last": -1, "this": 0, "올해": 0, "금년": 0, "지난해": -1, "작년": -1, "今年": 0, "本年": 0, "去年": -1,
    "昨年": -1, "上年": -1,
}  # fmt: skip
_HANGUL: Final = lazy_regex("[가-힣]")
_HAN: Final = lazy_regex("[\u4e00-\u9fff]")
_YEAR_MONTHS: Final = 12
_SAME_YEAR: Final = "same-year"


@dataclass(frozen=True, slots=True)
class Period:
    """A period and its position in the text."""

    start: int
    end: int
    #: First and last month, counted from year 0: 2024-12 is 24299; both 0 for a base.
    first: int
    last: int
    #: "printed", "last" or "relative".
    how: str
    #: "year" or "month" before the period of the sentence; "named" if another is compared with this one;
    #: "since" if something began then.
    base: str = ""


def month_number(year: int, month: int) -> int:
    """Months since year 0."""
    return year * _YEAR_MONTHS + month - 1


def period_text(first: int, last: int) -> str:
    """ISO 8601: "2024", "2024-12" or "2024-01/2024-07"."""
    (year, month), (end_year, end_month) = divmod(first, _YEAR_MONTHS), divmod(last, _YEAR_MONTHS)
    if year == end_year and (month, end_month) == (0, 11):
        return f"{year:04}"
    start = f"{year:04}-{month + 1:02}"
    return start if first == last else f"{start}/{end_year:04}-{end_month + 1:02}"


def find_periods(text: str, published: date | None) -> list[Period]:
    """Periods in order of appearance, the longest where two overlap; those of comparison with their base."""
    patterns = _KOREAN if _HANGUL.search(text) else _CHINESE if _HAN.search(text) else _ENGLISH
    found = [
        Period(match.start(), match.end(), 0, 0, "", match.lastgroup or "year")
        for match in _BASES.finditer(text)
    ]
    for kind, pattern in patterns:
        for match in pattern.finditer(text):
            if any(match.start() < each.end and each.start < match.end() for each in found):
                continue
            if kind == "same-year":
                found.append(Period(match.start(), match.end(), 0, 0, _SAME_YEAR))
            elif (months := _months(kind, match.groupdict(), published)) is not None:
                found.append(Period(match.start(), match.end(), *months, _base(text, match)))
    return list(_with_same_years(sorted(found, key=lambda each: each.start)))


def _with_same_years(periods: Sequence[Period]) -> Iterator[Period]:
    """The periods, where "that year" is the year of the one before; it is left out where there is none."""
    year = 0
    for each in periods:
        if each.how != _SAME_YEAR:
            year = each.first // _YEAR_MONTHS if each.first and not each.base else year
            yield each
        elif year:
            yield replace(each, first=year * _YEAR_MONTHS, last=year * _YEAR_MONTHS + 11, how="relative")


def _base(text: str, match: re.Match[str]) -> str:
    if _SINCE_AFTER.match(text, match.end()) or _SINCE_BEFORE.search(
        text, max(0, match.start() - 8), match.start()
    ):
        return "since"
    if "b" in match.groupdict() and match["b"]:
        # From January to July.
        return ""
    is_base = _COMPARED_AFTER.match(text, match.end()) or _COMPARED_BEFORE.search(
        text, max(0, match.start() - 18), match.start()
    )
    return "named" if is_base else ""


def _months(kind: str, groups: dict[str, str | None], published: date | None) -> tuple[int, int, str] | None:
    named = {name.rstrip("2"): text for name, text in groups.items() if text is not None}
    if kind == "years":
        return month_number(int(named["y"]), 1), month_number(int(named["z"]), 12), "printed"
    span = _span(kind, named)
    year, how = _year(named, published)
    if kind == "last-month" and published:
        last = month_number(published.year, published.month) - 1
        return last, last, "relative"
    if span is None or (year is None and published is None):
        return None
    first, last = span
    if year is not None:
        return month_number(year, first), month_number(year, last), how
    if published is None:
        return None
    # The newest that was over when it was published.
    newest = published.year if last < published.month else published.year - 1
    return month_number(newest, first), month_number(newest, last), "last"


def _span(kind: str, named: dict[str, str]) -> tuple[int, int] | None:
    match kind:
        case "year" | "whole":
            return 1, 12
        case "to-date":
            return 1, _month(named["a"])
        case "month":
            month = _month(named["a"])
            return month, month
        case "span":
            first, last = _month(named["a"]), _month(named["b"])
            return (first, last) if first < last else None
        case "half":
            return (1, 6) if named["n"] in {"first", "상", "上"} else (7, 12)
        case "quarter":
            number = _number(named["n"])
            return number * 3 - 2, number * 3
        case "start":
            number = _number(named["n"])
            is_months = "month" in named["what"] or "月" in named["what"]
            months = number if is_months else number * 3
            return (1, months) if months <= _YEAR_MONTHS else None
    return None


def _year(named: dict[str, str], published: date | None) -> tuple[int | None, str]:
    if year := named.get("y"):
        return (int(year) if int(year) > 99 else 2000 + int(year)), "printed"
    if (relative := named.get("r")) and published:
        return published.year + _BACK[relative.lower()], "relative"
    return None, ""


def _month(text: str) -> int:
    return int(text) if text.isdecimal() else _NAMES.index(text[:3].lower()) + 1


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else _WORDS[text]
