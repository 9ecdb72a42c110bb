"""Full-text search and counts over the newest versions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from storage import tokens
from storage.articles import IDS_PER_SECOND
from storage.query import Query
from storage.rows import Row, json_text, to_optional_time, to_strings, to_time

#: Filter of a query → the articles it lets through, up to the column that holds its values.
_FILTERS = {
    "topics": "SELECT article FROM article_topics WHERE topic",
    "places": "SELECT article FROM article_mentions WHERE kind = 'place' AND mention",
    "languages": "SELECT id FROM articles WHERE language",
    "sources": "SELECT id FROM articles WHERE source",
}


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


def search(db: Database, query: Query, *, limit: int, offset: int = 0) -> list[Hit]:
    """Matching articles, newest first."""
    conditions, values = _conditions(query)
    rows = db.query(
        f"""
        SELECT a.id, a.url, a.language, a.source, a.publisher, a.published_at, a.first_seen_at,
               v.title, v.body, (
                   SELECT json_group_array(topic) FROM (
                       SELECT topic FROM article_topics t WHERE t.article = a.id ORDER BY probability DESC
                   )
               ) AS topics
        FROM articles a JOIN versions v ON v.article = a.id AND v.number = a.version
        WHERE a.id IN (
            SELECT i.id FROM ({conditions}) i ORDER BY i.id DESC LIMIT :limit OFFSET :offset
        ) ORDER BY a.id DESC
        """,
        values | {"limit": limit, "offset": offset},
    )
    return [_to_hit(row) for row in rows]


def count(db: Database, query: Query) -> int:
    """How many articles match."""
    conditions, values = _conditions(query)
    return int(db.execute(f"SELECT count(*) FROM ({conditions})", values).fetchone()[0])


def _conditions(query: Query) -> tuple[str, dict[str, Any]]:
    """A SELECT of matching ids and its parameters; typed words reach FTS5 only as quoted tokens."""
    wanted = [phrase for word in query.words if (phrase := _phrase(word))]
    unwanted = [phrase for word in query.without if (phrase := _phrase(word))]
    values: dict[str, Any] = {"wanted": " AND ".join(wanted), "unwanted": " OR ".join(unwanted)}
    column = "rowid" if wanted else "id"
    parts = [_start(query, wanted)]
    if unwanted:
        parts.append(f"{column} NOT IN (SELECT rowid FROM article_index WHERE article_index MATCH :unwanted)")
    if query.after:
        parts.append(f"{column} >= :after")
        values["after"] = int(query.after.timestamp()) * IDS_PER_SECOND
    if query.before:
        parts.append(f"{column} < :before")
        values["before"] = int(query.before.timestamp()) * IDS_PER_SECOND
    if query.only_relevant:
        parts.append(f"{column} IN (SELECT article FROM relevant_articles)")
    for field, select in _FILTERS.items():
        if chosen := getattr(query, field):
            values[field] = json_text(chosen)
            parts.append(f"{column} IN ({select} IN (SELECT value FROM json_each(:{field})))")
    return " AND ".join(parts), values


def _start(query: Query, wanted: Sequence[str]) -> str:
    if wanted:
        return "SELECT rowid AS id FROM article_index WHERE article_index MATCH :wanted"
    # Where only punctuation was typed, nothing can match it.
    return f"SELECT id FROM articles WHERE {0 if query.words else 1}"


def _phrase(word: str) -> str:
    is_prefix = word.endswith("*")
    return tokens.phrase(word.rstrip("*"), prefix=is_prefix)


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
    )
