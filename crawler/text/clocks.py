"""Finding the time of day and the time zone beside a printed date."""

import re
from datetime import timedelta

from crawler.text.date_words import HALVES, ZONES, Half
from yaluwatch.patterns import lazy_regex

_HALF = "|".join(
    (
        r"(?<![a-z])[ap]\.\s?m\.?",
        r"(?<![a-z])[ap]m\b",
        *sorted((word for word in HALVES if not word.isascii()), key=len, reverse=True),
    )
)
_MINUTES = ("minute", "minute_word", "minute_h", "minute_dot")
_CLOCK = lazy_regex(
    rf"(?<![\d:+])(?:(?P<before>{_HALF})\s*)?"
    r"(?:(?P<hour>\d{1,2})(?:"
    # 15:05:30.123
    r"\s*:\s*(?P<minute>\d{1,2})(?!\d)(?:\s*:\s*(?P<second>\d{1,2})(?!\d)(?:[.,:]\d+)?)?"
    # 15시 05분, 15時5分30秒, 3点半
    r"|\s*[시時时点點](?:\s*(?P<minute_word>\d{1,2})\s*[분分]|\s*(?P<half_hour>반|半))?"
    r"(?:\s*(?P<second_word>\d{1,2})\s*[초秒])?"
    # 15h05; 15.05 Uhr, 3.05 pm; 15 Uhr, 3 PM
    r"|\s?h\s?(?P<minute_h>\d{2})(?!\d)"
    r"|(?:\.(?P<minute_dot>\d{2}))?(?=\s?(?:Uhr\b|[ap]\.\s?m\b|[ap]m\b)))"
    # 20261128T150530, 20261128150530: `line` begins behind the date
    r"|(?:(?<=T)|^)(?P<compact>\d{4}(?:\d{2})?)(?!\d)"
    # kl. 15.05
    r"|(?<=kl\.\s)(?P<dotted>\d{1,2}\.\d{2}))"
    rf"(?:\s?Uhr\b)?(?:\s*(?P<after>{_HALF}))?",
    re.IGNORECASE,
)
_GLUED_ZONE = lazy_regex(r"(?:Z|\+(?P<hours>\d{2}):(?P<minutes>\d{2}))$")
_OFFSET = lazy_regex(
    r"\s*[\[(]?\s*(?:GMT|UTC|UT|[A-Z]{3,4}(?=[+-]))?\s*"
    r"(?P<sign>[+\-\u2212])(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?(?![\d:])",
    re.IGNORECASE,
)
_ZONE_NAME = lazy_regex(r"\s*[\[(]?\s*(?P<name>[A-Za-z]{1,5})\b(?!/)")
_IANA = lazy_regex(r"\s*[\[(]?\s*(?P<name>(?:Africa|America|Asia|Australia|Europe|Pacific|Etc)/[A-Za-z_]+)")
#: Characters between a date and its clock, such as a day of the week.
_GAP = 24
#: Hours west of UTC where half hours are in use; "15:05 -10:30" is a span.
_WESTERN_HALVES = frozenset([2, 3, 4, 9])
_ANY_CASE = frozenset(["gmt", "utc", "z", "kst", "jst", "hkt"])


def clock_after(line: str) -> re.Match[str] | None:
    """The clock behind a date; `line` begins where the date ends."""
    match = None if _GLUED_ZONE.match(line) else _CLOCK.search(line)
    if match is None or match.start() > _GAP or re.search(r"\d", line[: match.start()]):
        return None
    return match


def clock_before(line: str) -> re.Match[str] | None:
    """The clock in front of a date; `line` ends where the date begins."""
    last = None
    for match in _CLOCK.finditer(line):
        last = match
    if last is None or len(line) - last.end() > _GAP:
        return None
    # Only a zone and words like "on Saturday," may stand between.
    between = re.sub(r"[+-]\d{1,2}:?\d{0,2}", "", line[last.end() :])
    return None if re.search(r"\d", between) else last


def clock_in(line: str) -> timedelta | None:
    """The time of day printed in a line without a date; None if there is none."""
    match = _CLOCK.search(line)
    return time_of(match) if match else None


def time_of(match: re.Match[str]) -> timedelta | None:
    """The time of day of a clock; 24:00 and later belong to the next day. None if it is no time."""
    if match["compact"]:
        digits = match["compact"].ljust(6, "0")
        hour, minute, second = int(digits[:2]), int(digits[2:4]), int(digits[4:])
    elif match["dotted"]:
        hour, minute, second = *map(int, match["dotted"].split(".")), 0
    else:
        printed = next((match[name] for name in _MINUTES if match[name]), "30" if match["half_hour"] else "0")
        hour, minute = int(match["hour"]), int(printed)
        second = int(match["second"] or match["second_word"] or 0)
    if hour > 29 or minute > 59 or second > 60:
        return None
    word = (match["before"] or match["after"] or "").lower().replace(".", "").replace(" ", "")
    return timedelta(hours=_hour(hour, HALVES.get(word)), minutes=minute, seconds=min(second, 59))


def _hour(hour: int, half: Half | None) -> int:
    """The hour of the day. As in software, noon is 12 in the afternoon and midnight 12 in the morning."""
    if half is Half.MORNING:
        return 0 if hour == 12 else hour
    if half is Half.AFTERNOON:
        return hour + 12 if hour < 12 else hour
    if half is Half.NOON:
        return hour + 12 if hour < 4 else hour
    if half is Half.NIGHT:
        # "밤 12시" ends the day; "深夜1時" is already the next morning.
        return hour + 12 if 5 <= hour <= 12 else hour
    return hour


def zone_at(line: str, position: int, country: str) -> str:
    """The zone printed at this position: hours ("+9") or IANA; empty when there is none."""
    if (offset := _OFFSET.match(line, position)) and (hours := _real_offset(offset)):
        return hours
    if named := _IANA.match(line, position):
        return named["name"]
    if named := _ZONE_NAME.match(line, position):
        # "15:05 et" and "15:05 Ist" are words.
        name = named["name"] if named["name"].lower() not in _ANY_CASE else named["name"].upper()
        by_country = ZONES.get(name, {})
        return by_country.get(country, by_country.get("", ""))
    return ""


def _real_offset(match: re.Match[str]) -> str:
    hours, minutes = int(match["hours"]), int(match["minutes"] or 0)
    # "15:05 -2명" is no zone.
    if match["minutes"] is None and match.string[match.end() :][:1].isalpha():
        return ""
    if match["sign"] == "+":
        return _hours(hours, minutes) if hours <= 14 and minutes in {0, 30, 45} else ""
    is_real = hours <= 12 and (minutes == 0 or (minutes == 30 and hours in _WESTERN_HALVES))
    return f"-{_hours(hours, minutes)[1:]}" if is_real else ""


def zone_of_day(rest: str) -> str:
    """The zone glued to a date without a clock ("2026-11-28+09:00"); empty when there is none."""
    match = _GLUED_ZONE.match(rest)
    return _hours(int(match["hours"] or 0), int(match["minutes"] or 0)) if match else ""


def _hours(hours: int, minutes: int) -> str:
    return f"+{hours + minutes / 60:g}"
