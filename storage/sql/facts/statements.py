"""Statements on crossings in and out of the table border_statements, written with the facts."""

from storage.sql.database import Database
from yaluwatch.model import Fact, FactSet

_INSERT = """
    INSERT INTO border_statements (place, mode, state, day, date, known_on, article, version, number)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


def remove(db: Database, article_id: int, version: int) -> None:
    """Delete the statements of a version."""
    db.execute("DELETE FROM border_statements WHERE article = ? AND version = ?", [article_id, version])


def add(db: Database, article_id: int, version: int, found: FactSet) -> None:
    """Store the statements among the facts of a version."""
    said = [(number, fact) for number, fact in enumerate(found.facts, 1) if fact.kind == "status"]
    if not said:
        return
    known_on = _known_on(db, article_id, version)
    db.conn.executemany(
        _INSERT,
        [
            (fact.place, fact.mode, fact.state, day, fact.date, known_on, article_id, version, number)
            for number, fact in said
            if (day := _day(fact, known_on))
        ],
    )


def _known_on(db: Database, article_id: int, version: int) -> str:
    """The day from which readers could know a version: of its publication, of an edit the day it was read."""
    published, fetched = db.execute(
        """
        SELECT a.published_at, v.fetched_at FROM articles a JOIN versions v ON v.article = a.id
        WHERE a.id = ? AND v.number = ?
        """,
        [article_id, version],
    ).fetchone()
    return str(published if published and version == 1 else fetched)[:10]


def _day(fact: Fact, known_on: str) -> str:
    """The day on which it was so; "" of history without a date. Incomplete dates count from their start."""
    if not fact.is_past:
        return known_on
    day = "" if fact.date.startswith("-") else fact.date.partition("T")[0]
    return min(known_on, day + "-01-01"[len(day) - 4 :] if len(day) < 10 else day) if day else ""
