"""`Reextraction` in SQL."""

from collections.abc import Callable, Iterator
from datetime import datetime

from typing_extensions import override

from storage.contract import OutdatedVersion, Reextraction
from storage.sql.database import Connection
from storage.sql.rows import Row, to_time
from storage.sql.tables import article_index, articles, pages
from yaluwatch.model import (
    Article,
)


class SqlReextraction(Reextraction):
    """Running a newer extractor over the pages in the WARC files."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @override
    def pending(
        self, is_current: Callable[[str, str, datetime], bool], source_id: str = ""
    ) -> Iterator[OutdatedVersion]:
        after = 0
        while row := self._next(after, is_current, source_id):
            after = row["id"]
            stored = articles.to_stored(row)
            with self._connection.read(f"reading the page of article {after}") as db:
                page = pages.read_page(db, self._connection.pages, row["page"], stored.article.source_id)
            yield OutdatedVersion(stored, page)

    @override
    def add(self, old: OutdatedVersion, article: Article, at: datetime) -> bool:
        before = old.stored.article
        with self._connection.write(f"storing {before.url} as re-extracted") as db:
            index = article_index.IndexChanges()
            if (article.title, article.body, article.tables) == (before.title, before.body, before.tables):
                articles.update_extracted(db, old.stored, article, index)
                is_changed = False
            else:
                articles.add_reextracted(db, old.stored, article, at, index)
                is_changed = True
            index.write(db)
        return is_changed

    def _next(
        self, after: int, is_current: Callable[[str, str, datetime], bool], source_id: str
    ) -> Row | None:
        with self._connection.read("looking for versions to re-extract") as db:
            rows = db.execute(
                """
                SELECT a.id, a.source, v.extractor, p.fetched_at FROM articles a
                JOIN versions v ON v.article = a.id AND v.number = a.version
                JOIN pages p ON p.id = v.page AND p.dropped_at IS NULL
                WHERE a.id > ? AND (? = '' OR a.source = ?) ORDER BY a.id
                """,
                [after, source_id, source_id],
            )
            outdated = (
                article_id
                for article_id, source, extractor, fetched_at in rows
                if not is_current(source, extractor, to_time(fetched_at))
            )
            found = next(outdated, None)
            rows.close()
            if found is None:
                return None
            statement = f"""
                SELECT {articles.COLUMNS}, v.page FROM articles a
                JOIN versions v ON v.article = a.id AND v.number = a.version WHERE a.id = ?
            """
            return next(db.query(statement, [found]))
