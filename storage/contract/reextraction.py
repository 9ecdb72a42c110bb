"""Stored pages, and what a newer extractor reads from them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from yaluwatch.model import Article, Page, StoredArticle


@dataclass(frozen=True, slots=True)
class OutdatedVersion:
    """The newest version of an article that an older extractor read, and the page it was read from."""

    stored: StoredArticle
    page: Page


class Reextraction(Protocol):
    """Stored pages, and what a newer extractor reads from them."""

    def pending(self, extractors: Collection[str], source_id: str = "") -> Iterator[OutdatedVersion]:
        """Newest versions that none of these extractors read and whose page is kept, by id.

        Raises ArchiveError for a page that is not what was stored.
        """

    def add(self, old: OutdatedVersion, article: Article, at: datetime) -> bool:
        """Store what was read at `at` as a version of its own unless it says the same; whether it was.

        It came from a page we had: `storage.sqlite.tables.digests` takes it for no news.
        """
