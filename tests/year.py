"""A year on a machine that is off at times: when it runs, when stories arrive, which digests are expected."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from yaluwatch.model import Frequency, Subscription

# The eve of every first digest, a weekly one on Monday too: the first looks back for two days only.
START = datetime(2026, 1, 4, 5, 17, tzinfo=UTC)
ZONES = ("America/New_York", "Europe/Berlin", "Asia/Seoul")
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


@dataclass(frozen=True)
class Run:
    """The time between switching the machine on and off. Aware UTC, never within a minute of the hour."""

    on: datetime
    off: datetime


@dataclass(frozen=True)
class Expected:
    """A digest that must be sent."""

    #: When its period ended.
    due: datetime
    #: When it must be sent, at the earliest and at the latest.
    earliest: datetime
    latest: datetime


def runs(rng: random.Random, days: int, zone: str = "UTC") -> list[Run]:
    """When the machine runs, from `START` on; the last run lasts for 30 days more.

    It is off for minutes to a week, every other time from the late evening in the zone on.
    """
    found: list[Run] = []
    end, on = START + days * DAY, START
    while True:
        off = on + rng.uniform(0.1, 15) * DAY
        if rng.random() < 0.5:
            evening = off.astimezone(ZoneInfo(zone)).replace(hour=rng.randrange(20, 24))
            off = max(evening.astimezone(UTC), on + HOUR)
        off = _inside_an_hour(rng, off)
        if off >= end:
            return [*found, Run(on, end + 30 * DAY)]
        found.append(Run(on, off))
        most = rng.choice((HOUR, 12 * HOUR, 2 * DAY, 7 * DAY))
        on = _inside_an_hour(rng, off + rng.uniform(0.1, 1) * most)
        if on <= off:
            on += HOUR


def arrivals(rng: random.Random, days: int, per_day: float, burst: int) -> list[datetime]:
    """When stories arrive: at random, and up to `burst` of them within an hour about once a month."""
    seconds = days * 24 * 3600
    found = [rng.uniform(0, seconds) for _ in range(int(days * per_day))]
    for _ in range(days // 30):
        start = rng.uniform(0, seconds)
        found += [start + rng.uniform(0, 3600) for _ in range(rng.randrange(burst))]
    return [START + timedelta(seconds=int(one)) for one in sorted(found)]


def due_times(subscription: Subscription, until: datetime) -> list[datetime]:
    """When the periods of a daily or weekly subscription end, on every day of the week."""
    zone = ZoneInfo(subscription.timezone)
    day, found = START.astimezone(zone).date() - DAY, []
    while (moment := _local(day, min(subscription.hours), zone)) <= until + DAY:
        if subscription.frequency is Frequency.DAILY:
            found += [_local(day, hour, zone) for hour in sorted(subscription.hours)]
        elif day.isoweekday() == 1:
            found.append(moment)
        day += DAY
    return [moment for moment in found if subscription.created_at <= moment <= until]


def expected(subscription: Subscription, machine: Sequence[Run]) -> list[Expected]:
    """A digest for every period that ends while the machine runs, and for the newest it missed."""
    ends = due_times(subscription, machine[-1].off)
    found = []
    off = START - DAY
    for run in machine:
        missed = [end for end in ends if off < end <= run.on]
        found += [Expected(end, run.on, run.on) for end in missed[-1:]]
        found += [Expected(end, end, end + MINUTE) for end in ends if run.on < end <= run.off]
        off = run.off
    return found


def key_of(subscription: Subscription, due: datetime) -> str:
    """How the key of the period that ends at `due` begins: its local date or week."""
    local = due.astimezone(ZoneInfo(subscription.timezone))
    return f"{local:%G-W%V}" if subscription.frequency is Frequency.WEEKLY else f"{local:%Y-%m-%d}"


def _local(day: date, hour: int, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=zone).astimezone(UTC)


def _inside_an_hour(rng: random.Random, moment: datetime) -> datetime:
    return moment.replace(minute=rng.randrange(2, 58), second=rng.randrange(60), microsecond=0)
