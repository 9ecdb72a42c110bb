"""Finds articles that report the same event, in any language.

Two reports of one event mention the same places, actors and goods, the same figures and days, and tell of the
same things, whatever their wording. Rare details count more: an amount shared by two articles counts for a
lot, Dandong for little. An article is compared with the reports of each story, not only with the most similar
one, so that a story does not drift from one event to the next.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from heapq import nlargest, nsmallest

import numpy
from numpy.typing import NDArray

from stories.details import Detail
from stories.encoder import unpacked
from stories.frequencies import background
from stories.postings import Block, Counts, Floats, Vocabulary, ask
from stories.similarity import Features, compare, probability

#: Minimum probability that an article reports the event of a story.
EVENT_PROBABILITY = 0.6

#: Share of the most similar report in the probability for a story; the rest is the mean of all its reports.
_CLOSEST_SHARE = 0.2

#: Maximum time between two reports of one event.
_WINDOW = timedelta(days=10)

# Articles published within this time are kept in one block: small ones are quicker to add to, and there are
# fewer large ones to look through.
_BLOCK = timedelta(days=2)
_FIRST_DAY = datetime(2000, 1, 1, tzinfo=UTC)

# Importance of a kind of detail among the reasons that are shown; meanings are too vague to show.
_SHOWN = {
    "place": 0.7,
    "actor": 0.6,
    "goods": 0.6,
    "rule": 0.4,
    "date": 0.6,
    "figure": 0.8,
    "number": 0.8,
    "about": 0.4,
    "event_type": 0.9,
}

# A detail in more than this share of the articles does not make two articles candidates on its own.
_COMMON = 0.1
_MIN_CORPUS = 200

# Articles that are compared in full, stories that are looked at, and reports that stand for a story: its
# first and its last ones.
_MOST_COMPARED = 48
_MOST_STORIES = 6
_MOST_MEMBERS = 12

# Features of this many articles are kept: those of large stories are compared often.
_MOST_FEATURES = 256

# Added to each count, so that several reports of one event don't make its details look common.
_UNSEEN = 2


@dataclass(frozen=True, slots=True)
class SameEvent:
    """An article that reports the same event, with the evidence."""

    article_id: int
    #: Probability, 0–1.
    similarity: float
    #: Values of shared details, the most telling first.
    shared: tuple[str, ...]


@dataclass(slots=True)
class _Known:
    """An article in the index. Its terms and its row in a block say the rest."""

    #: uint32, as bytes, which take less memory than an array.
    terms: bytes
    language: str
    time: datetime
    story: int | None = None


class _Rarities(dict[Detail, float]):
    """Rarities, computed when first asked for; thousands are asked for again for each article."""

    def __init__(self, computed: Callable[[Detail], float]) -> None:
        super().__init__()
        self._computed = computed

    def __missing__(self, detail: Detail) -> float:
        found = self[detail] = self._computed(detail)
        return found


class EventIndex:
    """Finds articles that report the same event.

    An article is counted, for document frequencies, from `count` on, and found from `add` on. What is found
    does not depend on the order in which articles came. `corpus` holds articles that are only counted.
    """

    def __init__(self, corpus: Iterable[Features] = ()) -> None:
        self._vocabulary = Vocabulary(background().counts)
        self._size = 0
        for known in corpus:
            self._vocabulary.add(known)
            self._size += 1
        self._known: dict[int, _Known] = {}
        self._blocks: dict[int, Block] = {}
        self._stories: dict[int, list[int]] = {}
        self._rarities = _Rarities(self._computed_rarity)
        self._features: dict[int, Features] = {}
        self._known_logarithms: Floats = numpy.zeros(0)

    def count(self, article_id: int, known: Features) -> None:
        """Count an article."""
        terms = self._vocabulary.add(known).tobytes()
        self._known[article_id] = _Known(terms, known.language, known.time)
        self._size += 1
        self._rarities.clear()

    def add(self, articles: Sequence[tuple[int, Features, int]]) -> None:
        """Let articles that were counted be found: id, features, story."""
        blocks = defaultdict(list)
        for article_id, features, story in articles:
            known = self._known[article_id]
            known.story = story
            self._stories.setdefault(story, []).append(article_id)
            blocks[_block(known.time)].append((article_id, features, _terms(known)))
        for number, added in blocks.items():
            self._blocks.setdefault(number, Block()).add(added)

    def remove(self, article_id: int) -> None:
        """Remove an article, which is no longer counted either."""
        known = self._known.pop(article_id)
        self._features.pop(article_id, None)
        self._vocabulary.remove(_terms(known))
        self._size -= 1
        self._rarities.clear()
        if known.story is None:
            return
        number = _block(known.time)
        if not self._blocks[number].remove(article_id):
            del self._blocks[number]
        members = self._stories[known.story]
        members.remove(article_id)
        if not members:
            del self._stories[known.story]

    def find(self, asked: Features, others: Container[int] = ()) -> SameEvent | None:
        """The most similar article of the most probable story, None if no story is probable enough.

        `others` are ids of articles known to report other events.
        """
        likely = {other: self.features(other) for other in self._likely(asked, others)}
        found = {
            other: self.similarity(asked, known)
            for other, known in likely.items()
            if abs(known.time - asked.time) <= _WINDOW
        }
        best: tuple[float, int] | None = None
        for other in self._closest(found):
            value = self._story_similarity(asked, other, found)
            if value >= EVENT_PROBABILITY and (best is None or value > best[0]):
                best = value, other
        return self._same_event(asked, *best) if best else None

    def _closest(self, found: Mapping[int, float]) -> list[int]:
        """The most similar article of each story; they are sorted by similarity, then by id."""
        closest: dict[int | None, int] = {}
        for other in sorted(found, key=lambda known: (-found[known], known)):
            if found[other] < EVENT_PROBABILITY or len(closest) == _MOST_STORIES:
                break
            closest.setdefault(self._known[other].story, other)
        return list(closest.values())

    def features(self, article_id: int) -> Features:
        """The features of an article that was added."""
        if (kept := self._features.pop(article_id, None)) is None:
            kept = self._made(article_id)
            if len(self._features) == _MOST_FEATURES:
                del self._features[next(iter(self._features))]
        # The last one asked for is the last one to be dropped.
        self._features[article_id] = kept
        return kept

    def _made(self, article_id: int) -> Features:
        known = self._known[article_id]
        details, headline, title, words = self._vocabulary.sets(_terms(known))
        numbers = self._blocks[_block(known.time)].vector(article_id)
        return Features(
            details=details,
            words=frozenset(word.value for word in words),
            language=known.language,
            time=known.time,
            headline=headline,
            title=title,
            vector=None if numbers is None else unpacked(numbers),
        )

    def similarity(self, one: Features, other: Features) -> float:
        """Probability that two articles report the same event, 0–1."""
        return probability(compare(one, other, self._rarities.__getitem__))

    def rarity(self, detail: Detail) -> float:
        """Inverse document frequency of a detail."""
        return self._rarities[detail]

    def _computed_rarity(self, detail: Detail) -> float:
        return self._rarity(self._vocabulary.count(detail) + background().counts[detail])

    def _rarity(self, count: int) -> float:
        return math.log(self._all_articles / (count + _UNSEEN))

    def _rarity_of_counts(self, counts: Counts) -> Floats:
        rarities: Floats = math.log(self._all_articles) - self._logarithms(int(counts.max(initial=0)))[counts]
        return rarities

    def _logarithms(self, largest: int) -> Floats:
        """What rarities are reduced by, by the number of articles with a detail, up to `largest` at least."""
        if largest >= len(self._known_logarithms):
            self._known_logarithms = numpy.log(numpy.arange(2 * largest + 1) + _UNSEEN)
        return self._known_logarithms

    @property
    def _all_articles(self) -> int:
        return self._size + background().articles + 2 * _UNSEEN

    def _likely(self, asked: Features, others: Container[int]) -> Iterator[int]:
        """Ids of articles that share a distinctive detail and may be similar enough.

        If they are many, those that may be most similar, so that reports made from one template, such as
        daily notices, do not cost the square of their number.
        """
        most = max(_MIN_CORPUS, self._size) * _COMMON
        question = ask(
            asked,
            self._vocabulary,
            self._rarities.__getitem__,
            lambda detail: detail.kind != "meaning" and self._vocabulary.count(detail) <= most,
            self._rarity(self._vocabulary.most + background().most),
        )
        found: list[tuple[float, int]] = []
        for number in range(_block(asked.time - _WINDOW), _block(asked.time + _WINDOW) + 1):
            if (block := self._blocks.get(number)) is not None:
                found += block.likely(question, _WINDOW.total_seconds() + 1, EVENT_PROBABILITY, self._totals)
        allowed = ((-bound, other) for bound, other in found if other not in others)
        yield from (other for _, other in nsmallest(_MOST_COMPARED, allowed))

    def _totals(self, ids: Sequence[int]) -> Floats:
        return self._vocabulary.totals([_terms(self._known[each]) for each in ids], self._rarity_of_counts)

    def _story_similarity(self, asked: Features, closest: int, found: dict[int, float]) -> float:
        """Probability for the whole story of an article."""
        story = self._known[closest].story
        members = self._stories[story] if story is not None else []
        if len(members) > _MOST_MEMBERS:
            members = [*nsmallest(_MOST_MEMBERS // 2, members), *nlargest(_MOST_MEMBERS // 2, members)]
        for member in members:
            if member not in found:
                found[member] = self.similarity(asked, self.features(member))
        # The same in any order.
        mean = math.fsum(found[member] for member in members) / len(members)
        return _CLOSEST_SHARE * found[closest] + (1 - _CLOSEST_SHARE) * mean

    def _same_event(self, asked: Features, value: float, other: int) -> SameEvent:
        shared = asked.details & self.features(other).details
        common = [detail for detail in shared if detail.kind in _SHOWN]
        common.sort(key=lambda detail: (-_SHOWN[detail.kind] * self.rarity(detail), detail.value))
        return SameEvent(other, value, tuple(dict.fromkeys(_shown(common))))


def _block(time: datetime) -> int:
    return (time - _FIRST_DAY) // _BLOCK


def _terms(known: _Known) -> NDArray[numpy.uint32]:
    return numpy.frombuffer(known.terms, numpy.uint32)


def _shown(found: Iterable[Detail]) -> Iterator[str]:
    """Values for display, without bare numbers that also appear with their unit."""
    details = list(found)
    figures = {detail.value.partition(" ")[0] for detail in details if detail.kind == "figure"}
    return (d.value for d in details if d.kind != "number" or d.value not in figures)
