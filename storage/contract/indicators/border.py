"""Statements on the state of border crossings, and people's decisions on it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class BorderStatement:
    """What a report says about a crossing, without the words it uses."""

    #: Number of the statement; changes when facts are rebuilt.
    id: int
    #: Gazetteer id of the place; "border" if it is about every crossing.
    place: str
    #: "road", "rail", "foot", "freight", "passengers", "ship" or "all".
    mode: str
    #: "open", "limited", "closed" or "planned".
    state: str
    #: The day on which it was so: of publication, or of history the day it is dated. ISO 8601.
    day: str
    #: Since when it is so, or for when it is planned; ISO 8601 as far as known, "" if not said.
    date: str
    article_id: int
    version: int
    publisher: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """The words of a statement and where they were printed."""

    #: The sentence.
    text: str
    title: str
    url: str
    publisher: str
    #: ISO 639-1.
    language: str
    #: According to the site; None if it gives no date. Aware UTC.
    published_at: datetime | None
    #: When the article was first read. Aware UTC.
    found_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BorderDecision:
    """A person's word on the state of a crossing."""

    #: 0 of one that is not stored yet.
    id: int = 0
    #: Id of the crossing.
    crossing: str
    #: A kind of traffic, or "all".
    mode: str
    #: "open", "limited", "closed", "planned" or "unknown".
    state: str
    #: "confirm" or "correct" counts until a newer report; "pin" until it is withdrawn.
    kind: str
    reason: str
    #: Who decided; empty when unknown.
    by: str
    #: Aware UTC.
    at: datetime
    #: None while it is in force. Aware UTC.
    withdrawn_at: datetime | None = None
    withdrawn_by: str = ""
    withdrawn_reason: str = ""


class Border(Protocol):
    """What reports and people say about border crossings; statements are written with facts."""

    def statements(
        self, places: Iterable[str], *, first: date, last: date, each: int
    ) -> list[BorderStatement]:
        """Statements that hold on a day from `first` to `last`, as known at the end of `last`.

        For each place, mode and state the newest `each`. A statement counts from the publication of its
        article; an edited version from the day it was read, in place of the version before. Statements of
        articles that counted as removed by then are left out.
        """

    def quotations(self, statements: Sequence[BorderStatement]) -> Mapping[int, Quotation]:
        """The words of these statements by their number."""

    def decide(self, decision: BorderDecision) -> int:
        """Store a decision; returns its number."""

    def withdraw(self, number: int, *, by: str, reason: str, at: datetime) -> BorderDecision:
        """Withdraw a decision; returns it. Raises ArchiveError if there is none in force with this number."""

    def decisions(self) -> list[BorderDecision]:
        """All decisions, also those withdrawn, oldest first."""
