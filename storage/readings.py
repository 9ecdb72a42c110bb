"""`archive.readings`: stored pages, and what a newer extractor reads from them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from storage import articles, pages, search_index
from storage.connection import Connection
from storage.rows import Row
from yaluwatch.model import Article, Page, StoredArticle


@dataclass(frozen=True, slots=True)
class OldReading:
    """The newest version of an article that an older extractor read, and the page it was read from."""

    stored: StoredArticle
    page: Page


class Readings:
    """Reading stored pages again. An article's earlier versions stay as they were read."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def old(self, extractors: Collection[str], source_id: str = "") -> Iterator[OldReading]:
        """Newest versions that none of these extractors read and whose page is kept, by id.

        Raises ArchiveError for a page that is not what was stored.
        """
        after = 0
        while row := self._next(after, extractors, source_id):
            after = row["id"]
            stored = articles.to_stored(row)
            with self._connection.read(f"reading the page of {after}") as db:
                page = pages.read_page(
                    db, self._connection.pages_folder, row["page"], stored.article.source_id
                )
            yield OldReading(stored, page)

    def add(self, old: OldReading, article: Article, at: datetime) -> bool:
        """Store what was read at `at` as a version of its own unless it says the same; whether it was.

        It came from a page we had: `storage.digests` takes it for no news.
        """
        before = old.stored.article
        with self._connection.write(f"storing {before.url} as read again") as db:
            if (article.title, article.body, article.tables) == (before.title, before.body, before.tables):
                articles.note_extractor(db, old.stored, article.extractor)
                return False
            index = search_index.Changes()
            articles.add_reading(db, old.stored, article, at, index)
            index.write(db)
            return True

    def _next(self, after: int, extractors: Collection[str], source_id: str) -> Row | None:
        marks = ", ".join("?" * len(extractors))
        with self._connection.read("looking for old readings") as db:
            rows = db.query(
                f"""
                SELECT {articles.COLUMNS}, v.page FROM articles a
                JOIN versions v ON v.article = a.id AND v.number = a.version
                JOIN pages p ON p.id = v.page AND p.dropped_at IS NULL
                WHERE a.id > ? AND (? = '' OR a.source = ?) AND v.extractor NOT IN ({marks})
                ORDER BY a.id LIMIT 1
                """,
                [after, source_id, source_id, *extractors],
            )
            return next(rows, None)
