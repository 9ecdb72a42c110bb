"""What the archive knew at an earlier moment, laid out in temporary tables.

Only articles whose text or verdict has changed since are laid out; for the others today's tables
still tell the truth, up to those first seen later.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from sqlite_utils import Database

from storage.query import Query
from storage.sqlite.connection import Connection
from storage.sqlite.rows import time_text
from storage.sqlite.search.query_compiler import Matching, Tables, match
from storage.sqlite.tables import article_index

_PAST = Tables(
    index="temp.past_index",
    facets="temp.past_facets",
    topics="temp.past_topics",
    mentions="temp.past_mentions",
)

_LAYOUT = (
    """
    CREATE TEMP TABLE past_facets (
        article INTEGER PRIMARY KEY, source TEXT, publisher TEXT, language TEXT, version INTEGER,
        relevance REAL, is_relevant INTEGER, verdict INTEGER
    )
    """,
    """
    CREATE TEMP TABLE past_topics (
        topic TEXT, article INTEGER, probability REAL, PRIMARY KEY (topic, article)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX temp.past_topics_by_article ON past_topics (article)",
    """
    CREATE TEMP TABLE past_mentions (
        mention TEXT, kind TEXT, article INTEGER, PRIMARY KEY (mention, article)
    ) WITHOUT ROWID
    """,
    f"CREATE VIRTUAL TABLE temp.past_index {article_index.DEFINITION}",
    # Changed since, and known then.
    """
    INSERT INTO temp.past_facets
    SELECT a.id, a.source, a.publisher, a.language,
           (SELECT max(number) FROM versions WHERE article = a.id AND fetched_at <= :moment), NULL, 0,
           (SELECT max(id) FROM verdicts WHERE article = a.id AND tagged_at <= :moment)
    FROM articles a
    WHERE a.first_seen_at <= :moment AND a.id IN (
        SELECT article FROM versions WHERE number > 1 AND fetched_at > :moment
        UNION SELECT article FROM verdicts WHERE tagged_at > :moment
    )
    """,
    """
    UPDATE temp.past_facets SET (relevance, is_relevant) = (
        SELECT relevance, is_relevant FROM verdicts d WHERE d.id = verdict
    ) WHERE verdict IS NOT NULL
    """,
    """
    INSERT INTO temp.past_topics
    SELECT t.value ->> 'topic', f.article, t.value ->> 'probability'
    FROM temp.past_facets f JOIN verdicts d ON d.id = f.verdict, json_each(d.tags) t
    WHERE 1 ON CONFLICT DO NOTHING
    """,
    """
    INSERT INTO temp.past_mentions
    SELECT m.value ->> 'id', m.value ->> 'kind', f.article
    FROM temp.past_facets f JOIN verdicts d ON d.id = f.verdict, json_each(d.mentions) m
    WHERE 1 ON CONFLICT DO NOTHING
    """,
)


@contextmanager
def at(connection: Connection, query: Query, doing: str) -> Iterator[Database]:
    """The archive as the query wants it: now, or with its earlier state laid out."""
    if query.as_of is None:
        with connection.read(doing) as db:
            yield db
    else:
        with connection.scratch(doing) as db:
            _lay_out(db, query.as_of)
            yield db


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the matching articles, and where what was known of them stands. Two parts share none."""

    matching: Matching
    tables: Tables
    #: SQL for the version of a match, NULL for the newest.
    version: str


def parts(query: Query, *, with_facets: bool = False) -> list[Part]:
    """Today's matches; as of an earlier moment, those unchanged since and those that have changed."""
    now = match(query, with_facets=with_facets)
    if query.as_of is None:
        return [Part(now, Tables(), "NULL")]
    unchanged = f"""
        {now.condition} AND {now.column} NOT IN (SELECT article FROM temp.past_facets)
        AND EXISTS (SELECT 1 FROM articles k WHERE k.id = {now.column} AND k.first_seen_at <= :moment)
    """
    values = {**now.values, "moment": time_text(query.as_of)}
    then = match(query, _PAST, with_facets=with_facets)
    version = f"(SELECT p.version FROM temp.past_facets p WHERE p.article = {then.column})"
    return [
        Part(replace(now, condition=unchanged, values=values), Tables(), "NULL"),
        Part(then, _PAST, version),
    ]


def selection(query: Query, more: str = "") -> tuple[str, dict[str, str | float]]:
    """A SELECT of `id` and `version` (NULL = the newest), and its parameters.

    `more` is a further condition, in which `{column}` stands for the id.
    """
    selects: list[str] = []
    values: dict[str, str | float] = {}
    for part in parts(query):
        found = part.matching
        what = f"{found.column} AS id, {part.version} AS version"
        selects.append(found.select(what, " " + more.format(column=found.column)))
        values |= found.values
    return " UNION ALL ".join(selects), values


def _lay_out(db: Database, moment: datetime) -> None:
    values = {"moment": time_text(moment)}
    for statement in _LAYOUT:
        db.execute(statement, values if ":moment" in statement else {})
    texts = db.execute(
        """
        SELECT f.article, v.title, v.body FROM temp.past_facets f
        JOIN versions v ON v.article = f.article AND v.number = f.version
        """
    )
    for article, title, body in texts:
        article_index.add(db, article, title, body, index="temp.past_index")
