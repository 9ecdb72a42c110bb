"""`archive.watch`: how sources fare. For those who keep them running."""

from collections.abc import Iterable
from datetime import datetime

from storage import articles, pages, source_history
from storage.connection import Connection
from storage.rows import insert, time_text
from storage.source_history import History
from yaluwatch.errors import ArchiveError
from yaluwatch.model import Article, Fetch


class Watch:
    """The past of each source, and what is due to be looked at again."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def history(self, source_id: str, now: datetime) -> History:
        """Four weeks of a source up to `now` (aware UTC), day by day."""
        with self._connection.read(f"reading the past of {source_id}") as db:
            return source_history.read(db, source_id, now)

    def ledger(self, source_id: str, kind: str, *, limit: int) -> list[Fetch]:
        """A source's last polls ("poll") or pages ("page"), latest last."""
        with self._connection.read(f"reading the ledger of {source_id}") as db:
            return source_history.latest(db, source_id, kind, limit)

    def last_reads(self, urls: Iterable[str]) -> dict[str, datetime]:
        """When the stored ones of these addresses were last looked at."""
        with self._connection.read("looking up URLs") as db:
            return articles.last_reads(db, urls)

    def looked_at(self, url: str, at: datetime) -> None:
        """Note that a stored article was asked for and did not come, for now."""
        with self._connection.write(f"marking {url}") as db:
            articles.looked_at(db, url, at)

    def robots(self, host: str, since: datetime) -> tuple[int, bytes] | None:
        """Status and body of a host's robots.txt if it was asked since then; `host` with its scheme."""
        with self._connection.read(f"looking up what {host} allows") as db:
            found: tuple[int, bytes] | None = db.execute(
                "SELECT status, body FROM robots WHERE host = ? AND asked_at >= ?", [host, time_text(since)]
            ).fetchone()
            return found

    def keep_robots(self, host: str, at: datetime, status: int, body: bytes) -> None:
        """Remember what a host's robots.txt said."""
        row = {"host": host, "asked_at": time_text(at), "status": status, "body": body}
        with self._connection.write(f"noting what {host} allows") as db:
            insert(db, "robots", row, otherwise="REPLACE")

    def newest_pages(self, source_id: str, *, limit: int) -> list[tuple[Article, bytes]]:
        """A source's newest articles with the pages they were read from, as far as both are there."""
        with self._connection.read(f"reading pages of {source_id}") as db:
            found = []
            for stored in articles.newest_of(db, source_id, limit):
                try:
                    body = pages.read_body(db, self._connection.pages_folder, stored.id, stored.version)
                except ArchiveError:
                    # Dropped or damaged: `yalu doctor` tells of it.
                    continue
                if body is not None:
                    found.append((stored.article, body))
            return found
