"""`Outbox` in SQL."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from typing_extensions import override

from storage.contract import Answer, DigestRecord, ImportMarks, ListedMessage, MailProblem, Outbox
from storage.sql.database import Connection
from storage.sql.rows import (
    json_text,
)
from storage.sql.tables import deliveries, digests, recipients
from yaluwatch.model import (
    Delivery,
    DeliveryState,
    Fault,
    Recipient,
)


class SqlOutbox(Outbox):
    """The outbox in the tables digests and deliveries."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @override
    def add(self, digest: DigestRecord, messages: Iterable[tuple[str, str, bytes]]) -> bool:
        with self._connection.write(f"queueing the digest for {digest.subscription_id}", durable=True) as db:
            digest_id = digests.add(db, digest)
            if digest_id is None:
                return False
            deliveries.add(db, digest_id, messages)
            return True

    @override
    def last_covered(self, subscription_id: str) -> tuple[int, datetime | None]:
        with self._connection.read(f"reading digests of {subscription_id}") as db:
            return digests.last_covered(db, subscription_id)

    @override
    def covered_imports(self, subscription_id: str) -> ImportMarks | None:
        with self._connection.read(f"reading digests of {subscription_id}") as db:
            return digests.covered_imports(db, subscription_id)

    @override
    def period_keys(self, subscription_id: str) -> set[str]:
        with self._connection.read(f"reading digests of {subscription_id}") as db:
            return digests.period_keys(db, subscription_id)

    @override
    def has_period(self, subscription_id: str, period_key: str) -> bool:
        with self._connection.read(f"reading digests of {subscription_id}") as db:
            return digests.has_period(db, subscription_id, period_key)

    @override
    def claim(self, now: datetime) -> Delivery | None:
        with self._connection.write("claiming a message", durable=True) as db:
            return deliveries.claim(db, now)

    @override
    def finish(
        self,
        delivery: Delivery,
        state: DeliveryState,
        *,
        at: datetime,
        detail: str = "",
        next_attempt_at: datetime | None = None,
        is_doubt: bool = False,
        fault: Fault | None = None,
        answer: Answer | None = None,
        suspend_after: int = 3,
    ) -> Recipient | None:
        with self._connection.write(f"recording delivery {delivery.id}", durable=True) as db:
            is_ours = deliveries.finish(
                db,
                delivery,
                state,
                at=at,
                detail=detail,
                next_attempt_at=next_attempt_at,
                is_doubt=is_doubt,
                fault=fault,
            )
            if fault is Fault.SERVER and next_attempt_at:
                deliveries.hold(db, next_attempt_at, detail, at)
            elif _is_mail(delivery) and (state is DeliveryState.SENT or answer or fault):
                deliveries.release(db, at)
            if answer is None or not is_ours:
                return None
            return recipients.note_answer(db, delivery, answer, detail, at, suspend_after=suspend_after)

    @override
    def count_refusal(
        self,
        delivery: Delivery,
        why: str,
        at: datetime,
        *,
        suspend_after: int,
        answer: Answer = Answer.REFUSED,
    ) -> Recipient | None:
        with self._connection.write(f"recording a bounce of {delivery.address}", durable=True) as db:
            if not deliveries.mark_bounced(db, delivery.id, answer):
                return None
            return recipients.note_answer(db, delivery, answer, why, at, suspend_after=suspend_after)

    @override
    def newest(self, limit: int) -> list[Delivery]:
        with self._connection.read("reading the outbox") as db:
            return deliveries.read(db, limit)

    @override
    def listed(self, limit: int, states: Sequence[DeliveryState] = ()) -> list[ListedMessage]:
        with self._connection.read("reading the outbox") as db:
            if not states:
                return deliveries.listed(db, limit)
            found = [each for state in states for each in deliveries.listed(db, limit, state)]
            return sorted(found, key=lambda each: -each.id)[:limit]

    @override
    def of_subscription(self, subscription_id: str, limit: int) -> list[ListedMessage]:
        with self._connection.read(f"reading messages of {subscription_id}") as db:
            return deliveries.of_subscription(db, subscription_id, limit)

    @override
    def get(self, delivery_id: int) -> Delivery | None:
        with self._connection.read(f"reading message {delivery_id}") as db:
            return deliveries.read_one(db, delivery_id)

    @override
    def problems(self) -> list[MailProblem]:
        with self._connection.read("reading the outbox") as db:
            return deliveries.problems(db)

    @override
    def newest_to(self, address: str, subscription_id: str = "") -> Delivery | None:
        with self._connection.read(f"looking up messages to {address}") as db:
            return deliveries.newest_to(db, address, subscription_id)

    @override
    def by_message_id(self, message_id: str) -> Delivery | None:
        with self._connection.read(f"looking up message {message_id}") as db:
            row = db.execute("SELECT id FROM deliveries WHERE message_id = ?", [message_id]).fetchone()
            return deliveries.read_one(db, row[0]) if row else None

    @override
    def set_state(
        self, delivery_id: int, states: Sequence[DeliveryState], to: DeliveryState, why: str
    ) -> bool:
        with self._connection.write(f"changing message {delivery_id}", durable=True) as db:
            held = ", ".join("?" * len(states))
            changed = db.execute(
                f"""
                UPDATE deliveries
                SET state = ?, detail = ?, next_attempt_at = NULL, fault = '', fault_since = NULL,
                    failures = 0
                WHERE id = ? AND state IN ({held})
                """,
                [to, why, delivery_id, *states],
            )
            return changed.rowcount == 1

    @override
    def earlier_messages(
        self, subscription_id: str, address: str, story_ids: Sequence[int], article_ids: Sequence[int]
    ) -> list[str]:
        with self._connection.read(f"looking up earlier messages to {address}") as db:
            rows = db.execute(
                f"""
                SELECT DISTINCT d.id, d.message_id
                FROM digest_articles t JOIN digests g ON g.id = t.digest
                JOIN deliveries d ON d.digest = g.id AND d.address = :address
                JOIN story_articles s ON s.article = t.article
                WHERE g.subscription = :subscription AND {digests.ARRIVES} AND (
                    s.story IN (SELECT CAST(value AS BIGINT) FROM json_each(:stories))
                    OR t.article IN (SELECT CAST(value AS BIGINT) FROM json_each(:articles))
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


def _is_mail(delivery: Delivery) -> bool:
    return bool(delivery.address) and "://" not in delivery.address
