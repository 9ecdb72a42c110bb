"""`archive.recipients`: who gets a subscription, who agreed to it, and what an operator does with messages.

An address gets mail when its row says that it agreed. One without a row gets none.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlite_utils import Database

from storage import digests, outbox, subscriptions
from storage.connection import Connection
from storage.digests import DigestRecord
from storage.rows import Row, insert, json_text, optional_time_text, time_text, to_optional_time
from yaluwatch.errors import ArchiveError
from yaluwatch.model import Delivery, DeliveryState, Recipient, Subscription


@dataclass(frozen=True, slots=True)
class Question:
    """A mail that asks one address whether it wants a subscription."""

    record: DigestRecord
    address: str
    message_id: str
    #: RFC 5322 bytes.
    content: bytes


class Answer(StrEnum):
    """What a server said of an address."""

    ACCEPTED = "accepted"
    #: Refused for good.
    REFUSED = "refused"


class Recipients:
    """Addresses that were asked, agreed or are suspended, and messages taken in hand."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def subscribe(
        self,
        subscription: Subscription,
        recipients: Iterable[Recipient] = (),
        questions: Iterable[Question] = (),
    ) -> None:
        """Add or replace a subscription, its recipients and the questions to them: all or none.

        An address that is in none of `recipients` keeps its row; without one it gets no mail.
        """
        with self._connection.write(f"saving subscription {subscription.id}", durable=True) as db:
            subscriptions.save(db, subscription)
            for recipient in recipients:
                _save(db, recipient)
            for question in questions:
                _ask(db, question)

    def ask(self, recipient: Recipient, question: Question) -> None:
        """Put a question to an address, which gets nothing else until it agrees: both or neither."""
        with self._connection.write(f"asking {recipient.address}", durable=True) as db:
            _save(db, recipient)
            _ask(db, question)

    def confirm(self, subscription_id: str, address: str, at: datetime) -> bool:
        """An address agrees; asked twice it changes nothing. False when the subscription does not name it."""
        with self._connection.write(f"confirming {address}", durable=True) as db:
            named = subscriptions.read_one(db, subscription_id)
            if named is None or address not in named.addresses:
                return False
            db.execute(
                """
                INSERT INTO recipients (subscription, address, asked_at, confirmed_at, hard_bounces,
                                        suspended_at, detail)
                VALUES (?, ?, NULL, ?, 0, NULL, '')
                ON CONFLICT (subscription, address)
                DO UPDATE SET confirmed_at = coalesce(confirmed_at, excluded.confirmed_at)
                """,
                [subscription_id, address, time_text(at)],
            )
            return True

    def unsubscribe(self, subscription_id: str, address: str) -> None:
        """Take an address out of a subscription and forget that it agreed; a second time changes nothing.

        A subscription that loses its last address is paused, never turned to the outbox folder.
        """
        with self._connection.write(f"unsubscribing {address}", durable=True) as db:
            named = subscriptions.read_one(db, subscription_id)
            if named is not None and address in named.addresses:
                subscriptions.save(db, without(named, address))
            db.execute(
                "UPDATE recipients SET confirmed_at = NULL WHERE subscription = ? AND address = ?",
                [subscription_id, address],
            )

    def set_paused(self, subscription_id: str, *, is_paused: bool) -> None:
        """Pause a subscription, or serve it and its suspended addresses again."""
        with self._connection.write(f"changing subscription {subscription_id}") as db:
            db.execute("UPDATE subscriptions SET paused = ? WHERE id = ?", [is_paused, subscription_id])
            if not is_paused:
                _clear_refusals(db, subscription_id)

    def all(self) -> list[Recipient]:
        """Every address of which something is known."""
        with self._connection.read("reading recipients") as db:
            rows = db.query("SELECT * FROM recipients ORDER BY subscription, address")
            return [_to_recipient(row) for row in rows]

    def get(self, subscription_id: str, address: str) -> Recipient:
        """What is known of one address."""
        with self._connection.read(f"reading {address}") as db:
            return _read(db, subscription_id, address)

    def clear_refusals(self, subscription_id: str) -> None:
        """Serve again the addresses of a subscription that were suspended; not those that have not agreed."""
        with self._connection.write(f"serving {subscription_id} again") as db:
            _clear_refusals(db, subscription_id)

    def count_refusal(
        self, delivery: Delivery, why: str, at: datetime, *, suspend_after: int
    ) -> Recipient | None:
        """Note that a message came back for good; what is known of its address then."""
        with self._connection.write(f"recording a bounce of {delivery.address}", durable=True) as db:
            return note_answer(db, delivery, Answer.REFUSED, why, at, suspend_after=suspend_after)

    def set_state(
        self, delivery_id: int, states: Sequence[DeliveryState], to: DeliveryState, why: str
    ) -> bool:
        """Move a message from one of some states to another; False when it is in none of them."""
        with self._connection.write(f"changing message {delivery_id}", durable=True) as db:
            held = ", ".join("?" * len(states))
            changed = db.execute(
                f"""
                UPDATE deliveries SET state = ?, detail = ?, next_attempt_at = NULL
                WHERE id = ? AND state IN ({held})
                """,
                [to, why, delivery_id, *states],
            )
            return changed.rowcount == 1

    def earlier_messages(
        self, subscription_id: str, address: str, story_ids: Sequence[int], article_ids: Sequence[int]
    ) -> list[str]:
        """Message-IDs of what told a reader of these stories or articles before, oldest first."""
        with self._connection.read(f"looking for what {address} was sent") as db:
            rows = db.execute(
                """
                SELECT DISTINCT d.id, d.message_id
                FROM digest_articles t JOIN digests g ON g.id = t.digest
                JOIN deliveries d ON d.digest = g.id AND d.address = :address
                JOIN story_articles s ON s.article = t.article
                WHERE g.subscription = :subscription AND d.state NOT IN ('failed', 'dropped') AND (
                    s.story IN (SELECT value FROM json_each(:stories))
                    OR t.article IN (SELECT value FROM json_each(:articles))
                )
                ORDER BY d.id
                """,
                {
                    "address": address,
                    "subscription": subscription_id,
                    "stories": json_text(story_ids),
                    "articles": json_text(article_ids),
                },
            )
            return [message_id for _, message_id in rows]

    def by_message_id(self, message_id: str) -> Delivery | None:
        """The message with this Message-ID; None when it is none of ours."""
        with self._connection.read(f"looking for {message_id}") as db:
            row = db.execute("SELECT id FROM deliveries WHERE message_id = ?", [message_id]).fetchone()
            return outbox.read_one(db, row[0]) if row else None


