"""Matching articles as flat records for exports, streamed in constant memory."""

from collections.abc import Iterator

from sqlite_utils import Database

from storage.contract import Record
from storage.query import Query
from storage.sqlite.rows import Row, json_text, to_optional_time, to_strings, to_time
from storage.sqlite.search import Tables, as_of

# Ids are read this many at a time, so that a long export does not block the writer's WAL checkpoints.
CHUNK = 500


def _verdict_columns(tables: Tables) -> str:
    """SQL for relevance, topics and places of an article `a`."""
    return f"""
        (SELECT relevance FROM {tables.facets} f WHERE f.article = a.id) AS relevance,
        (SELECT json_group_array(topic) FROM (
            SELECT topic FROM {tables.topics} t WHERE t.article = a.id ORDER BY probability DESC
        )) AS topics,
        (SELECT json_group_array(mention) FROM (
            SELECT mention FROM {tables.mentions} m WHERE m.article = a.id AND m.kind = 'place' ORDER BY
            mention
        )) AS places
    """


_STATEMENT = """
    SELECT a.id, v.number AS version, a.url, a.language, a.source, a.publisher, a.published_at,
           a.first_seen_at, a.missing_since, v.title, v.body, v.authors, v.section, v.fetched_at,
           v.content_sha256, v.captions, v.organisation, v.is_partial, coalesce(p.sha256, '') AS page_sha256,
           (SELECT story FROM story_articles s WHERE s.article = a.id) AS story, {verdict}
    FROM json_each(:chosen) h CROSS JOIN articles a ON a.id = h.value ->> 0
    JOIN versions v ON v.article = a.id AND v.number = coalesce(h.value ->> 1, a.version)
    LEFT JOIN pages p ON p.id = v.page
"""


def read(db: Database, query: Query) -> Iterator[Record]:
    """Every matching article, newest first."""
    before = 1 << 62
    found, values = as_of.selection(query, more="AND {column} < :before")
    while True:
        chosen = db.execute(f"{found} ORDER BY 1 DESC LIMIT {CHUNK}", {**values, "before": before}).fetchall()
        yield from _details(db, chosen)
        if len(chosen) < CHUNK:
            return
        before = chosen[-1][0]


def _details(db: Database, chosen: list[tuple[int, int | None]]) -> Iterator[Record]:
    """The records of (article id, version) pairs, in order; version None = the newest, with current data."""
    current = [pair for pair in chosen if pair[1] is None]
    past = [pair for pair in chosen if pair[1] is not None]
    rows = {}
    for pairs, tables in ((current, Tables()), (past, as_of.PAST)):
        if pairs:
            statement = _STATEMENT.format(verdict=_verdict_columns(tables))
            found = db.query(statement, {"chosen": json_text(pairs)})
            rows.update({row["id"]: row for row in found})
    yield from (_to_record(rows[article]) for article, _ in chosen)


def _to_record(row: Row) -> Record:
    return Record(
        id=row["id"],
        version=row["version"],
        url=row["url"],
        title=row["title"],
        body=row["body"],
        language=row["language"],
        source_id=row["source"],
        publisher=row["publisher"],
        authors=to_strings(row["authors"]),
        section=row["section"],
        published_at=to_optional_time(row["published_at"]),
        first_seen_at=to_time(row["first_seen_at"]),
        fetched_at=to_time(row["fetched_at"]),
        removed_at=to_optional_time(row["missing_since"]),
        relevance=row["relevance"],
        topics=to_strings(row["topics"]),
        places=to_strings(row["places"]),
        story_id=row["story"],
        content_sha256=row["content_sha256"],
        page_sha256=row["page_sha256"],
        captions=to_strings(row["captions"]),
        organisation=row["organisation"],
        is_partial=bool(row["is_partial"]),
    )
