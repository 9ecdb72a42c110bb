"""The table verdicts, and the tables that materialise the verdict in force for filters and counts."""

import json
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from storage.sqlite.rows import AMONG, Row, among, insert_numbered, json_text, time_text
from storage.sqlite.tables import articles
from yaluwatch.model import Evidence, Mention, Span, StoredArticle, Tag, Term, Verdict


def untagged(db: Database, limit: int) -> list[StoredArticle]:
    """Articles whose newest version has no verdict yet, first seen first."""
    rows = db.query(
        f"""
        SELECT {articles.COLUMNS} FROM article_facets f CROSS JOIN articles a ON a.id = f.article
        JOIN versions v ON v.article = a.id AND v.number = a.version
        WHERE f.judged_version < f.version
        ORDER BY a.first_seen_at, a.id LIMIT ?
        """,
        [limit],
    )
    return [articles.to_stored(row) for row in rows]


def add(db: Database, article: StoredArticle, verdict: Verdict, at: datetime) -> int | None:
    """Store a verdict; materialise it unless a newer version of the article has one.

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
        "tags": json_text([_tag_row(tag) for tag in verdict.tags]),
        "mentions": json_text([_mention_row(mention) for mention in verdict.mentions]),
        "terms": json_text([(term.text, term.gloss) for term in verdict.terms]),
        "tagged_at": time_text(at),
        "is_history": verdict.is_history,
    }
    verdict_id = insert_numbered(db, "verdicts", row)
    if judged_version <= article.version:
        _materialise(db, article, verdict, is_first=judged_version == 0)
    return verdict_id


def _classifier_in_force(db: Database, article: StoredArticle) -> str:
    """The classifier of the last verdict on this version; "" before the first."""
    found = db.execute(
        "SELECT classifier FROM verdicts WHERE article = ? AND version = ? ORDER BY id DESC LIMIT 1",
        [article.id, article.version],
    ).fetchone()
    return found[0] if found else ""


def newest(db: Database, ids: Iterable[int]) -> dict[int, Verdict]:
    """The last verdict on the newest version, by article id; untagged articles are left out."""
    rows = db.query(
        f"""
        SELECT d.* FROM verdicts d JOIN articles a ON a.id = d.article AND a.version = d.version
        WHERE d.article IN {AMONG} ORDER BY d.id
        """,
        [among(ids)],
    )
    return {row["article"]: _to_verdict(row) for row in rows}


def of_version(db: Database, article_id: int, version: int) -> Verdict | None:
    """The last verdict on one version; None when it has none."""
    rows = db.query(
        "SELECT * FROM verdicts WHERE article = ? AND version = ? ORDER BY id DESC LIMIT 1",
        [article_id, version],
    )
    return next(map(_to_verdict, rows), None)


def last_grouped(db: Database) -> int:
    """The highest verdict id with no relevant, ungrouped article at or below it; 0 before the first verdict.

    Ids are assigned under the write lock (`BEGIN IMMEDIATE`), so no lower id can be committed later.
    """
    found = db.execute(
        """
        SELECT coalesce(min(d.id) - 1, (SELECT coalesce(max(id), 0) FROM verdicts))
        FROM article_facets f
        JOIN articles a ON a.id = f.article
        JOIN verdicts d ON d.article = a.id AND d.version = a.version
        WHERE f.is_relevant AND f.article NOT IN (SELECT article FROM story_articles)
        """
    ).fetchone()
    return int(found[0])


def _materialise(db: Database, article: StoredArticle, verdict: Verdict, *, is_first: bool) -> None:
    if not is_first:
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


def _span_row(span: Span) -> list[Any]:
    return [span.part, span.start, span.end, span.text]


def _tag_row(tag: Tag) -> dict[str, Any]:
    return {
        "topic": tag.topic,
        "probability": tag.probability,
        "evidence": [[*_span_row(quoted), quoted.polarity] for quoted in tag.evidence],
    }


def _mention_row(mention: Mention) -> dict[str, Any]:
    return {
        "id": mention.id,
        "kind": mention.kind,
        "gloss": mention.gloss,
        "span": _span_row(mention.span),
    }


def _to_verdict(row: Row) -> Verdict:
    return Verdict(
        relevance=row["relevance"],
        is_relevant=bool(row["is_relevant"]),
        tags=tuple(
            Tag(tag["topic"], tag["probability"], tuple(Evidence(*quoted) for quoted in tag["evidence"]))
            for tag in json.loads(row["tags"])
        ),
        mentions=tuple(
            Mention(mention["id"], mention["kind"], Span(*mention["span"]), mention["gloss"])
            for mention in json.loads(row["mentions"])
        ),
        terms=tuple(Term(*term) for term in json.loads(row["terms"])),
        version=row["classifier"],
        is_history=bool(row["is_history"]),
    )
