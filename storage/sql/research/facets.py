"""Counts of all facets at once, among the newest matches: each table is read once."""

from collections import Counter

from storage.contract import Count, Facet, FacetCounts
from storage.query import Query
from storage.sql.database import Database
from storage.sql.research import counts
from storage.sql.rows import AMONG_IDS, among
from storage.sql.search import hits, kept_counts, match

_COLUMNS = (Facet.SOURCE, Facet.PUBLISHER, Facet.LANGUAGE)
_MENTIONS = (Facet.PLACE, Facet.ACTOR, Facet.GOODS)
_OF_ARTICLES = f"""
    SELECT {", ".join(_COLUMNS)}, count(*) FROM article_facets WHERE article IN {AMONG_IDS} GROUP BY 1, 2, 3
"""
_OF_TOPICS = f"SELECT topic, count(*) FROM article_topics WHERE article IN {AMONG_IDS} GROUP BY 1"
_OF_MENTIONS = (
    f"SELECT kind, mention, count(*) FROM article_mentions WHERE article IN {AMONG_IDS} GROUP BY 1, 2"
)


def read(db: Database, query: Query, limit: int, newest: int) -> FacetCounts:
    """As `Research.facets`."""
    kept = kept_counts(query)
    if query.as_of is not None or (kept is not None and kept.is_any_day):
        values = {by: counts.facet(db, query, by, limit) for by in Facet}
        return FacetCounts(values, hits.count(db, query), is_all=True)
    matching = match(db, query)
    statement = matching.select(more=f" ORDER BY {matching.column} DESC LIMIT :newest")
    ids = [id_ for (id_,) in db.execute(statement, {**matching.values, "newest": newest + 1})]
    return FacetCounts(_values(db, ids[:newest], limit), min(len(ids), newest), is_all=len(ids) <= newest)


def _values(db: Database, ids: list[int], limit: int) -> dict[Facet, list[Count]]:
    chosen = [among(ids)]
    found: dict[Facet, Counter[str]] = {by: Counter() for by in Facet if by is not Facet.MONTH}
    for *row, number in db.execute(_OF_ARTICLES, chosen):
        for by, value in zip(_COLUMNS, row, strict=True):
            found[by][value] += number
    found[Facet.TOPIC].update(dict(db.execute(_OF_TOPICS, chosen).fetchall()))
    for kind, mention, number in db.execute(_OF_MENTIONS, chosen):
        if kind in _MENTIONS:
            found[Facet(kind)][mention] = number
    values = {by: counts.most_frequent(of, limit) for by, of in found.items()}
    return {by: counts.of_months(ids) if by is Facet.MONTH else values[by] for by in Facet}
