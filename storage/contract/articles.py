"""What was read, once, and every later state of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from yaluwatch.model import Article, Outcome, Page, StoredArticle


@dataclass(frozen=True, slots=True)
class Added:
    """What became of an article handed to the archive."""

    id: int
    #: The version now newest, counted from 1.
    version: int
    #: First time this article was seen.
    is_new: bool
    #: Known article whose text has changed.
    is_edited: bool


class Articles(Protocol):
    """What was read, once, and every later state of it."""

    def unseen(self, urls: Iterable[str]) -> set[str]:
        """Those of the URLs that are neither stored nor settled as refused."""

    def due_revisits(self, source_id: str, now: datetime, limit: int) -> list[str]:
        """URLs of a source's young articles worth another look, longest overdue first."""

    def add(self, article: Article, page: Page | None, *, publisher: str) -> Added:
        """Store an article with the page it was read from, as new, edited or read again unchanged."""

    def add_all(self, read: Iterable[tuple[Article, Page | None, str]]) -> list[Added]:
        """`add` for many (article, page, publisher) at once: all are stored or none."""

    def dismiss(self, url: str, source_id: str, outcome: Outcome, at: datetime) -> None:
        """Remember that a URL was refused for good; `unseen` won't return it again."""

    def mark_missing(self, url: str, at: datetime, *, is_final: bool = False) -> None:
        """Note that a stored article's page answers "not found", or that it is gone for good (410)."""

    def note_visit(self, url: str, at: datetime) -> None:
        """Note that a stored article was asked for and did not come, for now."""

    def last_visits(self, urls: Iterable[str]) -> dict[str, datetime]:
        """When the stored ones of these addresses were last looked at."""

    def get(self, article_id: int, *, version: int | None = None) -> StoredArticle | None:
        """One article in its newest or an earlier version, with verdict and story; None if unknown."""
