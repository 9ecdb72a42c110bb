"""`Sources` in SQL."""

from collections.abc import Mapping
from datetime import datetime

from typing_extensions import override

from storage.contract import History, OwnOutage, Sources
from storage.sql.database import Connection
from storage.sql.rows import (
    time_text,
    upsert,
)
from storage.sql.tables import articles, pages, source_history, sources
from yaluwatch.errors import ArchiveError
from yaluwatch.model import Article, Fetch, Page, SourceState, StoredArticle
from yaluwatch.shown import shown_url


class SqlSources(Sources):
    """The fetch log, polling states, history and robots.txt files of sources, in SQL."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @override
    def record(self, fetch: Fetch) -> None:
        with self._connection.write(f"recording the fetch of {shown_url(fetch.url)}") as db:
            sources.record(db, fetch)

    @override
    def state(self, source_id: str) -> SourceState:
        with self._connection.read(f"reading the state of {source_id}") as db:
            return sources.state(db, source_id)

    @override
    def states(self) -> dict[str, SourceState]:
        with self._connection.read("reading source states") as db:
            return sources.states(db)

    @override
    def save_state(self, state: SourceState) -> None:
        with self._connection.write(f"saving the state of {state.source_id}") as db:
            sources.save_state(db, state)

    @override
    def poll_soon(self, source_id: str, at: datetime) -> None:
        with self._connection.write(f"making {source_id} due") as db:
            db.execute(
                "UPDATE source_states SET next_poll_at = ? WHERE source = ? AND next_poll_at > ?",
                [time_text(at), source_id, time_text(at)],
            )

    @override
    def daily_new(self, source_id: str, since: datetime) -> Mapping[str, int]:
        with self._connection.read("counting articles") as db:
            return sources.daily_new(db, source_id, since)

    @override
    def history(self, source_id: str, now: datetime) -> History:
        with self._connection.read(f"reading the history of {source_id}") as db:
            return source_history.read(db, source_id, now)

    @override
    def fetch_log(self, source_id: str, kind: str, *, limit: int) -> list[Fetch]:
        with self._connection.read(f"reading the fetch log of {source_id}") as db:
            return source_history.latest(db, source_id, kind, limit)

    @override
    def own_outages(self, since: datetime) -> list[OwnOutage]:
        with self._connection.read("reading outages of our own connection") as db:
            return sources.own_outages(db, since)

    @override
    def begin_own_outage(self, at: datetime) -> None:
        with self._connection.write("recording an outage of our own connection") as db:
            sources.begin_own_outage(db, at)

    @override
    def end_own_outage(self, at: datetime) -> OwnOutage | None:
        with self._connection.write("recording the end of an outage of our own connection") as db:
            return sources.end_own_outage(db, at)

    @override
    def robots(self, host: str, since: datetime) -> tuple[int, bytes] | None:
        with self._connection.read(f"looking up robots.txt of {host}") as db:
            found: tuple[int, bytes] | None = db.execute(
                "SELECT status, body FROM robots WHERE host = ? AND asked_at >= ?", [host, time_text(since)]
            ).fetchone()
            return found

    @override
    def keep_robots(self, host: str, at: datetime, status: int, body: bytes) -> None:
        row = {"host": host, "asked_at": time_text(at), "status": status, "body": body}
        with self._connection.write(f"storing robots.txt of {host}") as db:
            upsert(db, "robots", row, "host")

    @override
    def newest_articles(self, source_id: str, *, limit: int) -> list[Article]:
        with self._connection.read(f"reading articles of {source_id}") as db:
            return [stored.article for stored in articles.newest_of(db, source_id, limit)]

    @override
    def newest_stored(self, source_id: str, *, limit: int) -> list[StoredArticle]:
        with self._connection.read(f"reading articles of {source_id}") as db:
            return articles.newest_of(db, source_id, limit)

    @override
    def page_of(self, article_id: int) -> Page | None:
        with self._connection.read(f"reading the page of article {article_id}") as db:
            found = db.execute(
                """
                SELECT v.page, a.source FROM versions v JOIN articles a ON a.id = v.article
                WHERE v.article = ? AND v.page IS NOT NULL ORDER BY v.number DESC LIMIT 1
                """,
                [article_id],
            ).fetchone()
            return pages.read_page(db, self._connection.pages, *found) if found else None

    @override
    def newest_pages(self, source_id: str, *, limit: int) -> list[tuple[Article, bytes]]:
        with self._connection.read(f"reading pages of {source_id}") as db:
            found = []
            for stored in articles.newest_of(db, source_id, limit):
                try:
                    body = pages.read_body(db, self._connection.pages, stored.id, stored.version)
                except ArchiveError:
                    # Dropped by retention, or damaged: `yalu doctor` reports it.
                    continue
                if body is not None:
                    found.append((stored.article, body))
            return found
