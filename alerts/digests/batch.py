"""Matches new articles with many subscriptions through an in-memory bitmap index, built once per run. Pure.

Each value a subscription can filter by (a topic, a place, a language, a source) has a bitmap of articles,
kept as one integer; matching a subscription takes a few ANDs and ORs of bitmaps.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from storage import DigestCandidate
from yaluwatch.model import StoredArticle, Subscription


@dataclass(frozen=True, slots=True)
class DueArticle:
    """An article whose current version has not been reported to a subscription."""

    id: int
    story_id: int
    #: The last version reported; 0 if the article has not been reported.
    reported_version: int
    #: Whether an earlier digest of the subscription reported the story.
    is_known_story: bool
    #: Whether it was published long before it was found.
    is_old: bool = False
    #: Whether it was due in an earlier digest and did not fit.
    is_carried: bool = False


def wants(subscription: Subscription, stored: StoredArticle, found: Container[int] | None = None) -> bool:
    """Whether an article matches a subscription; an empty filter matches everything.

    `found` holds the ids of the articles its search matches; None if it has no search.
    """
    verdict = stored.verdict
    if verdict is None or not verdict.is_relevant or verdict.relevance < subscription.minimum_score:
        return False
    named = {mention.id for mention in verdict.mentions}
    return (
        _matches(subscription.topics, {tag.topic for tag in verdict.tags})
        and _matches(subscription.places, named)
        and _matches(subscription.languages, {stored.article.language})
        and _matches(subscription.sources, {stored.article.source_id})
        and (found is None or stored.id in found)
    )


class Batch:
    """Candidates indexed by the values that subscriptions filter by."""

    def __init__(self, candidates: Sequence[DigestCandidate]) -> None:
        self._candidates = candidates
        self._all = (1 << len(candidates)) - 1
        self._by: dict[str, dict[str, int]] = {
            "topics": _index(candidate.topics for candidate in candidates),
            "places": _index(candidate.mentions for candidate in candidates),
            "languages": _index((candidate.language,) for candidate in candidates),
            "sources": _index((candidate.source_id,) for candidate in candidates),
        }
        self._ids = [candidate.id for candidate in candidates]

    @property
    def oldest(self) -> int:
        """The lowest article id, 0 for an empty batch."""
        return min(self._ids, default=0)

    def find(
        self,
        subscription: Subscription,
        *,
        after_verdict: int,
        since: datetime,
        carried: Container[int] = (),
        found: Container[int] | None = None,
    ) -> list[DigestCandidate]:
        """Matching candidates with a verdict after `after_verdict`, first seen at or after `since`.

        Those in `carried` match whatever their verdict and time. `found` holds the ids of the articles its
        search matches; None if it has no search.
        """
        bits = self._all
        for name, index in self._by.items():
            if wanted := getattr(subscription, name):
                bits &= _any(index, wanted)
        return [
            candidate
            for candidate in (self._candidates[index] for index in _positions(bits))
            if candidate.relevance >= subscription.minimum_score
            and (
                candidate.id in carried
                or (candidate.verdict_id > after_verdict and candidate.first_seen_at >= since)
            )
            and (found is None or candidate.id in found)
        ]


def due_of(
    candidates: Sequence[DigestCandidate],
    known: Mapping[int, Mapping[int, int]],
    *,
    old: Container[int] = (),
    carried: Container[int] = (),
) -> list[DueArticle]:
    """Candidates not yet reported in this version; `known` is story → article → last version reported.

    `old` and `carried` are the ids of articles that are too old to be news, or were carried over.
    """
    return [
        DueArticle(
            id=candidate.id,
            story_id=candidate.story_id,
            reported_version=known.get(candidate.story_id, {}).get(candidate.id, 0),
            is_known_story=candidate.story_id in known,
            is_old=candidate.id in old,
            is_carried=candidate.id in carried,
        )
        for candidate in candidates
        if known.get(candidate.story_id, {}).get(candidate.id, 0) < candidate.version
    ]


def _index(values: Iterable[Iterable[str]]) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for position, named in enumerate(values):
        for value in named:
            found[value] |= 1 << position
    return found


def _any(index: Mapping[str, int], wanted: Iterable[str]) -> int:
    bits = 0
    for value in wanted:
        bits |= index.get(value, 0)
    return bits


def _positions(bits: int) -> Iterator[int]:
    """Positions of the bits that are set, lowest first."""
    for start, byte in enumerate(bits.to_bytes((bits.bit_length() + 7) // 8, "little")):
        if byte:
            yield from (start * 8 + offset for offset in range(8) if byte >> offset & 1)


def _matches(wanted: Sequence[str], present: set[str]) -> bool:
    return not wanted or not present.isdisjoint(wanted)
