"""`Verdicts` in SQL."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from typing_extensions import override

from storage.contract import Verdicts
from storage.sql import facts, ledger
from storage.sql.counts import CountChanges
from storage.sql.database import Connection, Database
from storage.sql.facts import Names
from storage.sql.indicators import listed_rows
from storage.sql.tables import articles, verdicts
from yaluwatch.model import (
    StoredArticle,
    Verdict,
)


class SqlVerdicts(Verdicts):
    """Verdicts in the table verdicts; ids are assigned inside the write lock, so in commit order."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @override
    def untagged(self, limit: int) -> list[StoredArticle]:
        with self._connection.read("looking for untagged articles") as db:
            return verdicts.untagged(db, limit)

    @override
    def add(self, judged: Iterable[tuple[StoredArticle, Verdict]], at: datetime) -> None:
        with self._connection.write("adding verdicts") as db:
            changes = CountChanges()
            store(db, judged, at, changes)
            changes.write(db)

    @override
    def watermark(self) -> int:
        with self._connection.read("reading verdicts") as db:
            return verdicts.last_grouped(db)

    @override
    def outdated(self, classifier: str, *, after: int = 0, limit: int = 200) -> list[StoredArticle]:
        with self._connection.read("looking for verdicts of other classifiers") as db:
            rows = db.query(
                f"""
                SELECT {articles.COLUMNS} FROM articles a
                JOIN versions v ON v.article = a.id AND v.number = a.version
                WHERE a.id > ? AND ? != (
                    SELECT d.classifier FROM verdicts d
                    WHERE d.article = a.id AND d.version = a.version ORDER BY d.id DESC LIMIT 1
                ) ORDER BY a.id LIMIT ?
                """,
                [after, classifier, limit],
            )
            found = [articles.to_stored(row) for row in rows]
            judged = verdicts.newest(db, found)
        return [replace(stored, verdict=judged[stored.id]) for stored in found]

    @override
    def count_outdated(self, classifier: str) -> int:
        with self._connection.read("counting verdicts of other classifiers") as db:
            found = db.execute(
                """
                SELECT count(*) FROM articles a WHERE ? != (
                    SELECT d.classifier FROM verdicts d
                    WHERE d.article = a.id AND d.version = a.version ORDER BY d.id DESC LIMIT 1
                )
                """,
                [classifier],
            )
            return int(found.fetchone()[0])


def store(
    db: Database, judged: Iterable[tuple[StoredArticle, Verdict]], at: datetime, changes: CountChanges
) -> None:
    """Store verdicts with their facts, append them to the ledger, and collect the counts."""
    names = Names(db)
    added = verdicts.add_all(db, judged, at, changes)
    for _, article, verdict in added:
        if verdict.facts is not None:
            facts.add(db, names, article.id, article.version, verdict.facts)
        if verdict.listed is not None:
            listed_rows.add(db, article.id, article.version, verdict.listed)
    ledger.add_verdicts(db, [number for number, _, _ in added])
