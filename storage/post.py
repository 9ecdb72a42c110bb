"""`archive.post`: recipients, and what an operator does with messages."""

from collections.abc import Sequence

from sqlite_utils import Database

from storage import outbox
from storage.connection import Connection
from storage.rows import Row, insert, json_text, optional_time_text, to_optional_time
from yaluwatch.model import Delivery, DeliveryState, Recipient


class Post:
    """Addresses that were asked, confirmed or suspended, and messages taken in hand."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def recipients(self) -> list[Recipient]:
        """Every address of which more is known than that it was named."""
        with self._connection.read("reading recipients") as db:
            rows = db.query("SELECT * FROM recipients ORDER BY subscription, address")
            return [_to_recipient(row) for row in rows]

    def recipient(self, subscription_id: str, address: str) -> Recipient:
        """What is known of one address."""
        with self._connection.read(f"reading {address}") as db:
            return _read(db, subscription_id, address)

    def save(self, recipient: Recipient) -> None:
        """Replace what is known of an address."""
        with self._connection.write(f"recording {recipient.address}") as db:
            _save(db, recipient)

    def clear_refusals(self, subscription_id: str) -> None:
        """Serve again the addresses of a subscription that were suspended; not who has not agreed."""
        with self._connection.write(f"serving {subscription_id} again") as db:
            db.execute(
                """
                UPDATE recipients SET hard_bounces = 0, suspended_at = NULL, detail = ''
                WHERE subscription = ?
                """,
                [subscription_id],
            )

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
