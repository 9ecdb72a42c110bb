"""Running a newer extractor over stored pages."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from yaluwatch.model import Article, Page, StoredArticle


@dataclass(frozen=True, slots=True)
class OutdatedVersion:
    """The newest version of an article, extracted by an older extractor, and its page."""

    stored: StoredArticle
    page: Page


class Reextraction(Protocol):
    """Running a newer extractor over stored pages."""

    def pending(self, extractors: Collection[str], source_id: str = "") -> Iterator[OutdatedVersion]:
        """Newest versions whose extractor is not among these and whose page is still stored, by article id.

        Reads one at a time: articles may be added while iterating. Raises ArchiveError when a page's bytes
        are not what was stored.
        """

    def add(self, old: OutdatedVersion, article: Article, at: datetime) -> bool:
        """Store what the newer extractor read at `at` as a new version; whether it was.

        If title, body and tables are the same, only the version's extractor is updated. The new version
        refers to the same page, so `DigestInputs.candidates` does not report the article again.
        """
