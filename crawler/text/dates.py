"""Parsing dates as printed by news sites, to aware UTC."""

import re
from calendar import timegm
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_tz
from zoneinfo import ZoneInfo

# Up to a day ahead is a wrong zone or an embargoed article; more is an error of the site.
_AHEAD = timedelta(days=1)
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)

_ZONES = {"KST": 9, "JST": 9, "HKT": 8, "SGT": 8, "CST+8": 8, "MSK": 3, "CET": 1, "CEST": 2, "BST": 1}
_OFFSET = re.compile(r"(?::\d{2}|T\d{4,6}|GMT|UTC)(?:\.\d+)?\s*\(?(?:GMT|UTC)?(?:Z|[+-]\d{2}(?::?\d{2})?)\b")
_ZONE_NAME = re.compile(r"\b(GMT|UTC|UT|[ECMP][SD]T|KST|JST|HKT|SGT|MSK|CES?T|BST)\b\s*(?:\([^)]*\))?$")
_MONTHS = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    )
}
_CLOCK = (
    r"(?:[T\s,]+(?P<half>오전|오후|上午|下午|午前|午後)?\s*(?P<hour>\d{1,2})\s*[:시时時]\s*(?P<minute>\d{1,2})"
    r"(?:\s*[:분分]\s*(?P<second>\d{1,2}))?)?"
)
_YEAR_FIRST = re.compile(
    r"(?P<year>\d{4})\s*[-./年년]\s*(?P<month>\d{1,2})\s*[-./月월]\s*(?P<day>\d{1,2})(?:\s*[일日.])?(?:\s*\([^)]{1,3}\))?"
    + _CLOCK
)
_DAY_FIRST = re.compile(
    r"(?:[A-Za-z]{3,9}\.?,?\s*)?(?P<day>\d{1,2})[\s-](?P<month>[A-Za-z]{3,9}|\d{1,2})\.?[\s,-]+(?P<year>\d{4})"
    + _CLOCK
)
_MONTH_FIRST = re.compile(
    r"(?:[A-Za-z]{3,9}\.?,?\s+)?(?P<month>[A-Za-z]{3,9})\.?\s+(?P<day>\d{1,2}),?\s+(?P<year>\d{4})" + _CLOCK
)
_COMPACT = re.compile(
    r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})(?:T?(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?)?(?P<half>)(?!\d)"
)
_AFTERNOON = {"오후", "下午", "午後"}


def parse_date(text: str, zone: str = "UTC") -> datetime | None:
    """The moment of a printed date, aware UTC; None if it can't be parsed.

    `zone` (IANA) is used when the text has no zone. Understands RFC 822 and ISO 8601 with their usual
    mistakes (`Sun,27 Sep 2026`, numeric months), and Korean, Chinese, Japanese and English dates. A date
    without a time is local midnight.

    >>> parse_date("2026-09-27 19:00:00", "Asia/Seoul").isoformat()
    '2026-09-27T10:00:00+00:00'
    """
    stripped = " ".join(text.split())
    if not 6 <= len(stripped) <= 100:
        return None
    for form in (_YEAR_FIRST, _DAY_FIRST, _MONTH_FIRST, _COMPACT):
        match = form.search(stripped)
        moment = _moment(match) if match else None
        if moment is not None and match is not None:
            return _to_utc(moment, stripped[match.end() :].strip(), zone)
    return _rfc_822(stripped, zone)


def has_zone(text: str) -> bool:
    """Whether a printed date includes its time zone."""
    stripped = text.strip()
    return bool(_OFFSET.search(stripped) or _ZONE_NAME.search(stripped))


def local_to_utc(moment: datetime, zone: str) -> datetime | None:
    """A wall-clock time (naive) in an IANA zone as aware UTC; None when out of range."""
    try:
        return moment.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    except (OverflowError, ValueError):
        return None


def plausible(moment: datetime | None, now: datetime) -> datetime | None:
    """The moment; None if it is more than a day after `now` or before 1990."""
    if moment is None or not _EARLIEST <= moment <= now + _AHEAD:
        return None
    return moment


def _moment(match: re.Match[str]) -> datetime | None:
    month = match["month"].lower()
    number = int(month) if month.isdigit() else _MONTHS.get(month[:3], 0)
    hour = int(match["hour"] or 0)
    if match["half"] in _AFTERNOON and hour < 12:
        hour += 12
    try:
        return datetime(  # noqa: DTZ001 - wall clock; the zone follows in the text or comes from the source
            int(match["year"]),
            number,
            int(match["day"]),
            hour % 24,
            int(match["minute"] or 0),
            min(int(match["second"] or 0), 59),
        )
    except ValueError:
        return None


def _to_utc(moment: datetime, rest: str, zone: str) -> datetime | None:
    rest = re.sub(r"^[.,]\d+", "", rest)
    half = re.match(r"\s*([ap])\.?m\b\.?", rest, re.IGNORECASE)
    if half:
        rest = rest[half.end() :].strip()
        moment = moment.replace(hour=moment.hour % 12 + (12 if half[1].lower() == "p" else 0))
    offset = _offset_of(rest)
    try:
        return (moment - offset).replace(tzinfo=UTC) if offset is not None else local_to_utc(moment, zone)
    except OverflowError:
        return None


def _offset_of(rest: str) -> timedelta | None:
    """The offset from UTC of the zone printed after a time; None if there is none."""
    numeric = re.match(r"\(?(?:GMT|UTC)?\s*([+-])(\d{2}):?(\d{2})?\b", rest)
    if numeric:
        span = timedelta(hours=int(numeric[2]), minutes=int(numeric[3] or 0))
        return -span if numeric[1] == "-" else span
    name = re.match(r"\(?([A-Za-z]{1,4})\b", rest)
    if not name:
        return None
    word = name[1].upper()
    if word in {"Z", "GMT", "UTC", "UT"}:
        return timedelta(0)
    if word in _ZONES:
        return timedelta(hours=_ZONES[word])
    american = parsedate_tz(f"1 Jan 2000 00:00:00 {word}")
    if american and american[9] is not None and word[1:] in {"ST", "DT"}:
        return timedelta(seconds=american[9])
    return None


def _rfc_822(text: str, zone: str) -> datetime | None:
    parsed = parsedate_tz(text)
    if parsed is None:
        return None
    try:
        if parsed[9] is not None and has_zone(text):
            return datetime.fromtimestamp(timegm(parsed[:8]) - parsed[9], UTC)
        return local_to_utc(datetime(*parsed[:6]), zone)  # noqa: DTZ001 - the source's zone follows
    except (ValueError, OverflowError):
        return None
