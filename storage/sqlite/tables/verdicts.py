"""The table verdicts, and the tables that materialise the verdict in force for filters and counts."""

import json
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from storage.sqlite.counts import CountChanges, Counted
from storage.sqlite.rows import Row, insert_numbered, json_text, time_text
from storage.sqlite.tables import articles
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
            WHERE f.judged_version < f.version ORDER BY b.first_seen_at, b.id LIMIT ?
        ) ORDER BY a.first_seen_at, a.id
        """,
        [limit],
    )
    return [articles.to_stored(row) for row in rows]


def add(
    db: Database, article: StoredArticle, verdict: Verdict, at: datetime, counts: CountChanges
) -> int | None:
    """Store a verdict; materialise it unless a newer version of the article has one, and collect its counts.

    Returns its id, for the ledger. Nothing changes if its classifier's verdict on that version is already in
    force: None.
    """
    found = db.execute("SELECT judged_version FROM article_facets WHERE article = ?", [article.id]).fetchone()
    judged_version = found[0] if found else 0
    if judged_version >= article.version and _classifier_in_force(db, article) == verdict.version:
        return None
    row = {
        "article": article.id,
        "version": article.version,
        "classifier": verdict.version,
        "relevance": verdict.relevance,
        "is_relevant": verdict.is_relevant,
        "tags": json_text([_tag_row(tag, article.article) for tag in verdict.tags]),
        "mentions": json_text([_mention_row(mention, article.article) for mention in verdict.mentions]),
        "terms": json_text([(term.text, term.gloss) for term in verdict.terms]),
        "tagged_at": time_text(at),
        "is_history": verdict.is_history,
    }
    verdict_id = insert_numbered(db, "verdicts", row)
    if judged_version <= article.version:
        _materialise(db, article, verdict, counts, is_first=judged_version == 0)
    return verdict_id


def _classifier_in_force(db: Database, article: StoredArticle) -> str:
    """The classifier of the last verdict on this version; "" before the first."""
    found = db.execute(
        "SELECT classifier FROM verdicts WHERE article = ? AND version = ? ORDER BY id DESC LIMIT 1",
        [article.id, article.version],
    ).fetchone()
    return found[0] if found else ""


def newest(db: Database, stored: Iterable[StoredArticle]) -> dict[int, Verdict]:
    """The last verdict on these versions, by article id; untagged ones are left out."""
    texts = {one.id: one for one in stored}
    rows = db.query(
        """
        SELECT d.* FROM json_each(?) w
        CROSS JOIN verdicts d ON d.article = w.value ->> 0 AND d.version = w.value ->> 1 ORDER BY d.id
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
    db: Database, article: StoredArticle, verdict: Verdict, counts: CountChanges, *, is_first: bool
) -> None:
    if not is_first:
        if (before := _counted(db, article.id)) is not None:
            counts.remove(before)
        for table in ("article_topics", "article_mentions"):
            db.execute(f"DELETE FROM {table} WHERE article = ?", [article.id])
    db.execute(
        "UPDATE article_facets SET judged_version = ?, relevance = ?, is_relevant = ? WHERE article = ?",
        [article.version, verdict.relevance, verdict.is_relevant, article.id],
    )
    db.conn.executemany(
        "INSERT INTO article_topics (topic, article, probability) VALUES (?, ?, ?)",
        [(tag.topic, article.id, tag.probability) for tag in verdict.tags],
    )
    times = Counter((mention.id, mention.kind) for mention in verdict.mentions)
    db.conn.executemany(
        "INSERT INTO article_mentions (mention, kind, article, times) VALUES (?, ?, ?, ?)"
        " ON CONFLICT DO NOTHING",
        [(mention, kind, article.id, count) for (mention, kind), count in times.items()],
    )
    if verdict.is_relevant:
        counts.add(
            Counted(
                article_id=article.id,
                source=article.article.source_id,
                publisher=article.publisher,
                language=article.article.language,
                topics=[tag.topic for tag in verdict.tags],
                # Of a name with two kinds, the first is stored.
                mentions=dict(reversed(times)),
            )
        )


def _counted(db: Database, article_id: int) -> Counted | None:
    """What an article counts for by its verdict in force; None if it is not relevant."""
    found = db.execute(
        "SELECT source, publisher, language FROM article_facets WHERE article = ? AND is_relevant",
        [article_id],
    ).fetchone()
    if found is None:
        return None
    topics = db.execute("SELECT topic FROM article_topics WHERE article = ?", [article_id])
    mentions = db.execute("SELECT mention, kind FROM article_mentions WHERE article = ?", [article_id])
    source, publisher, language = found
    named = dict(mentions.fetchall())
    return Counted(article_id, source, publisher, language, [topic for (topic,) in topics], named)


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
