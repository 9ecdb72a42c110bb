"""What is too old to be news: pages found long after their publication, the past of a new source. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from storage import Beginning, DigestCandidate
from yaluwatch.model import Source

# Undated articles first seen this soon after the first of their source belong to its past.
_FIRST_POLLS = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class AgeRule:
    """How long after its publication an article is still news when it is found."""

    #: Hours for sources that set none of their own.
    hours: int = 96
    #: Hours by source id, for those that publish slowly.
    by_source: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, sources: Mapping[str, Source], hours: int) -> "AgeRule":
        """The rule for these sources, by id."""
        own = {source.id: source.news_hours for source in sources.values() if source.news_hours}
        return cls(hours, own)

    def is_old(self, candidate: DigestCandidate) -> bool:
        """Whether it was published long before it was found; False for undated ones."""
        if candidate.published_at is None:
            return False
        limit = timedelta(hours=self.by_source.get(candidate.source_id, self.hours))
        return candidate.first_seen_at - candidate.published_at > limit


def is_backlog(
    candidate: DigestCandidate, beginnings: Mapping[str, Beginning], first_covered: int | None
) -> bool:
    """Whether an article was there before its source was followed, though the reader was already served.

    `beginnings` by source id; `first_covered` is the last verdict the first digest of the subscription
    covered. Before that digest (None) nothing is backlog: a new reader wants to see what there is.
    """
    began = beginnings.get(candidate.source_id)
    if began is None or first_covered is None or began.verdict_id <= first_covered:
        return False
    if candidate.published_at is None:
        return candidate.first_seen_at < began.followed_since + _FIRST_POLLS
    return candidate.published_at < began.followed_since
