"""Backtest of a subscription: what it would have matched in the archive, before it goes live. Pure."""

from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from alerts.digests import wants
from yaluwatch.model import StoredArticle, Subscription
from yaluwatch.sentence import Sentence

#: A subscription that matches more stories than this on an average day is rejected.
MAX_A_DAY = 30

# An archive younger than this is not enough to reject a subscription.
_MIN_SPAN = timedelta(days=7)
_SAMPLES = 5


@dataclass(frozen=True, slots=True)
class Backtest:
    """What a subscription matches in past articles."""

    #: First and last day covered, UTC, inclusive.
    first: date
    last: date
    #: Number of stories by the day they were first seen, UTC; days without one are left out.
    days: Mapping[date, int]
    #: Number of articles by topic (an article counts for each of its topics), by language and by source id.
    topics: Mapping[str, int]
    languages: Mapping[str, int]
    sources: Mapping[str, int]
    #: The newest matching articles.
    samples: tuple[StoredArticle, ...]
    #: Ids of all matching stories.
    stories: frozenset[int]
    #: Number of stories in the archive in the same time, matching or not.
    all_stories: int

    @property
    def span(self) -> int:
        """Days covered."""
        return (self.last - self.first).days + 1

    @property
    def a_day(self) -> float:
        """Average number of matching stories per day."""
        return len(self.stories) / self.span


def backtest(
    subscription: Subscription,
    articles: Sequence[StoredArticle],
    *,
    days: int,
    now: datetime,
    found: Container[int] | None = None,
) -> Backtest:
    """Match a subscription with the articles of the last `days` that are grouped into stories.

    `found` holds the ids of the articles its search matches; None if it has no search.
    """
    past = [stored for stored in articles if stored.first_seen_at > now - timedelta(days=days)]
    wanted = sorted(
        (stored for stored in past if stored.story_id and wants(subscription, stored, found)),
        key=lambda stored: stored.first_seen_at,
    )
    first_seen = {stored.story_id: stored.first_seen_at.date() for stored in reversed(wanted)}
    oldest = min((stored.first_seen_at for stored in past), default=now)
    tags = (tag.topic for stored in wanted if stored.verdict for tag in stored.verdict.tags)
    return Backtest(
        first=oldest.date(),
        last=now.date(),
        days=dict(sorted(Counter(first_seen.values()).items())),
        topics=dict(Counter(tags).most_common()),
        languages=dict(Counter(stored.article.language for stored in wanted).most_common()),
        sources=dict(Counter(stored.article.source_id for stored in wanted).most_common()),
        samples=tuple(wanted[: -_SAMPLES - 1 : -1]),
        stories=frozenset(story for story in first_seen if story),
        all_stories=len({stored.story_id for stored in past}),
    )


def complaint(result: Backtest) -> str:
    """Why a subscription should not be saved as it is, with the number; "" if it may.

    With less than a week of articles there is no complaint: a first crawl reads days of news at once.
    """
    if timedelta(days=result.span) < _MIN_SPAN:
        return ""
    if result.a_day > MAX_A_DAY:
        return Sentence(
            "it would match %(stories)s stories a day, more than %(most)s",
            stories=f"{result.a_day:.0f}",
            most=MAX_A_DAY,
        )
    if not result.stories and result.all_stories:
        return Sentence(
            "it matches none of the %(stories)s stories of the last %(days)s days",
            stories=result.all_stories,
            days=result.span,
        )
    return ""
