"""Matches new articles with many subscriptions through an in-memory bitmap index, built once per run. Pure.

Each value a subscription can filter by (a topic, a place, a language, a source) has a bitmap of articles,
kept as one integer; matching a subscription takes a few ANDs and ORs of bitmaps.
"""

from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import compress

from storage import DigestCandidate
from yaluwatch.model import StoredArticle, Subscription

# The digits "0" and "1" as numbers, for bytes.translate.
_VALUES = bytes.maketrans(b"01", bytes((0, 1)))


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
        self._relevant: dict[float, int] = {}
        self._new: dict[tuple[int, datetime], int] = {}

    @property
    def oldest(self) -> int:
        """The lowest article id, 0 for an empty batch."""
        return min(self._ids, default=0)

    def among(self, ids: Container[int]) -> int:
        """The bitmap of the candidates whose article is one of these."""
        return _bits(id_ in ids for id_ in self._ids)

    def find(
        self,
        subscription: Subscription,
        *,
        after_verdict: int,
        since: datetime,
        carried: Collection[int] = (),
        found: int | None = None,
    ) -> list[DigestCandidate]:
        """Matching candidates with a verdict after `after_verdict`, first seen at or after `since`.

        Those in `carried` match whatever their verdict and time. `found` is the bitmap of the articles its
        search matches, made by `among`; None if it has no search.
        """
        bits = self._all if found is None else found
        for name, index in self._by.items():
            if wanted := getattr(subscription, name):
                bits &= _any(index, wanted)
        bits &= self._relevant_from(subscription.minimum_score)
        bits &= self._new_since(after_verdict, since) | (self.among(carried) if carried else 0)
        return list(compress(self._candidates, _flags(bits)))

    def _relevant_from(self, minimum: float) -> int:
        if minimum not in self._relevant:
            self._relevant[minimum] = _bits(each.relevance >= minimum for each in self._candidates)
        return self._relevant[minimum]

    def _new_since(self, after_verdict: int, since: datetime) -> int:
        key = (after_verdict, since)
        if key not in self._new:
            self._new[key] = _bits(
                each.verdict_id > after_verdict and each.first_seen_at >= since for each in self._candidates
            )
        return self._new[key]


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
    due = []
    for candidate in candidates:
        versions = known.get(candidate.story_id)
        reported = versions.get(candidate.id, 0) if versions else 0
        if reported < candidate.version:
            due.append(
                DueArticle(
                    id=candidate.id,
                    story_id=candidate.story_id,
                    reported_version=reported,
                    is_known_story=versions is not None,
                    is_old=candidate.id in old,
                    is_carried=candidate.id in carried,
                )
            )
    return due


def _index(values: Iterable[Iterable[str]]) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for position, named in enumerate(values):
        for value in named:
            found[value] |= 1 << position
    return found


def _bits(flags: Iterable[bool]) -> int:
    """The bitmap of these flags, the first one lowest."""
    return int("0" + "".join("1" if flag else "0" for flag in flags)[::-1], 2)


def _flags(bits: int) -> bytes:
    """The flags of a bitmap, 0 or 1, lowest first, up to the highest that is set."""
    return f"{bits:b}"[::-1].encode().translate(_VALUES)


def _any(index: Mapping[str, int], wanted: Iterable[str]) -> int:
    bits = 0
    for value in wanted:
        bits |= index.get(value, 0)
    return bits


def _matches(wanted: Sequence[str], present: set[str]) -> bool:
    return not wanted or not present.isdisjoint(wanted)
