"""What the operator's pages need to change the source list, to ask sites for pages, and to name the jobs."""

from collections.abc import Sequence
from dataclasses import dataclass
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
class Desk:
    """The settings in force that the operator's pages use."""

    #: The source list, sources.toml.
    sources: Path
    #: As in any crawl.
    limits: CrawlLimits
    user_agent: str
    #: In the order in which they are listed.
    jobs: Sequence[KnownJob] = ()
