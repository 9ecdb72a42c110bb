"""An inverted index over the details of articles, in blocks of some days, that bounds their similarity.

For one article it computes, for all articles of a block at once, the most that the probability of one event
can be. Comparisons that only lower it are left out, and sums that change with every article added (how rare
all details of the other article are) are replaced by the least they can be; for those that may still be
similar enough, the sums are then computed. Few articles remain that `similarity.compare` has to look at.
"""

import math
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy
from numpy.typing import NDArray

from stories.details import Detail
from stories.encoder import WIDTH, Packed, packed
from stories.similarity import (
    GAP_UNIT,
    GROUPS,
    MAX_GAP,
    REACTION,
    SAME_TITLE,
    TITLE_KINDS,
    WEIGHTS,
    Features,
)

#: A term is a detail in one of the places of an article: the number of the detail + that of the place.
_NUMBER_BITS = 30
DETAILS, HEADLINE, TITLE, WORDS = PLACES = tuple(place << _NUMBER_BITS for place in range(4))
_NUMBER = numpy.uint32((1 << _NUMBER_BITS) - 1)
Terms = NDArray[numpy.uint32]

Floats = NDArray[numpy.float64]
Counts = NDArray[numpy.int32]

# What is summed over the terms that two articles share: first the groups, in their order, and at the end the
# details of each kind that both titles have.
_GROUPS = tuple(GROUPS)
_HEADLINE, _TITLE, _WORDS, _OWN_TITLE, _DISTINCTIVE, _BOTH_TITLES = range(len(_GROUPS), len(_GROUPS) + 6)
_TITLE_KINDS = tuple(TITLE_KINDS)
_SUMS = _BOTH_TITLES + len(_TITLE_KINDS)
# The sums an article has a size of: those before the ones over other sums' details.
_SIZES = len(_GROUPS) + 3

# What titles have, as bits: details of each kind, and that they tell of a reaction.
_TITLE_BITS = tuple(numpy.uint8(1 << number) for number in range(len(_TITLE_KINDS)))
_REACTION_BIT = numpy.uint8(1 << len(_TITLE_KINDS))

_DAYS, _FIGURES = _GROUPS.index("days"), _GROUPS.index("figures")
_GROUP_OF_KIND = {kind: number for number, name in enumerate(_GROUPS) for kind in GROUPS[name]}
# For kinds in no group.
_NO_SUM = _SIZES
# The sum by place; that of a detail among the details of an article depends on its kind.
_SUM_OF = numpy.array([_NO_SUM, _HEADLINE, _TITLE, _WORDS])

# Room for rounding in the bound.
_SLACK = 1e-3
# Instead of a division by zero.
_TINY = 1e-9
_MOST_SECONDS, _UNIT_SECONDS = MAX_GAP.total_seconds(), GAP_UNIT.total_seconds()


