"""What is new, matched with what many readers want: an index in memory, built once for a round. Pure.

Each value an article can be chosen by (a topic, a place, a language, a source) has a set of articles,
kept as the bits of one number; a subscription is a few ANDs and ORs of such numbers.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from storage import DigestCandidate
from yaluwatch.model import StoredArticle, Subscription


@dataclass(frozen=True, slots=True)
class DueArticle:
    """An article a subscription has not been told of in its present state."""

    id: int
    story_id: int
    #: The version told before, 0 when the article is new to this reader.
    reported_version: int
    #: Whether the reader knows the story from an earlier digest.
    is_known_story: bool


def wants(subscription: Subscription, stored: StoredArticle, found: Container[int] | None = None) -> bool:
    """Whether an article is what the subscription asks for; an empty list asks for everything.

    `found` are the articles its query finds; None when it has none.
    """
    verdict = stored.verdict
    if verdict is None or not verdict.is_relevant or verdict.relevance < subscription.minimum_score:
        return False
    named = {mention.id for mention in verdict.mentions}
    return (
        _meets(subscription.topics, {tag.topic for tag in verdict.tags})
        and _meets(subscription.places, named)
        and _meets(subscription.languages, {stored.article.language})
        and _meets(subscription.sources, {stored.article.source_id})
        and (found is None or stored.id in found)
    )


class Batch:
    """Candidates findable by what subscriptions choose by."""

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
        """The least id of all, 0 for an empty batch."""
        return min(self._ids, default=0)

    def find(
        self,
        subscription: Subscription,
        *,
        after_verdict: int,
        since: datetime,
        found: Container[int] | None = None,
    ) -> list[DigestCandidate]:
        """What a subscription wants of what was judged after a verdict and arrived since; newest first.

        `found` are the articles its query finds; None when it has none.
        """
        bits = self._all
        for name, index in self._by.items():
            if wanted := getattr(subscription, name):
                bits &= _any(index, wanted)
        return [
            candidate
            for candidate in (self._candidates[place] for place in _places(bits))
            if candidate.relevance >= subscription.minimum_score
            and candidate.verdict_id > after_verdict
            and candidate.first_seen_at >= since
            and (found is None or candidate.id in found)
        ]


def due_of(candidates: Sequence[DigestCandidate], known: Mapping[int, Mapping[int, int]]) -> list[DueArticle]:
    """Those a reader has not been told of in this version; `known` is story → article → version told."""
    return [
        DueArticle(
            id=candidate.id,
            story_id=candidate.story_id,
            reported_version=known.get(candidate.story_id, {}).get(candidate.id, 0),
            is_known_story=candidate.story_id in known,
        )
        for candidate in candidates
        if known.get(candidate.story_id, {}).get(candidate.id, 0) < candidate.version
    ]


def _index(values: Iterable[Iterable[str]]) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for place, named in enumerate(values):
        for value in named:
            found[value] |= 1 << place
    return found


def _any(index: Mapping[str, int], wanted: Iterable[str]) -> int:
    bits = 0
    for value in wanted:
        bits |= index.get(value, 0)
    return bits


def _places(bits: int) -> Iterator[int]:
    """The places of the bits that are set, lowest first."""
    for start, byte in enumerate(bits.to_bytes((bits.bit_length() + 7) // 8, "little")):
        if byte:
            yield from (start * 8 + place for place in range(8) if byte >> place & 1)


def _meets(wanted: Sequence[str], there: set[str]) -> bool:
    return not wanted or not there.isdisjoint(wanted)
