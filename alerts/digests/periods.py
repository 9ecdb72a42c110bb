"""When a subscription is due: pure functions of its rhythm, what was sent, and now."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from yaluwatch.model import Frequency, Subscription


def due_period(subscription: Subscription, sent: Collection[str], now: datetime) -> str | None:
    """The key of the period whose digest is due at `now` (aware UTC) and not on record, or None.

    Keys are local dates, so that a clock change can neither double nor skip one: "2026-11-24" for
    daily, "2026-W48" for weekly (due from Monday's hour on), "2026-11-24T08+0900" for hourly.
    A digest missed while nothing ran is due as soon as something runs, once. The first one is due
    at the first hour that strikes after the subscription was made.
    """
    if subscription.paused or subscription.frequency is Frequency.IMMEDIATE:
        return None
    key, due_at = _period(subscription, now.astimezone(ZoneInfo(subscription.timezone)))
    is_ripe = subscription.created_at <= due_at.astimezone(UTC) <= now
    return key if is_ripe and key not in sent else None


def next_due(subscription: Subscription, sent: Collection[str], now: datetime) -> datetime | None:
    """When the next digest is due, to the hour: `now` when it is already, None while paused or for alerts."""
    if subscription.paused or subscription.frequency is Frequency.IMMEDIATE:
        return None
    hour = now
    for _ in range(8 * 24):
        if due_period(subscription, sent, hour):
            return hour
        hour = hour.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return None


def _period(subscription: Subscription, local: datetime) -> tuple[str, datetime]:
    """Key of the period `local` falls into, and the local time its digest is due at."""
    hour = local.replace(minute=0, second=0, microsecond=0)
    if subscription.frequency is Frequency.HOURLY:
        return local.strftime("%Y-%m-%dT%H%z"), hour
    due_at = hour.replace(hour=subscription.hour, fold=0)
    if subscription.frequency is Frequency.WEEKLY:
        year, week, day = local.isocalendar()
        return f"{year}-W{week:02}", due_at - timedelta(days=day - 1)
    return local.date().isoformat(), due_at
