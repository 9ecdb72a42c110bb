"""What the operator's pages need to change the source list, to ask sites for pages, and to name the jobs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from crawler.polling import CrawlLimits


@dataclass(frozen=True, slots=True)
class KnownJob:
    """A job of the service."""

    name: str
    #: What it does, such as "back up the archive".
    summary: str
    #: When it runs, such as "every 15 min"; "off" if it does not.
    when: str


@dataclass(frozen=True, slots=True)
class KnownBackup:
    """A backup there is."""

    name: str
    #: When it was made, aware UTC.
    at: datetime
    #: Whether nothing was missing or damaged when it was made.
    is_complete: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """The settings in force that the operator's pages use."""

    #: The source list, sources.toml.
    sources: Path
    #: As in any crawl.
    limits: CrawlLimits
    user_agent: str
    #: In the order in which they are listed.
    jobs: Sequence[KnownJob] = ()
    #: The backups in their folder, newest first.
    read_backups: Callable[[], Sequence[KnownBackup]] = tuple
