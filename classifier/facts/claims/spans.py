"""The span of time a promise is for: next week, this summer, the second half, 年内, 9월 초."""

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import Final

from yaluwatch.patterns import lazy_regex

_SEASONS: Final = {
    **dict.fromkeys(("spring", "봄", "春"), (3, 5)),
    **dict.fromkeys(("summer", "여름", "夏"), (6, 8)),
    **dict.fromkeys(("autumn", "fall", "가을", "秋"), (9, 11)),
    **dict.fromkeys(("winter", "겨울", "冬"), (12, 14)),
}
_PARTS: Final = {
    **dict.fromkeys(("early", "초", "초순", "상순", "初", "上旬"), (1, 10)),
    **dict.fromkeys(("mid", "중순", "中旬"), (11, 20)),
    **dict.fromkeys(("late", "말", "하순", "底", "下旬", "末"), (21, 31)),
}
_NAMES: Final = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_NEXT_WEEK = lazy_regex(r"\bnext\sweek\b|다음\s?주|[下来來][个個]?[周週]")
_THIS_WEEK = lazy_regex(r"\b(?:later\s)?this\sweek\b|이번\s?주|[本这這]周|今週")
_SEASON = lazy_regex(
    r"\b(?P<en>this|next|coming|the)\s(?:coming\s)?(?P<s>spring|summer|autumn|fall|winter)\b"
    r"|(?P<ko>올|내년|올해|다음해|이번)\s?(?P<k>봄|여름|가을|겨울)"
    r"|(?P<cn>今年?|明年|来年|來年|今)(?P<c>[春夏秋冬])[天季]?"
)
_HALF = lazy_regex(
    r"\b(?P<en>first|second)\shalf\sof\s(?:the\s|this\s|next\s)?(?P<ey>year|\d{4})|(?P<ko>상|하)반기"
    r"|(?P<cn>[上下])半年|(?P<ja>年[前後])半"
)
_YEAR_END = lazy_regex(
    r"\b(?:by|before|within|later|end\sof)\s(?:the\send\sof\s)?(?:the|this)\s?year\b|\b(?:by"
    r"|before)\s(?:the\s)?(?:year[’']?s?\send|end\sof\s(?:the|this)\syear)\b|연내|올해\s안|올해\s?말"
    r"|연말"
    r"|年[内內底]|今年[内內]"
)
_MONTH_END = lazy_regex(
    r"\bby\sthe\send\sof\s(?:the|this)\smonth\b|\blater\sthis\smonth\b|이달\s?(?:안|말|하순)"
    r"|이번\s달\s?(?:안|말)|月内|今月(?:中|末|下旬)|本月[底内]"
)
_PART = lazy_regex(
    r"\b(?P<en>[Ee]arly|[Mm]id|[Ll]ate)[\s-](?P<m>January|February|March|April|May|June|July|August"
    r"|September|October|November|December)\b"
    r"|(?P<n>1[0-2]|[1-9])\s?[월月]\s?(?P<p>초순|상순|초|중순|하순|말|上旬|中旬|下旬|初|底|末)"
)
_TODAY = lazy_regex(r"\btomorrow\b|내일|明天|明日|あす")


def span_in(clause: str, published: date) -> str:
    """The days a clause names, ISO 8601: "2024-07/2024-12", "2024-09-01/2024-09-10", "2024"; "" if none.

    >>> span_in("expected to open in the second half of the year", date(2021, 3, 5))
    '2021-07/2021-12'
    """
    if _TODAY.search(clause):
        return (published + timedelta(days=1)).isoformat()
    if match := _PART.search(clause):
        return _part_of_month(match, published)
    for pattern, weeks in ((_NEXT_WEEK, 1), (_THIS_WEEK, 0)):
        if pattern.search(clause):
            monday = published + timedelta(days=7 * weeks - published.weekday())
            return f"{monday}/{monday + timedelta(days=6)}"
    if match := _SEASON.search(clause):
        return _season(match, published)
    if match := _HALF.search(clause):
        year = int(match["ey"]) if match["ey"] and match["ey"].isdecimal() else published.year
        is_first = (
            match["en"] == "first" or match["ko"] == "상" or match["cn"] == "上" or match["ja"] == "年前"
        )
        return f"{year}-01/{year}-06" if is_first else f"{year}-07/{year}-12"
    if _YEAR_END.search(clause):
        return str(published.year)
    if _MONTH_END.search(clause):
        return f"{published:%Y-%m}"
    return ""


def _part_of_month(match: re.Match[str], published: date) -> str:
    month = int(match["n"]) if match["n"] else _NAMES.index(match["m"][:3].lower()) + 1
    first, last = _PARTS[(match["p"] or match["en"]).lower()]
    year = published.year if month >= published.month else published.year + 1
    days = monthrange(year, month)[1]
    return f"{year}-{month:02}-{first:02}/{year}-{month:02}-{min(last, days):02}"


def _season(match: re.Match[str], published: date) -> str:
    name = match["s"] or match["k"] or match["c"]
    which = match["en"] or match["ko"] or match["cn"]
    first, last = _SEASONS[name]
    is_over = published.month > last
    year = published.year + (which in {"내년", "다음해", "明年", "来年", "來年"} or is_over)
    return f"{year}-{first:02}/{year + (last > 12)}-{(last - 1) % 12 + 1:02}"


def bounds(day: str) -> tuple[date, date] | None:
    """First and last day of a date or interval, ISO 8601 as far as known; None if it says no year.

    >>> bounds("2024-10")
    (datetime.date(2024, 10, 1), datetime.date(2024, 10, 31))
    """
    first, _, last = day.partition("/")
    start, end = _range(first.partition("T")[0]), _range((last or first).partition("T")[0])
    return (start[0], end[1]) if start and end else None


def _range(day: str) -> tuple[date, date] | None:
    parts = day.split("-")
    if not day or not parts[0]:
        return None
    year = int(parts[0])
    if len(parts) == 1:
        return date(year, 1, 1), date(year, 12, 31)
    month = int(parts[1])
    if len(parts) == 2:
        return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    return (day_of := date(year, month, int(parts[2]))), day_of
