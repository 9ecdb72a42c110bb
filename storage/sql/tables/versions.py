"""The table versions: every version of an article's text; the newest with verdict and story."""

from collections.abc import Iterable
from dataclasses import replace

from storage.contract import Version
from storage.sql.database import Database
from storage.sql.rows import to_optional_time, to_time
from storage.sql.tables import articles, stories, verdicts
from yaluwatch.model import StoredArticle


def read(db: Database, article_id: int) -> list[Version]:
    """All versions, oldest first; none when there is no such article."""
    rows = db.query(
        """
        SELECT v.number, v.title, v.fetched_at, v.modified_at, v.content_sha256, v.extractor,
               coalesce(p.sha256, '') AS page_sha256
        FROM versions v LEFT JOIN pages p ON p.id = v.page WHERE v.article = ? ORDER BY v.number
        """,
        [article_id],
    )
    return [
        Version(
            number=row["number"],
            title=row["title"],
            fetched_at=to_time(row["fetched_at"]),
            modified_at=to_optional_time(row["modified_at"]),
            content_sha256=row["content_sha256"],
            page_sha256=row["page_sha256"],
            extractor=row["extractor"],
        )
        for row in rows
    ]


def read_one(db: Database, article_id: int, number: int) -> StoredArticle | None:
    """One version of an article; None when it does not exist."""
    rows = db.query(
        f"""
        SELECT {articles.COLUMNS} FROM articles a JOIN versions v ON v.article = a.id
        WHERE a.id = ? AND v.number = ?
        """,
        [article_id, number],
    )
    return next((articles.to_stored(row | {"version": number}) for row in rows), None)


def read_stored(db: Database, ids: Iterable[int]) -> list[StoredArticle]:
    """The newest versions of the articles with these ids, with verdict and story, newest id first."""
    wanted = list(ids)
    found = list(articles.read(db, wanted))
    judged = verdicts.newest(db, found)
    grouped = stories.of_articles(db, wanted)
    return [
        replace(stored, verdict=judged.get(stored.id), story_id=grouped.get(stored.id)) for stored in found
    ]
