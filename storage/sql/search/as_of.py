"""Queries as of an earlier moment: what the archive knew then, materialised in temporary tables.

Only articles known then whose text or verdict has changed since are materialised. All others are read from
the current tables, leaving out those first seen later.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from storage.query import Query
from storage.sql.database import Connection, Database
from storage.sql.rows import time_text
from storage.sql.search.query_compiler import Matching, Tables, match
from storage.sql.tables import article_index

#: Temporary tables with the state as of the moment, shaped like the current ones.
PAST = Tables(
    index="temp.past_index",
    facets="temp.past_facets",
    topics="temp.past_topics",
    mentions="temp.past_mentions",
    articles="",
)

#: SQL for the version of articles that are read from the current tables.
NEWEST = "CAST(NULL AS BIGINT)"

# Each is run with the parameter :moment.
_STATEMENTS = (
    """
    CREATE TEMP TABLE past_facets (
        article INTEGER PRIMARY KEY, source TEXT, publisher TEXT, language TEXT, version INTEGER,
        relevance REAL, is_relevant INTEGER, verdict INTEGER
    )
    """,
    """
    CREATE TEMP TABLE past_topics (
        topic TEXT, article INTEGER, probability REAL, PRIMARY KEY (topic, article)
    )
    """,
    "CREATE INDEX past_topics_by_article ON past_topics (article)",
    """
    CREATE TEMP TABLE past_mentions (
        mention TEXT, kind TEXT, article INTEGER, PRIMARY KEY (mention, article)
    )
    """,
    # Articles known then and changed since, with the version and verdict of then.
    """
    INSERT INTO temp.past_facets
    WITH changed AS (
        SELECT article FROM versions WHERE number > 1 AND fetched_at > :moment
        UNION SELECT article FROM verdicts WHERE tagged_at > :moment
    )
    SELECT a.id, a.source, a.publisher, a.language,
           (SELECT max(number) FROM versions WHERE article = a.id AND fetched_at <= :moment),
           d.relevance, coalesce(d.is_relevant, 0), d.id
    FROM articles a LEFT JOIN verdicts d ON d.id = (
        SELECT max(id) FROM verdicts WHERE article = a.id AND tagged_at <= :moment
    )
    WHERE a.id IN (SELECT article FROM changed) AND a.first_seen_at <= :moment
    """,
    """
    INSERT INTO temp.past_topics
    SELECT t.value ->> 'topic', f.article, CAST(t.value ->> 'probability' AS DOUBLE PRECISION)
    FROM temp.past_facets f JOIN verdicts d ON d.id = f.verdict CROSS JOIN json_each(d.tags) t
    WHERE true ON CONFLICT DO NOTHING
    """,
    """
    INSERT INTO temp.past_mentions
    SELECT m.value ->> 'id', m.value ->> 'kind', f.article
    FROM temp.past_facets f JOIN verdicts d ON d.id = f.verdict CROSS JOIN json_each(d.mentions) m
    WHERE true ON CONFLICT DO NOTHING
    """,
)


@contextmanager
def at(connection: Connection, query: Query, doing: str) -> Iterator[Database]:
    """A connection to run the query on: with the temporary tables filled if it has `asof:`."""
    if query.as_of is None:
        with connection.read(doing) as db:
            yield db
    else:
        with connection.scratch(doing) as db:
            _materialise(db, query.as_of)
            yield db


@dataclass(frozen=True, slots=True)
class Part:
    """A disjoint part of the matching articles, and the tables to read them from."""

    matching: Matching
    tables: Tables
    #: SQL expression for a match's version number; NULL = the newest.
    version: str


def parts(db: Database, query: Query, *, with_facets: bool = False) -> list[Part]:
    """All matches in one part; with `asof:`, those unchanged since the moment and those changed since."""
    current = match(db, query, with_facets=with_facets)
    if query.as_of is None:
        return [Part(current, Tables(), NEWEST)]
    is_unchanged = f"""
        {current.condition} AND {current.column} NOT IN (SELECT article FROM temp.past_facets)
        AND EXISTS (SELECT 1 FROM articles k WHERE k.id = {current.column} AND k.first_seen_at <= :moment)
    """
    values = {**current.values, "moment": time_text(query.as_of)}
    past = match(db, query, PAST, with_facets=with_facets)
    version = f"(SELECT p.version FROM temp.past_facets p WHERE p.article = {past.column})"
    return [
        Part(replace(current, condition=is_unchanged, values=values), Tables(), NEWEST),
        Part(past, PAST, version),
    ]


def selection(db: Database, query: Query, more: str = "") -> tuple[str, dict[str, str | float]]:
    """A SELECT of `id` and `version` (NULL = the newest) of all matches, and its parameters.

    `more` is appended to the condition; `{column}` in it stands for the article id.
    """
    selects: list[str] = []
    values: dict[str, str | float] = {}
    for part in parts(db, query):
        found = part.matching
        what = f"{found.column} AS id, {part.version} AS version"
        selects.append(found.select(what, " " + more.format(column=found.column)))
        values |= found.values
    return " UNION ALL ".join(selects), values


def _materialise(db: Database, moment: datetime) -> None:
    for statement in _STATEMENTS:
        db.execute(statement, {"moment": time_text(moment)} if ":moment" in statement else ())
    db.text_index.create_past(db)
    texts = db.execute(
        """
        SELECT f.article, v.title, v.body, v.captions FROM temp.past_facets f
        CROSS JOIN versions v ON v.article = f.article AND v.number = f.version
        """
    )
    rows = ((article, *article_index.to_text(*columns).tokens()) for article, *columns in texts.fetchall())
    db.text_index.add(db, rows, index="temp.past_index")
