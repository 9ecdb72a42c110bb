"""The table verdicts, and the tables that materialise the verdict in force for filters and counts."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from storage.sql.counts import CountChanges, Counted
from storage.sql.database import Database
from storage.sql.rows import AMONG_IDS, Row, among, json_text, time_text
from storage.sql.tables import articles
from yaluwatch.model import Article, Evidence, Mention, Span, StoredArticle, Tag, Term, Verdict


def untagged(db: Database, limit: int) -> list[StoredArticle]:
    """Articles whose newest version has no verdict yet, first seen first."""
    rows = db.query(
        f"""
        SELECT {articles.COLUMNS} FROM articles a JOIN versions v ON v.article = a.id AND v.number = a.version
        WHERE a.id IN (
            -- Without the texts, of which a backfill has many.
            SELECT f.article FROM article_facets f INDEXED BY article_facets_unjudged
            CROSS JOIN articles b ON b.id = f.article
            -- The same twice: PostgreSQL has statistics on the difference, and knows how few there are.
            WHERE f.judged_version < f.version AND f.version - f.judged_version > 0
            ORDER BY b.first_seen_at, b.id LIMIT ?
        ) ORDER BY a.first_seen_at, a.id
        """,
        [limit],
    )
    return [articles.to_stored(row) for row in rows]


def add_all(
    db: Database, judged: Iterable[tuple[StoredArticle, Verdict]], at: datetime, counts: CountChanges
) -> list[tuple[int, StoredArticle, Verdict]]:
    """Store verdicts; materialise each unless a newer version of its article has one, and collect the counts.

    Returns those stored with their ids, for the ledger. One whose classifier's verdict on that version is
    already in force changes nothing.
    """
    given = list(judged)
    stored_versions = _judged_versions(db, [article.id for article, _ in given])
    versions = dict(stored_versions)
    classifiers = _classifiers_in_force(db, [(article.id, article.version) for article, _ in given])
    added: list[tuple[int, StoredArticle, Verdict]] = []
    in_force: dict[int, tuple[StoredArticle, Verdict]] = {}
    number = db.last_number("verdicts")
    for article, verdict in given:
        key, judged_version = (article.id, article.version), versions.get(article.id, 0)
        if judged_version >= article.version and classifiers.get(key) == verdict.version:
            continue
        number += 1
        added.append((number, article, verdict))
        classifiers[key] = verdict.version
        if judged_version <= article.version:
            versions[article.id] = article.version
            in_force[article.id] = article, verdict
    db.conn.executemany(_INSERT, ((one, *_row(article, verdict, at)) for one, article, verdict in added))
    _materialise(
        db, list(in_force.values()), counts, [article for article in in_force if stored_versions.get(article)]
    )
    return added


_INSERT = """
    INSERT INTO verdicts (
        id, article, version, classifier, relevance, is_relevant, tags, mentions, terms, tagged_at, is_history
    ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


def _row(article: StoredArticle, verdict: Verdict, at: datetime) -> tuple[object, ...]:
    """The values of `_INSERT` after the id."""
    return (
        article.id,
        article.version,
        verdict.version,
        verdict.relevance,
        verdict.is_relevant,
        json_text([_tag_row(tag, article.article) for tag in verdict.tags]),
        json_text([_mention_row(mention, article.article) for mention in verdict.mentions]),
        json_text([(term.text, term.gloss) for term in verdict.terms]),
        time_text(at),
        verdict.is_history,
    )


def _judged_versions(db: Database, ids: Iterable[int]) -> dict[int, int]:
    """Article → the version that the verdict in force is on, 0 before the first."""
    statement = f"SELECT article, judged_version FROM article_facets WHERE article IN {AMONG_IDS}"
    return dict(db.execute(statement, [among(ids)]).fetchall())


def _classifiers_in_force(db: Database, versions: Sequence[tuple[int, int]]) -> dict[tuple[int, int], str]:
    """Article and version → the classifier of the last verdict on it; those without one are left out."""
    rows = db.execute(
        """
        SELECT d.article, d.version, d.classifier FROM json_each(?) w
        CROSS JOIN verdicts d
            ON d.article = CAST(w.value ->> 0 AS BIGINT) AND d.version = CAST(w.value ->> 1 AS BIGINT)
        ORDER BY d.id
        """,
        [json_text(versions)],
    )
    return {(article, version): classifier for article, version, classifier in rows.fetchall()}


def newest(db: Database, stored: Iterable[StoredArticle]) -> dict[int, Verdict]:
    """The last verdict on these versions, by article id; untagged ones are left out."""
    texts = {one.id: one for one in stored}
    rows = db.query(
        """
        SELECT d.* FROM json_each(?) w
        CROSS JOIN verdicts d
            ON d.article = CAST(w.value ->> 0 AS BIGINT) AND d.version = CAST(w.value ->> 1 AS BIGINT)
        ORDER BY d.id
        """,
        [json_text([(one.id, one.version) for one in texts.values()])],
    )
    last = {row["article"]: row for row in rows}
    return {article: _to_verdict(row, texts[article].article) for article, row in last.items()}


def of_version(db: Database, stored: StoredArticle) -> Verdict | None:
    """The last verdict on one version; None when it has none."""
    rows = db.query(
        "SELECT * FROM verdicts WHERE article = ? AND version = ? ORDER BY id DESC LIMIT 1",
        [stored.id, stored.version],
    )
    return next((_to_verdict(row, stored.article) for row in rows), None)


def last_grouped(db: Database) -> int:
    """The highest verdict id with no relevant, ungrouped article at or below it; 0 before the first verdict.

    Ids are assigned under the write lock (`BEGIN IMMEDIATE`), so no lower id can be committed later.
    """
    found = db.execute(
        """
        SELECT coalesce(min(d.id) - 1, (SELECT coalesce(max(id), 0) FROM verdicts))
        FROM article_facets f INDEXED BY article_facets_ungrouped
        CROSS JOIN articles a ON a.id = f.article
        CROSS JOIN verdicts d ON d.article = a.id AND d.version = a.version
        WHERE f.is_relevant AND NOT f.is_grouped
        """
    ).fetchone()
    return int(found[0])


def _materialise(
    db: Database,
    judged: Sequence[tuple[StoredArticle, Verdict]],
    counts: CountChanges,
    before: Sequence[int],
) -> None:
    """Put verdicts in force; `before` are the articles that had one in force."""
    for counted in _counted(db, before):
        counts.remove(counted)
    db.conn.executemany(
        "UPDATE article_facets SET judged_version = ?, relevance = ?, is_relevant = ? WHERE article = ?",
        [(article.version, one.relevance, one.is_relevant, article.id) for article, one in judged],
    )
    topics = {(tag.topic, article.id): (tag.probability,) for article, one in judged for tag in one.tags}
    _replace(db, "article_topics", ("topic", "article", "probability"), before, topics)
    mentions: dict[tuple[str, int], tuple[str, int]] = {}
    for article, verdict in judged:
        times = Counter((mention.id, mention.kind) for mention in verdict.mentions)
        for (mention, kind), count in times.items():
            # Of a name with two kinds, the first is stored.
            mentions.setdefault((mention, article.id), (kind, count))
        counts.add(
            Counted(
                article_id=article.id,
                is_relevant=verdict.is_relevant,
                source=article.article.source_id,
                publisher=article.publisher,
                language=article.article.language,
                topics=[tag.topic for tag in verdict.tags],
                mentions=dict(reversed(times)),
            )
        )
    _replace(db, "article_mentions", ("mention", "article", "kind", "times"), before, mentions)


def _replace(
    db: Database,
    table: str,
    columns: Sequence[str],
    before: Sequence[int],
    wanted: Mapping[tuple[str, int], tuple[object, ...]],
) -> None:
    """Change the rows of a table to those wanted: first two columns, the key, → the others.

    `before` are the articles that may have rows. Most verdicts of a new classifier change few rows.
    """
    names, key = ", ".join(columns), f"{columns[0]} = ? AND article = ?"
    rows = (
        db.execute(f"SELECT {names} FROM {table} WHERE article IN {AMONG_IDS}", [among(before)])
        if before
        else ()
    )
    stored = {(row[0], row[1]): tuple(row[2:]) for row in rows}
    gone = [each for each, values in stored.items() if wanted.get(each) != values]
    new = [(*each, *values) for each, values in wanted.items() if stored.get(each) != values]
    db.conn.executemany(f"DELETE FROM {table} WHERE {key}", gone)
    marks = ", ".join("?" * len(columns))
    db.conn.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", new)


def _counted(db: Database, ids: Sequence[int]) -> Iterator[Counted]:
    """What each of these articles counts for by its verdict in force."""
    if not ids:
        return
    rows = db.execute(
        f"""
        SELECT article, is_relevant, source, publisher, language FROM article_facets
        WHERE article IN {AMONG_IDS}
        """,
        [among(ids)],
    ).fetchall()
    topics: dict[int, list[str]] = defaultdict(list)
    for article, topic in db.execute(
        f"SELECT article, topic FROM article_topics WHERE article IN {AMONG_IDS}", [among(ids)]
    ):
        topics[article].append(topic)
    mentions: dict[int, dict[str, str]] = defaultdict(dict)
    for article, mention, kind in db.execute(
        f"SELECT article, mention, kind FROM article_mentions WHERE article IN {AMONG_IDS}", [among(ids)]
    ):
        mentions[article][mention] = kind
    for article, is_relevant, source, publisher, language in rows:
        yield Counted(
            article_id=article,
            is_relevant=bool(is_relevant),
            source=source,
            publisher=publisher,
            language=language,
            topics=topics[article],
            mentions=mentions[article],
        )


def _span_row(span: Span, article: Article) -> list[Any]:
    """The span as it is stored: its text is null if title or body, which never change, have it."""
    text = None if _text_at(span.part, span.start, span.end, article) == span.text else span.text
    return [span.part, span.start, span.end, text]


def _text_at(part: str, start: int, end: int, article: Article) -> str:
    return {"title": article.title, "body": article.body}.get(part, "")[start:end]


def _tag_row(tag: Tag, article: Article) -> dict[str, Any]:
    return {
        "topic": tag.topic,
        "probability": tag.probability,
        "evidence": [[*_span_row(quoted, article), quoted.polarity] for quoted in tag.evidence],
    }


def _mention_row(mention: Mention, article: Article) -> dict[str, Any]:
    return {
        "id": mention.id,
        "kind": mention.kind,
        "gloss": mention.gloss,
        "span": _span_row(mention.span, article),
    }


def _to_verdict(row: Row, article: Article) -> Verdict:
    """The verdict in a row, on this text."""
    return Verdict(
        relevance=row["relevance"],
        is_relevant=bool(row["is_relevant"]),
        tags=tuple(
            Tag(
                tag["topic"],
                tag["probability"],
                tuple(Evidence(*_with_text(quoted, article)) for quoted in tag["evidence"]),
            )
            for tag in json.loads(row["tags"])
        ),
        mentions=tuple(
            Mention(
                mention["id"], mention["kind"], Span(*_with_text(mention["span"], article)), mention["gloss"]
            )
            for mention in json.loads(row["mentions"])
        ),
        terms=tuple(Term(*term) for term in json.loads(row["terms"])),
        version=row["classifier"],
        is_history=bool(row["is_history"]),
    )


def _with_text(span: list[Any], article: Article) -> list[Any]:
    part, start, end, text, *more = span
    return [part, start, end, _text_at(part, start, end, article) if text is None else text, *more]
