"""Sources at run time: the fetch log, polling states, history, and cached robots.txt files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from yaluwatch.model import Article, Fetch, Outcome, Page, SourceState, StoredArticle


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One source's articles and pages on one UTC day."""

    #: Articles stored for the first time.
    new: int = 0
    #: Pages fetched, and those of them that yielded no article, by outcome.
    read: int = 0
    refused: Mapping[Outcome, int] = field(default_factory=dict)
    #: Median body length of its articles, characters; None without articles.
    body_length: float | None = None
    #: Share of its articles without an author, a date …, by field, 0–1.
    missing: Mapping[str, float] = field(default_factory=dict)
    #: Share of its articles in which the field did not come from the source's selector, by field, 0–1.
    #: Compare it only for fields the source has a selector for.
    unselected: Mapping[str, float] = field(default_factory=dict)
    #: Share of replacement characters in its bodies, 0–1.
    garbled: float = 0.0
    #: Share of its articles in each language, 0–1.
    languages: Mapping[str, float] = field(default_factory=dict)
    #: Articles dated later than they were read.
    dated_ahead: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """A source's recent history."""

    #: Oldest first, today last, from the first day with a page or article on; days without any are included.
    days: Sequence[Day]
    #: Its latest polls, oldest first.
    polls: Sequence[Fetch] = ()
    #: Its latest pages, oldest first.
    pages: Sequence[Fetch] = ()
    #: Publication time of the newest item announced; None when unknown. Aware UTC.
    newest_item_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OwnOutage:
    """A time in which no source could be reached, because our own connection was down."""

    #: Aware UTC.
    began_at: datetime
    #: When a source was reached again, aware UTC; None while it lasts.
    ended_at: datetime | None = None

    @property
    def lasts(self) -> bool:
        """Whether our own connection is still down."""
        return self.ended_at is None


class Sources(Protocol):
    """Sources at run time: the fetch log, polling states, history, and cached robots.txt files."""

    def record(self, fetch: Fetch) -> None:
        """Append to the fetch log."""

    def state(self, source_id: str) -> SourceState:
        """A source's polling state; the empty state when it was never polled."""

    def states(self) -> dict[str, SourceState]:
        """The polling state of every source polled so far, by source id."""

    def save_state(self, state: SourceState) -> None:
        """Replace a source's polling state."""

    def poll_soon(self, source_id: str, at: datetime) -> None:
        """Make a source due at `at` if it is due later; one that was never polled is due anyway."""

    def daily_new(self, source_id: str, since: datetime) -> Mapping[str, int]:
        """Articles of a source first seen since a time, counted per UTC day ("2026-11-24")."""

    def history(self, source_id: str, now: datetime) -> History:
        """The four weeks of a source up to `now` (aware UTC), day by day.

        Polls and pages that failed during an outage of our own connection are left out.
        """

    def fetch_log(self, source_id: str, kind: str, *, limit: int) -> list[Fetch]:
        """The last `limit` fetches of a source of one kind ("poll" or "page"), oldest first.

        Their URLs have keys and passwords as they were requested; mask them wherever they are shown.
        """

    def own_outages(self, since: datetime) -> list[OwnOutage]:
        """The outages of our own connection that last or ended at or after a time, oldest first."""

    def begin_own_outage(self, at: datetime) -> None:
        """Record that our own connection is down since a time; no effect while an outage lasts."""

    def end_own_outage(self, at: datetime) -> OwnOutage | None:
        """Record that our own connection works again; returns the outage that ended, None if none lasted."""

    def robots(self, host: str, since: datetime) -> tuple[int, bytes] | None:
        """Status and body of a host's robots.txt if fetched at or after `since`; None otherwise.

        `host` includes the scheme and port: rules are per authority (RFC 9309, section 2.3).
        """

    def keep_robots(self, host: str, at: datetime, status: int, body: bytes) -> None:
        """Cache the answer to a request for a host's robots.txt, replacing an earlier one."""

    def newest_articles(self, source_id: str, *, limit: int) -> list[Article]:
        """A source's newest `limit` articles, newest first."""

    def newest_stored(self, source_id: str, *, limit: int) -> list[StoredArticle]:
        """The same with their ids, verdicts and stories."""

    def page_of(self, article_id: int) -> Page | None:
        """The page the newest version of an article was read from.

        None when it came with the feed, or there is no such article. Raises ArchiveError when retention
        dropped its bytes, or they are damaged.
        """

    def newest_pages(self, source_id: str, *, limit: int) -> list[tuple[Article, bytes]]:
        """A source's newest `limit` articles with the bytes of their pages, newest first.

        Leaves out articles without a readable page: it came with the feed, was dropped, or is damaged.
        """