def without(subscription: Subscription, address: str) -> Subscription:
    """The subscription without one of its addresses; paused when it was the last."""
    left = tuple(other for other in subscription.addresses if other != address)
    is_last = bool(subscription.addresses) and not left
    return replace(subscription, addresses=left, paused=subscription.paused or is_last)


def note_answer(
    db: Database, delivery: Delivery, answer: Answer, why: str, at: datetime, *, suspend_after: int
) -> Recipient | None:
    """Count a refusal, and suspend the address after so many in a row; an acceptance ends the row."""
    known = _read(db, delivery.subscription_id, delivery.address)
    if not delivery.address or (answer is Answer.ACCEPTED and not known.hard_bounces):
        return None
    bounces = known.hard_bounces + 1 if answer is Answer.REFUSED else 0
    suspended = known.suspended_at or (at if bounces >= suspend_after else None)
    noted = replace(known, hard_bounces=bounces, suspended_at=suspended, detail=why)
    _save(db, noted)
    return noted


def _ask(db: Database, question: Question) -> None:
    digest_id = digests.add(db, question.record)
    if digest_id is None:
        raise ArchiveError(f"{question.address} is being asked by another process; try again")
    outbox.add(db, digest_id, [(question.address, question.message_id, question.content)])


def _clear_refusals(db: Database, subscription_id: str) -> None:
    db.execute(
        "UPDATE recipients SET hard_bounces = 0, suspended_at = NULL, detail = '' WHERE subscription = ?",
        [subscription_id],
    )


def _read(db: Database, subscription_id: str, address: str) -> Recipient:
    rows = db.query(
        "SELECT * FROM recipients WHERE subscription = ? AND address = ?", [subscription_id, address]
    )
    unknown = Recipient(subscription_id=subscription_id, address=address)
    return next(map(_to_recipient, rows), unknown)


def _save(db: Database, recipient: Recipient) -> None:
    row = {
        "subscription": recipient.subscription_id,
        "address": recipient.address,
        "asked_at": optional_time_text(recipient.asked_at),
        "confirmed_at": optional_time_text(recipient.confirmed_at),
        "hard_bounces": recipient.hard_bounces,
        "suspended_at": optional_time_text(recipient.suspended_at),
        "detail": recipient.detail,
    }
    insert(db, "recipients", row, otherwise="REPLACE")


def _to_recipient(row: Row) -> Recipient:
    return Recipient(
        subscription_id=row["subscription"],
        address=row["address"],
        asked_at=to_optional_time(row["asked_at"]),
        confirmed_at=to_optional_time(row["confirmed_at"]),
        hard_bounces=row["hard_bounces"],
        suspended_at=to_optional_time(row["suspended_at"]),
        detail=row["detail"],
    )
