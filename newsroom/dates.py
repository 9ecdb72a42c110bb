"""Date placeholders in article texts: relative to the newsroom's start, formatted for the language.

`{day-2}`, `{weekday-1}`, `{month-1}` or `{year-1}`; the number counts back from today.
"""

import re
from datetime import date, timedelta

_PLACEHOLDER = re.compile(r"\{(day|weekday|month|year)(?:-(\d+))?\}")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_WEEKDAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "ko": ("월요일", "화요일", "수요일", "목요일", "금요일", "토요일", "일요일"),
    "zh": ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"),
    "ja": ("月曜日", "火曜日", "水曜日", "木曜日", "金曜日", "土曜日", "日曜日"),
}
_MONTH_AND_DAY = {"ko": ("월", "일"), "zh": ("月", "日"), "ja": ("月", "日")}


def fill_dates(text: str, today: date, language: str) -> str:
    """The text with every date placeholder replaced.

    >>> fill_dates("on {day-1}", date(2025, 3, 1), "en")
    'on 28 February'
    """
    return _PLACEHOLDER.sub(lambda match: _format(match[1], int(match[2] or 0), today, language), text)


def days_named(text: str) -> list[int]:
    """Days before today of each day and weekday placeholder."""
    return [int(number or 0) for unit, number in _PLACEHOLDER.findall(text) if unit in ("day", "weekday")]


def _format(unit: str, back: int, today: date, language: str) -> str:
    if unit == "year":
        return str(today.year - back)
    if unit == "month":
        return _month(today.year * 12 + today.month - 1 - back, language)
    day = today - timedelta(days=back)
    if unit == "weekday":
        return _WEEKDAYS[language][day.weekday()]
    if language == "en":
        return f"{day.day} {_MONTHS[day.month - 1]}"
    month_mark, day_mark = _MONTH_AND_DAY[language]
    space = " " if language == "ko" else ""
    return f"{day.month}{month_mark}{space}{day.day}{day_mark}"


def _month(count: int, language: str) -> str:
    number = count % 12 + 1
    return _MONTHS[number - 1] if language == "en" else f"{number}{_MONTH_AND_DAY[language][0]}"