class Vocabulary:
    """Numbers details, and counts the articles they are in."""

    def __init__(self, background: Mapping[Detail, int] | None = None) -> None:
        """`background` is in how many other articles details are."""
        self._background = background or {}
        self._numbers: dict[Detail, int] = {}
        #: At least the number of articles with the most common detail.
        self.most = 0
        # By number: the detail, the articles with it among their details, and all uses.
        self._details: list[Detail] = []
        self._counts = array("i")
        self._uses: list[int] = []
        # By number: the articles of the background, and the sum a detail is part of where places say none.
        self._others = array("i")
        self._sums = array("B")
        self._free: list[int] = []

    def add(self, known: Features) -> Terms:
        """Count an article; returns its terms, in ascending order."""
        terms = []
        for detail, place in _places(known):
            number = self._number(detail)
            self._uses[number] += 1
            if place == DETAILS:
                self._counts[number] += 1
                self.most = max(self.most, self._counts[number])
            terms.append(place + number)
        return numpy.array(sorted(terms), dtype=numpy.uint32)

    def remove(self, terms: Terms) -> None:
        """Take back what `add` counted; the number of a detail that nobody has is used again."""
        for place, numbers in zip(PLACES, _by_place(terms), strict=True):
            for number in numbers:
                self._uses[number] -= 1
                self._counts[number] -= place == DETAILS
                if not self._uses[number]:
                    del self._numbers[self._details[number]]
                    self._free.append(number)

    def count(self, detail: Detail) -> int:
        """Number of articles with a detail."""
        number = self._numbers.get(detail)
        return 0 if number is None else self._counts[number]

    def term(self, detail: Detail, place: int) -> int | None:
        """The term of a detail in a place; None if no article has it."""
        number = self._numbers.get(detail)
        return None if number is None else place + number

    def sets(self, terms: Terms) -> list[frozenset[Detail]]:
        """Details, headline, title and words of an article, from its terms."""
        return [frozenset(map(self._details.__getitem__, numbers)) for numbers in _by_place(terms)]

    def totals(self, articles: Sequence[Terms], rarities: Callable[[Counts], Floats]) -> Floats:
        """What each sum is for the articles themselves, shape (sums with a size, articles).

        `rarities` gives the rarity of details by the number of articles with them, background included.
        """
        terms = numpy.concatenate(articles)
        numbers = terms & _NUMBER
        sums = _SUM_OF[terms >> _NUMBER_BITS]
        in_groups = numpy.flatnonzero(sums == _NO_SUM)
        sums[in_groups] = numpy.frombuffer(self._sums, numpy.uint8)[numbers[in_groups]]
        weights = rarities(
            numpy.frombuffer(self._counts, numpy.int32)[numbers]
            + numpy.frombuffer(self._others, numpy.int32)[numbers]
        )
        weights[(sums == _FIGURES) | (sums == _WORDS)] = 1.0
        columns = numpy.repeat(numpy.arange(len(articles)), [len(each) for each in articles])
        size = (_SIZES + 1) * len(articles)
        totals: NDArray[Any] = numpy.bincount(sums * len(articles) + columns, weights, size)
        sized: Floats = totals.reshape(_SIZES + 1, -1)[:_SIZES]
        return sized

    def _number(self, detail: Detail) -> int:
        if (number := self._numbers.get(detail)) is None:
            if self._free:
                number = self._free.pop()
                self._details[number] = detail
            else:
                number = len(self._details)
                self._details.append(detail)
                self._counts.append(0)
                self._uses.append(0)
                self._others.append(0)
                self._sums.append(0)
            self._others[number] = self._background.get(detail, 0)
            self._sums[number] = _GROUP_OF_KIND.get(detail.kind, _NO_SUM)
            self._numbers[detail] = number
        return number


def _by_place(terms: Terms) -> Iterator[list[int]]:
    """The numbers of the details in each place."""
    bounds = [*numpy.searchsorted(terms, numpy.array(PLACES, dtype=numpy.uint32)).tolist(), len(terms)]
    for place, start, end in zip(PLACES, bounds, bounds[1:], strict=False):
        yield (terms[start:end] - numpy.uint32(place)).tolist()


def _places(known: Features) -> Iterator[tuple[Detail, int]]:
    for details, place in ((known.details, DETAILS), (known.headline, HEADLINE), (known.title, TITLE)):
        for detail in details:
            yield detail, place
    for word in known.words:
        yield Detail("word", word), WORDS


@dataclass(frozen=True, slots=True)
class Asked:
    """What the index is asked about an article."""

    features: Features
    #: Terms to look for, in ascending order; the sum each adds to, and what it adds.
    terms: Terms
    sums: NDArray[numpy.intp]
    weights: Floats
    #: What each sum is for the article itself.
    totals: Floats
    #: No detail weighs less.
    least: float


