"""Verification, backup, repair, retention, and re-extraction."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from yaluwatch.model import Article, Page, StoredArticle


@dataclass(frozen=True, slots=True)
class Head:
    """The newest link of the hash chain over pages, versions and verdicts."""

    #: Number of the newest entry, 0 when there is none.
    entry: int
    #: SHA-256, hexadecimal.
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """The result of verifying the hash chain, the texts, the verdicts and the stored pages."""

    #: Pages checked, and how many of them had their bytes dropped by retention.
    pages: int
    dropped: int
    #: Versions and verdicts checked.
    versions: int
    verdicts: int
    #: Number of the newest entry of the chain, 0 when there is none.
    entry: int
    #: The newest link as stored, SHA-256, hexadecimal.
    head: str
    #: One sentence each, at most 20 of a kind; empty = everything is as it was stored.
    problems: tuple[str, ...]
    #: Names of the page files whose bytes are missing or not what was stored.
    damaged_files: tuple[str, ...] = ()
    #: Whether the problems, if any, are all about bytes of pages, so that texts and verdicts are proved.
    are_only_bytes: bool = True

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
    """A backup that was read back and verified; complete unless something was lost before."""

    folder: Path
    articles: int
    pages: int
    #: Newest link of its hash chain, SHA-256, hexadecimal.
    head: str
    #: Of all files, bytes.
    size: int
    #: Names of files that are missing or damaged in it because they were when it was made → why.
    lost: Mapping[str, str] = field(default_factory=dict)
    #: What its verification found, one sentence each: the archive it was made of has the same problems.
    problems: tuple[str, ...] = ()
    #: Whether it has the key that signs links in mails, and passwords.
    has_secrets: bool = False

    @property
    def is_complete(self) -> bool:
        """Whether it has everything, as it was stored."""
        return not self.lost and not self.problems


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
        """The newest link of the hash chain; published elsewhere, it later proves that nothing changed."""

    def keep_head(self, head: Head, at: datetime) -> bool:
        """Write a link that was shown at `at` into the file next to the archive that `verify` compares with.

        False, and nothing is written, when the link in the file is not in the chain: the file is evidence
        then. Raises OSError when the file can't be written.
        """

    def verify(self, known_link: str = "") -> Verification:
        """Recompute the hash chain and the digests of all texts and verdicts, and read every page.

        `known_link` is a link published earlier; it is a problem if the chain does not contain it, or the
        link that `keep_head` wrote last.
        """

    def doctor(self) -> list[CheckResult]:
        """Check the file, its tables, the search index and the page files; reads the whole archive."""

    def backup(
        self,
        folder: Path,
        beside: Mapping[str, Path | bytes] = MappingProxyType({}),
        *,
        has_secrets: bool = False,
        overwrite: bool = False,
    ) -> Backup:
        """Copy archive and pages into a new folder while the archive is in use, and verify the copy.

        `beside` are further files of the data folder, by their names in it, relative and with slashes: paths
        to copy them from, or contents. `has_secrets` is noted. Links are not followed. A file that is missing
        or damaged, and what does not verify in the archive itself, is noted in the result; the rest is backed
        up. The folder, readable by its owner only, appears once the copy is verified. With `overwrite` it may
        be a backup, which is replaced. Raises ArchiveError when it exists otherwise, ArchiveFull, and
        ArchiveCorrupt when the archive's file is damaged.
        """

    def publish(self, path: Path, *, overwrite: bool = False) -> None:
        """Write a copy of the file without subscriptions, addresses, messages, feedback and story edits.

        For Datasette, or to share. Raises OutputError when `path` exists and is not to be overwritten, is a
        link, or is a file of the data folder.
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

    def pending(
        self, is_current: Callable[[str, str, datetime], bool], source_id: str = ""
    ) -> Iterator[OutdatedVersion]:
        """Newest versions that are outdated and whose page is still stored, by article id.

        `is_current` is asked with the source's id, the version's extractor and when the page was fetched
        (aware UTC). Reads one at a time: articles may be added while iterating. Raises ArchiveError when a
        page's bytes are not what was stored.
        """

    def add(self, old: OutdatedVersion, article: Article, at: datetime) -> bool:
        """Store what the newer extractor read at `at` as a new version; whether it was.

        If title, body and tables are the same, there is no new version: the captions, organisation and
        extractor of the newest one are updated. A new version refers to the same page, so
        `DigestInputs.candidates` does not report the article again.
        """
