"""The table recipients: consent, bounces and suspension of each address of a subscription."""

from dataclasses import replace
from datetime import datetime

from storage.contract import Answer, Question
from storage.sql.database import Database
from storage.sql.rows import Row, optional_time_text, to_optional_time, upsert
from storage.sql.tables import deliveries, digests
from yaluwatch.errors import ArchiveError
from yaluwatch.model import Delivery, Recipient, Subscription


def without(subscription: Subscription, address: str) -> Subscription:
    """The subscription without one of its addresses; paused if it was the last."""
    remaining = tuple(other for other in subscription.addresses if other != address)
    was_last = bool(subscription.addresses) and not remaining
    return replace(subscription, addresses=remaining, paused=subscription.paused or was_last)


def note_answer(
    db: Database, delivery: Delivery, answer: Answer, why: str, at: datetime, *, suspend_after: int
) -> Recipient | None:
    """Count a rejection, suspending the address after `suspend_after` permanent ones; acceptance resets.

    Returns the updated row, None when nothing changed.
    """
    known = read_one(db, delivery.subscription_id, delivery.address)
    is_clean = not (known.hard_bounces or known.soft_bounces)
    if not delivery.address or (answer is Answer.ACCEPTED and is_clean):
        return None
    hard = known.hard_bounces + (answer is Answer.REFUSED) if answer is not Answer.ACCEPTED else 0
    soft = known.soft_bounces + (answer is Answer.FULL) if answer is not Answer.ACCEPTED else 0
    # A full mailbox may be emptied again, so it counts half.
    is_too_often = hard >= suspend_after or soft >= 2 * suspend_after
    suspended = known.suspended_at or (at if is_too_often else None)
    noted = replace(known, hard_bounces=hard, soft_bounces=soft, suspended_at=suspended, detail=why)
    save(db, noted)
    return noted


def ask(db: Database, question: Question) -> None:
    """Queue a confirmation request. Raises ArchiveError when it is already queued."""
    digest_id = digests.add(db, question.record)
    if digest_id is None:
        raise ArchiveError(f"another process is asking {question.address} to confirm; try again")
    deliveries.add(db, digest_id, [(question.address, question.message_id, question.content)])


def clear_refusals(db: Database, subscription_id: str) -> None:
    """Lift the suspension of a subscription's addresses and reset their bounce counts."""
    db.execute(
        """
        UPDATE recipients SET hard_bounces = 0, soft_bounces = 0, suspended_at = NULL, detail = ''
        WHERE subscription = ?
        """,
        [subscription_id],
    )


def read_all(db: Database) -> list[Recipient]:
    """Every recipient row, ordered by subscription and address."""
    rows = db.query("SELECT * FROM recipients ORDER BY subscription, address")
    return [_to_recipient(row) for row in rows]


def read_one(db: Database, subscription_id: str, address: str) -> Recipient:
    """One address's row; one without consent when there is none."""
    rows = db.query(
        "SELECT * FROM recipients WHERE subscription = ? AND address = ?", [subscription_id, address]
    )
    unknown = Recipient(subscription_id=subscription_id, address=address)
    return next(map(_to_recipient, rows), unknown)


def save(db: Database, recipient: Recipient) -> None:
    """Insert or replace an address's row."""
    row = {
        "subscription": recipient.subscription_id,
        "address": recipient.address,
        "asked_at": optional_time_text(recipient.asked_at),
        "confirmed_at": optional_time_text(recipient.confirmed_at),
        "hard_bounces": recipient.hard_bounces,
        "soft_bounces": recipient.soft_bounces,
        "suspended_at": optional_time_text(recipient.suspended_at),
        "detail": recipient.detail,
    }
    upsert(db, "recipients", row, "subscription", "address")


def _to_recipient(row: Row) -> Recipient:
    return Recipient(
        subscription_id=row["subscription"],
        address=row["address"],
        asked_at=to_optional_time(row["asked_at"]),
        confirmed_at=to_optional_time(row["confirmed_at"]),
        hard_bounces=row["hard_bounces"],
        soft_bounces=row["soft_bounces"],
        suspended_at=to_optional_time(row["suspended_at"]),
        detail=row["detail"],
    )
