"""Which articles report the same event, in whatever language: by what they name and count.

Two reports of one event name the same places, actors and goods and print the same amounts and
dates, whatever the wording. What is rare says more: an amount that two articles of the last days
share counts for a lot, Dandong for little. Each article is a vector of such details, weighted by
kind and by rarity (inverse document frequency); two are one event when the cosine of their vectors
is large enough, they came within three days, and share a place and enough weight besides.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from yaluwatch.model import StoredArticle

#: Least cosine of two reports of one event.
EVENT_SIMILARITY = 0.5

#: Least weight of what they share: two short notes that both name one town are no event.
_LEAST_WEIGHT = 4.0

#: Reports of one event appear within this time of one another.
_WINDOW = timedelta(days=3)

# Every article names these.
_EVERYWHERE = {"china", "north-korea", "border"}

# How much a shared detail of a kind says.
_WEIGHTS = {"place": 1.0, "actor": 0.6, "good": 0.6, "rule": 0.4, "date": 0.6, "figure": 1.6}


@dataclass(frozen=True, slots=True)
class Detail:
    """One thing an article names or counts."""

    #: A kind of mention, or "date" or "figure".
    kind: str
    #: Comparable across languages: "dandong", "2026-11-24", "4600000 CNY".
    value: str


@dataclass(frozen=True, slots=True)
class SameEvent:
    """An article that reports the event, and how we know."""

    article_id: int
    #: Cosine, 0–1.
    similarity: float
    #: What both say, the most telling first.
    shared: tuple[str, ...]


def details(stored: StoredArticle, stated: Iterable[Detail]) -> frozenset[Detail]:
    """What an article names, by its verdict, together with the dates and figures it states."""
    mentions = stored.verdict.mentions if stored.verdict else ()
    named = {Detail(mention.kind, mention.id) for mention in mentions if mention.id not in _EVERYWHERE}
    return frozenset(named | set(stated))


class EventIndex:
    """Articles findable by what they name and count.

    `corpus` is what rarity is judged by: the details of the articles of the last days.
    """

    def __init__(self, corpus: Sequence[frozenset[Detail]]) -> None:
        counts = Counter(detail for found in corpus for detail in found)
        self._weights = {
            detail: _WEIGHTS.get(detail.kind, 0.0) * math.log((len(corpus) + 1) / count)
            for detail, count in counts.items()
        }
        self._articles: dict[Detail, list[int]] = defaultdict(list)
        self._details: dict[int, frozenset[Detail]] = {}
        self._times: dict[int, datetime] = {}

    def add(self, stored: StoredArticle, found: frozenset[Detail]) -> None:
        """Make an article findable."""
        self._details[stored.id] = found
        self._times[stored.id] = _time(stored)
        for detail in found:
            self._articles[detail].append(stored.id)

    def find(self, stored: StoredArticle, found: frozenset[Detail]) -> SameEvent | None:
        """The article that most surely reports the same event, None when none does."""
        shared: Mapping[int, list[Detail]] = self._sharing(stored, found)
        best: SameEvent | None = None
        for other, common in shared.items():
            weight = self._weight(common)
            similarity = weight / math.sqrt(self._weight(found) * self._weight(self._details[other]))
            is_event = (
                similarity >= EVENT_SIMILARITY
                and weight >= _LEAST_WEIGHT
                and any(detail.kind == "place" for detail in common)
            )
            if is_event and (best is None or similarity > best.similarity):
                telling = sorted(common, key=lambda detail: (-self._weight([detail]), detail.value))
                best = SameEvent(other, similarity, tuple(detail.value for detail in telling))
        return best

    def _sharing(self, stored: StoredArticle, found: frozenset[Detail]) -> dict[int, list[Detail]]:
        shared: dict[int, list[Detail]] = defaultdict(list)
        for detail in found:
            # What nobody else has, or everybody, tells nothing.
            if self._weights.get(detail, 0.0) <= 0.0:
                continue
            for other in self._articles.get(detail, ()):
                if abs(self._times[other] - _time(stored)) <= _WINDOW:
                    shared[other].append(detail)
        return shared

    def _weight(self, found: Iterable[Detail]) -> float:
        return sum(self._weights.get(detail, 0.0) for detail in found)


def _time(stored: StoredArticle) -> datetime:
    return stored.article.published_at or stored.first_seen_at
