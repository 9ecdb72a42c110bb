"""Near-duplicates: candidates by MinHash over shingles of three search tokens, decided by exact similarity.

The bands are chosen so that a pair of Jaccard similarity 0.35 is likely to become a candidate (126
permutations, 42 bands of 3). Most pairs that share a band are much less alike: a byte of each permutation's
hash tells them apart (b-bit minwise hashing, Li and König 2010, https://doi.org/10.1145/1772690.1772759).
The exact similarity then decides: edited or cut copies, and copies with added boilerplate, stay above the
threshold.
"""

from functools import lru_cache
from heapq import nsmallest
from itertools import islice
from typing import NamedTuple

import numpy
from numpy.typing import NDArray
from rensa import RMinHash

from storage.query import tokens
from yaluwatch.model import StoredArticle

#: Minimum Jaccard similarity of two near-duplicates.
COPY_SIMILARITY = 0.35

#: Candidates that are compared exactly.
MOST_CANDIDATES = 24
#: Number of bands, and of permutations.
BANDS, PERMUTATIONS = 42, 126

# Two articles of similarity 0.35 have 44 bytes of 126 in common, with a standard deviation of 5.4: one pair
# in thirty thousand has fewer than this.
_LEAST_COMMON = 23
_SEED = 20_200_218
# Any odd numbers: the numbers of a band become one, which two bands share by chance once in 4 billion pairs.
_MIX = numpy.array([0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D], dtype=numpy.uint32)
# From this many on, the newest articles are sorted in.
_MIN_SORTED = 256


class Signature(NamedTuple):
    """What is kept of an article's wording."""

    #: One number for each band; two articles that share one are candidates. Shape (42,).
    bands: NDArray[numpy.uint32]
    #: One byte of each permutation's hash. Shape (126,).
    sample: NDArray[numpy.uint8]


# An article's own are wanted twice: for its signature, and to compare it.
@lru_cache(maxsize=16)
def shingles(title: str, body: str) -> frozenset[str]:
    """Every three search tokens in a row of title and body."""
    words = tokens(f"{title}\n{body}")
    triples = zip(words, islice(words, 1, None), islice(words, 2, None), strict=False)
    return frozenset(" ".join(triple) for triple in triples)


def jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    """Jaccard similarity of two sets, 0–1."""
    return len(one & other) / len(one | other) if one or other else 0.0


def signature(stored: StoredArticle) -> Signature | None:
    """The signature of an article; None if it has fewer than three tokens."""
    found = shingles(stored.article.title, stored.article.body)
    if not found:
        return None
    made = RMinHash(num_perm=PERMUTATIONS, seed=_SEED)
    made.update(sorted(found))
    hashes = numpy.array(made.digest(), dtype=numpy.uint32)
    bands = (hashes.reshape(BANDS, -1) * _MIX).sum(axis=1, dtype=numpy.uint32)
    return Signature(bands, hashes.astype(numpy.uint8))


