"""The tables stories and story_articles: which articles report one event."""

from collections.abc import Iterable
from datetime import datetime

from sqlite_utils import Database

from storage.sqlite.rows import AMONG, among, insert, insert_numbered, time_text
from yaluwatch.model import Placement


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
    return story


def open_new(db: Database, at: datetime) -> int:
    """Insert a story without articles; returns its id."""
    return insert_numbered(db, "stories", {"created_at": time_text(at)})


def of_articles(db: Database, ids: Iterable[int]) -> dict[int, int]:
    """Article id → story id, for those that have one."""
    rows = db.execute(f"SELECT article, story FROM story_articles WHERE article IN {AMONG}", [among(ids)])
    return dict(rows.fetchall())


def members(db: Database, story_ids: Iterable[int]) -> dict[int, list[int]]:
    """Story id → ids of its articles, first seen first."""
    found: dict[int, list[int]] = {}
    rows = db.execute(
        f"""
        SELECT s.story, s.article FROM story_articles s JOIN articles a ON a.id = s.article
        WHERE s.story IN {AMONG} ORDER BY a.first_seen_at, a.id
        """,
        [among(story_ids)],
    )
    for story, article in rows:
        found.setdefault(story, []).append(article)
    return found
