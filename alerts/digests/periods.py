"""When a digest is due, from the subscription's schedule, the periods already sent, and now. Pure."""

from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from yaluwatch.model import Frequency, Subscription

# Days looked back and ahead for a day with a digest: more than the longest run of holidays and excluded
# weekdays, and two weeks for weekly digests.
_HORIZON = 28


def due_period(subscription: Subscription, sent: Collection[str], now: datetime) -> str | None:
    """The key of the newest period that has ended by `now` (aware UTC), if it is not in `sent`, or None.

    Earlier periods that were missed, because nothing ran or the subscription was paused, are covered by the
    same digest. The first digest is due at the first due time after the subscription was created.

    Keys are local dates, so that a clock change can neither repeat nor skip a digest: "2026-11-24" for the
    first digest of a day, "2026-11-24#2" for the second, "2026-W48" for a weekly one and
    "2026-11-24T08+0900" for an hourly one.
    """
    if subscription.paused or subscription.frequency is Frequency.IMMEDIATE:
        return None
    newest = next((period for period in _before(subscription, now) if period[0] <= now), None)
    if newest is None:
        return None
    due_at, key = newest
    return key if subscription.created_at <= due_at and key not in sent else None


def next_due(subscription: Subscription, sent: Collection[str], now: datetime) -> datetime | None:
    """When the next digest is due; `now` if one is due already, None if paused, immediate or never."""
    if subscription.paused or subscription.frequency is Frequency.IMMEDIATE:
        return None
    if due_period(subscription, sent, now):
        return now
    return next((due_at for due_at, key in _after(subscription, now) if key not in sent), None)


def _before(subscription: Subscription, now: datetime) -> Iterator[tuple[datetime, str]]:
    """Due times and keys of the periods around `now` and before, newest first."""
    today = now.astimezone(ZoneInfo(subscription.timezone)).date()
    for ago in range(-1, _HORIZON):
        yield from reversed(_periods(subscription, today - timedelta(days=ago)))


def _after(subscription: Subscription, now: datetime) -> Iterator[tuple[datetime, str]]:
    """Due times and keys of the periods after `now`, oldest first."""
    today = now.astimezone(ZoneInfo(subscription.timezone)).date()
    for ahead in range(-1, _HORIZON):
        for due_at, key in _periods(subscription, today + timedelta(days=ahead)):
            if due_at > now and due_at >= subscription.created_at:
                yield due_at, key


def _periods(subscription: Subscription, day: date) -> list[tuple[datetime, str]]:
    """Due times, aware UTC, and keys of the periods due on a local day, in order."""
    if not _is_sent_on(subscription, day):
        return []
    zone = ZoneInfo(subscription.timezone)
    if subscription.frequency is Frequency.HOURLY:
        return _hours_of(day, zone)
    hours = sorted(set(subscription.hours))
    if subscription.frequency is Frequency.WEEKLY:
        year, week, weekday = day.isocalendar()
        monday = day - timedelta(days=weekday - 1)
        is_first = not any(_is_sent_on(subscription, monday + timedelta(days=n)) for n in range(weekday - 1))
        return [(_at(day, hours[0], zone), f"{year}-W{week:02}")] if is_first else []
    return [
        (_at(day, hour, zone), f"{day}#{number}" if number > 1 else f"{day}")
        for number, hour in enumerate(hours, start=1)
    ]


def _hours_of(day: date, zone: ZoneInfo) -> list[tuple[datetime, str]]:
    """The hours that begin on a local day: 23 or 25 of them on days of a clock change."""
    moment = datetime.combine(day, time(), zone).astimezone(UTC)
    found = []
    while (local := moment.astimezone(zone)).date() <= day:
        if local.date() == day:
            found.append((moment, local.strftime("%Y-%m-%dT%H%z")))
        moment += timedelta(hours=1)
    return found


def _at(day: date, hour: int, zone: ZoneInfo) -> datetime:
    """A local hour in UTC: the first of two on a day with that hour twice, an hour later if it is skipped."""
    return datetime.combine(day, time(hour), zone).astimezone(UTC)


def _is_sent_on(subscription: Subscription, day: date) -> bool:
    """Whether a local day has digests: one of the chosen weekdays and no public holiday."""
    if subscription.days and day.isoweekday() not in subscription.days:
        return False
    return not any(day in _holidays(country, day.year) for country in subscription.holidays)


@lru_cache(maxsize=64)
def _holidays(country: str, year: int) -> Collection[date]:
    """The public holidays of a country (ISO 3166-1 alpha-2) in a year."""
    return frozenset(holidays.country_holidays(country, years=year))
