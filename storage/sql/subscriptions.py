"""`Subscriptions` in SQL."""

from collections.abc import Iterable
from datetime import datetime

from typing_extensions import override

from storage.contract import Question, Subscriptions
from storage.sql.database import Connection
from storage.sql.rows import (
    time_text,
)
from storage.sql.tables import deliveries, subscriptions
from storage.sql.tables import recipients as recipient_rows
from yaluwatch.model import (
    Recipient,
    Subscription,
)


class SqlSubscriptions(Subscriptions):
    """Subscriptions and recipients, in SQL."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @override
    def all(self) -> list[Subscription]:
        with self._connection.read("reading subscriptions") as db:
            return subscriptions.read(db)

    @override
    def save(
        self,
        subscription: Subscription,
        recipients: Iterable[Recipient] = (),
        questions: Iterable[Question] = (),
    ) -> None:
        with self._connection.write(f"saving subscription {subscription.id}", durable=True) as db:
            subscriptions.save(db, subscription)
            deliveries.drop_others(db, subscription.id, subscription.addresses)
            for recipient in recipients:
                recipient_rows.save(db, recipient)
            for question in questions:
                recipient_rows.ask(db, question)

    @override
    def remove(self, subscription_id: str) -> bool:
        with self._connection.write(f"removing subscription {subscription_id}", durable=True) as db:
            db.execute("DELETE FROM recipients WHERE subscription = ?", [subscription_id])
            deliveries.drop(db, subscription_id, None, "the subscription was removed")
            return subscriptions.remove(db, subscription_id)

    @override
    def set_paused(self, subscription_id: str, *, is_paused: bool) -> None:
        with self._connection.write(f"changing subscription {subscription_id}") as db:
            db.execute("UPDATE subscriptions SET paused = ? WHERE id = ?", [is_paused, subscription_id])
            if not is_paused:
                recipient_rows.clear_refusals(db, subscription_id)

    @override
    def unsubscribe(self, subscription_id: str, address: str) -> None:
        with self._connection.write(f"unsubscribing {address}", durable=True) as db:
            named = subscriptions.read_one(db, subscription_id)
            # The operator may have corrected its capitals since the message with the link was sent.
            for known in named.addresses if named else ():
                if named and known.lower() == address.lower():
                    subscriptions.save(db, recipient_rows.without(named, known))
            db.execute(
                """
                UPDATE recipients SET confirmed_at = NULL
                WHERE subscription = ? AND address = ? COLLATE NOCASE
                """,
                [subscription_id, address],
            )
            deliveries.drop(db, subscription_id, address, "the reader unsubscribed")

    @override
    def recipients(self) -> list[Recipient]:
        with self._connection.read("reading recipients") as db:
            return recipient_rows.read_all(db)

    @override
    def recipient(self, subscription_id: str, address: str) -> Recipient:
        with self._connection.read(f"reading {address}") as db:
            return recipient_rows.read_one(db, subscription_id, address)

    @override
    def ask(self, recipient: Recipient, question: Question) -> None:
        with self._connection.write(f"asking {recipient.address} to confirm", durable=True) as db:
            recipient_rows.save(db, recipient)
            recipient_rows.ask(db, question)

    @override
    def confirm(self, subscription_id: str, address: str, at: datetime) -> bool:
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
                DO UPDATE SET confirmed_at = coalesce(recipients.confirmed_at, excluded.confirmed_at)
                """,
                [subscription_id, address, time_text(at)],
            )
            return True

    @override
    def clear_refusals(self, subscription_id: str) -> None:
        with self._connection.write(f"lifting suspensions in {subscription_id}") as db:
            recipient_rows.clear_refusals(db, subscription_id)
