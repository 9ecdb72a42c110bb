"""Matching articles as flat records for exports, streamed in constant memory."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from storage.contract import Record
from storage.exports import as_json
from storage.query import Query
from storage.sql.database import Database
from storage.sql.rows import json_text, to_list, to_optional_time, to_strings, to_time
from storage.sql.search import Tables, as_of
from storage.sql.tables import reference
from yaluwatch.model import full_text

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
    FROM json_each(:chosen) h CROSS JOIN articles a ON a.id = CAST(h.value ->> 0 AS BIGINT)
    JOIN versions v ON v.article = a.id AND v.number = coalesce(CAST(h.value ->> 1 AS BIGINT), a.version)
    LEFT JOIN pages p ON p.id = v.page
"""

_FACT_NAMES = ("value", "high", "date", "unit", "per", "good", "place", "direction")
# The text of a claim is its speaker: its sentence is in the body.
_FACTS = f"""
    WITH claim (id) AS (SELECT id FROM fact_names WHERE name = 'claim')
    SELECT f.article, (SELECT name FROM fact_names n WHERE n.id = f.kind),
           iif(f.kind = c.id, f.speaker_start, f.start), iif(f.kind = c.id, f.speaker_length, f.length),
           f.value, f.high, f.date,
           {", ".join(f"(SELECT name FROM fact_names n WHERE n.id = f.{name})" for name in _FACT_NAMES[3:])}
    FROM json_each(?) w
    JOIN facts f ON f.article = CAST(w.value ->> 0 AS BIGINT) AND f.version = CAST(w.value ->> 1 AS BIGINT)
    LEFT JOIN claim c ON 1 = 1
    ORDER BY CAST(w.key AS BIGINT), f.number
"""
_LISTED_NAMES = ("name", "kind", "imo", "list", "authorities", "since", "until", "how")
_LISTED = """
    SELECT m.article, e.name, e.kind, nullif(e.imo, ''), l.name, e.details ->> 'authorities',
           nullif(e.listed_on, ''), substr(e.gone_at, 1, 10), m.how
    FROM json_each(?) w
    JOIN listed_mentions m
        ON m.article = CAST(w.value ->> 0 AS BIGINT) AND m.version = CAST(w.value ->> 1 AS BIGINT)
    JOIN list_entries e ON e.id = m.entry JOIN lists l ON l.id = e.list
    ORDER BY CAST(w.key AS BIGINT), m.number
"""
_CONTRADICTION_NAMES = (
    "contradiction", "reason", "text", "sentence", "start", "other_text", "other_sentence", "other_start",
)  # fmt: skip
_CONTRADICTIONS = """
    SELECT c.article, c.kind, c.reason, c.text, c.sentence, c.start, c.other_text, c.other_sentence,
           c.other_start
    FROM json_each(?) w
    JOIN contradictions c
        ON c.article = CAST(w.value ->> 0 AS BIGINT) AND c.version = CAST(w.value ->> 1 AS BIGINT)
    ORDER BY CAST(w.key AS BIGINT), c.number
"""


def read(db: Database, query: Query) -> Iterator[Record]:
    """Every matching article, newest first."""
    before = 1 << 62
    found, values = as_of.selection(db, query, more="AND {column} < :before")
    while True:
        chosen = db.execute(f"{found} ORDER BY 1 DESC LIMIT {CHUNK}", {**values, "before": before}).fetchall()
        yield from _details(db, chosen)
        if len(chosen) < CHUNK:
            return
        before = chosen[-1][0]


def one(db: Database, article_id: int, version: int) -> Record | None:
    """One version of an article, with the topics of today."""
    statement = _STATEMENT.format(verdict=_verdict_columns(Tables()))
    row = db.execute(statement, {"chosen": json_text([[article_id, version]])}).fetchone()
    if row is None:
        return None
    return next(_with_rows(db, [row]))