def ask(
    known: Features,
    vocabulary: Vocabulary,
    rarity: Callable[[Detail], float],
    is_distinctive: Callable[[Detail], bool],
    least: float,
) -> Asked:
    """The question about an article; `least` is the least rarity of any detail."""
    totals = numpy.zeros(_SUMS)
    found: list[tuple[int, int, float]] = []
    for detail, place, number, weight in _parts(known, rarity):
        totals[number] += weight
        if (term := vocabulary.term(detail, place)) is not None:
            found.append((term, number, weight))
            if number < len(_GROUPS) and is_distinctive(detail):
                found.append((term, _DISTINCTIVE, 1.0))
    found.sort()
    terms, sums, weights = zip(*found, strict=True) if found else ((), (), ())
    return Asked(
        known,
        numpy.array(terms, dtype=numpy.uint32),
        numpy.array(sums, dtype=numpy.intp),
        numpy.array(weights, dtype=numpy.float64),
        totals,
        least,
    )


def _parts(known: Features, rarity: Callable[[Detail], float]) -> Iterator[tuple[Detail, int, int, float]]:
    """(detail, set of the other article, sum, weight) of all that is looked for."""
    for number, name in enumerate(_GROUPS):
        for detail in known.groups[name]:
            yield detail, DETAILS, number, 1.0 if name == "figures" else rarity(detail)
    for detail in known.headline:
        yield detail, HEADLINE, _HEADLINE, rarity(detail)
    for detail in known.details:
        yield detail, TITLE, _TITLE, rarity(detail)
    for word in known.words:
        yield Detail("word", word), WORDS, _WORDS, 1.0
    for detail in known.title:
        yield detail, DETAILS, _OWN_TITLE, rarity(detail)
        if detail.kind in TITLE_KINDS:
            yield detail, TITLE, _BOTH_TITLES + _TITLE_KINDS.index(detail.kind), 1.0


