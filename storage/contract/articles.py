"""Articles: each stored once, with every later version of its text."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from yaluwatch.model import Article, Outcome, Page, StoredArticle

#: Shortest interval between two visits to one page.
MIN_REVISIT_INTERVAL = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Added:
    """The result of storing an article."""

    id: int
    #: Number of the newest version, counted from 1.
    version: int
    #: The article was not in the archive before.
    is_new: bool
    #: The article was known and its text has changed.
    is_edited: bool


class Articles(Protocol):
    """Articles: each stored once, with every later version of its text."""

    def unseen(self, urls: Iterable[str]) -> set[str]:
        """The URLs that are neither stored, in any spelling, nor dismissed."""

    def due_revisits(self, source_id: str, now: datetime, limit: int) -> list[str]:
        """URLs of a source's articles whose pages are due to be fetched again at `now`.

        Ordered by the last visit, longest ago first, then by first sight, newest first. An article is
        revisited until it is a week old, at intervals that grow with its age; one whose page is missing,
        daily until the page is back or the article counts as removed.
        """

    def add(self, article: Article, page: Page | None, *, publisher: str, guid: str = "") -> Added:
        """Store an article as new, as a new version, or as read again unchanged.

        The article is identified by its canonical URL, by the id its feed gives it (`guid`), and by the URL
        its page was requested from or redirected to, in this order, each in any spelling (`url_key`). A guid,
        a redirect, or a canonical URL other than the page's own only counts when the texts have something in
        common; an article that has moved gets its new URL.

        It is edited if title or body differ from the newest version, whitespace aside. The page is stored
        with a new article or version only; its bytes are on disk before the transaction commits: a crash may
        leave bytes without a row, never a row without bytes. Raises ValueError for a time without a zone.
        """

    def add_all(self, read: Iterable[tuple[Article, Page | None, str]]) -> list[Added]:
        """`add` for many (article, page, publisher) in one transaction, results in the same order."""

    def dismiss(self, url: str, source_id: str, outcome: Outcome, at: datetime) -> None:
        """Mark a URL as not to be fetched again: `unseen` no longer returns it.

        Changes nothing for a URL that is already stored or dismissed.
        """

    def mark_missing(self, url: str, at: datetime, *, is_final: bool = False) -> None:
        """Record that a stored article's page was not found at `at`.

        The article counts as removed (`StoredArticle.removed_at`) from the first time this was recorded, once
        the page has been missing for 14 days, or at once if `is_final` (HTTP 410). Reading the page again
        clears both. Unknown URLs are ignored.
        """

    def note_visit(self, url: str, at: datetime) -> None:
        """Record that a stored article was requested at `at` without success; unknown URLs are ignored."""

    def read_from(self, url: str, page: bytes) -> Article | None:
        """The stored article at a URL, if its newest version was read from a page with exactly these bytes.

        None when it was read from another page or from a feed, or is not stored.
        """

    def note_unchanged(self, url: str, at: datetime) -> None:
        """Record that a stored article was read again at `at` and is the same; unknown URLs are ignored."""

    def last_visits(self, urls: Iterable[str]) -> dict[str, datetime]:
        """The last visit, successful or not, to each of these URLs that is stored."""

    def several(self, ids: Iterable[int]) -> dict[int, StoredArticle]:
        """The newest versions of these articles by id, with verdict and story; unknown ids are left out."""

    def texts(self, ids: Iterable[int]) -> dict[int, tuple[str, str]]:
        """Title and body, in the newest version, of the articles with these ids that exist."""

    def get(self, article_id: int, *, version: int | None = None) -> StoredArticle | None:
        """One article in its newest or the given version, with story and the last verdict on that version.

        None when there is no such article or version.
        """
