"""Backfills: reading what sources published in the past, in steps that survive any interruption."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from yaluwatch.model import Article, Candidate, Fetch, Outcome, Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Backfill:
    """One source's past in a range of days, as far as it has been read."""

    id: int
    source_id: str
    #: First and last day of publication, UTC.
    since: date
    until: date
    #: How its articles are listed (`crawler.past.Method`).
    method: str
    #: Where the list goes on; None at its end.
    cursor: Mapping[str, object] | None
    #: Articles in the whole list; None when unknown.
    total: int | None
    #: Articles listed so far. Of these: stored as new, known before, without an article on their page, dated
    #: outside the range, and given up after several attempts. The others wait to be fetched.
    listed: int
    stored: int
    known: int
    refused: int
    outside: int
    failed: int
    began_at: datetime
    changed_at: datetime
    finished_at: datetime | None
    #: What last went wrong, in one clause; empty when nothing did.
    detail: str = ""

    @property
    def waiting(self) -> int:
        """Articles listed and not read yet."""
        return self.listed - self.stored - self.known - self.refused - self.outside - self.failed


@dataclass(frozen=True, slots=True)
class BackfillMonth:
    """The articles that a backfill found of one month, such as "2013-05"; "" for those without a date."""

    month: str
    stored: int
    known: int


class Backfills(Protocol):
    """Backfills: reading what sources published in the past, in steps that survive any interruption.

    Articles stored here are never news: no digest reports them, their pages are not revisited, and they don't
    count as what a source publishes.
    """

    def begin(self, source_id: str, since: date, until: date, method: str, at: datetime) -> Backfill:
        """Begin a backfill with an empty cursor, or return the one that has begun with the same range."""

    def unfinished(self, source_id: str, since: date) -> Backfill | None:
        """The newest unfinished backfill of a source that begins on a day; None if there is none."""

    def get(self, backfill_id: int) -> Backfill:
        """A backfill by its id. Raises ArchiveError when there is none."""

    def every(self) -> list[Backfill]:
        """All backfills, newest first."""

    def months(self, backfill_id: int) -> list[BackfillMonth]:
        """What was found, by month of publication (UTC), oldest first."""

    def advance(
        self,
        backfill_id: int,
        cursor: Mapping[str, object] | None,
        *,
        method: str,
        total: int | None,
        articles: Sequence[tuple[Article, str]],
        pages: Sequence[Candidate],
        publisher: str,
        at: datetime,
    ) -> None:
        """Go on to `cursor` after one page of the list, all in one transaction.

        `articles` came with the list, each with its guid, and are stored; `pages` wait to be fetched, except
        those that are known or dismissed.
        """

    def waiting(self, backfill_id: int, *, limit: int) -> list[Candidate]:
        """Articles that wait to be fetched, in the order listed, those that failed before last."""

    def skip(self, backfill_id: int, urls: Collection[str], at: datetime) -> None:
        """Take waiting articles off that are known by now."""

    def store(
        self,
        backfill_id: int,
        article: Article,
        page: Page,
        fetch: Fetch,
        *,
        publisher: str,
        guid: str = "",
    ) -> bool:
        """Store the article read from the page of the waiting one with `fetch.url`; whether it is new.

        The log row of the fetch is stored as well. An article dated after the range is not stored: its
        source's polls find it, and digests then report it.
        """

    def refuse(self, backfill_id: int, url: str, outcome: Outcome, at: datetime, *, is_final: bool) -> None:
        """Record that a waiting article's page gave none.

        If that is final, it is dismissed; otherwise it is tried again, and given up after three attempts.
        """

    def note(self, backfill_id: int, detail: str, at: datetime) -> None:
        """Record what went wrong; "" = nothing any more."""

    def known_urls(self, source_id: str, *, limit: int) -> list[str]:
        """The URLs of a source's newest articles."""