class Block:
    """The articles of some days: one row each, and the terms of all of them in order."""

    def __init__(self) -> None:
        #: Row → article id, -1 for one that was removed.
        self.ids = numpy.zeros(0, dtype=numpy.int64)
        self._times = numpy.zeros(0)
        self._languages = numpy.zeros(0, dtype=numpy.uint64)
        self._sizes = numpy.zeros((0, _SIZES), dtype=numpy.uint16)
        self._titles = numpy.zeros(0, dtype=numpy.uint8)
        self._vectors = numpy.zeros((0, WIDTH), dtype=numpy.int8)
        self._lengths = numpy.zeros(0, dtype=numpy.float32)
        #: All terms in ascending order, with the row of each.
        self._terms = numpy.zeros(0, dtype=numpy.uint32)
        self._rows = numpy.zeros(0, dtype=numpy.uint32)

    def add(self, articles: Sequence[tuple[int, Features, Terms]]) -> None:
        """Add articles: id, features, and their terms."""
        first = len(self.ids)
        vectors = numpy.array([_packed(known) for _, known, _ in articles])
        self.ids = numpy.append(self.ids, [article_id for article_id, _, _ in articles])
        self._times = numpy.append(self._times, [known.time.timestamp() for _, known, _ in articles])
        self._languages = numpy.append(
            self._languages,
            numpy.array([_language(known.language) for _, known, _ in articles], dtype=numpy.uint64),
        )
        self._sizes = numpy.concatenate(
            [self._sizes, numpy.array([_sizes(known) for _, known, _ in articles], dtype=numpy.uint16)]
        )
        self._titles = numpy.append(
            self._titles, numpy.array([_title(known) for _, known, _ in articles], dtype=numpy.uint8)
        )
        self._vectors = numpy.concatenate([self._vectors, vectors])
        lengths = numpy.linalg.norm(vectors.astype(numpy.float32), axis=1)
        self._lengths = numpy.append(self._lengths, numpy.maximum(lengths, 1).astype(numpy.float32))
        terms = numpy.concatenate([terms for _, _, terms in articles])
        rows = numpy.repeat(
            numpy.arange(first, len(self.ids), dtype=numpy.uint32), [len(terms) for _, _, terms in articles]
        )
        order = numpy.argsort(terms, kind="stable")
        terms, rows = terms[order], rows[order]
        where = numpy.searchsorted(self._terms, terms, "right")
        self._terms = numpy.insert(self._terms, where, terms)
        self._rows = numpy.insert(self._rows, where, rows)

    def vector(self, article_id: int) -> Packed | None:
        """The vector of an article; None if it was not encoded."""
        found: Packed = self._vectors[self._row(article_id)]
        return found if found.any() else None

    def remove(self, article_id: int) -> bool:
        """Remove an article; whether others are left."""
        self.ids[self._row(article_id)] = -1
        kept = self.ids >= 0
        left = int(kept.sum())
        if 2 * left < len(self.ids):
            self._keep(kept)
        return left > 0

    def likely(
        self, asked: Asked, within: float, probability: float, totals: Callable[[Sequence[int]], Floats]
    ) -> list[tuple[float, int]]:
        """The articles within some seconds that may reach a probability of reporting the same event.

        Of each, the most that its comparisons can add up to, and its id; all that reach the probability are
        among them. `totals` gives `Vocabulary.totals` of articles by their ids.
        """
        starts = numpy.searchsorted(self._terms, asked.terms)
        lengths = numpy.searchsorted(self._terms, asked.terms, "right") - starts
        places = numpy.repeat(starts - (numpy.cumsum(lengths) - lengths), lengths)
        rows = self._rows[places + numpy.arange(len(places))]
        cells = numpy.repeat(asked.sums * len(self.ids), lengths) + rows
        size = _SUMS * len(self.ids)
        shared = numpy.bincount(cells, minlength=size).reshape(_SUMS, -1)
        sums: NDArray[Any] = numpy.bincount(cells, numpy.repeat(asked.weights, lengths), size).reshape(
            _SUMS, -1
        )
        gaps = self._gaps(asked)
        chosen = numpy.flatnonzero((shared[_DISTINCTIVE] > 0) & (gaps <= within) & (self.ids >= 0))
        needed = math.log(probability / (1 - probability)) - _SLACK
        bound = self._bound(asked, chosen, self._least(asked, chosen, shared, sums), sums)
        is_open = bound + WEIGHTS["title vector"] >= needed
        chosen, bound = chosen[is_open], bound[is_open]
        likeness = WEIGHTS["title vector"] * self._likeness(asked, chosen)
        is_open = bound + likeness >= needed
        chosen, likeness = chosen[is_open], likeness[is_open]
        if not len(chosen):
            return []
        bound = self._bound(asked, chosen, totals(self.ids[chosen].tolist()), sums) + likeness
        is_likely = bound >= needed
        return list(zip(bound[is_likely].tolist(), self.ids[chosen[is_likely]].tolist(), strict=True))

    def _least(self, asked: Asked, chosen: NDArray[numpy.intp], shared: NDArray[Any], sums: Floats) -> Floats:
        """The least that the sums of some rows themselves can be."""
        # What the other article has beside what is shared weighs at least this.
        sizes = self._sizes[chosen].T
        least: Floats = sums[:_SIZES, chosen] + asked.least * (sizes - shared[:_SIZES, chosen])
        for counted in (_FIGURES, _WORDS):
            least[counted] = sizes[counted]
        return least

    def _bound(
        self,
        asked: Asked,
        chosen: NDArray[numpy.intp],
        totals: Floats,
        sums: Floats,
    ) -> Floats:
        """The most that the comparisons of some rows can add up to, without the vectors of the titles.

        `totals` are the sums of the rows themselves, or less.
        """
        sums = sums[:, chosen]
        roots = numpy.sqrt(numpy.maximum(asked.totals[:_SIZES, None] * totals, _TINY))
        cosines = numpy.minimum(1.0, sums[:_SIZES] / roots)
        one_language = self._languages[chosen] == _language(asked.features.language)
        title = cosines[_WORDS] * one_language
        bound: Floats = WEIGHTS["constant"] + WEIGHTS["one language"] * one_language
        for number, name in enumerate((*_GROUPS, "headline")):
            bound = bound + WEIGHTS[name] * cosines[number]
        bound += WEIGHTS["same title"] * (title >= SAME_TITLE - _SLACK)
        gaps = self._gaps(asked)[chosen]
        bound += WEIGHTS["time"] * numpy.minimum(gaps, _MOST_SECONDS) / _UNIT_SECONDS * (1 - title)
        other = sums[_TITLE] / numpy.maximum(totals[_TITLE], _TINY)
        has_other = self._sizes[chosen, _TITLE] > 0
        if asked.features.title:
            own = sums[_OWN_TITLE] / asked.totals[_OWN_TITLE]
            other = numpy.where(has_other, (own + other) / 2, own)
        bound += WEIGHTS["title found"] * other + self._against(asked, chosen, sums)
        return bound

    def _against(self, asked: Asked, chosen: NDArray[numpy.intp], sums: Floats) -> Floats:
        """What some contradictions add, which need no more than the index; `sums` are those of the rows."""
        own, others = _title(asked.features), self._titles[chosen]
        against: Floats = numpy.where((own ^ others) & _REACTION_BIT, WEIGHTS["other reaction"], 0.0)
        if asked.features.groups["days"]:
            against += WEIGHTS["other days"] * ((self._sizes[chosen, _DAYS] > 0) & (sums[_DAYS] == 0))
        for number, (kind, bit) in enumerate(zip(_TITLE_KINDS, _TITLE_BITS, strict=True)):
            if own & bit:
                is_other = ((others & bit) > 0) & (sums[_BOTH_TITLES + number] == 0)
                against += WEIGHTS[TITLE_KINDS[kind]] * is_other
        return against

    def _gaps(self, asked: Asked) -> Floats:
        """Seconds between the articles and the one asked about."""
        gaps: Floats = numpy.abs(self._times - asked.features.time.timestamp())
        return gaps

    def _likeness(self, asked: Asked, chosen: NDArray[numpy.intp]) -> NDArray[numpy.float32]:
        """Cosine similarity of the titles, 0–1."""
        if asked.features.vector is None:
            return numpy.zeros(len(chosen), dtype=numpy.float32)
        found = self._vectors[chosen].astype(numpy.float32) @ asked.features.vector
        likeness: NDArray[numpy.float32] = numpy.clip(found / self._lengths[chosen], 0, 1)
        return likeness

    def _row(self, article_id: int) -> int:
        return int(numpy.flatnonzero(self.ids == article_id)[0])

    def _keep(self, kept: NDArray[numpy.bool_]) -> None:
        """Free the memory of the other rows."""
        has_row = kept[self._rows]
        numbers = numpy.cumsum(kept, dtype=numpy.uint32) - 1
        self._terms, self._rows = self._terms[has_row], numbers[self._rows[has_row]]
        self.ids, self._times, self._languages = self.ids[kept], self._times[kept], self._languages[kept]
        self._sizes, self._vectors, self._titles = self._sizes[kept], self._vectors[kept], self._titles[kept]
        self._lengths = self._lengths[kept]


def _language(code: str) -> int:
    """A number for a language code."""
    return int.from_bytes(code.encode()[:8])


def _packed(known: Features) -> Packed:
    return numpy.zeros(WIDTH, dtype=numpy.int8) if known.vector is None else packed(known.vector)


def _sizes(known: Features) -> list[int]:
    """How many terms an article has of each sum."""
    groups = [len(known.groups[name]) for name in _GROUPS]
    return [*groups, len(known.headline), len(known.title), len(known.words)]


def _title(known: Features) -> numpy.uint8:
    """What the title of an article has, as bits."""
    bits = _REACTION_BIT if REACTION in known.title else numpy.uint8(0)
    for kind, bit in zip(_TITLE_KINDS, _TITLE_BITS, strict=True):
        if kind in known.title_by_kind:
            bits |= bit
    return bits
