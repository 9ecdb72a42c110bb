"""The tables stories, story_articles and story_features: which articles report one event."""

from collections.abc import Iterable
from datetime import datetime

from storage.contract import ChangeMark, Grouped, StoryFeatures
from storage.sql import ledger
from storage.sql.database import Database
from storage.sql.rows import AMONG_IDS, among, insert, insert_numbered, time_text, to_time
from yaluwatch.model import Placement

#: Above the id of any story.
NO_STORY = 1 << 62


def ungrouped(db: Database, limit: int) -> list[int]:
    """Ids of relevant articles without a story, first seen first."""
    rows = db.execute(
        """
        SELECT a.id FROM article_facets f INDEXED BY article_facets_ungrouped
        CROSS JOIN articles a ON a.id = f.article
        WHERE f.is_relevant AND NOT f.is_grouped
        ORDER BY a.first_seen_at, a.id LIMIT ?
        """,
        [limit],
    )
    return [article for (article,) in rows]


def grouped_since(db: Database, since: datetime) -> list[tuple[int, int]]:
    """(article, story) of every grouped article first seen since a time."""
    rows = db.execute(
        """
        SELECT s.article, s.story FROM story_articles s JOIN articles a ON a.id = s.article
        WHERE a.first_seen_at >= ? ORDER BY a.first_seen_at, a.id
        """,
        [time_text(since)],
    )
    return [(article, story) for article, story in rows]


_AMONG_IDS = AMONG_IDS.replace("?", ":ids")


def known(db: Database, since: datetime, ids: Iterable[int] | None = None) -> list[Grouped]:
    """Grouped articles first seen since a time: all, or those among the ids."""
    # The "||" keeps SQLite from going through all articles since then for a few ids.
    chosen = (
        "a.first_seen_at >= :since"
        if ids is None
        else f"a.first_seen_at || '' >= :since AND a.id IN {_AMONG_IDS}"
    )
    rows = db.query(
        f"""
        SELECT s.article, s.story, a.url, a.first_seen_at, a.version, coalesce((
            SELECT d.classifier FROM verdicts d
            WHERE d.article = a.id AND d.version = a.version ORDER BY d.id DESC LIMIT 1
        ), '') AS classifier
        FROM articles a JOIN story_articles s ON s.article = a.id WHERE {chosen}
        """,
        {"since": time_text(since), "ids": among(ids or ())},
    )
    return [
        Grouped(
            id=row["article"],
            story_id=row["story"],
            url=row["url"],
            first_seen_at=to_time(row["first_seen_at"]),
            version=row["version"],
            classifier=row["classifier"],
        )
        for row in rows
    ]


def mark(db: Database) -> ChangeMark:
    """The last change of a grouped article, and the last entry of the ledger."""
    (change,) = db.execute("SELECT coalesce(max(change), 0) FROM story_articles").fetchone()
    head = ledger.head(db)
    return ChangeMark(change, head.entry, head.digest)


def changed(db: Database, after: ChangeMark) -> set[int]:
    """Ids of articles that were grouped, moved, edited or judged after a mark."""
    rows = db.execute(
        """
        SELECT article FROM story_articles WHERE change > ?
        UNION ALL SELECT article FROM ledger WHERE id > ? AND kind IN ('version', 'verdict')
        """,
        [after.change, after.entry],
    )
    return {article for (article,) in rows}


def has_changed(db: Database, after: ChangeMark) -> bool:
    """Whether there are such articles that are in a story."""
    row = db.execute(
        """
        SELECT (SELECT coalesce(max(change), 0) FROM story_articles) <> :change OR EXISTS (
            SELECT 1 FROM ledger l CROSS JOIN story_articles s ON s.article = l.article
            WHERE l.id > :entry AND l.kind IN ('version', 'verdict')
        )
        """,
        {"change": after.change, "entry": after.entry},
    ).fetchone()
    return bool(row[0])


def touch(db: Database, ids: Iterable[int]) -> None:
    """Record that grouped articles have changed."""
    db.execute(
        f"""
        UPDATE story_articles SET change = (SELECT coalesce(max(change), 0) + 1 FROM story_articles)
        WHERE article IN {AMONG_IDS}
        """,
        [among(ids)],
    )


def features(db: Database, known: Iterable[Grouped], fingerprint: str) -> dict[int, bytes]:
    """Article id → stored features, of those that were made of this text, verdict and fingerprint."""
    states = {each.id: (each.version, each.classifier) for each in known}
    rows = db.query(
        f"""
        SELECT article, version, classifier, content FROM story_features
        WHERE article IN {_AMONG_IDS} AND fingerprint = :fingerprint
        """,
        {"ids": among(states), "fingerprint": fingerprint},
    )
    return {
        row["article"]: row["content"]
        for row in rows
        if states[row["article"]] == (row["version"], row["classifier"])
    }


def keep_features(db: Database, features: StoryFeatures) -> None:
    """Store the features of an article in place of earlier ones."""
    db.execute(
        """
        INSERT INTO story_features (article, first_seen_at, version, classifier, fingerprint, content)
        SELECT id, first_seen_at, :version, :classifier, :fingerprint, :content FROM articles WHERE id = :id
        ON CONFLICT (article) DO UPDATE SET
            first_seen_at = excluded.first_seen_at, version = excluded.version,
            classifier = excluded.classifier, fingerprint = excluded.fingerprint, content = excluded.content
        """,
        {
            "id": features.article_id,
            "version": features.version,
            "classifier": features.classifier,
            "fingerprint": features.fingerprint,
            "content": features.content,
        },
    )


def drop_features(db: Database, before: datetime) -> None:
    """Delete the features of articles first seen before a time."""
    db.execute("DELETE FROM story_features WHERE first_seen_at < ?", [time_text(before)])


def add(db: Database, placement: Placement, at: datetime) -> int:
    """Add an article to a story unless it has one; returns the id of its story."""
    story = of_articles(db, [placement.article_id]).get(placement.article_id)
    if story is not None:
        return story
    if placement.beside is not None:
        story = of_articles(db, [placement.beside]).get(placement.beside)
    if story is None:
        story = open_new(db, at)
    row = {
        "article": placement.article_id,
        "story": story,
        "relation": placement.relation,
        "beside": placement.beside,
        "reason": placement.reason,
        "similarity": placement.similarity,
    }
    insert(db, "story_articles", row)
    db.conn.execute("UPDATE article_facets SET is_grouped = 1 WHERE article = ?", [placement.article_id])
    touch(db, [placement.article_id])
    return story


def open_new(db: Database, at: datetime) -> int:
    """Insert a story without articles; returns its id."""
    return insert_numbered(db, "stories", {"created_at": time_text(at)})


def of_articles(db: Database, ids: Iterable[int]) -> dict[int, int]:
    """Article id → story id, for those that have one."""
    rows = db.execute(f"SELECT article, story FROM story_articles WHERE article IN {AMONG_IDS}", [among(ids)])
    return dict(rows.fetchall())


def members(db: Database, story_ids: Iterable[int]) -> dict[int, list[int]]:
    """Story id → ids of its articles, first seen first."""
    found: dict[int, list[int]] = {}
    rows = db.execute(
        f"""
        SELECT s.story, s.article FROM story_articles s JOIN articles a ON a.id = s.article
        WHERE s.story IN {AMONG_IDS} ORDER BY a.first_seen_at, a.id
        """,
        [among(story_ids)],
    )
    for story, article in rows:
        found.setdefault(story, []).append(article)
    return found
