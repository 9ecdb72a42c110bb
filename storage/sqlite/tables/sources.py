"""The tables source_states and fetches: polling states, and the log of every poll and page."""

import json
from datetime import datetime

from sqlite_utils import Database

from storage.sqlite.rows import (
    Row,
    insert,
    json_text,
    optional_time_text,
    time_text,
    to_optional_time,
    upsert,
)
from yaluwatch.model import Fetch, Outcome, SourceState


def record(db: Database, fetch: Fetch) -> None:
    """Append a row to the fetch log."""
    row = {
        "source": fetch.source_id,
        "url": fetch.url,
        "kind": fetch.kind,
        "outcome": fetch.outcome,
        "at": time_text(fetch.at),
        "status": fetch.status,
        "size": fetch.size,
        "milliseconds": fetch.milliseconds,
        "announced": fetch.announced,
        "new": fetch.new,
        "detail": fetch.detail,
    }
    insert(db, "fetches", row)


def save_state(db: Database, state: SourceState) -> None:
    """Insert or replace a source's polling state."""
    row = {
        "source": state.source_id,
        "validators": json_text({url: list(pair) for url, pair in state.validators.items()}),
        "next_poll_at": optional_time_text(state.next_poll_at),
        "interval_minutes": state.interval_minutes,
        "failure_weight": state.failure_weight,
        "successes": state.successes,
        "last_polled_at": optional_time_text(state.last_polled_at),
        "last_outcome": state.last_outcome,
        "last_detail": state.last_detail,
        "last_ok_at": optional_time_text(state.last_ok_at),
        "last_new_at": optional_time_text(state.last_new_at),
        "newest_item_at": optional_time_text(state.newest_item_at),
        "silent_since": optional_time_text(state.silent_since),
    }
    upsert(db, "source_states", row, "source")


def states(db: Database) -> dict[str, SourceState]:
    """The polling state of every source polled so far, by source id."""
    return {row["source"]: _to_state(row) for row in db.query("SELECT * FROM source_states")}


def daily_new(db: Database, since: datetime) -> dict[str, dict[str, int]]:
    """New articles per source and day ("2026-11-24", UTC) since a time."""
    counts: dict[str, dict[str, int]] = {}
    rows = db.execute(
        """
        SELECT source, substr(first_seen_at, 1, 10), count(*) FROM articles
        WHERE first_seen_at >= ? GROUP BY 1, 2
        """,
        [time_text(since)],
    )
    for source, day, count in rows:
        counts.setdefault(source, {})[day] = count
    return counts


def _to_state(row: Row) -> SourceState:
    pairs = json.loads(row["validators"]).items()
    return SourceState(
        source_id=row["source"],
        validators={url: (etag, modified) for url, (etag, modified) in pairs},
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
    )
