"""How sources are doing: the ledger of fetches, their states, their history, their robots.txt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from yaluwatch.model import Article, Fetch, Outcome, SourceState


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What one source brought on one day (UTC)."""

    #: Articles stored for the first time.
    new: int = 0
    #: Pages that were read, and those of them that brought no article, by outcome.
    read: int = 0
    refused: Mapping[Outcome, int] = field(default_factory=dict)
    #: Median body length of its articles, characters; None without articles.
    body_length: float | None = None
    #: Share of its articles without an author, a date …, by field, 0–1.
    missing: Mapping[str, float] = field(default_factory=dict)
    #: Share of its articles in which a selector of the source found nothing, by field, 0–1. Fields it was
    #: never used for are absent.
    unselected: Mapping[str, float] = field(default_factory=dict)
    #: Share of replacement characters in its bodies, 0–1.
    garbled: float = 0.0
    #: Share of its articles in each language, 0–1.
    languages: Mapping[str, float] = field(default_factory=dict)
    #: Articles dated later than they were read.
    dated_ahead: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """A source's past as the archive holds it."""

    #: Oldest first, days without anything included, today last. None before it was first read.
    days: Sequence[Day]
    #: Its latest polls, latest last.
    polls: Sequence[Fetch] = ()
    #: Its latest pages, latest last.
    pages: Sequence[Fetch] = ()
    #: Publication of the newest item announced; None when unknown. Aware UTC.
    newest_item_at: datetime | None = None


class Sources(Protocol):
    """How sources are doing: the ledger of fetches, their states, their history, their robots.txt."""

    def record(self, fetch: Fetch) -> None:
        """Add a row to the ledger of fetches."""

    def state(self, source_id: str) -> SourceState:
        """What is remembered of a source; the empty state when it was never polled."""

    def states(self) -> dict[str, SourceState]:
        """What is remembered of every source polled so far, by id."""

    def save_state(self, state: SourceState) -> None:
        """Replace what is remembered of a source."""

    def daily_new(self, since: datetime) -> Mapping[str, Mapping[str, int]]:
        """New articles per source and UTC day ("2026-11-24") since a time."""

    def history(self, source_id: str, now: datetime) -> History:
        """Four weeks of a source up to `now` (aware UTC), day by day."""

    def ledger(self, source_id: str, kind: str, *, limit: int) -> list[Fetch]:
        """A source's last polls ("poll") or pages ("page"), latest last."""

    def robots(self, host: str, since: datetime) -> tuple[int, bytes] | None:
        """Status and body of a host's robots.txt if it was asked since then; `host` with its scheme."""

    def keep_robots(self, host: str, at: datetime, status: int, body: bytes) -> None:
        """Remember what a host's robots.txt said."""

    def newest_pages(self, source_id: str, *, limit: int) -> list[tuple[Article, bytes]]:
        """A source's newest articles with the pages they were read from, as far as both are there."""
