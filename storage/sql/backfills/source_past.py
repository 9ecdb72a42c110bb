"""`Backfills` in SQL."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import partial

from typing_extensions import override

from storage.contract import Backfill, BackfillMonth, Backfills
from storage.sql.articles import record
from storage.sql.database import Connection, Database
from storage.sql.rows import (
    Row,
    insert_new,
    json_text,
    optional_time_text,
    time_text,
    to_optional_time,
    to_time,
)
from storage.sql.tables import article_index, articles, identities, pages, sources
from yaluwatch.errors import ArchiveError
from yaluwatch.model import Article, Candidate, Fetch, Outcome, Page

#: Attempts to fetch a page before it is given up.
MAX_ATTEMPTS = 3


class SqlBackfills(Backfills):
    """The tables backfills, backfill_months and backfill_pages."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @override
    def begin(self, source_id: str, since: date, until: date, method: str, at: datetime) -> Backfill:
        row = {
            "source": source_id,
            "since": since.isoformat(),
            "until": until.isoformat(),
            "method": method,
            "cursor": "{}",
            "began_at": time_text(at),
            "changed_at": time_text(at),
        }
        with self._connection.write(f"beginning the backfill of {source_id}") as db:
            insert_new(db, "backfills", row)
            found = db.query(
                "SELECT * FROM backfills WHERE source = ? AND since = ? AND until = ?",
                [source_id, since.isoformat(), until.isoformat()],
            )
            return _to_backfill(next(iter(found)))

    @override
    def unfinished(self, source_id: str, since: date) -> Backfill | None:
        with self._connection.read("reading backfills") as db:
            rows = db.query(
                "SELECT * FROM backfills WHERE source = ? AND since = ? AND finished_at IS NULL"
                " ORDER BY id DESC LIMIT 1",
                [source_id, since.isoformat()],
            )
            return next(map(_to_backfill, rows), None)

    @override
    def get(self, backfill_id: int) -> Backfill:
        with self._connection.read("reading a backfill") as db:
            rows = db.query("SELECT * FROM backfills WHERE id = ?", [backfill_id])
            found = next(map(_to_backfill, rows), None)
        if found is None:
            raise ArchiveError(f"there is no backfill {backfill_id}")
        return found

    @override
    def every(self) -> list[Backfill]:
        with self._connection.read("reading backfills") as db:
            return [_to_backfill(row) for row in db.query("SELECT * FROM backfills ORDER BY id DESC")]

    @override
    def months(self, backfill_id: int) -> list[BackfillMonth]:
        with self._connection.read("reading a backfill") as db:
            rows = db.execute(
                "SELECT month, stored, known FROM backfill_months WHERE backfill = ? ORDER BY month",
                [backfill_id],
            )
            return [BackfillMonth(*row) for row in rows]

    @override
    def advance(
        self,
        backfill_id: int,
        cursor: Mapping[str, object] | None,
        *,
        method: str,
        total: int | None,
        articles: Sequence[tuple[Article, str]],
        pages: Sequence[Candidate],
        publisher: str,
        at: datetime,
    ) -> None:
        with self._connection.write("storing a part of the past") as db:
            waiting = _add_waiting(db, backfill_id, pages)
            index = article_index.IndexChanges()
            for article, guid in articles:
                reached = identities.Addresses(guid=guid)
                _add(db, backfill_id, article, index, publisher, None, reached)
            index.write(db)
            db.execute(
                """
                UPDATE backfills SET cursor = :cursor, method = :method, total = coalesce(:total, total),
                    listed = listed + :listed, known = known + :known, changed_at = :at, detail = ''
                WHERE id = :id
                """,
                {
                    "cursor": None if cursor is None else json_text(cursor),
                    "method": method,
                    "total": total,
                    "listed": len(articles) + len(pages),
                    "known": len(pages) - waiting,
                    "at": time_text(at),
                    "id": backfill_id,
                },
            )
            _finish_if_done(db, backfill_id, at)

    @override
    def waiting(self, backfill_id: int, *, limit: int) -> list[Candidate]:
        with self._connection.read("reading a backfill") as db:
            rows = db.query(
                """
                SELECT p.*, b.source FROM backfill_pages p JOIN backfills b ON b.id = p.backfill
                WHERE p.backfill = ? ORDER BY p.attempts, p.id LIMIT ?
                """,
                [backfill_id, limit],
            )
            return [_to_candidate(row) for row in rows]

    @override
    def skip(self, backfill_id: int, urls: Collection[str], at: datetime) -> None:
        with self._connection.write("going on with a backfill") as db:
            for url in urls:
                _count(db, backfill_id, "known", at)
                _done(db, backfill_id, url, at)

    @override
    def store(
        self,
        backfill_id: int,
        article: Article,
        page: Page,
        fetch: Fetch,
        *,
        publisher: str,
        guid: str = "",
    ) -> bool:
        with self._connection.write(f"adding {article.url}") as db:
            sources.record(db, fetch)
            (until,) = db.execute("SELECT until FROM backfills WHERE id = ?", [backfill_id]).fetchone()
            published = article.published_at
            is_new = False
            if published is not None and published.date() > date.fromisoformat(until):
                _count(db, backfill_id, "outside", fetch.at)
            else:
                index = article_index.IndexChanges()
                reached = identities.Addresses(requested=page.requested_url, final=page.url, guid=guid)
                level = self._connection.page_level
                keep_page = partial(pages.add, db, self._connection.pages, page, level)
                is_new = _add(db, backfill_id, article, index, publisher, keep_page, reached)
                index.write(db)
            _done(db, backfill_id, fetch.url, fetch.at)
            return is_new

    @override
    def refuse(self, backfill_id: int, url: str, outcome: Outcome, at: datetime, *, is_final: bool) -> None:
        with self._connection.write(f"recording a visit to {url}") as db:
            row = db.execute(
                "UPDATE backfill_pages SET attempts = attempts + 1 WHERE backfill = ? AND url = ?"
                " RETURNING attempts, (SELECT source FROM backfills WHERE id = backfill)",
                [backfill_id, url],
            ).fetchone()
            if row is None:
                return
            attempts, source_id = row
            if is_final:
                articles.dismiss(db, url, source_id, outcome, at)
            if is_final or attempts >= MAX_ATTEMPTS:
                _count(db, backfill_id, "refused" if is_final else "failed", at)
                _done(db, backfill_id, url, at)

    @override
    def note(self, backfill_id: int, detail: str, at: datetime) -> None:
        with self._connection.write("recording the state of a backfill") as db:
            db.execute(
                "UPDATE backfills SET detail = ?, changed_at = ? WHERE id = ?",
                [detail, time_text(at), backfill_id],
            )

    @override
    def known_urls(self, source_id: str, *, limit: int) -> list[str]:
        with self._connection.read(f"reading the articles of {source_id}") as db:
            rows = db.execute(
                "SELECT url FROM articles WHERE source = ? ORDER BY id DESC LIMIT ?", [source_id, limit]
            )
            return [url for (url,) in rows]


