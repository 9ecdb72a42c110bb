"""Which URLs are known, and when articles were, or are to be, asked for again."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from storage.contract import MIN_REVISIT_INTERVAL
from storage.sql.database import Database
from storage.sql.rows import AMONG, AMONG_IDS, among, insert_new, time_text, to_time
from storage.sql.tables import identities
from storage.sql.tables.articles.reading import read
from yaluwatch.model import Outcome, StoredArticle

#: An article is revisited until it is this old.
REVISIT_MAX_AGE = timedelta(days=7)
#: An article whose page has been "not found" for this long counts as removed.
REMOVED_AFTER = timedelta(days=14)


def unseen(db: Database, urls: Iterable[str]) -> set[str]:
    """The URLs that are neither stored nor dismissed."""
    wanted = set(urls)
    known = db.execute(f"SELECT url FROM urls WHERE url IN {AMONG}", [among(wanted)])
    wanted -= {url for (url,) in known}
    return wanted - identities.ids_of(db, wanted).keys()


def dismiss(db: Database, url: str, source_id: str, outcome: Outcome, at: datetime) -> None:
    """Mark a URL as not to be fetched again; a stored article's row is kept."""
    row = {"url": url, "source": source_id, "article": None, "outcome": outcome, "settled_at": time_text(at)}
    insert_new(db, "urls", row)


def mark_missing(db: Database, url: str, at: datetime, *, is_final: bool) -> None:
    """Record since when a stored article's page has been missing; an earlier time is kept.

    The article counts as removed after `REMOVED_AFTER`, or at once if `is_final`.
    """
    article_id = identities.ids_of(db, [url]).get(url)
    db.execute(
        """
        UPDATE articles SET first_missing_at = coalesce(first_missing_at, :at), last_read_at = :at
        WHERE id = :id
        """,
        {"at": time_text(at), "id": article_id},
    )
    db.execute(
        """
        UPDATE articles SET missing_since = first_missing_at
        WHERE id = :id AND first_missing_at <= :limit
        """,
        {"limit": time_text(at if is_final else at - REMOVED_AFTER), "id": article_id},
    )


def note_visit(db: Database, url: str, at: datetime) -> None:
    """Record that a stored article was requested, whatever the result."""
    db.execute(
        "UPDATE articles SET last_read_at = ? WHERE id = ?",
        [time_text(at), identities.ids_of(db, [url]).get(url)],
    )


def note_unchanged(db: Database, url: str, at: datetime) -> None:
    """Record that a stored article was read again and is the same."""
    db.execute(
        "UPDATE articles SET last_read_at = ?, missing_since = NULL, first_missing_at = NULL WHERE id = ?",
        [time_text(at), identities.ids_of(db, [url]).get(url)],
    )


def read_from(db: Database, url: str, sha256: str) -> StoredArticle | None:
    """The stored article at a URL, if its newest version was read from a page with this digest."""
    row = db.execute(
        """
        SELECT a.id FROM articles a
        JOIN versions v ON v.article = a.id AND v.number = a.version
        JOIN pages p ON p.id = v.page
        WHERE a.id = ? AND p.sha256 = ?
        """,
        [identities.ids_of(db, [url]).get(url), sha256],
    ).fetchone()
    return next(read(db, row), None) if row else None


def last_visits(db: Database, urls: Iterable[str]) -> dict[str, datetime]:
    """When those of these URLs that are stored were last requested."""
    ids = identities.ids_of(db, urls)
    rows = db.execute(f"SELECT id, last_read_at FROM articles WHERE id IN {AMONG_IDS}", [among(ids.values())])
    visits = dict(rows)
    return {url: to_time(visits[article_id]) for url, article_id in ids.items()}


def due_revisits(db: Database, source_id: str, now: datetime, limit: int) -> list[str]:
    """URLs of a source's articles due for a revisit: longest unvisited first, then newest first."""
    rows = db.execute(
        """
        SELECT url, first_seen_at, last_read_at, FALSE FROM articles
        WHERE source = :source AND first_seen_at > :oldest AND first_missing_at IS NULL
          AND last_read_at <= :latest AND NOT is_backfilled
        UNION ALL
        SELECT url, first_seen_at, last_read_at, TRUE FROM articles
        WHERE source = :source AND first_missing_at IS NOT NULL AND missing_since IS NULL
          AND last_read_at <= :latest
        """,
        {
            "source": source_id,
            "oldest": time_text(now - REVISIT_MAX_AGE),
            "latest": time_text(now - MIN_REVISIT_INTERVAL),
        },
    )
    due = [
        (last_read, -to_time(first_seen).timestamp(), url)
        for url, first_seen, last_read, is_missing in rows
        if is_due_for_revisit(to_time(first_seen), to_time(last_read), now, is_missing=bool(is_missing))
    ]
    return [url for _, _, url in sorted(due)[:limit]]


def is_due_for_revisit(first_seen: datetime, last_read: datetime, now: datetime, *, is_missing: bool) -> bool:
    """Whether a stored article is due for a revisit.

    An article of age A is fetched again once A/5 has passed since the last visit (the rule of
    https://github.com/DocNow/diffengine), until it is a week old. One whose page was not found is requested
    daily until it is back or counts as removed.
    """
    if is_missing:
        return now - last_read >= timedelta(days=1)
    return now - last_read >= max(MIN_REVISIT_INTERVAL, (now - first_seen) / 5)
