"""Queries that composing digests needs, each run once for all subscriptions. Read-only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from storage.query import Query


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestCandidate:
    """A relevant, grouped article with the fields subscriptions select by."""

    id: int
    version: int
    story_id: int
    #: The first verdict on the text of its newest page. Reclassifying or re-extracting it does not change
    #: this id, so it does not make the article news again. 0 while its newest page has no verdict yet.
    verdict_id: int
    first_seen_at: datetime
    #: As the site says; None if it does not.
    published_at: datetime | None = None
    language: str
    source_id: str
    #: 0–1.
    relevance: float
    topics: tuple[str, ...] = ()
    #: Gazetteer and lexicon ids of everything it mentions.
    mentions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reported:
    """What the digests of one subscription have reported of one story."""

    subscription_id: str
    story_id: int
    #: Article → the newest version of it that was reported.
    versions: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Removal:
    """An article that was reported to a subscription, whose removal from its site was not."""

    subscription_id: str
    article_id: int
    removed_at: datetime


@dataclass(frozen=True, slots=True)
class Beginning:
    """When the archive began to follow a source."""

    #: When it was first read without failure, or its first article seen if that was earlier.
    followed_since: datetime
    #: The first verdict on its first article.
    verdict_id: int


@dataclass(frozen=True, slots=True)
class Presence:
    """How many publishers mentioned a place or had a topic in one 24-hour period, counted back from now."""

    #: "place:dandong" or "topic:smuggling".
    subject: str
    #: 0 = the last 24 hours, 1 = the 24 hours before.
    days_ago: int
    publishers: int


class DigestInputs(Protocol):
    """Queries that composing digests needs, each run once for all subscriptions. Read-only.

    A digest counts as reported while at least one of its messages is neither failed nor dropped.
    """

    def candidates(
        self, *, after_verdict: int, up_to_verdict: int, since: datetime, carried: Iterable[int] = ()
    ) -> list[DigestCandidate]:
        """Relevant, grouped articles with `after_verdict` < `verdict_id` <= `up_to_verdict`.

        Only those first seen at or after `since`, and the articles in `carried` whatever their verdict id and
        time; newest article id first. Pass `Verdicts.watermark` as
        `up_to_verdict`, so that consecutive ranges leave no verdict out.
        """

    def reported(self, story_ids: Iterable[int]) -> list[Reported]:
        """What has been reported of these stories, by subscription; in no particular order."""

    def carried(self, subscription_id: str) -> list[int]:
        """Ids of the articles the last reported digest or alert of a subscription carried over."""

    def carried_by(self, subscription_id: str, period_key: str) -> list[int]:
        """Ids of the articles one digest of a subscription carried; empty if there is no such digest."""

    def first_covered(self, subscription_id: str) -> int | None:
        """The last verdict id the first digest or alert of a subscription covered; None before it."""

    def beginnings(self, source_ids: Iterable[str]) -> dict[str, Beginning]:
        """When each source began to be archived; without the sources that have no classified article."""

    def removals(self, since: datetime, until: datetime) -> list[Removal]:
        """Reported articles that were removed after `since` and up to and including `until`.

        Without those whose removal was reported to the subscription. Ordered by subscription, then article
        id.
        """

    def matching(self, query: Query, *, at_least: int) -> set[int]:
        """Ids of the articles a search finds whose id is `at_least` or higher."""

    def last_alert(self, subscription_id: str) -> tuple[int, datetime | None]:
        """Digest id and time of the last alert composed for a subscription; (0, None) before the first."""

    def reported_spikes(self, subscription_id: str, since: datetime) -> set[str]:
        """Subjects ("place:…", "topic:…") of the alerts composed for a subscription after `since`."""

    def presence(self, now: datetime, days: int) -> list[Presence]:
        """Distinct publishers per place or topic for each of the last `days` 24-hour periods.

        Counts relevant, grouped articles. Leaves out copies, and sources whose first article is younger than
        `days` days, so that a new source does not look like a spike.
        """
