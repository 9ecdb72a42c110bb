"""`ListedMentions` in SQL."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from typing_extensions import override

from storage.contract import FoundListed, ListedMentions
from storage.sql.database import Connection
from storage.sql.indicators import listed_rows
from storage.sql.tables import articles, verdicts
from yaluwatch.model import ListedSet, StoredArticle

_OUTDATED = """
    FROM article_facets c JOIN articles a ON a.id = c.article
    LEFT JOIN listed_sets s ON s.article = a.id AND s.version = a.version
    WHERE c.is_relevant AND c.judged_version = a.version AND c.article > ?
    AND (s.state IS NOT ? OR s.rules IS NOT ?)
"""


class SqlListedMentions(ListedMentions):
    """Mentions in the tables listed_mentions, listed_sets and article_listed."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @override
    def of(self, article_ids: Sequence[int]) -> list[FoundListed]:
        with self._connection.read("reading who is listed") as db:
            return listed_rows.of_articles(db, article_ids)

    @override
    def by_entry(self, entry_id: int, *, limit: int = 20) -> list[FoundListed]:
        with self._connection.read(f"reading articles that name entry {entry_id}") as db:
            return listed_rows.of_entry(db, entry_id, limit)

    @override
    def outdated(self, state: int, rules: int, *, after: int = 0, limit: int = 200) -> list[StoredArticle]:
        with self._connection.read("looking for articles not matched with the lists") as db:
            found = db.query(
                f"""
                SELECT {articles.COLUMNS} FROM articles a
                JOIN versions v ON v.article = a.id AND v.number = a.version
                WHERE a.id IN (SELECT a.id {_OUTDATED} ORDER BY a.id LIMIT ?) ORDER BY a.id
                """,
                [after, state, rules, limit],
            )
            stored = [articles.to_stored(row) for row in found]
            judged = verdicts.newest(db, stored)
        return [replace(one, verdict=judged[one.id]) for one in stored]

    @override
    def count_outdated(self, state: int, rules: int) -> int:
        with self._connection.read("counting articles not matched with the lists") as db:
            return int(db.execute(f"SELECT count(*) {_OUTDATED}", [0, state, rules]).fetchone()[0])

    @override
    def add(self, found: Iterable[tuple[StoredArticle, ListedSet]]) -> None:
        with self._connection.write("adding who is listed") as db:
            for stored, one in found:
                listed_rows.add(db, stored.id, stored.version, one)
