"""Stories as lists show them, and counts of what is mentioned; cheap to ask in an archive of any size."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple, Protocol

from storage.contract.research import Count
from yaluwatch.model import Relation


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryMember:
    """An article of a story, without its text. Times are aware UTC."""

    id: int
    #: Number of its newest text, counted from 1.
    version: int
    title: str
    #: ISO 639-1.
    language: str
    source_id: str
    publisher: str
    relation: Relation
    first_seen_at: datetime
    #: As the site says; None if it does not.
    published_at: datetime | None
    #: When its newest text was read, if that is not the first; None for an article that was never edited.
    edited_at: datetime | None
    #: Since when the site no longer shows it.
    removed_at: datetime | None
    #: 0–1.
    relevance: float
    #: Topic → probability, 0–1.
    topics: Mapping[str, float]


# Without slots, because a list asks for the same of each story again and again.
@dataclass(frozen=True)
class StorySummary:
    """A story with its articles, without their texts."""

    id: int
    #: First seen first, at least one.
    members: tuple[StoryMember, ...]

    @cached_property
    def first_seen_at(self) -> datetime:
        """When its first article was seen."""
        return self.members[0].first_seen_at

    @cached_property
    def reported_at(self) -> datetime:
        """When its last article was added."""
        return max(one.first_seen_at for one in self.members)

    @cached_property
    def changed_at(self) -> datetime:
        """When its last article was added or edited."""
        return max([self.reported_at, *(one.edited_at for one in self.members if one.edited_at)])

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """ISO 639-1 codes, in order of first appearance."""
        return tuple(dict.fromkeys(one.language for one in self.members))

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """Ids of sources, in order of first appearance."""
        return tuple(dict.fromkeys(one.source_id for one in self.members))

    @cached_property
    def publishers(self) -> tuple[str, ...]:
        """Publisher families, in order of first appearance."""
        return tuple(dict.fromkeys(one.publisher for one in self.members))

    @cached_property
    def independent(self) -> tuple[str, ...]:
        """Publisher families that have more than copies and translations of others."""
        repeats = {Relation.COPY, Relation.TRANSLATION}
        return tuple(dict.fromkeys(one.publisher for one in self.members if one.relation not in repeats))

    @cached_property
    def topics(self) -> Mapping[str, float]:
        """Topic → its highest probability, most probable first."""
        found: dict[str, float] = {}
        for one in self.members:
            for topic, probability in one.topics.items():
                found[topic] = max(probability, found.get(topic, 0.0))
        return dict(sorted(found.items(), key=lambda item: -item[1]))


class DayCount(NamedTuple):
    """Articles of one day."""

    #: Day of publication, UTC.
    day: date
    articles: int


class Overview(Protocol):
    """Stories as lists show them, and counts of what is mentioned. Read-only.

    Only relevant articles count.
    """

    def recent(self, since: datetime, limit: int) -> list[StorySummary]:
        """The stories with an article first seen at or after a time, most recent article first.

        If there is none, the stories of the newest articles. Articles from reading the past are left out.
        """

    def stories(self, ids: Iterable[int]) -> list[StorySummary]:
        """The stories with these ids, in this order; those without articles are left out."""

    def naming(self, mention: str, limit: int) -> list[StorySummary]:
        """The stories of the newest articles that mention a place or actor, newest first."""

    def mentions(self, groups: Mapping[str, Collection[str]], since: datetime) -> dict[str, int]:
        """Independent mentions of groups of places or actors in articles first seen since a time.

        `groups` is a name → ids of mentions; the result has the names with at least one. A publisher counts
        once in a story, however often it reports it; copies and translations don't count.
        """

    def days(self, mention: str, since: date) -> list[DayCount]:
        """Articles that mention a place or actor by day of publication, oldest first, without empty days."""

    def beside(self, mention: str, kind: str, limit: int) -> list[Count]:
        """Names of a kind ("place", "actor", "goods", "rule") mentioned in the same articles.

        Most frequent first, ties by name.
        """
