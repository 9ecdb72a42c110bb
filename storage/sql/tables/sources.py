"""The tables source_states, fetches and own_outages: polling states, the log of polls and pages, our outages.

Addresses in the log are masked; the full one of a feed with a key is in private_addresses.
"""

import json
from dataclasses import asdict
from datetime import datetime

from storage.contract import OwnOutage
from storage.sql.database import Database
from storage.sql.rows import (
    Row,
    insert,
    insert_numbered,
    json_text,
    optional_time_text,
    time_text,
    to_optional_time,
    to_time,
    upsert,
)
from yaluwatch.model import Fetch, Outcome, PollDigest, SourceState
from yaluwatch.shown import shown_url, without_secrets


def record(db: Database, fetch: Fetch) -> None:
    """Append a row to the fetch log."""
    row = {
        "source": fetch.source_id,
        "url": shown_url(fetch.url),
        "kind": fetch.kind,
        "outcome": fetch.outcome,
        "at": time_text(fetch.at),
        "status": fetch.status,
        "size": fetch.size,
        "milliseconds": fetch.milliseconds,
        "announced": fetch.announced,
        "new": fetch.new,
        "detail": without_secrets(fetch.detail),
    }
    if row["url"] == fetch.url:
        insert(db, "fetches", row)
    else:
        number = insert_numbered(db, "fetches", row)
        insert(db, "private_addresses", {"fetch": number, "url": fetch.url})


def save_state(db: Database, state: SourceState) -> None:
    """Insert or replace a source's polling state."""
    row = {
        "source": state.source_id,
        "validators": json_text({url: list(pair) for url, pair in state.validators.items()}),
        "poll_digests": json_text({url: asdict(digest) for url, digest in state.poll_digests.items()}),
        "next_poll_at": optional_time_text(state.next_poll_at),
        "interval_minutes": state.interval_minutes,
        "failure_weight": state.failure_weight,
        "successes": state.successes,
        "last_polled_at": optional_time_text(state.last_polled_at),
        "last_outcome": state.last_outcome,
        "last_detail": without_secrets(state.last_detail),
        "last_ok_at": optional_time_text(state.last_ok_at),
        "last_new_at": optional_time_text(state.last_new_at),
        "newest_item_at": optional_time_text(state.newest_item_at),
        "silent_since": optional_time_text(state.silent_since),
        "moved": json_text({url: list(pair) for url, pair in state.moved.items()}),
        "announced": json_text({url: list(keys) for url, keys in state.announced.items()}),
        "missed_at": optional_time_text(state.missed_at),
        "date_order": state.date_order,
    }
    upsert(db, "source_states", row, "source")


def states(db: Database) -> dict[str, SourceState]:
    """The polling state of every source polled so far, by source id."""
    return {row["source"]: _to_state(row) for row in db.query("SELECT * FROM source_states")}


def state(db: Database, source_id: str) -> SourceState:
    """A source's polling state; the empty state when it was never polled."""
    rows = db.query("SELECT * FROM source_states WHERE source = ?", [source_id])
    return next((_to_state(row) for row in rows), SourceState(source_id=source_id))


def daily_new(db: Database, source_id: str, since: datetime) -> dict[str, int]:
    """New articles of a source per day ("2026-11-24", UTC) since a time."""
    rows = db.execute(
        """
        SELECT substr(first_seen_at, 1, 10), count(*)
        FROM articles INDEXED BY articles_by_age
        WHERE source = ? AND first_seen_at >= ? AND NOT is_backfilled GROUP BY 1
        """,
        [source_id, time_text(since)],
    )
    return dict(rows.fetchall())


def own_outages(db: Database, since: datetime) -> list[OwnOutage]:
    """The outages of our own connection that last or ended at or after a time, oldest first."""
    rows = db.query(
        "SELECT * FROM own_outages WHERE ended_at IS NULL OR ended_at >= ? ORDER BY began_at",
        [time_text(since)],
    )
    return [_to_outage(row) for row in rows]


def begin_own_outage(db: Database, at: datetime) -> None:
    """Record the beginning of an outage, unless one lasts."""
    db.execute("INSERT INTO own_outages (began_at) VALUES (?) ON CONFLICT DO NOTHING", [time_text(at)])


def end_own_outage(db: Database, at: datetime) -> OwnOutage | None:
    """Record the end of the outage that lasts; None if there is none.

    It never ends before it began, even if the clock was put back.
    """
    rows = db.query(
        "UPDATE own_outages SET ended_at = max(began_at, ?) WHERE ended_at IS NULL RETURNING *",
        [time_text(at)],
    )
    return next((_to_outage(row) for row in rows), None)


def _to_outage(row: Row) -> OwnOutage:
    return OwnOutage(to_time(row["began_at"]), to_optional_time(row["ended_at"]))


def _to_state(row: Row) -> SourceState:
    pairs = json.loads(row["validators"]).items()
    digests = json.loads(row["poll_digests"]).items()
    return SourceState(
        source_id=row["source"],
        validators={url: (etag, modified) for url, (etag, modified) in pairs},
        poll_digests={url: PollDigest(**digest) for url, digest in digests},
        next_poll_at=to_optional_time(row["next_poll_at"]),
        interval_minutes=row["interval_minutes"],
        failure_weight=row["failure_weight"],
        successes=row["successes"],
        last_polled_at=to_optional_time(row["last_polled_at"]),
        last_outcome=Outcome(row["last_outcome"]) if row["last_outcome"] else None,
        last_detail=row["last_detail"],
        last_ok_at=to_optional_time(row["last_ok_at"]),
        last_new_at=to_optional_time(row["last_new_at"]),
        newest_item_at=to_optional_time(row["newest_item_at"]),
        silent_since=to_optional_time(row["silent_since"]),
        moved={url: (target, count) for url, (target, count) in json.loads(row["moved"]).items()},
        announced={url: tuple(keys) for url, keys in json.loads(row["announced"]).items()},
        missed_at=to_optional_time(row["missed_at"]),
        date_order=row["date_order"],
    )
