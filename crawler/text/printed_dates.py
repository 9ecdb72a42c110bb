"""Finding dates in a short printed text, each with its clock, zone and label."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from crawler.text.clocks import clock_after, clock_before, time_of, zone_at, zone_of_day
from crawler.text.date_words import ERA_LETTERS, ERAS, LABELS, ZONE_PHRASES, Role
from crawler.text.days import Day, Place, days_in
from yaluwatch.patterns import lazy_regex


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A date found in a text."""

    #: Wall clock, naive; midnight when no clock is printed.
    moment: datetime
    role: Role
    #: Whether a clock is printed.
    has_clock: bool
    #: Hours from UTC ("+9") or IANA zone; empty when none is printed.
    zone: str


_HAN = str.maketrans("〇零一二三四五六七八九", "00123456789")
_HAN_NUMBER = lazy_regex(r"[〇零一二三四五六七八九十]+(?=\s*[年月日号號时時点點分])")
_ERA = lazy_regex(
    rf"(?P<era>{'|'.join(ERAS)})\s*(?P<number>元|\d{{1,3}})(?:\s*[(,]\s*(?P<western>\d{{4}})\s*\)?)?(?=\s*[年년.\-/])",
    re.IGNORECASE,
)
_ERA_LETTER = lazy_regex(r"(?<![A-Za-z])(?P<era>[RHS])(?P<number>\d{1,2})(?=[./年]\d{1,2}[./月]\d{1,2})")
# Years of the Republic of China: 115/11/28.
_MINGUO = lazy_regex(r"(?<!\d)(?P<number>9\d|1[0-4]\d)(?=[-./年]\d{1,2}[-./月]\d{1,2})")
_LABEL = lazy_regex(
    "|".join(
        word if unicodedata.category(word[0]) == "Lo" else rf"(?<!\w){word}(?!\w)"
        for word in sorted(LABELS, key=len, reverse=True)
    ),
    re.IGNORECASE,
)


def normalised(text: str, place: Place) -> str:
    """The text on one line, in half-width forms, with Western digits and years.

    >>> normalised("令和８年１１月２８日", Place("JP"))
    '2026年11月28日'
    """
    line = " ".join(unicodedata.normalize("NFKC", text).split())
    line = _HAN_NUMBER.sub(lambda match: _han_number(match[0]), line)
    line = _ERA.sub(_western_year, line)
    if place.country == "JP":
        line = _ERA_LETTER.sub(lambda match: str(ERA_LETTERS[match["era"]] + int(match["number"])), line)
    if place.country == "TW":
        line = _MINGUO.sub(lambda match: str(1911 + int(match["number"])), line)
    return line


def dates_in(line: str, place: Place) -> list[PrintedDate]:
    """The dates of a normalised line, in its order."""
    days = days_in(line, place)
    roles = _roles(line, days)
    spoken = next((hours for phrase, hours in ZONE_PHRASES.items() if phrase in line), "")
    found = []
    # Where the text begins that no earlier date has used.
    free = 0
    for number, day in enumerate(days):
        after = days[number + 1].start if number + 1 < len(days) else len(line)
        rest = line[day.end : after]
        clock = clock_after(rest) or clock_before(line[free : day.start])
        free = day.end + (clock.end() if clock and clock.string == rest else 0)
        time = time_of(clock) if clock else None
        zone = zone_of_day(line[day.end :])
        if clock is not None and time is not None:
            # "15:05 KST, 28 Nov 2026" and "15:05, 28 Nov 2026 KST"
            zone = zone_at(clock.string, clock.end(), place.country) or (
                zone_at(rest, 0, place.country) if clock.string != rest else ""
            )
        midnight = datetime(day.day.year, day.day.month, day.day.day)  # noqa: DTZ001 - a wall clock
        moment = midnight + (time or timedelta(0))
        found.append(PrintedDate(moment, roles[number], time is not None, zone or spoken))
    return found


def label_in(line: str) -> Role:
    """What the first label of a line without a date says."""
    match = _LABEL.search(line)
    return LABELS[match[0].lower()] if match else Role.UNKNOWN


def _han_number(word: str) -> str:
    if "十" not in word:
        return word.translate(_HAN)
    tens, _, ones = word.partition("十")
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return word
    return str(int(tens.translate(_HAN) or 1) * 10 + int(ones.translate(_HAN) or 0))


def _western_year(match: re.Match[str]) -> str:
    if match["western"]:
        return match["western"]
    number = 1 if match["number"] == "元" else int(match["number"])
    return str(ERAS[match["era"].lower()] + number)


def _roles(line: str, days: list[Day]) -> list[Role]:
    """For each date, what the label beside it says."""
    roles = [Role.UNKNOWN] * len(days)
    labels = list(_LABEL.finditer(line))
    if not labels or not days:
        return roles
    # "2026-11-28 15:05 입력": labels come after their dates.
    follow = days[0].start < labels[0].start() and labels[-1].start() > days[-1].start
    for label in labels:
        role = LABELS[label[0].lower()]
        if follow:
            number = max(index for index, day in enumerate(days) if day.start < label.start())
        else:
            number = next((index for index, day in enumerate(days) if day.start >= label.start()), -1)
        if (number >= 0 and roles[number] is Role.UNKNOWN) or (number >= 0 and not follow):
            roles[number] = role
    return roles