class CopyIndex:
    """Finds the articles that share a band and are not far less alike than near-duplicates.

    The newest are looked through one by one; the others by binary search in the sorted bands of all.
    """

    def __init__(self) -> None:
        #: Row → article id, -1 for one that was removed.
        self._ids = numpy.zeros(0, dtype=numpy.int64)
        #: The numbers of all bands with that of the band before them, in ascending order, and their rows.
        self._bands = numpy.zeros(0, dtype=numpy.uint64)
        self._rows = numpy.zeros(0, dtype=numpy.uint32)
        #: The samples of the rows.
        self._samples = numpy.zeros((0, PERMUTATIONS), dtype=numpy.uint8)
        self._newest = _Newest()

    def add(self, article_id: int, made: Signature | None) -> None:
        """Add an article; one without a signature is never found."""
        if made is None:
            return
        self._newest.add(article_id, made)
        if self._newest.rows > max(_MIN_SORTED, len(self._ids) // 16):
            self._sort()

    def remove(self, article_id: int) -> None:
        """Remove an article."""
        self._newest.remove(article_id)
        self._ids[self._ids == article_id] = -1

    def find(self, made: Signature | None, most: int = MOST_CANDIDATES) -> list[int]:
        """Ids of the candidates; if they are many, those that seem most alike, older ones first.

        An agency's report is printed by hundreds of papers: to compare each copy with all before it would
        cost the square of their number.
        """
        if made is None:
            return []
        asked = _numbered(made.bands)
        starts = numpy.searchsorted(self._bands, asked)
        ends = numpy.searchsorted(self._bands, asked, "right")
        hits = [self._rows[start:end] for start, end in zip(starts, ends, strict=True)]
        rows = numpy.unique(numpy.concatenate(hits))
        rows = rows[self._ids[rows] >= 0]
        ids, samples = self._ids[rows], self._samples[rows]
        newest = self._newest.sharing(made)
        ids = numpy.concatenate([ids, self._newest.ids[newest]])
        samples = numpy.concatenate([samples, self._newest.samples[newest]])
        common = (samples == made.sample).sum(axis=1)
        is_alike = common >= _LEAST_COMMON
        found = zip((-common[is_alike]).tolist(), ids[is_alike].tolist(), strict=True)
        return [article_id for _, article_id in nsmallest(most, found)]

    def _sort(self) -> None:
        """Add the newest to the sorted bands, without those that were removed."""
        kept = self._ids >= 0
        has_row = kept[self._rows]
        numbers = numpy.cumsum(kept, dtype=numpy.uint32) - numpy.uint32(1)
        first = int(kept.sum())
        ids, newest, samples = self._newest.left()
        added = _numbered(newest)
        rows = numpy.repeat(numpy.arange(first, first + len(added), dtype=numpy.uint32), BANDS)
        bands = numpy.concatenate([self._bands[has_row], added.ravel()])
        order = numpy.argsort(bands, kind="stable")
        self._bands = bands[order]
        self._rows = numpy.concatenate([numbers[self._rows[has_row]], rows])[order]
        self._ids = numpy.concatenate([self._ids[kept], ids])
        self._samples = numpy.concatenate([self._samples[kept], samples])
        self._newest = _Newest()


class _Newest:
    """The articles that are not sorted in yet: one row each, with room for more."""

    def __init__(self) -> None:
        #: Rows that are used.
        self.rows = 0
        #: Row → article id, -1 for one that was removed.
        self.ids = numpy.full(_MIN_SORTED, -1, dtype=numpy.int64)
        self._bands = numpy.zeros((_MIN_SORTED, BANDS), dtype=numpy.uint32)
        self.samples = numpy.zeros((_MIN_SORTED, PERMUTATIONS), dtype=numpy.uint8)

    def add(self, article_id: int, made: Signature) -> None:
        """Use the next row for an article."""
        if self.rows == len(self.ids):
            self.ids = numpy.concatenate([self.ids, numpy.full_like(self.ids, -1)])
            self._bands = numpy.concatenate([self._bands, numpy.zeros_like(self._bands)])
            self.samples = numpy.concatenate([self.samples, numpy.zeros_like(self.samples)])
        self.ids[self.rows], self._bands[self.rows], self.samples[self.rows] = article_id, *made
        self.rows += 1

    def remove(self, article_id: int) -> None:
        """Forget an article, if it is one of them."""
        self.ids[self.ids == article_id] = -1

    def sharing(self, made: Signature) -> NDArray[numpy.intp]:
        """The rows of articles that share a band."""
        shares = (self._bands[: self.rows] == made.bands).any(axis=1)
        return numpy.flatnonzero(shares & (self.ids[: self.rows] >= 0))

    def left(self) -> tuple[NDArray[numpy.int64], NDArray[numpy.uint32], NDArray[numpy.uint8]]:
        """Ids, bands and samples of the articles that were not removed."""
        rows = numpy.flatnonzero(self.ids >= 0)
        return self.ids[rows], self._bands[rows], self.samples[rows]


def _numbered(bands: NDArray[numpy.uint32]) -> NDArray[numpy.uint64]:
    """The numbers of bands, each with the band's own number before it."""
    numbers: NDArray[numpy.uint64] = bands + (numpy.arange(BANDS, dtype=numpy.uint64) << numpy.uint64(32))
    return numbers