def _details(db: Database, chosen: list[tuple[int, int | None]]) -> Iterator[Record]:
    """The records of (article id, version) pairs, in order; version None = the newest, with current data."""
    current = [pair for pair in chosen if pair[1] is None]
    past = [pair for pair in chosen if pair[1] is not None]
    rows = {}
    for pairs, tables in ((current, Tables()), (past, as_of.PAST)):
        if pairs:
            statement = _STATEMENT.format(verdict=_verdict_columns(tables))
            found = db.execute(statement, {"chosen": json_text(pairs)})
            rows.update({row[0]: row for row in found})
    yield from _with_rows(db, [rows[article] for article, _ in chosen])


def _with_rows(db: Database, rows: Sequence[tuple[Any, ...]]) -> Iterator[Record]:
    """The records of rows of `_STATEMENT`, in their order, with what was read from the versions."""
    versions = json_text([row[:2] for row in rows])
    facts, listed, contradictions = (
        _facts(db, rows, versions),
        _listed(db, versions),
        _contradictions(db, versions),
    )
    for row in rows:
        article = row[0]
        yield _to_record(
            row, facts.get(article, ()), listed.get(article, ()), contradictions.get(article, ())
        )


def _facts(db: Database, rows: Iterable[tuple[Any, ...]], versions: str) -> dict[int, tuple[str, ...]]:
    """The facts of the versions of rows as JSON, by article; `versions` are [article, version] in JSON."""
    parts = {row[0]: (row[9], row[10]) for row in rows}
    texts: dict[int, str] = {}
    found: dict[int, list[str]] = {}
    for article, kind, start, length, *values in db.execute(_FACTS, [versions]):
        if article not in texts:
            texts[article] = full_text(*parts[article])
        text = texts[article][start : start + length]
        found.setdefault(article, []).append(as_json(kind, text, dict(zip(_FACT_NAMES, values, strict=True))))
    return {article: tuple(facts) for article, facts in found.items()}


def _listed(db: Database, versions: str) -> dict[int, tuple[str, ...]]:
    """Whom of sanctions lists these versions name as JSON, by article."""
    found: dict[int, list[str]] = {}
    for article, *values in db.execute(_LISTED, [versions]):
        named = dict(zip(_LISTED_NAMES, values, strict=True))
        named["authorities"] = to_list(named["authorities"]) if named["authorities"] else None
        found.setdefault(article, []).append(json_text(named))
    return {article: tuple(listed) for article, listed in found.items()}


def _contradictions(db: Database, versions: str) -> dict[int, tuple[str, ...]]:
    """The contradictions within these versions as JSON, by article."""
    found: dict[int, list[str]] = {}
    for article, *values in db.execute(_CONTRADICTIONS, [versions]):
        found.setdefault(article, []).append(json_text(dict(zip(_CONTRADICTION_NAMES, values, strict=True))))
    return {article: tuple(each) for article, each in found.items()}


def _to_record(
    row: tuple[Any, ...],
    facts: tuple[str, ...],
    listed: tuple[str, ...],
    contradictions: tuple[str, ...],
) -> Record:
    """The record of a row of `_STATEMENT`: by position, as a mapping of each row would cost as much again."""
    places, items = to_strings(row[22]), reference.items()
    return Record(
        id=row[0],
        version=row[1],
        url=row[2],
        language=row[3],
        source_id=row[4],
        publisher=row[5],
        published_at=to_optional_time(row[6]),
        first_seen_at=to_time(row[7]),
        removed_at=to_optional_time(row[8]),
        title=row[9],
        body=row[10],
        authors=to_strings(row[11]),
        section=row[12],
        fetched_at=to_time(row[13]),
        content_sha256=row[14],
        captions=to_strings(row[15]),
        organisation=row[16],
        is_partial=bool(row[17]),
        listed=listed,
        facts=facts,
        contradictions=contradictions,
        page_sha256=row[18],
        story_id=row[19],
        relevance=row[20],
        topics=to_strings(row[21]),
        places=places,
        wikidata=tuple(items[place] for place in places if place in items),
    )
