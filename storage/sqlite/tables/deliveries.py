"""The table deliveries: every message from queued to sent; none is lost, none knowingly sent twice."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlite_utils import Database

from storage.sqlite.rows import Row, optional_time_text, time_text, to_optional_time, to_time
from yaluwatch.model import Delivery, DeliveryState

# After this long without a result the sender is taken to have died, and the message is sent again under the
# same Message-ID.
_LEASE = timedelta(minutes=10)

_SELECT = """
    SELECT d.*, g.subscription, g.period_start, g.period_end
    FROM deliveries d JOIN digests g ON g.id = d.digest
"""


def add(db: Database, digest_id: int, messages: Iterable[tuple[str, str, bytes]]) -> None:
    """Queue the messages (address, Message-ID, content) of one digest."""
    db.table("deliveries").insert_all(
        {
            "digest": digest_id,
            "address": address,
            "message_id": message_id,
            "content": content,
            "state": DeliveryState.QUEUED,
            "attempts": 0,
            "next_attempt_at": None,
            "claimed_at": None,
            "sent_at": None,
            "detail": "",
            "doubts": 0,
        }
        for address, message_id, content in messages
    )


def claim(db: Database, now: datetime) -> Delivery | None:
    """Claim the next message that is due and count the attempt; None when none is due.

    Messages never tried come before retries, so that a backlog of retries does not delay new digests.
    """
    found = db.execute(
        """
        UPDATE deliveries SET state = 'sending', attempts = attempts + 1, claimed_at = :now
        WHERE id = (
            SELECT id FROM deliveries
            WHERE state = 'queued'
               OR (state = 'deferred' AND next_attempt_at <= :now)
               OR (state = 'sending' AND claimed_at <= :stale)
            ORDER BY attempts, id LIMIT 1
        ) RETURNING id
        """,
        {"now": time_text(now), "stale": time_text(now - _LEASE)},
    ).fetchone()
    return read_one(db, found[0]) if found else None


def finish(
    db: Database,
    delivery: Delivery,
    state: DeliveryState,
    *,
    at: datetime,
    detail: str,
    next_attempt_at: datetime | None = None,
    is_doubt: bool = False,
) -> bool:
    """Record the result of an attempt; `is_doubt`: the message may have arrived despite an error.

    If the lease ran out and another sender claimed the message, the result counts only when it was sent.
    Returns whether it counted.
    """
    is_sent = state is DeliveryState.SENT
    changed = db.execute(
        """
        UPDATE deliveries
        SET state = :state, detail = :detail, sent_at = :sent_at, next_attempt_at = :next_attempt_at,
            doubts = doubts + :is_doubt
        WHERE id = :id AND (attempts = :attempts OR :is_sent)
        """,
        {
            "state": state,
            "detail": detail,
            "sent_at": time_text(at) if is_sent else None,
            "next_attempt_at": optional_time_text(next_attempt_at),
            "is_doubt": is_doubt,
            "id": delivery.id,
            "attempts": delivery.attempts,
            "is_sent": is_sent,
        },
    )
    return changed.rowcount == 1


def read(db: Database, limit: int) -> list[Delivery]:
    """The newest messages, newest first."""
    return [_to_delivery(row) for row in db.query(f"{_SELECT} ORDER BY d.id DESC LIMIT ?", [limit])]


def read_one(db: Database, delivery_id: int) -> Delivery | None:
    """One message; None when there is no such id."""
    rows = [_to_delivery(row) for row in db.query(f"{_SELECT} WHERE d.id = ?", [delivery_id])]
    return rows[0] if rows else None


def _to_delivery(row: Row) -> Delivery:
    return Delivery(
        id=row["id"],
        subscription_id=row["subscription"],
        address=row["address"],
        message_id=row["message_id"],
        content=row["content"],
        period_start=to_time(row["period_start"]),
        period_end=to_time(row["period_end"]),
        state=DeliveryState(row["state"]),
        attempts=row["attempts"],
        doubts=row["doubts"],
        next_attempt_at=to_optional_time(row["next_attempt_at"]),
        sent_at=to_optional_time(row["sent_at"]),
        detail=row["detail"],
    )
