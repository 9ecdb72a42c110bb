"""`Facts` in SQL."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from typing_extensions import override

from storage.contract import FactPage, FactQuery, Facts, FoundFact
from storage.sql.database import Connection
from storage.sql.facts import rows
from storage.sql.rows import AMONG, among
from storage.sql.search import as_of
from storage.sql.tables import articles, verdicts
from yaluwatch.errors import ArchiveError
from yaluwatch.model import FactSet, StoredArticle

# Articles are looked through this many at a time, so that a long search does not block the writer's WAL
# checkpoints.
_CHUNK = 500
# Articles that a page, or a few facts, begin with, and the most that a page looks through.
_FIRST_CHUNK = 20
_MAX_LOOKED_THROUGH = 10_000
# Above the id of any article.
_NO_ARTICLE = 1 << 62

_OUTDATED = """
    FROM article_facets c JOIN articles a ON a.id = c.article
    LEFT JOIN fact_sets s ON s.article = a.id AND s.version = a.version
    WHERE c.is_relevant AND c.judged_version = a.version AND c.article > ? AND s.rules IS NOT ?
"""


class SqlFacts(Facts):
    """Facts in the table facts; names are numbers and texts are positions there."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @override
    def of(self, article_id: int, version: int = 0) -> list[FoundFact]:
        with self._connection.read(f"reading facts of article {article_id}") as db:
            newest = db.execute("SELECT version FROM articles WHERE id = ?", [article_id]).fetchone()
            if newest is None or not 0 <= version <= newest[0]:
                which = f"version {version} of article {article_id}" if newest else f"article {article_id}"
                raise ArchiveError(f"there is no {which}; `yalu search` prints the numbers")
            return rows.of_version(db, article_id, version or newest[0])

    @override
    def among(self, article_ids: Sequence[int], kinds: Sequence[str] = ()) -> list[FoundFact]:
        condition, wanted = _condition(FactQuery(kinds=tuple(kinds)))
        with self._connection.read("reading facts of articles") as db:
            return rows.of_articles(db, condition, wanted, article_ids)

    @override
    def find(self, query: FactQuery, *, limit: int | None = None) -> Iterator[FoundFact]:
        if query.articles.as_of is not None:
            raise ArchiveError("facts can't be searched with asof:; leave it out, or use `yalu search`")
        left = -1 if limit is None else limit
        before, size = _NO_ARTICLE, _CHUNK if limit is None else _FIRST_CHUNK
        while left != 0:
            ids, facts = self._chunk(query, before, size)
            yield from facts[:left] if left > 0 else facts
            left = max(0, left - len(facts)) if left > 0 else left
            if len(ids) < size:
                return
            before = ids[-1]
            size = min(2 * size, _CHUNK)

    @override
    def page(self, query: FactQuery, *, limit: int, after: tuple[int, int] | None = None) -> FactPage:
        if query.articles.as_of is not None:
            raise ArchiveError("facts can't be searched with asof:; leave it out")
        found: list[FoundFact] = []
        # The article of the last fact may have more of them.
        before = _NO_ARTICLE if after is None else after[0] + 1
        size, left = _FIRST_CHUNK, _MAX_LOOKED_THROUGH
        while left > 0:
            ids, facts = self._chunk(query, before, size)
            found += [fact for fact in facts if after is None or _is_after(fact, after)]
            if len(found) > limit:
                last = found[limit - 1]
                return FactPage(facts=found[:limit], next=(last.article_id, last.number))
            if len(ids) < size:
                return FactPage(facts=found, next=None)
            before = ids[-1]
            left -= size
            size = min(2 * size, _CHUNK)
        return FactPage(facts=found, next=(before, _NO_ARTICLE))

    def _chunk(self, query: FactQuery, before: int, size: int) -> tuple[list[int], list[FoundFact]]:
        """The ids of the newest matching articles below an id, and their facts."""
        condition, wanted = _condition(query)
        with self._connection.read("looking for facts") as db:
            found, values = as_of.selection(db, query.articles, more="AND {column} < :before")
            chosen = db.execute(f"{found} ORDER BY 1 DESC LIMIT {size}", {**values, "before": before})
            ids = [row[0] for row in chosen]
            return ids, rows.of_articles(db, condition, wanted, ids)

    @override
    def outdated(self, rules: int, *, after: int = 0, limit: int = 200) -> list[StoredArticle]:
        with self._connection.read("looking for articles without facts") as db:
            found = db.query(
                f"""
                SELECT {articles.COLUMNS} FROM articles a
                JOIN versions v ON v.article = a.id AND v.number = a.version
                WHERE a.id IN (SELECT a.id {_OUTDATED} ORDER BY a.id LIMIT ?) ORDER BY a.id
                """,
                [after, rules, limit],
            )
            stored = [articles.to_stored(row) for row in found]
            judged = verdicts.newest(db, stored)
        return [replace(one, verdict=judged[one.id]) for one in stored]

    @override
    def count_outdated(self, rules: int) -> int:
        with self._connection.read("counting articles without facts") as db:
            return int(db.execute(f"SELECT count(*) {_OUTDATED}", [0, rules]).fetchone()[0])

    @override
    def add(self, read: Iterable[tuple[StoredArticle, FactSet]]) -> None:
        with self._connection.write("adding facts") as db:
            names = rows.Names(db)
            for stored, found in read:
                rows.add(db, names, stored.id, stored.version, found)


def _is_after(found: FoundFact, after: tuple[int, int]) -> bool:
    article, number = after
    return found.article_id < article or (found.article_id == article and found.number > number)


def _condition(query: FactQuery) -> tuple[str, list[str]]:
    """SQL for the rows of facts `f` that meet the query, and its parameters."""
    wanted = {
        "kind": query.kinds,
        "good": query.goods,
        "place": query.places,
        "actor": query.actors,
        "unit": query.units,
        "direction": query.directions,
    }
    parts = [
        f"AND f.{column} IN (SELECT id FROM fact_names WHERE name IN {AMONG})"
        for column, names in wanted.items()
        if names
    ]
    return " ".join(parts), [among(names) for names in wanted.values() if names]
