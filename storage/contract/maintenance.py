"""Proof, backup, repair and retention."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Head:
    """The newest link."""

    #: Id of the newest page, 0 when there is none.
    page_id: int
    #: SHA-256, hexadecimal.
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What a walk along the chain found."""

    #: Pages walked, and those of them whose bytes retention has dropped.
    pages: int
    dropped: int
    #: The newest link as computed.
    head: str
    #: One sentence each; none = every page is as it was stored.
    problems: tuple[str, ...]

    @property
    def is_sound(self) -> bool:
        """Whether nothing was found wrong."""
        return not self.problems


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check."""

    check: str
    is_ok: bool
    #: One clause for people.
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """A copy that was read back and found whole."""

    folder: Path
    articles: int
    pages: int
    #: Newest link of its chain.
    head: str
    #: Of all files.
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """What to drop: everything older than a time, None = keep."""

    #: Raw pages, by whole days: their texts, hashes and places in the chain stay.
    pages: datetime | None = None
    #: The ledger of fetches; coverage beside a series is unknown before.
    fetches: datetime | None = None
    #: Contents of messages that were sent; that and when they were sent stays.
    messages: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """How much was dropped."""

    pages: int = 0
    fetches: int = 0
    messages: int = 0
    #: WARC files that no row needs any more.
    files: tuple[str, ...] = ()


class Maintenance(Protocol):
    """Proof, backup, repair and retention."""

    def head(self) -> Head:
        """The newest link of the chain over all pages: printed elsewhere, it proves the archive later."""

    def verify(self, known_link: str = "") -> Verification:
        """Walk the chain and read every page; `known_link` is one kept elsewhere that must be in it."""

    def doctor(self) -> list[CheckResult]:
        """Check the file, its tables, its index and its pages."""

    def backup(self, folder: Path) -> Backup:
        """Copy archive and pages into a new folder while in use, and read the copy back."""

    def publish(self, path: Path) -> None:
        """A copy of the file without readers and their mail, for Datasette or to hand on."""

    def reindex(self) -> int:
        """Make the search index anew from the stored texts; the number of articles in it."""

    def optimize(self) -> None:
        """Merge the search index, let SQLite look at its statistics, and give back the space of the log."""

    def retain(self, rule: Retention, now: datetime) -> Dropped:
        """Drop raw pages, ledger rows and sent messages older than the rule says."""
