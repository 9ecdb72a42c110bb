"""The table deliveries: every message from queued to sent; none is lost, none knowingly sent twice."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from storage.contract import Answer, ListedMessage, MailProblem
from storage.sql.database import Database
from storage.sql.rows import AMONG, Row, among, optional_time_text, time_text, to_optional_time, to_time
from yaluwatch.model import Delivery, DeliveryState, Fault

# After this long without a result the sender is taken to have died, and the message is sent again under the
# same Message-ID.
_LEASE = timedelta(minutes=10)

# Longer than any delay between attempts: what is due later was deferred while the clock was ahead.
_LONGEST_DELAY = timedelta(days=2)

# Neither a webhook, nor a chat, nor the outbox folder.
_IS_MAIL = "instr(address, '://') = 0 AND address != ''"

#: What the index `deliveries_waiting` contains; statements that use it repeat the condition.
WAITS = "state IN ('queued', 'deferred', 'sending')"
_WAITING = "deliveries INDEXED BY deliveries_waiting"
#: The same for `deliveries_held`: what waits until a fault of the server or of the message is removed.
_IS_HELD = "fault IN ('server', 'content') AND state = 'deferred'"
_HELD = "deliveries INDEXED BY deliveries_held"

_SELECT = """
    SELECT d.*, g.subscription, g.period_start, g.period_end
    FROM deliveries d JOIN digests g ON g.id = d.digest
"""


def add(db: Database, digest_id: int, messages: Iterable[tuple[str, str, bytes]]) -> None:
    """Queue the messages (address, Message-ID, content) of one digest."""
    db.conn.executemany(
        "INSERT INTO deliveries (digest, address, message_id, content, state, attempts, detail)"
        f" VALUES (?, ?, ?, ?, '{DeliveryState.QUEUED}', 0, '')",
        [(digest_id, *message) for message in messages],
    )


def claim(db: Database, now: datetime) -> Delivery | None:
    """Claim the next message that is due and count the attempt; None when none is due.

    Messages never tried come before retries, so that a backlog of retries does not delay new digests.
    """
    found = db.execute(
        f"""
        UPDATE deliveries SET state = 'sending', attempts = attempts + 1, claimed_at = :now
        WHERE id = (
            SELECT id FROM {_WAITING}
            WHERE {WAITS} AND (
                state = 'queued'
                OR (state = 'deferred' AND (next_attempt_at <= :now OR next_attempt_at > :latest))
                OR (state = 'sending' AND (claimed_at <= :stale OR claimed_at > :latest))
            )
            ORDER BY attempts, id LIMIT 1
        ) RETURNING id
        """,
        {
            "now": time_text(now),
            "stale": time_text(now - _LEASE),
            "latest": time_text(now + _LONGEST_DELAY),
        },
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
    fault: Fault | None = None,
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
            doubts = doubts + :is_doubt, fault = :fault,
            fault_since = CASE WHEN :fault = '' THEN NULL WHEN fault = :fault THEN fault_since ELSE :at END,
            failures = failures + :is_failure
        WHERE id = :id AND (attempts = :attempts OR :is_sent = 1)
        """,
        {
            "state": state,
            "detail": detail,
            "sent_at": time_text(at) if is_sent else None,
            "next_attempt_at": optional_time_text(next_attempt_at),
            "is_doubt": is_doubt,
            "fault": fault or "",
            "at": time_text(at),
            "is_failure": not is_sent and fault not in {Fault.SERVER, Fault.CONTENT},
            "id": delivery.id,
            "attempts": delivery.attempts,
            "is_sent": is_sent,
        },
    )
    return changed.rowcount == 1


def hold(db: Database, until: datetime, detail: str, at: datetime) -> None:
    """Defer every e-mail that would be tried before `until`, because the mail server fails."""
    db.execute(
        f"""
        UPDATE {_WAITING}
        SET state = 'deferred', fault = 'server', fault_since = coalesce(fault_since, :at),
            next_attempt_at = :until, detail = :detail
        WHERE {WAITS} AND {_IS_MAIL} AND fault IN ('', 'server')
          AND (state = 'queued' OR (state = 'deferred' AND next_attempt_at < :until))
        """,
        {"until": time_text(until), "at": time_text(at), "detail": detail},
    )


def drop_others(db: Database, subscription_id: str, addresses: Iterable[str]) -> None:
    """Drop what waits for addresses that are no longer in a subscription."""
    db.execute(
        f"""
        UPDATE {_WAITING}
        SET state = 'dropped', detail = 'the address was taken out of the subscription',
            next_attempt_at = NULL, fault = '', fault_since = NULL
        WHERE {WAITS} AND state IN ('queued', 'deferred') AND address != '' AND address NOT IN {AMONG}
          AND digest IN (SELECT id FROM digests WHERE subscription = ?)
        """,
        [among(addresses), subscription_id],
    )


