"""`Articles` in SQL."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from hashlib import sha256

from typing_extensions import override

from storage.contract import Added, Articles
from storage.sql import counts, ledger
from storage.sql.database import Connection, Database
from storage.sql.rows import AMONG_IDS, among
from storage.sql.tables import article_index, articles, identities, pages, read_stored, verdicts, versions
from yaluwatch.model import (
    Article,
    Outcome,
    Page,
    StoredArticle,
)


class SqlArticles(Articles):
    """Articles, their versions and pages, in SQL."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @override
    def unseen(self, urls: Iterable[str]) -> set[str]:
        with self._connection.read("looking up URLs") as db:
            return articles.unseen(db, urls)

    @override
    def due_revisits(self, source_id: str, now: datetime, limit: int) -> list[str]:
        with self._connection.read(f"looking up articles of {source_id} to revisit") as db:
            return articles.due_revisits(db, source_id, now, limit)

    @override
    def add(self, article: Article, page: Page | None, *, publisher: str, guid: str = "") -> Added:
        with self._connection.write(f"adding {article.url}") as db:
            return self._add(db, [(article, page, publisher)], guid)[0]

    @override
    def add_all(self, read: Iterable[tuple[Article, Page | None, str]]) -> list[Added]:
        with self._connection.write("adding articles") as db:
            return self._add(db, read)

    @override
    def dismiss(self, url: str, source_id: str, outcome: Outcome, at: datetime) -> None:
        with self._connection.write(f"dismissing {url}") as db:
            articles.dismiss(db, url, source_id, outcome, at)

    @override
    def mark_missing(self, url: str, at: datetime, *, is_final: bool = False) -> None:
        with self._connection.write(f"marking {url} as missing") as db:
            articles.mark_missing(db, url, at, is_final=is_final)

    @override
    def note_visit(self, url: str, at: datetime) -> None:
        with self._connection.write(f"recording a visit to {url}") as db:
            articles.note_visit(db, url, at)

    @override
    def read_from(self, url: str, page: bytes) -> Article | None:
        with self._connection.read(f"looking up {url}") as db:
            found = articles.read_from(db, url, sha256(page).hexdigest())
        return found.article if found else None

    @override
    def note_unchanged(self, url: str, at: datetime) -> None:
        with self._connection.write(f"recording a visit to {url}") as db:
            articles.note_unchanged(db, url, at)

    @override
    def last_visits(self, urls: Iterable[str]) -> dict[str, datetime]:
        with self._connection.read("looking up URLs") as db:
            return articles.last_visits(db, urls)

    @override
    def several(self, ids: Iterable[int]) -> dict[int, StoredArticle]:
        with self._connection.read("reading articles") as db:
            return {stored.id: stored for stored in read_stored(db, ids)}

    @override
    def texts(self, ids: Iterable[int]) -> dict[int, tuple[str, str]]:
        with self._connection.read("reading texts") as db:
            rows = db.execute(
                "SELECT a.id, v.title, v.body FROM articles a"
                " JOIN versions v ON v.article = a.id AND v.number = a.version"
                f" WHERE a.id IN {AMONG_IDS}",
                [among(ids)],
            )
            return {article_id: (title, body) for article_id, title, body in rows}

    @override
    def get(self, article_id: int, *, version: int | None = None) -> StoredArticle | None:
        with self._connection.read(f"reading article {article_id}") as db:
            found = list(read_stored(db, [article_id]))
            if not found or version in {None, found[0].version}:
                return found[0] if found else None
            earlier = versions.read_one(db, article_id, version)
            judged = verdicts.of_version(db, earlier) if earlier else None
        return replace(earlier, verdict=judged, story_id=found[0].story_id) if earlier else None

    def _add(
        self, db: Database, read: Iterable[tuple[Article, Page | None, str]], guid: str = ""
    ) -> list[Added]:
        index = article_index.IndexChanges()
        store, level = self._connection.pages, self._connection.page_level
        new = (
            articles.NewArticle(
                article=article,
                publisher=publisher,
                keep_page=partial(pages.add, db, store, page, level) if page else None,
                addresses=identities.Addresses(
                    requested=page.requested_url if page else "", final=page.url if page else "", guid=guid
                ),
            )
            for article, page, publisher in read
        )
        added = list(articles.add_all(db, new, index))
        record(db, added)
        index.write(db)
        return added


def record(db: Database, added: Sequence[Added]) -> None:
    """Append the new versions to the ledger, and count the new articles."""
    ledger.add_versions(db, [(one.id, one.version) for one in added if one.is_new or one.is_edited])
    counts.add_stored(db, [one.id for one in added if one.is_new])
