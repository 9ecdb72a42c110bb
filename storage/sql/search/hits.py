"""Search results and their number, in SQL."""

from collections.abc import Mapping
from dataclasses import dataclass

from storage.contract import Hit, Order
from storage.query import Query
from storage.sql import counts
from storage.sql.database import Database
from storage.sql.rows import to_optional_time, to_strings, to_time
from storage.sql.search import as_of
from storage.sql.search.query_compiler import Matching, counted, kept_counts, match

_TOPICS = "SELECT topic, probability FROM article_topics t WHERE t.article = a.id"
_PAST_TOPICS = f"""
    {_TOPICS} AND h.version IS NULL
    UNION ALL SELECT topic, probability FROM temp.past_topics t WHERE t.article = a.id
"""
_HITS = """
    SELECT a.id, a.url, v.title, v.body, a.language, a.source, a.publisher, a.published_at,
           a.first_seen_at, v.number, (
               SELECT json_group_array(topic) FROM (SELECT topic FROM ({topics}) ORDER BY probability DESC)
           ), v.captions
    FROM hits h CROSS JOIN articles a ON a.id = h.id
    JOIN versions v ON v.article = a.id AND v.number = coalesce(h.version, a.version)
    ORDER BY h.position
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which of the matching articles, as for `Search.find`."""

    limit: int
    offset: int
    order: Order
    #: Only ids below; None = all.
    before: int | None
    #: How many of the newest are ordered by relevance; None = all.
    ranked: int | None


def search(db: Database, query: Query, wanted: Wanted) -> list[Hit]:
    """The matching articles that are wanted, in their order."""
    found, values = _ordered(db, query, wanted)
    topics = _TOPICS if query.as_of is None else _PAST_TOPICS
    rows = db.execute(
        f"""
        WITH hits AS MATERIALIZED (
            SELECT id, version, row_number() OVER () AS position FROM ({found} LIMIT :limit OFFSET :offset)
        ) {_HITS.format(topics=topics)}
        """,
        {**values, "limit": wanted.limit, "offset": wanted.offset},
    )
    return [_to_hit(*row) for row in rows]


def _ordered(db: Database, query: Query, wanted: Wanted) -> tuple[str, dict[str, str | float]]:
    """A SELECT of `id` and `version` in order, and its parameters."""
    more = ""
    values: dict[str, str | float] = {}
    if wanted.before is not None:
        more, values = " AND {column} < :before", {"before": wanted.before}
    if wanted.order is Order.RELEVANCE and query.as_of is None:
        matching = match(db, query)
        if matching.rank:
            what = f"{matching.column} AS id, {as_of.NEWEST} AS version"
            more = more.format(column=matching.column)
            values = {**matching.values, **values}
            if wanted.ranked is not None:
                values |= {"oldest": _oldest(db, matching, more, values, wanted.ranked)}
                more += f" AND {matching.column} >= :oldest"
            return matching.select(what, f"{more} ORDER BY {matching.rank}"), values
    found, chosen = as_of.selection(db, query, more)
    return f"{found} ORDER BY 1 DESC", {**chosen, **values}


def _oldest(
    db: Database, matching: Matching, more: str, values: Mapping[str, str | float], ranked: int
) -> int:
    """The id of the last of so many newest matches; 0 if there are fewer."""
    statement = matching.select(more=f"{more} ORDER BY {matching.column} DESC LIMIT 1 OFFSET :ranked")
    found = db.execute(statement, {**values, "ranked": ranked - 1}).fetchone()
    return int(found[0]) if found else 0


def count(db: Database, query: Query, at_most: int | None = None) -> int:
    """The number of matching articles; where they have to be counted, at most this number."""
    if (values := counted(query)) is not None:
        return counts.total(db, *values)
    if (kept := kept_counts(query)) is not None:
        return sum(counts.days(db, kept.days, kept.topic).values())
    found, chosen = as_of.selection(db, query)
    if at_most is not None:
        # The newest first: a page has just read them.
        found += " ORDER BY 1 DESC LIMIT :at_most"
        chosen["at_most"] = at_most
    return int(db.execute(f"SELECT count(*) FROM ({found})", chosen).fetchone()[0])


def _to_hit(
    article_id: int,
    url: str,
    title: str,
    body: str,
    language: str,
    source: str,
    publisher: str,
    published_at: str | None,
    first_seen_at: str,
    version: int,
    topics: str,
    captions: str,
) -> Hit:
    return Hit(
        id=article_id,
        url=url,
        title=title,
        body=body,
        language=language,
        source_id=source,
        publisher=publisher,
        published_at=to_optional_time(published_at),
        first_seen_at=to_time(first_seen_at),
        topics=to_strings(topics),
        version=version,
        captions=to_strings(captions),
    )
