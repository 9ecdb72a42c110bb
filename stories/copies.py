"""Near-duplicates: candidates by MinHash over shingles of three search tokens, decided by exact similarity.

The bands are chosen so that a pair of Jaccard similarity 0.35 is likely to become a candidate (126
permutations, 42 bands of 3). The exact similarity then decides: edited or cut copies, and copies with added
boilerplate, stay above the threshold.
"""

from itertools import islice

import numpy
from numpy.typing import NDArray
from rensa import RMinHash

from storage.query import tokens
from yaluwatch.model import StoredArticle

#: Minimum Jaccard similarity of two near-duplicates.
COPY_SIMILARITY = 0.35

#: One number for each band; two articles that share one are candidates. Shape (42,).
Signature = NDArray[numpy.uint32]
#: Number of bands.
BANDS = 42

_PERMUTATIONS = 126
_SEED = 20_200_218
# Any odd numbers: the numbers of a band become one, which two bands share by chance once in 4 billion pairs.
_MIX = numpy.array([0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D], dtype=numpy.uint32)
_MIN_ROOM = 64


def shingles(stored: StoredArticle) -> frozenset[str]:
    """Every three search tokens in a row of title and body."""
    words = tokens(f"{stored.article.title}\n{stored.article.body}")
    triples = zip(words, islice(words, 1, None), islice(words, 2, None), strict=False)
    return frozenset(" ".join(triple) for triple in triples)


def jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    """Jaccard similarity of two sets, 0–1."""
    return len(one & other) / len(one | other) if one or other else 0.0


def signature(stored: StoredArticle) -> Signature | None:
    """The bands of an article; None if it has fewer than three tokens."""
    found = shingles(stored)
    if not found:
        return None
    made = RMinHash(num_perm=_PERMUTATIONS, seed=_SEED)
    made.update(sorted(found))
    rows = numpy.array(made.digest(), dtype=numpy.uint32).reshape(BANDS, -1)
    bands: Signature = (rows * _MIX).sum(axis=1, dtype=numpy.uint32)
    return bands


class CopyIndex:
    """Finds the articles that share a band, by looking at all: 30,000 take half a millisecond."""

    def __init__(self) -> None:
        self._bands = numpy.zeros((0, BANDS), dtype=numpy.uint32)
        #: Row → article id; None if the row is free.
        self._ids: list[int | None] = []
        self._rows: dict[int, int] = {}
        self._free: list[int] = []

    def add(self, article_id: int, bands: Signature | None) -> None:
        """Add an article; one without a signature is never found."""
        if bands is None:
            return
        if not self._free:
            room = max(_MIN_ROOM, len(self._ids) // 8)
            self._free = list(range(len(self._ids) + room - 1, len(self._ids) - 1, -1))
            self._bands = numpy.concatenate([self._bands, numpy.zeros((room, BANDS), dtype=numpy.uint32)])
            self._ids += [None] * room
        row = self._rows[article_id] = self._free.pop()
        self._bands[row] = bands
        self._ids[row] = article_id

    def remove(self, article_id: int) -> None:
        """Remove an article."""
        if (row := self._rows.pop(article_id, None)) is not None:
            self._ids[row] = None
            self._free.append(row)

    def find(self, bands: Signature | None) -> list[int]:
        """Ids of the articles that share a band."""
        if bands is None:
            return []
        rows = numpy.flatnonzero((self._bands == bands).any(axis=1))
        found = (self._ids[row] for row in rows)
        return [article_id for article_id in found if article_id is not None]
