"""Rows of the tables that say which articles name whom on sanctions lists, in and out."""

from collections.abc import Sequence
from typing import Any

from storage.contract import FoundListed
from storage.sql.database import Database
from storage.sql.indicators import list_rows
from storage.sql.rows import json_text, to_optional_time
from yaluwatch.model import ListedMention, ListedSet, full_text

_SELECT = """
    SELECT m.article, m.version, m.entry, m.start, m.length, m.how, a.url, v.title, v.body, a.publisher,
           a.published_at
"""
_JOINS = """
    JOIN articles a ON a.id = m.article
    JOIN versions v ON v.article = m.article AND v.number = m.version
"""


def add(db: Database, article_id: int, version: int, found: ListedSet) -> None:
    """Store the mentions of a version in place of those that were there; filters find the newest one."""
    key = [article_id, version]
    known = db.execute("SELECT 1 FROM listed_sets WHERE article = ? AND version = ?", key).fetchone()
    if known:
        db.execute("DELETE FROM listed_mentions WHERE article = ? AND version = ?", key)
    db.execute(
        """
        INSERT INTO listed_sets (article, version, state, rules) VALUES (?, ?, ?, ?)
        ON CONFLICT (article, version) DO UPDATE SET state = excluded.state, rules = excluded.rules
        """,
        [*key, found.state, found.rules],
    )
    db.conn.executemany(
        """
        INSERT INTO listed_mentions (article, version, number, entry, start, length, how)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """,
        [
            (article_id, version, number, one.entry, one.start, one.end - one.start, one.how)
            for number, one in enumerate(found.mentions, 1)
        ],
    )
    if known or version > 1 or found.mentions:
        _set_filter(db, article_id, version)


def _set_filter(db: Database, article_id: int, version: int) -> None:
    """The rows that filters read; those of an older version are left alone."""
    newest = db.execute("SELECT version FROM articles WHERE id = ?", [article_id]).fetchone()
    if newest is None or newest[0] != version:
        return
    db.execute("DELETE FROM article_listed WHERE article = ?", [article_id])
    db.execute(
        """
        INSERT INTO article_listed (authority, article)
        WITH named (details) AS (
            SELECT e.details FROM listed_mentions m JOIN list_entries e ON e.id = m.entry
            WHERE m.article = ?1 AND m.version = ?2
        )
        SELECT j.value, ?1 FROM named n, json_each(n.details, '$.authorities') j
        UNION SELECT 'any', ?1 FROM named
        """,
        [article_id, version],
    )


def of_articles(db: Database, ids: Sequence[int]) -> list[FoundListed]:
    """Mentions in the newest versions of articles, in the order of the ids, by position."""
    rows = db.execute(
        f"""
        {_SELECT} FROM json_each(?) w
        CROSS JOIN listed_mentions m ON m.article = CAST(w.value AS BIGINT) {_JOINS}
        WHERE m.version = a.version ORDER BY CAST(w.key AS BIGINT), m.number
        """,
        [json_text(list(ids))],
    ).fetchall()
    return _to_found(db, rows)


def of_entry(db: Database, entry: int, limit: int) -> list[FoundListed]:
    """The first mention of an entry in each article whose newest version has it, newest article first."""
    rows = db.execute(
        f"""
        {_SELECT} FROM listed_mentions m INDEXED BY listed_mentions_by_entry {_JOINS}
        WHERE m.entry = ? AND m.version = a.version AND m.number = (
            SELECT min(o.number) FROM listed_mentions o
            WHERE o.entry = m.entry AND o.article = m.article AND o.version = m.version
        ) ORDER BY m.article DESC LIMIT ?
        """,
        [entry, limit],
    ).fetchall()
    return _to_found(db, rows)


def _to_found(db: Database, rows: Sequence[tuple[Any, ...]]) -> list[FoundListed]:
    entries = list_rows.by_ids(db, {row[2] for row in rows})
    return [
        FoundListed(
            article_id=article,
            version=version,
            mention=ListedMention(entry, start, start + length, how),
            text=full_text(title, body)[start : start + length],
            entry=entries[entry],
            url=url,
            title=title,
            publisher=publisher,
            published_at=to_optional_time(published_at),
        )
        for article, version, entry, start, length, how, url, title, body, publisher, published_at in rows
    ]
