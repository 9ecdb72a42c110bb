"""Retention: dropping old raw pages, fetch log rows and sent messages; articles are kept."""

from datetime import datetime

from storage.contract import Dropped, Retention
from storage.pages import PageStore
from storage.sql import ledger
from storage.sql.database import Database
from storage.sql.rows import time_text


def drop(db: Database, rule: Retention, now: datetime) -> Dropped:
    """Drop from the tables; call `delete_files` with the result once that is committed."""
    pages, files = _drop_pages(db, rule.pages, now) if rule.pages else (0, ())
    fetches = messages = 0
    if rule.fetches:
        fetches = db.execute("DELETE FROM fetches WHERE at < ?", [time_text(rule.fetches)]).rowcount
    if rule.messages:
        messages = db.execute(
            "UPDATE deliveries SET content = ? WHERE state = 'sent' AND sent_at < ? AND length(content) > 0",
            [b"", time_text(rule.messages)],
        ).rowcount
    return Dropped(pages=pages, fetches=fetches, messages=messages, files=files)


def delete_files(store: PageStore, dropped: Dropped) -> None:
    """Delete the files of dropped pages."""
    for name in dropped.files:
        store.delete(name)


def _drop_pages(db: Database, before: datetime, now: datetime) -> tuple[int, tuple[str, ...]]:
    """Drop whole UTC days, because a file holds the pages of one source and day."""
    day = time_text(min(before, now))[:10]
    old = "fetched_at < ? AND dropped_at IS NULL"
    files = db.execute(f"SELECT DISTINCT file FROM pages WHERE {old} ORDER BY file", [day]).fetchall()
    count = db.execute(f"UPDATE pages SET dropped_at = ? WHERE {old}", [time_text(now), day]).rowcount
    if count:
        ledger.add_dropped(db, time_text(now))
    return count, tuple(name for (name,) in files)
