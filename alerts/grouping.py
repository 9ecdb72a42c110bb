"""Which articles tell the same story: declared translations, near-copies, reports of one event.

Near-copies are found by MinHash over three successive search tokens, banded so that a pair of
Jaccard similarity 0.35 is likely to meet (126 permutations, 42 bands of 3), then decided by the
exact similarity: edits, cuts and added boilerplate keep a copy above it. What is no copy may still
report the same event, in any language: see alerts/events.py.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from rensa import RMinHash, RMinHashLSH

from alerts.events import Detail, EventIndex, details
from storage.tokens import tokens
from yaluwatch.model import StoredArticle

#: Least share of common shingles for two texts to be copies of one another.
COPY_SIMILARITY = 0.35

# Shared details named as the reason for an event.
_MOST_REASONS = 4

_PERMUTATIONS = 126
_BANDS = 42
_SEED = 20_200_218


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an article belongs."""

    article_id: int
    #: An article of the story it joins; None when it opens a story of its own.
    beside: int | None
    #: For people: why it belongs there.
    reason: str
    #: To `beside`, 0–1: Jaccard of a copy, cosine of an event; 1 for a declared translation.
    similarity: float


def place(
    new: Sequence[StoredArticle],
    known: Sequence[StoredArticle],
    stated: Callable[[StoredArticle], Iterable[Detail]] = lambda _: (),
) -> list[Placement]:
    """Where each new article belongs, among the known ones and the new ones before it.

    `stated` reads the dates and figures of an article's text.
    """
    board = _Board({stored.id: details(stored, stated(stored)) for stored in (*known, *new)})
    for stored in known:
        board.add(stored)
    placements = []
    for stored in new:
        placements.append(board.place(stored))
        board.add(stored)
    return placements


class _Board:
    """The articles seen so far, findable by address and by likeness."""

    def __init__(self, found: Mapping[int, frozenset[Detail]]) -> None:
        self._details = found
        self._events = EventIndex(list(found.values()))
        self._by_url: dict[str, int] = {}
        self._shingles: dict[int, frozenset[str]] = {}
        self._nearby = RMinHashLSH(threshold=COPY_SIMILARITY, num_perm=_PERMUTATIONS, num_bands=_BANDS)

    def add(self, stored: StoredArticle) -> None:
        shingles = self._shingles_of(stored)
        self._shingles[stored.id] = shingles
        self._nearby.insert(stored.id, _signature(shingles))
        self._events.add(stored, self._details[stored.id])
        for url in _addresses(stored):
            self._by_url.setdefault(url, stored.id)

    def place(self, stored: StoredArticle) -> Placement:
        for url in _addresses(stored):
            if (other := self._by_url.get(url)) is not None:
                return Placement(stored.id, other, "declared as the same article in another language", 1.0)
        shingles = self._shingles_of(stored)
        candidates = self._nearby.query(_signature(shingles)) if shingles else []
        likeness = {other: _jaccard(shingles, self._shingles[other]) for other in candidates}
        # Of equally like ones the one seen first, whatever order the index gives them in.
        best = max(likeness, key=lambda other: (likeness[other], -other), default=None)
        if best is not None and likeness[best] >= COPY_SIMILARITY:
            return Placement(
                stored.id, best, f"{likeness[best]:.0%} of the wording in common", likeness[best]
            )
        if event := self._events.find(stored, self._details[stored.id]):
            shared = ", ".join(event.shared[:_MOST_REASONS])
            return Placement(stored.id, event.article_id, f"the same event: {shared}", event.similarity)
        return Placement(stored.id, None, "nothing like it before", 0.0)

    def _shingles_of(self, stored: StoredArticle) -> frozenset[str]:
        known = self._shingles.get(stored.id)
        return known if known is not None else frozenset(_shingles(stored))


def _addresses(stored: StoredArticle) -> Iterator[str]:
    yield stored.article.url
    for other in stored.article.alternates:
        yield other.url


def _shingles(stored: StoredArticle) -> Iterator[str]:
    words = list(tokens(f"{stored.article.title}\n{stored.article.body}"))
    for triple in zip(words, islice(words, 1, None), islice(words, 2, None), strict=False):
        yield " ".join(triple)


def _signature(shingles: frozenset[str]) -> RMinHash:
    signature = RMinHash(num_perm=_PERMUTATIONS, seed=_SEED)
    signature.update(sorted(shingles))
    return signature


def _jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one or other else 0.0
