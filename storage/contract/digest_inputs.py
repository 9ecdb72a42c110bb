"""What a run of digests needs, asked once for all readers. Reads only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from storage.query import Query


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestCandidate:
    """A grouped, relevant article as subscriptions choose by it."""

    id: int
    version: int
    story_id: int
    #: The first verdict on what its newest page says: judging or reading it again is no news.
    verdict_id: int
    first_seen_at: datetime
    language: str
    source_id: str
    #: 0–1.
    relevance: float
    topics: tuple[str, ...] = ()
    #: Gazetteer and lexicon ids of all it names.
    mentions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reported:
    """What one reader has been told of one story."""

    subscription_id: str
    story_id: int
    #: Article → its last version told.
    versions: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Removal:
    """An article a reader was told of and whose page is gone."""

    subscription_id: str
    article_id: int
    removed_at: datetime


@dataclass(frozen=True, slots=True)
class Presence:
    """How many publisher families named a place or had a topic on one day, counted back from now."""

    #: "place:dandong" or "topic:smuggling".
    subject: str
    #: 0 = the last 24 hours, 1 = those before.
    days_ago: int
    publishers: int


class DigestInputs(Protocol):
    """What a run of digests needs, asked once for all readers. Reads only."""

    def candidates(self, *, after_verdict: int, up_to_verdict: int, since: datetime) -> list[DigestCandidate]:
        """Grouped, relevant articles judged in the span and first seen since a time; newest id first."""

    def reported(self, story_ids: Iterable[int]) -> list[Reported]:
        """What every reader has been told of these stories."""

    def removals(self, since: datetime, until: datetime) -> list[Removal]:
        """Articles readers were told of and that were found gone in the span (until included)."""

    def matching(self, query: Query, *, at_least: int) -> set[int]:
        """Ids of the articles from `at_least` on that a search finds."""

    def last_alert(self, subscription_id: str) -> tuple[int, datetime | None]:
        """Id and time of the last alert composed for a reader; (0, None) before the first."""

    def reported_spikes(self, subscription_id: str, since: datetime) -> set[str]:
        """Subjects a reader was alerted to since a time."""

    def presence(self, now: datetime, days: int) -> list[Presence]:
        """Publisher families per place and topic and day; copies and sources new in that time left out."""
