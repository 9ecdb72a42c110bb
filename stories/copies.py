"""Near-duplicates: candidates by MinHash over shingles of three search tokens, decided by exact similarity.

The bands are chosen so that a pair of Jaccard similarity 0.35 is likely to become a candidate (126
permutations, 42 bands of 3). The exact similarity then decides: edited or cut copies, and copies with added
boilerplate, stay above the threshold.
"""

from heapq import nsmallest
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
#: Candidates that are compared exactly.
MOST_CANDIDATES = 24
#: Number of bands.
BANDS = 42

_PERMUTATIONS = 126
_SEED = 20_200_218
# Any odd numbers: the numbers of a band become one, which two bands share by chance once in 4 billion pairs.
_MIX = numpy.array([0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D], dtype=numpy.uint32)
# From this many on, the newest articles are sorted in.
_MIN_SORTED = 256


def shingles(title: str, body: str) -> frozenset[str]:
    """Every three search tokens in a row of title and body."""
    words = tokens(f"{title}\n{body}")
    triples = zip(words, islice(words, 1, None), islice(words, 2, None), strict=False)
    return frozenset(" ".join(triple) for triple in triples)


def jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    """Jaccard similarity of two sets, 0–1."""
    return len(one & other) / len(one | other) if one or other else 0.0


def signature(stored: StoredArticle) -> Signature | None:
    """The bands of an article; None if it has fewer than three tokens."""
    found = shingles(stored.article.title, stored.article.body)
    if not found:
        return None
    made = RMinHash(num_perm=_PERMUTATIONS, seed=_SEED)
    made.update(sorted(found))
    rows = numpy.array(made.digest(), dtype=numpy.uint32).reshape(BANDS, -1)
    bands: Signature = (rows * _MIX).sum(axis=1, dtype=numpy.uint32)
    return bands


class CopyIndex:
    """Finds the articles that share a band.

    The newest are looked through one by one; the others by binary search in the sorted bands of all.
    """

    def __init__(self) -> None:
        #: Row → article id, -1 for one that was removed.
        self._ids = numpy.zeros(0, dtype=numpy.int64)
        #: The numbers of all bands with that of the band before them, in ascending order, and their rows.
        self._bands = numpy.zeros(0, dtype=numpy.uint64)
        self._rows = numpy.zeros(0, dtype=numpy.uint32)
        #: Article id → signature.
        self._newest: dict[int, Signature] = {}

    def add(self, article_id: int, bands: Signature | None) -> None:
        """Add an article; one without a signature is never found."""
        if bands is None:
            return
        self._newest[article_id] = bands
        if len(self._newest) > max(_MIN_SORTED, len(self._ids) // 16):
            self._sort()

    def remove(self, article_id: int) -> None:
        """Remove an article."""
        if self._newest.pop(article_id, None) is None:
            self._ids[self._ids == article_id] = -1

    def find(self, bands: Signature | None, most: int = MOST_CANDIDATES) -> list[int]:
        """Ids of the articles that share a band; if they are many, those that share most, older ones first.

        An agency's report is printed by hundreds of papers: to compare each copy with all before it would
        cost the square of their number.
        """
        if bands is None:
            return []
        asked = _numbered(bands)
        starts = numpy.searchsorted(self._bands, asked)
        ends = numpy.searchsorted(self._bands, asked, "right")
        hits = [self._rows[start:end] for start, end in zip(starts, ends, strict=True)]
        rows, shared = numpy.unique(numpy.concatenate(hits), return_counts=True)
        found = [
            (-int(count), int(article_id))
            for article_id, count in zip(self._ids[rows], shared, strict=True)
            if article_id >= 0
        ]
        if self._newest:
            counts = (numpy.array([*self._newest.values()]) == bands).sum(axis=1)
            found += [
                (-int(count), article_id)
                for article_id, count in zip(self._newest, counts, strict=True)
                if count
            ]
        return [article_id for _, article_id in nsmallest(most, found)]

    def _sort(self) -> None:
        """Add the newest to the sorted bands, without those that were removed."""
        kept = self._ids >= 0
        has_row = kept[self._rows]
        numbers = numpy.cumsum(kept, dtype=numpy.uint32) - numpy.uint32(1)
        first = int(kept.sum())
        added = _numbered(numpy.array([*self._newest.values()]))
        rows = numpy.repeat(numpy.arange(first, first + len(added), dtype=numpy.uint32), BANDS)
        bands = numpy.concatenate([self._bands[has_row], added.ravel()])
        order = numpy.argsort(bands, kind="stable")
        self._bands = bands[order]
        self._rows = numpy.concatenate([numbers[self._rows[has_row]], rows])[order]
        self._ids = numpy.concatenate([self._ids[kept], numpy.array([*self._newest], dtype=numpy.int64)])
        self._newest = {}


def _numbered(bands: Signature) -> NDArray[numpy.uint64]:
    """The numbers of bands, each with the band's own number before it."""
    numbers: NDArray[numpy.uint64] = bands + (numpy.arange(BANDS, dtype=numpy.uint64) << numpy.uint64(32))
    return numbers
