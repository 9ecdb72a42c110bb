"""Backfills from web archives: WARC files, each read once, with the articles found in them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from yaluwatch.model import Article, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedPage:
    """A page as it will be stored; takes an eighth of its memory."""

    source_id: str
    requested_url: str
    url: str
    #: When it was captured. Aware UTC.
    fetched_at: datetime
    #: Of its body, hexadecimal.
    sha256: str
    #: A compressed WARC record.
    record: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadRecord:
    """An article found in a web archive, ready to be stored."""

    article: Article
    #: As captured then: its time is that of the capture, the article's is now.
    page: PackedPage
    publisher: str
    verdict: Verdict
    #: Where its record begins in the file, bytes; None if the file is not compressed record by record.
    offset: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFile:
    """What was found in a web archive's file."""

    #: Length in bytes, and SHA-256 (hexadecimal) of all of it.
    size: int
    sha256: str
    records: int
    #: Records that the prefilter let pass.
    passed: int
    #: Why records gave no article: reason → number.
    refused: Mapping[str, int]
    articles: Sequence[ReadRecord]
    #: What is wrong with the file, in one clause; empty when nothing is.
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebArchiveFile:
    """One file of a web archive: the ledger of what it gave, or that it waits to be read."""

    id: int
    #: Path or URL, its identity.
    name: str
    #: What it was listed with: "CC-NEWS 2020-01", or "files".
    collection: str
    listed_at: datetime
    #: None while it waits.
    finished_at: datetime | None = None
    size: int = 0
    sha256: str = ""
    records: int = 0
    passed: int = 0
    #: Articles: new from this file, known before, and relevant ones among the new.
    stored: int = 0
    known: int = 0
    relevant: int = 0
    refused: Mapping[str, int] = field(default_factory=dict)
    #: What is wrong with it, or why it could not be read; empty when nothing is.
    detail: str = ""


@dataclass(frozen=True, slots=True)
class RecordOrigin:
    """Where an article of a web archive was read from."""

    file: str
    #: None if the file is not compressed record by record.
    offset: int | None
    #: When the page was captured. Aware UTC.
    captured_at: datetime


class WebArchives(Protocol):
    """Backfills from web archives.

    A file's row and its articles are written in one transaction, so a file whose reading was interrupted has
    left nothing, and one that was read counts once. Its articles are never news, as those of `Backfills`.
    """

    def enlist(self, names: Collection[str], collection: str, at: datetime) -> list[WebArchiveFile]:
        """Add the files that are not listed yet; returns all of them, in the order given."""

    def store(self, file_id: int, read: ReadFile, at: datetime) -> WebArchiveFile | None:
        """Store what a file gave, with its verdicts; None, and nothing stored, if another process has.

        A page is on disk before the transaction commits, as with `Articles.add`. Articles that are known
        stay as they are.
        """

    def again(self, file_id: int) -> None:
        """Let a file that was read wait once more, because it has changed; its articles stay."""

    def note(self, file_id: int, detail: str) -> None:
        """Record why a file could not be read."""

    def get(self, file_id: int) -> WebArchiveFile | None:
        """A file, without what was refused of it; None if it was never listed."""

    def files(self) -> list[WebArchiveFile]:
        """All files, in the order listed."""

    def origin(self, article_id: int) -> RecordOrigin | None:
        """Where an article was read from; None if it is of no web archive."""