def _add_waiting(db: Database, backfill_id: int, candidates: Iterable[Candidate]) -> int:
    """Let the unknown ones among the candidates wait to be fetched; returns their number."""
    listed = {candidate.url: candidate for candidate in candidates}
    unseen = articles.unseen(db, listed)
    count = 0
    for url, candidate in listed.items():
        row = {
            "backfill": backfill_id,
            "url": url,
            "title": candidate.title,
            "published_at": optional_time_text(candidate.published_at),
            "guid": candidate.guid,
        }
        count += url in unseen and insert_new(db, "backfill_pages", row)
    return count


def _add(
    db: Database,
    backfill_id: int,
    article: Article,
    index: article_index.IndexChanges,
    publisher: str,
    keep_page: Callable[[], int] | None,
    reached: identities.Addresses,
) -> bool:
    """Store an article unless it is known, because polls have read newer versions; whether it was."""
    at = article.fetched_at
    known = identities.find(db, article, reached).article_id is not None
    if not known:
        added = articles.add(
            db,
            article,
            index,
            publisher=publisher,
            keep_page=keep_page,
            addresses=reached,
            is_backfilled=True,
        )
        record(db, [added])
    column = "known" if known else "stored"
    _count(db, backfill_id, column, at)
    month = article.published_at.strftime("%Y-%m") if article.published_at else ""
    db.execute(
        f"""
        INSERT INTO backfill_months (backfill, month, {column}) VALUES (?, ?, 1)
        ON CONFLICT (backfill, month) DO UPDATE SET {column} = backfill_months.{column} + 1
        """,
        [backfill_id, month],
    )
    return not known


def _count(db: Database, backfill_id: int, column: str, at: datetime) -> None:
    db.execute(
        f"UPDATE backfills SET {column} = {column} + 1, changed_at = ? WHERE id = ?",
        [time_text(at), backfill_id],
    )


def _done(db: Database, backfill_id: int, url: str, at: datetime) -> None:
    """Take an article off the waiting ones."""
    db.execute("DELETE FROM backfill_pages WHERE backfill = ? AND url = ?", [backfill_id, url])
    _finish_if_done(db, backfill_id, at)


def _finish_if_done(db: Database, backfill_id: int, at: datetime) -> None:
    db.execute(
        """
        UPDATE backfills SET finished_at = ? WHERE id = ? AND cursor IS NULL AND finished_at IS NULL
          AND NOT EXISTS (SELECT 1 FROM backfill_pages WHERE backfill = backfills.id)
        """,
        [time_text(at), backfill_id],
    )


def _to_candidate(row: Row) -> Candidate:
    return Candidate(
        source_id=row["source"],
        url=row["url"],
        title=row["title"],
        published_at=to_optional_time(row["published_at"]),
        guid=row["guid"],
    )


def _to_backfill(row: Row) -> Backfill:
    return Backfill(
        id=row["id"],
        source_id=row["source"],
        since=date.fromisoformat(row["since"]),
        until=date.fromisoformat(row["until"]),
        method=row["method"],
        cursor=None if row["cursor"] is None else json.loads(row["cursor"]),
        total=row["total"],
        listed=row["listed"],
        stored=row["stored"],
        known=row["known"],
        refused=row["refused"],
        outside=row["outside"],
        failed=row["failed"],
        began_at=to_time(row["began_at"]),
        changed_at=to_time(row["changed_at"]),
        finished_at=to_optional_time(row["finished_at"]),
        detail=row["detail"],
    )
