"""Which articles tell the same story: declared translations, near-copies, reports of one event.

Near-copies are found by MinHash over three successive search tokens, banded so that a pair of
Jaccard similarity 0.35 is likely to meet (126 permutations, 42 bands of 3), then decided by the
exact similarity: edits, cuts and added boilerplate keep a copy above it. A text of the same mould
with other figures, such as next month's statistics, is no copy. What is no copy may still report
the same event, in any language: see events.py.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from rensa import RMinHash, RMinHashLSH

from storage.query import tokens
from stories.details import Detail, details_of
from stories.events import EventIndex, Features, features
from yaluwatch.model import Placement, Relation, StoredArticle

#: Least share of common shingles for two texts to be copies of one another.
COPY_SIMILARITY = 0.35

# Shared details named as the reason for an event.
_MOST_REASONS = 4

_PERMUTATIONS = 126
_BANDS = 42
_SEED = 20_200_218


#: Reads what an article states: days, figures, numbers, ships.
DetailReader = Callable[[StoredArticle], Iterable[Detail]]


@dataclass(frozen=True, slots=True)
class Profile:
    """An article as it is compared; costs a millisecond or two to make."""

    features: Features
    signature: RMinHash


class Memory:
    """Profiles of articles kept from one round to the next, so that each article is read once."""

    def __init__(self) -> None:
        self._profiles: dict[tuple[int, int], Profile] = {}

    def keep(self, articles: Sequence[StoredArticle], details: DetailReader) -> dict[int, Profile]:
        """The profiles of these articles by id; those of all others are forgotten."""
        kept = {}
        for stored in articles:
            key = (stored.id, stored.version)
            kept[key] = self._profiles.get(key) or _read(stored, details(stored))
        self._profiles = kept
        return {article_id: profile for (article_id, _), profile in kept.items()}


def place(
    new: Sequence[StoredArticle],
    known: Sequence[StoredArticle],
    details: DetailReader = details_of,
    memory: Memory | None = None,
) -> list[Placement]:
    """Where each new article belongs, among the known ones and the new ones before it.

    `details` reads the days and figures of an article's text.
    """
    index = _Index((memory or Memory()).keep((*known, *new), details))
    for stored in known:
        index.add(stored)
    placements = []
    for stored in new:
        placements.append(index.place(stored))
        index.add(stored)
    return placements


class _Index:
    """The articles seen so far, findable by address and by likeness."""

    def __init__(self, profiles: Mapping[int, Profile]) -> None:
        self._profiles = profiles
        self._events = EventIndex([profile.features for profile in profiles.values()])
        self._by_url: dict[str, int] = {}
        self._articles: dict[int, StoredArticle] = {}
        self._nearby = RMinHashLSH(threshold=COPY_SIMILARITY, num_perm=_PERMUTATIONS, num_bands=_BANDS)

    def add(self, stored: StoredArticle) -> None:
        profile = self._profiles[stored.id]
        self._articles[stored.id] = stored
        self._nearby.insert(stored.id, profile.signature)
        self._events.add(stored.id, profile.features)
        for url in _addresses(stored):
            self._by_url.setdefault(url, stored.id)

    def place(self, stored: StoredArticle) -> Placement:
        for url in _addresses(stored):
            if (other := self._by_url.get(url)) is not None:
                reason = "declared as the same article in another language"
                return Placement(stored.id, other, Relation.TRANSLATION, reason, 1.0)
        return self._copy(stored) or self._event(stored)

    def _copy(self, stored: StoredArticle) -> Placement | None:
        profile = self._profiles[stored.id]
        shingles = _shingles(stored)
        if not shingles:
            return None
        likeness = {
            other: _jaccard(shingles, _shingles(self._articles[other]))
            for other in self._nearby.query(profile.signature)
            if not _print_other_figures(profile.features, self._profiles[other].features)
        }
        # Of equally like ones the one seen first, whatever order the index gives them in.
        best = max(likeness, key=lambda other: (likeness[other], -other), default=None)
        if best is None or likeness[best] < COPY_SIMILARITY:
            return None
        reason = f"{likeness[best]:.0%} of the wording in common"
        return Placement(stored.id, best, Relation.COPY, reason, likeness[best])

    def _event(self, stored: StoredArticle) -> Placement:
        if event := self._events.find(self._profiles[stored.id].features):
            shared = ", ".join(event.shared[:_MOST_REASONS])
            reason = f"the same event: {shared}"
            return Placement(stored.id, event.article_id, Relation.SAME_EVENT, reason, event.similarity)
        return Placement(stored.id, None, Relation.OPENS, "nothing like it before", 0.0)


def _read(stored: StoredArticle, details: Iterable[Detail]) -> Profile:
    signature = RMinHash(num_perm=_PERMUTATIONS, seed=_SEED)
    signature.update(sorted(_shingles(stored)))
    return Profile(features(stored, details), signature)


def _print_other_figures(one: Features, other: Features) -> bool:
    """Whether two print numbers enough to tell, and less than half of the fewer are the same."""
    first, second = (
        {detail.value for detail in known.details if detail.kind == "number"} for known in (one, other)
    )
    fewer = min(len(first), len(second))
    return fewer >= 2 and 2 * len(first & second) < fewer


def _addresses(stored: StoredArticle) -> Iterator[str]:
    yield stored.article.url
    for other in stored.article.alternates:
        yield other.url


def _shingles(stored: StoredArticle) -> frozenset[str]:
    words = tokens(f"{stored.article.title}\n{stored.article.body}")
    triples = zip(words, islice(words, 1, None), islice(words, 2, None), strict=False)
    return frozenset(" ".join(triple) for triple in triples)


def _jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one or other else 0.0
