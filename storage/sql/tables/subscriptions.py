"""The table subscriptions: what each subscription selects, and when it is sent."""

from storage.sql.database import Database
from storage.sql.rows import Row, json_text, time_text, to_ints, to_strings, to_time, upsert
from yaluwatch.model import Frequency, Subscription

_LISTS = ("addresses", "topics", "places", "languages", "sources", "hours", "days", "holidays")


def save(db: Database, subscription: Subscription) -> None:
    """Add a subscription or replace the one with its id."""
    row = {
        "id": subscription.id,
        "name": subscription.name,
        "query": subscription.query,
        "minimum_score": subscription.minimum_score,
        "minimum_publishers": subscription.minimum_publishers,
        "rhythm": subscription.frequency,
        "timezone": subscription.timezone,
        "language": subscription.language,
        "max_stories": subscription.max_stories,
        "send_when_quiet": subscription.send_when_quiet,
        "paused": subscription.paused,
        "created_at": time_text(subscription.created_at),
    }
    lists = {name: json_text(getattr(subscription, name)) for name in _LISTS}
    upsert(db, "subscriptions", row | lists, "id")


def remove(db: Database, subscription_id: str) -> bool:
    """Delete a subscription; False when there is none."""
    return db.execute("DELETE FROM subscriptions WHERE id = ?", [subscription_id]).rowcount == 1


def read(db: Database) -> list[Subscription]:
    """All subscriptions by id."""
    return [_to_subscription(row) for row in db.query("SELECT * FROM subscriptions ORDER BY id")]


def read_one(db: Database, subscription_id: str) -> Subscription | None:
    """One subscription; None when there is no such id."""
    rows = db.query("SELECT * FROM subscriptions WHERE id = ?", [subscription_id])
    return next(map(_to_subscription, rows), None)


def _to_subscription(row: Row) -> Subscription:
    return Subscription(
        id=row["id"],
        name=row["name"],
        addresses=to_strings(row["addresses"]),
        topics=to_strings(row["topics"]),
        places=to_strings(row["places"]),
        languages=to_strings(row["languages"]),
        sources=to_strings(row["sources"]),
        query=row["query"],
        minimum_score=row["minimum_score"],
        minimum_publishers=row["minimum_publishers"],
        frequency=Frequency(row["rhythm"]),
        hours=to_ints(row["hours"]),
        days=to_ints(row["days"]),
        holidays=to_strings(row["holidays"]),
        timezone=row["timezone"],
        language=row["language"],
        max_stories=row["max_stories"],
        send_when_quiet=bool(row["send_when_quiet"]),
        paused=bool(row["paused"]),
        created_at=to_time(row["created_at"]),
    )
