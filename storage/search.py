"""Full-text search and counts over the newest versions."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlite_utils import Database

from storage.matching import match
from storage.query import Query
from storage.rows import Row, to_optional_time, to_strings, to_time


class Order(StrEnum):
    """In which order hits come."""

    NEWEST = "newest"
    #: By BM25, words in the title counting five times; newest first where no words were asked for.
    RELEVANCE = "relevance"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One line of a result list."""

    id: int
    url: str
    title: str
    body: str
    language: str
    source_id: str
    publisher: str
    published_at: datetime | None
    first_seen_at: datetime
    #: Topics of the newest verdict, most probable first.
    topics: tuple[str, ...]
    #: Which version this is, counted from 1.
    version: int = 1


_HITS = """
    SELECT a.id, a.url, a.language, a.source, a.publisher, a.published_at, a.first_seen_at,
           a.version, v.title, v.body, (
               SELECT json_group_array(topic) FROM (
                   SELECT topic FROM article_topics t WHERE t.article = a.id ORDER BY probability DESC
               )
           ) AS topics
    FROM hits h CROSS JOIN articles a ON a.id = h.id
    JOIN versions v ON v.article = a.id AND v.number = a.version
    ORDER BY h.place
"""


def search(
    db: Database, query: Query, *, limit: int, offset: int = 0, order: Order = Order.NEWEST
) -> list[Hit]:
    """Matching articles in the order asked for."""
    matching = match(query)
    key = matching.rank if order is Order.RELEVANCE and matching.rank else f"{matching.column} DESC"
    found = matching.select(more=f" ORDER BY {key} LIMIT :limit OFFSET :offset")
    rows = db.query(
        f"WITH hits AS MATERIALIZED (SELECT id, row_number() OVER () AS place FROM ({found})) {_HITS}",
        {**matching.values, "limit": limit, "offset": offset},
    )
    return [_to_hit(row) for row in rows]


def count(db: Database, query: Query) -> int:
    """How many articles match."""
    matching = match(query)
    return int(db.execute(matching.select("count(*)"), dict(matching.values)).fetchone()[0])


def _to_hit(row: Row) -> Hit:
    return Hit(
        id=row["id"],
        url=row["url"],
        title=row["title"],
        body=row["body"],
        language=row["language"],
        source_id=row["source"],
        publisher=row["publisher"],
        published_at=to_optional_time(row["published_at"]),
        first_seen_at=to_time(row["first_seen_at"]),
        topics=to_strings(row["topics"]),
        version=row["version"],
    )