def drop(db: Database, subscription_id: str, address: str | None, why: str) -> None:
    """Drop what waits for an address of a subscription, or for all of its addresses."""
    db.execute(
        f"""
        UPDATE {_WAITING}
        SET state = 'dropped', detail = :why, next_attempt_at = NULL, fault = '', fault_since = NULL
        WHERE {WAITS} AND state IN ('queued', 'deferred')
          AND (CAST(:address AS TEXT) IS NULL OR address = :address COLLATE NOCASE)
          AND digest IN (SELECT id FROM digests WHERE subscription = :subscription)
        """,
        {"why": why, "address": address, "subscription": subscription_id},
    )


def release(db: Database, at: datetime) -> None:
    """Make every e-mail due that waits for the mail server."""
    db.execute(
        f"""
        UPDATE {_HELD} SET next_attempt_at = ?, fault = '', fault_since = NULL
        WHERE {_IS_HELD} AND fault = 'server'
        """,
        [time_text(at)],
    )


def problems(db: Database) -> list[MailProblem]:
    """The faults that hold up mail, with the newest error of each."""
    rows = db.execute(
        f"""
        WITH held AS (
            SELECT fault, fault_since, detail,
                   row_number() OVER (PARTITION BY fault ORDER BY coalesce(claimed_at, '') DESC) AS place
            FROM {_HELD} WHERE {_IS_HELD}
        )
        SELECT fault, min(fault_since), count(*), max(CASE WHEN place = 1 THEN detail END) FROM held
        GROUP BY fault ORDER BY fault DESC
        """
    )
    return [
        MailProblem(Fault(fault), to_time(since), waiting, detail) for fault, since, waiting, detail in rows
    ]


def newest_to(db: Database, address: str, subscription_id: str) -> Delivery | None:
    """The newest message tried to an address, of one subscription if given.

    One that was never tried only if there is no other: in an archive restored from a backup, what was sent
    since is still waiting.
    """
    rows = db.query(
        f"""
        {_SELECT} WHERE d.address = ? COLLATE NOCASE AND ? IN ('', g.subscription)
        ORDER BY d.attempts > 0 DESC, d.id DESC LIMIT 1
        """,
        [address, subscription_id],
    )
    return next(map(_to_delivery, rows), None)


def mark_bounced(db: Database, delivery_id: int, answer: Answer) -> bool:
    """Note that a message was returned; False if that was known, or something worse."""
    changed = db.execute(
        "UPDATE deliveries SET bounce = :answer WHERE id = :id AND bounce NOT IN (:answer, 'refused')",
        {"answer": answer, "id": delivery_id},
    )
    return changed.rowcount == 1


def read(db: Database, limit: int) -> list[Delivery]:
    """The newest messages, newest first."""
    return [_to_delivery(row) for row in db.query(f"{_SELECT} ORDER BY d.id DESC LIMIT ?", [limit])]


def listed(db: Database, limit: int, state: DeliveryState | None = None) -> list[ListedMessage]:
    """The newest messages without their contents, newest first; of one state, but not SENT, if given."""
    # The second condition lets the index deliveries_unsent be used.
    condition = "WHERE d.state = ? AND d.state <> 'sent'" if state else ""
    values: list[str | int] = [state, limit] if state else [limit]
    return _listed(db, f"{_LISTED} {condition} ORDER BY d.id DESC LIMIT ?", values)


def of_subscription(db: Database, subscription: str, limit: int) -> list[ListedMessage]:
    """The same for one subscription, in the order in which its digests were composed."""
    order = "g.composed_at DESC, d.id DESC"
    return _listed(db, f"{_LISTED} WHERE g.subscription = ? ORDER BY {order} LIMIT ?", [subscription, limit])


_LISTED = """
    SELECT d.id, g.subscription, d.address, g.subject, g.period_end, d.state, d.detail
    FROM deliveries d JOIN digests g ON g.id = d.digest
"""


def _listed(db: Database, statement: str, values: Sequence[str | int]) -> list[ListedMessage]:
    return [
        ListedMessage(
            id=number,
            subscription_id=subscription,
            address=address,
            subject=subject,
            period_end=to_time(end),
            state=DeliveryState(state),
            detail=detail,
        )
        for number, subscription, address, subject, end, state, detail in db.execute(statement, values)
    ]


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
        failures=row["failures"],
        fault=Fault(row["fault"]) if row["fault"] else None,
        fault_since=to_optional_time(row["fault_since"]),
        doubts=row["doubts"],
        next_attempt_at=to_optional_time(row["next_attempt_at"]),
        sent_at=to_optional_time(row["sent_at"]),
        detail=row["detail"],
    )
