"""Parsing dates as printed by news sites, to aware UTC."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from crawler.text.clocks import clock_in
from crawler.text.date_words import COUNTRY_OF_ZONE, Role
from crawler.text.days import DateOrder, Place, orders_of
from crawler.text.printed_dates import PrintedDate, dates_in, label_in, normalised
from crawler.text.relative_dates import named_day, time_ago
from yaluwatch.model import DateOrderName, Source
from yaluwatch.patterns import lazy_regex

# Up to a day ahead is a wrong zone or an embargoed article; more is an error of the site.
_AHEAD = timedelta(days=1)
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
#: Longer texts are prose, characters.
_MAX_TEXT = 120
_ISO_8601 = lazy_regex(
    r"[12]\d{3}-\d{2}-\d{2}"
    r"(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-](?:0\d|1[0-4]):?(?:00|30|45))?)?",
    re.ASCII,
)
_RFC_822 = lazy_regex(
    r"(?:[A-Z][a-z]{2}, )?(?P<date>\d{1,2} [A-Z][a-z]{2} [12]\d{3} \d{2}:\d{2}:[0-5]\d) "
    r"(?P<zone>GMT|UTC|Z|[+-](?:0\d|1[0-4])[0-5]\d)",
    re.ASCII,
)
# Seconds or milliseconds since 1970, 2001–2065, as some feeds print them.
_EPOCH = lazy_regex(r"(?:/Date\()?(?P<seconds>[123]\d{9})(?:\d{3})?(?:[+-]\d{4})?(?:\)/)?")


def parse_date(
    text: str,
    zone: str = "UTC",
    *,
    country: str = "",
    order: DateOrder | None = None,
    now: datetime | None = None,
) -> datetime | None:
    """The moment of a printed date, aware UTC; None if it can't be parsed.

    Understands RFC 822 and ISO 8601 with their usual mistakes, compact forms, and Korean, Chinese, Japanese
    and English dates with month names of other European languages. Of several dates, the one labelled as
    that of publication ("입력", "发布", "Published") is returned, or else the first not labelled as that of a
    change. `zone` (IANA) is used when the text has none, and a date without a time is local midnight.

    `country` (ISO 3166-1) decides what "CST" is, and together with `order` which number is the day: `order`,
    the day of the week and `now` come first, then what is usual in the country. East Asian countries use both
    orders when the year is last, so there "10/11/2026" is None. `now` (aware) also allows relative times
    ("3시간 전") and days without a year.

    >>> parse_date("2026-09-27 19:00:00", "Asia/Seoul").isoformat()
    '2026-09-27T10:00:00+00:00'
    """
    if (standard := _standard(text.strip(), zone)) is not None:
        return standard
    latest = (now + _AHEAD).astimezone(_zone_info(zone)).date() if now else None
    place = Place(country.upper() or COUNTRY_OF_ZONE.get(zone, ""), order, latest)
    line = normalised(text[: _MAX_TEXT * 4], place)
    if not 2 <= len(line) <= _MAX_TEXT:
        return None
    if epoch := _EPOCH.fullmatch(line):
        return datetime.fromtimestamp(int(epoch["seconds"]), UTC)
    printed = _best(dates_in(line, place))
    if printed is not None:
        return _to_utc(printed.moment, printed.zone, zone)
    return _relative(line, now, zone) if now else None


def has_zone(text: str) -> bool:
    """Whether a printed date includes its time zone."""
    place = Place()
    printed = _best(dates_in(normalised(text[:_MAX_TEXT], place), place))
    return printed is not None and bool(printed.zone)


def role_of(text: str, zone: str = "UTC") -> Role:
    """What the date that parse_date finds in this text is, by the label beside it."""
    place = Place(COUNTRY_OF_ZONE.get(zone, ""))
    line = normalised(text[:_MAX_TEXT], place)
    printed = _best(dates_in(line, place))
    return printed.role if printed else label_in(line)


def shared_order(texts: Iterable[str]) -> DateOrder | None:
    """The order in which all of these dates can be read, such as those of one feed; None unless just one can.

    >>> shared_order(["03/04/2026 10:00", "03/28/2026 10:00"])
    <DateOrder.MONTH_FIRST: 'mdy'>
    """
    shared: set[DateOrder] = set()
    for text in texts:
        if orders := orders_of(text[:_MAX_TEXT]):
            shared = shared & orders if shared else orders
            if not shared:
                return None
    return next(iter(shared)) if len(shared) == 1 else None


_NAMES: Final[Mapping[DateOrder, DateOrderName]] = {
    DateOrder.YEAR_FIRST: "ymd",
    DateOrder.DAY_FIRST: "dmy",
    DateOrder.MONTH_FIRST: "mdy",
}


def order_of(source: Source) -> DateOrder | None:
    """The order of day and month that is set for a source, or was learned; None for none."""
    return DateOrder(source.date_order) if source.date_order else None


def name_of(order: DateOrder | None) -> DateOrderName:
    """The name of an order, as sources and archive keep it; "" for None."""
    return _NAMES[order] if order else ""


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


def _standard(text: str, zone: str) -> datetime | None:
    """A date that is exactly ISO 8601 or RFC 822, as most in feeds and sitemaps are; None for any other."""
    try:
        if _ISO_8601.fullmatch(text):
            moment = datetime.fromisoformat(text).replace(microsecond=0)
        elif match := _RFC_822.fullmatch(text):
            moment = datetime.strptime(match["date"], "%d %b %Y %H:%M:%S")  # noqa: DTZ007 - the zone follows
            moment = moment.replace(tzinfo=_offset(match["zone"]))
        else:
            return None
        return moment.astimezone(UTC) if moment.tzinfo else local_to_utc(moment, zone)
    except (ValueError, OverflowError):
        return None


def _offset(printed: str) -> timezone:
    if not printed.startswith(("+", "-")):
        return UTC
    span = timedelta(hours=int(printed[1:3]), minutes=int(printed[3:]))
    return timezone(-span if printed.startswith("-") else span)


def _best(found: list[PrintedDate]) -> PrintedDate | None:
    for role in (Role.PUBLISHED, Role.UNKNOWN, Role.MODIFIED):
        for printed in found:
            if printed.role is role:
                return printed
    return None


def _to_utc(moment: datetime, printed: str, zone: str) -> datetime | None:
    if not printed.startswith(("+", "-")):
        return local_to_utc(moment, printed if printed and _is_zone(printed) else zone)
    try:
        return (moment - timedelta(hours=float(printed))).replace(tzinfo=UTC)
    except OverflowError:
        return None


def _relative(line: str, now: datetime, zone: str) -> datetime | None:
    if moment := time_ago(line, now):
        return moment.astimezone(UTC)
    midnight = named_day(line, now.astimezone(_zone_info(zone)))
    return local_to_utc(midnight + (clock_in(line) or timedelta(0)), zone) if midnight else None


def _zone_info(name: str) -> ZoneInfo:
    return ZoneInfo(name if _is_zone(name) else "UTC")


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
