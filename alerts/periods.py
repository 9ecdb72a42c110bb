"""When a subscription is due: pure functions of its rhythm, what was sent, and now."""

from collections.abc import Collection
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from yaluwatch.model import Rhythm, Subscription


def due_period(subscription: Subscription, sent: Collection[str], now: datetime) -> str | None:
    """The key of the period whose digest is due at `now` (aware UTC) and not on record, or None.

    Keys are local dates, so that a clock change can neither double nor skip one: "2026-11-24" for
    daily, "2026-W48" for weekly (due from Monday's hour on), "2026-11-24T08+0900" for hourly.
    A digest missed while nothing ran is due as soon as something runs, once.
    """
    if subscription.paused:
        return None
    local = now.astimezone(ZoneInfo(subscription.timezone))
    key = _key(subscription.rhythm, local)
    is_early = local.hour < subscription.hour and (
        subscription.rhythm is Rhythm.DAILY or (subscription.rhythm is Rhythm.WEEKLY and local.weekday() == 0)
    )
    return None if is_early or key in sent else key


def next_due(subscription: Subscription, sent: Collection[str], now: datetime) -> datetime | None:
    """When the next digest is due, to the hour; `now` when it is due already, None while paused."""
    if subscription.paused:
        return None
    hour = now
    for _ in range(8 * 24):
        if due_period(subscription, sent, hour):
            return hour
        hour = hour.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return None


def _key(rhythm: Rhythm, local: datetime) -> str:
    if rhythm is Rhythm.HOURLY:
        return local.strftime("%Y-%m-%dT%H%z")
    if rhythm is Rhythm.WEEKLY:
        year, week, _ = local.isocalendar()
        return f"{year}-W{week:02}"
    return local.date().isoformat()
