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


def add(db: Database, article_id: int, version: int, found: FactSet, known_on: str) -> None:
    """Store the statements among the facts of a version that readers could know from a day on."""
    said = [(number, fact) for number, fact in enumerate(found.facts, 1) if fact.kind == "status"]
    if not said:
        return
    db.conn.executemany(
        _INSERT,
        [
            (fact.place, fact.mode, fact.state, day, fact.date, known_on, article_id, version, number)
            for number, fact in said
            if (day := _day(fact, known_on))
        ],
    )


def _day(fact: Fact, known_on: str) -> str:
    """The day on which it was so; "" of history without a date. Incomplete dates count from their start."""
    if not fact.is_past:
        return known_on
    day = "" if fact.date.startswith("-") else fact.date.partition("T")[0]
    return min(known_on, day + "-01-01"[len(day) - 4 :] if len(day) < 10 else day) if day else ""
