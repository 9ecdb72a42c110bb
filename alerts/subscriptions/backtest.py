"""What a subscription would have brought: counted over the archive before it goes live. Pure."""

from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from alerts.digests import wants
from yaluwatch.model import StoredArticle, Subscription

#: A rule that brings more stories than this on an average day is no digest any more.
MOST_A_DAY = 30

# What an archive has to have summary before a rule is judged by it.
_LONG_ENOUGH = timedelta(days=7)
_SAMPLES = 5


@dataclass(frozen=True, slots=True)
class Backtest:
    """A rule run over the past."""

    #: First and last day looked at, UTC, both included.
    first: date
    last: date
    #: Stories by the day they were first seen; days without one are left out.
    days: Mapping[date, int]
    #: Articles by topic (each counts in every topic it has), language and source.
    topics: Mapping[str, int]
    languages: Mapping[str, int]
    sources: Mapping[str, int]
    #: The newest articles it would have brought.
    samples: tuple[StoredArticle, ...]
    #: Ids of every story it would have brought.
    stories: frozenset[int]
    #: Stories of the whole archive in that time, whoever wants them.
    all_stories: int

    @property
    def span(self) -> int:
        """Days looked at."""
        return (self.last - self.first).days + 1

    @property
    def a_day(self) -> float:
        """Stories on an average day."""
        return len(self.stories) / self.span


def backtest(
    subscription: Subscription,
    articles: Sequence[StoredArticle],
    *,
    days: int,
    now: datetime,
    found: Container[int] | None = None,
) -> Backtest:
    """Run a rule over the grouped articles of the last `days`, as far back as there are any.

    `found` are the articles the rule's query finds; None when it has none.
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
    """Why a rule should not go live as it is, with the number; "" when it may.

    Nothing is said of an archive younger than a week: its first crawl brings days of news at once.
    """
    if timedelta(days=result.span) < _LONG_ENOUGH:
        return ""
    if result.a_day > MOST_A_DAY:
        return f"it would bring {result.a_day:.0f} stories a day, more than {MOST_A_DAY}"
    if not result.stories and result.all_stories:
        return f"it would have brought none of {result.all_stories} stories in {result.span} days"
    return ""
