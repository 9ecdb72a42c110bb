"""Relative times in English, Korean, Chinese and Japanese: "3시간 전", "2小时前", "yesterday 15:05"."""

import re
from datetime import datetime, timedelta

from yaluwatch.patterns import lazy_regex

_MINUTES = {"second": 0.0, "sec": 0.0, "minute": 1.0, "min": 1.0, "hour": 60.0, "hr": 60.0, "day": 1440.0}
_UNITS = {
    **dict.fromkeys(["초", "秒", "秒钟", "秒鐘"], 0.0),
    **dict.fromkeys(["분", "分", "分钟", "分鐘"], 1.0),
    **dict.fromkeys(["시간", "小时", "小時", "時間", "时间", "个小时", "個小時"], 60.0),
    **dict.fromkeys(["일", "天", "日"], 1440.0),
}
_LONGEST_FIRST = sorted(_UNITS, key=len, reverse=True)
_AGO = lazy_regex(
    rf"(?<![\d.])(?P<number>\d{{1,3}})\s*(?P<unit>{'|'.join(_LONGEST_FIRST)})\s*(?:전|之?前)"
    rf"|(?<!\w)(?P<english_number>\d{{1,3}}|an?|one)\s+(?P<english>{'|'.join(_MINUTES)})s?\.?\s+ago(?!\w)",
    re.IGNORECASE,
)
_NOW = lazy_regex(r"방금|刚刚|剛剛|たった今|(?<!\w)just now(?!\w)", re.IGNORECASE)
_DAYS = {
    **dict.fromkeys(["오늘", "今天", "今日", "today"], 0),
    **dict.fromkeys(["어제", "昨天", "昨日", "yesterday"], 1),
    **dict.fromkeys(["그저께", "그제", "前天", "一昨日"], 2),
}
_NAMED_DAY = lazy_regex(
    "|".join(
        rf"(?<!\w){word}(?!\w)" if word.isascii() else word for word in sorted(_DAYS, key=len, reverse=True)
    ),
    re.IGNORECASE,
)
#: What may surround a relative time: labels and the like, not a sentence.
_MOST = 40


def time_ago(line: str, now: datetime) -> datetime | None:
    """The moment of "3시간 전" or "2 hours ago", with `now`'s zone; None if the line is nothing of the kind.

    Weeks and months are too coarse for a day and are None.
    """
    if len(line) > _MOST:
        return None
    match = _AGO.search(line)
    if match is not None:
        printed = match["number"] or match["english_number"]
        number = int(printed) if printed.isdigit() else 1
        unit = _UNITS.get(match["unit"] or "")
        minutes = unit if unit is not None else _MINUTES[match["english"].lower()]
        return now - timedelta(minutes=minutes * number)
    return now if _NOW.search(line) else None


def named_day(line: str, today: datetime) -> datetime | None:
    """Midnight of "yesterday" or "어제", naive as `today`; None if the line names no day."""
    match = _NAMED_DAY.search(line) if len(line) <= _MOST else None
    if match is None:
        return None
    midnight = today.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    return midnight - timedelta(days=_DAYS[match[0].lower()])
