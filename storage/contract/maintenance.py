"""Verification, backup, repair, retention, and re-extraction."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from yaluwatch.model import Article, Page, StoredArticle


@dataclass(frozen=True, slots=True)
class Head:
    """The newest link of the hash chain over pages."""

    #: Id of the newest page, 0 when there is none.
    page_id: int
    #: SHA-256, hexadecimal.
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """The result of verifying the hash chain and the stored pages."""

    #: Pages checked, and how many of them had their bytes dropped by retention.
    pages: int
    dropped: int
    #: The newest link as stored, SHA-256, hexadecimal.
    head: str
    #: One sentence each; empty = every page is as it was stored.
    problems: tuple[str, ...]

    @property
    def is_sound(self) -> bool:
        """Whether no problem was found."""
        return not self.problems


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The result of one check."""

    check: str
    is_ok: bool
    #: One clause for people.
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """A complete backup that was read back and verified."""

    folder: Path
    articles: int
    pages: int
    #: Newest link of its hash chain, SHA-256, hexadecimal.
    head: str
    #: Of all files, bytes.
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """What to drop: everything older than the time given (aware UTC); None = keep all."""

    #: Raw pages, by whole UTC days. Article texts, page hashes and the chain are kept.
    pages: datetime | None = None
    #: Rows of the fetch log. Series show no coverage for the time before.
    fetches: datetime | None = None
    #: Contents of sent messages. Their delivery records are kept.
    messages: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """What retention dropped."""

    pages: int = 0
    fetches: int = 0
    messages: int = 0
    #: Names of the deleted WARC files.
    files: tuple[str, ...] = ()


class Maintenance(Protocol):
    """Verification, backup, repair, retention, and re-extraction."""

    def head(self) -> Head:
        """The newest link of the hash chain; published elsewhere, it later proves that no page changed."""

    def verify(self, known_link: str = "") -> Verification:
        """Recompute the hash chain and read every page.

        `known_link` is a link published earlier; it is a problem if the chain does not contain it.
        """

    def doctor(self) -> list[CheckResult]:
        """Check the file, its tables, the search index and the page files; reads the whole archive."""

    def backup(self, folder: Path) -> Backup:
        """Copy archive and pages into a new folder while the archive is in use, and verify the copy.

        The folder appears only once the copy is verified. Raises ArchiveError when it exists already,
        ArchiveFull, and ArchiveCorrupt when the copy does not verify.
        """

    def publish(self, path: Path) -> None:
        """Write a copy of the file without subscriptions, addresses, messages, feedback and story edits.

        For Datasette, or to share. Raises ArchiveError when `path` exists.
        """

    def reindex(self) -> int:
        """Rebuild the search index from the stored texts; returns the number of articles in it."""

    def optimize(self) -> None:
        """Merge the search index, refresh the planner's statistics, and release the log's disk space."""

    def retain(self, rule: Retention, now: datetime) -> Dropped:
        """Drop raw pages, fetch log rows and contents of sent messages that are older than the rule says.

        All rows change in one transaction; WARC files are deleted after it has committed.
        """


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

        If title, body and tables are the same, there is no new version: the captions, organisation and
        extractor of the newest one are updated. A new version refers to the same page, so
        `DigestInputs.candidates` does not report the article again.
        """
