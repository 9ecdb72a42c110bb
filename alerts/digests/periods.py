"""When a digest is due, from the subscription's frequency, the periods already sent, and now. Pure."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from yaluwatch.model import Frequency, Subscription


def due_period(subscription: Subscription, sent: Collection[str], now: datetime) -> str | None:
    """The key of the period whose digest is due at `now` (aware UTC) and not in `sent`, or None.

    Keys are local dates, so that a clock change can neither repeat nor skip a digest: "2026-11-24" for
    daily, "2026-W48" for weekly (due from Monday at the configured hour), "2026-11-24T08+0900" for hourly.
    If the service was down, only the digest of the current period is due when it is back. The first digest
    is due at the first due time after the subscription was created.
    """
    if subscription.paused or subscription.frequency is Frequency.IMMEDIATE:
        return None
    key, due_at = _period(subscription, now.astimezone(ZoneInfo(subscription.timezone)))
    is_due = subscription.created_at <= due_at.astimezone(UTC) <= now
    return key if is_due and key not in sent else None


def next_due(subscription: Subscription, sent: Collection[str], now: datetime) -> datetime | None:
    """When the next digest is due, to the hour; `now` if one is due already, None if paused or immediate."""
    if subscription.paused or subscription.frequency is Frequency.IMMEDIATE:
        return None
    hour = now
    for _ in range(8 * 24):
        if due_period(subscription, sent, hour):
            return hour
        hour = hour.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return None


def _period(subscription: Subscription, local: datetime) -> tuple[str, datetime]:
    """Key of the period that contains `local`, and the local time at which its digest is due."""
    hour = local.replace(minute=0, second=0, microsecond=0)
    if subscription.frequency is Frequency.HOURLY:
        return local.strftime("%Y-%m-%dT%H%z"), hour
    due_at = hour.replace(hour=subscription.hour, fold=0)
    if subscription.frequency is Frequency.WEEKLY:
        year, week, day = local.isocalendar()
        return f"{year}-W{week:02}", due_at - timedelta(days=day - 1)
    return local.date().isoformat(), due_at
