"""The tables digests and digest_articles: what each reader was told, and what is new since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from storage.rows import time_text, to_time
from yaluwatch.model import Subscription

# A digest counts as told unless every one of its messages failed for good.
_TOLD = """
    SELECT g.id FROM digests g WHERE g.subscription = :subscription AND EXISTS (
        SELECT 1 FROM deliveries d WHERE d.digest = g.id AND d.state != 'failed'
    )
"""

# The version in which the newest page came: what a better extractor reads from it later is no news.
_FIRST_FROM_PAGE = """
    coalesce((
        SELECT min(w.number) FROM versions v JOIN versions w ON w.article = v.article AND w.page = v.page
        WHERE v.article = a.id AND v.number = a.version
    ), a.version)
"""


@dataclass(frozen=True, slots=True)
class DueArticle:
    """An article a subscription has not been told of in its present state."""

    id: int
    story_id: int
    #: The version told before, 0 when the article is new to this reader.
    told_version: int
    #: Whether the reader knows the story from an earlier digest.
    is_known_story: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestRecord:
    """A composed digest, as it is put on record together with its messages."""

    subscription_id: str
    #: Names the period once: a second digest with the same key is refused.
    period_key: str
    period_start: datetime
    period_end: datetime
    #: Covers the verdicts after the first and up to the second id.
    after_verdict: int
    up_to_verdict: int
    subject: str
    composed_at: datetime
    #: (article, version, story) of everything told.
    articles: Sequence[tuple[int, int, int]]


def last_covered(db: Database, subscription_id: str) -> tuple[int, datetime | None]:
    """Last verdict id the reader has been told about, and the end of that period; (0, None) at first."""
    found = db.execute(
        f"""
        SELECT up_to_verdict, period_end FROM digests WHERE id IN ({_TOLD})
        ORDER BY up_to_verdict DESC, id DESC LIMIT 1
        """,
        {"subscription": subscription_id},
    ).fetchone()
    return (found[0], to_time(found[1])) if found else (0, None)


def period_keys(db: Database, subscription_id: str) -> set[str]:
    """Periods for which a digest is on record."""
    rows = db.execute("SELECT period_key FROM digests WHERE subscription = ?", [subscription_id])
    return {key for (key,) in rows}


def due(
    db: Database, subscription: Subscription, *, after_verdict: int, up_to_verdict: int, since: datetime
) -> list[DueArticle]:
    """Grouped, relevant articles judged in the span, told never or in an older version; newest id first.

    Articles first seen before `since` are left out: a new subscription does not start with the whole archive.
    """
    rows = db.execute(
        f"""
        SELECT a.id, s.story, coalesce(told.version, 0),
               s.story IN (SELECT story FROM digest_articles WHERE digest IN ({_TOLD}))
        FROM relevant_articles r
        JOIN articles a ON a.id = r.article
        JOIN story_articles s ON s.article = a.id
        LEFT JOIN (
            SELECT article, max(version) AS version FROM digest_articles
            WHERE digest IN ({_TOLD}) GROUP BY article
        ) told ON told.article = a.id
        WHERE r.relevance >= :minimum AND a.first_seen_at >= :since
          AND coalesce(told.version, 0) < {_FIRST_FROM_PAGE}
          -- The first verdict counts: judging again with a newer classifier is no news.
          AND (SELECT min(d.id) FROM verdicts d WHERE d.article = a.id AND d.version >= {_FIRST_FROM_PAGE})
              BETWEEN :after + 1 AND :up_to
        ORDER BY a.id DESC
        """,
        {
            "subscription": subscription.id,
            "minimum": subscription.minimum_score,
            "since": time_text(since),
            "after": after_verdict,
            "up_to": up_to_verdict,
        },
    )
    return [DueArticle(article, story, told, bool(known)) for article, story, told, known in rows]


def add(db: Database, digest: DigestRecord) -> int | None:
    """Put a digest on record; its id, or None when its period has one already."""
    cursor = db.execute(
        """
        INSERT OR IGNORE INTO digests (subscription, period_key, period_start, period_end, after_verdict,
                                       up_to_verdict, subject, composed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [
            digest.subscription_id,
            digest.period_key,
            time_text(digest.period_start),
            time_text(digest.period_end),
            digest.after_verdict,
            digest.up_to_verdict,
            digest.subject,
            time_text(digest.composed_at),
        ],
    )
    if cursor.rowcount == 0:
        return None
    digest_id = int(cursor.lastrowid or 0)
    db.table("digest_articles").insert_all(
        {"digest": digest_id, "article": article, "version": version, "story": story}
        for article, version, story in digest.articles
    )
    return digest_id
