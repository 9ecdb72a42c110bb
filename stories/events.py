"""Finds articles that report the same event, in any language, by cosine similarity of their details.

Two reports of one event mention the same places, actors and goods, the same figures and days, and the same
event types, whatever their wording; two in the same language also share words. Rare details count more: an
amount shared by two articles of the last days counts for a lot, Dandong for little. Each article is a vector
of details weighted by kind and by inverse document frequency. Two articles report one event if they were
published within three days, share enough weight, and the cosine similarity of their vectors, reduced a
little for each hour between them, is high enough.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from storage.query import tokens
from stories.details import Detail
from stories.event_types import event_types
from yaluwatch.model import StoredArticle

#: Minimum similarity of two reports of one event.
EVENT_SIMILARITY = 0.45

#: Minimum total weight of shared details: two short notes that both name one town are no event.
_MIN_SHARED_WEIGHT = 4.0

#: Maximum time between two reports of one event.
_WINDOW = timedelta(days=3)

#: Share by which each day between two reports reduces their similarity.
_DAILY_DECAY = 0.08

#: Share of the similarity that comes from shared words, for two articles in one language.
_WORDS_SHARE = 0.3

#: How much of the body is compared, characters: the event comes first, then background.
_LEAD = 1000

# Mentioned in nearly every article.
_EVERYWHERE = {"china", "north-korea", "border"}

# Weight of a shared detail, by kind.
_WEIGHTS = {
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

# Lower bounds for the corpus size and for the document frequency of a detail.
_MIN_CORPUS = 200
_MIN_COUNT = 4

# A detail in more than this share of the corpus does not make two articles candidates on its own.
_COMMON = 0.1


@dataclass(frozen=True, slots=True)
class Features:
    """What an article is compared by."""

    details: frozenset[Detail]
    #: Search tokens of its title and lead, comparable only within its language.
    words: frozenset[str]
    language: str
    #: Time of publication, or first seen if undated. Aware UTC.
    time: datetime


@dataclass(frozen=True, slots=True)
class SameEvent:
    """An article that reports the same event, with the evidence."""

    article_id: int
    #: 0–1.
    similarity: float
    #: Values of shared details, highest weight first.
    shared: tuple[str, ...]


def features(stored: StoredArticle, details: Iterable[Detail]) -> Features:
    """The mentions of an article's verdict, its event types and its other details."""
    article = stored.article
    lead = f"{article.title}\n{article.body[:_LEAD]}"
    mentions = stored.verdict.mentions if stored.verdict else ()
    named = {Detail(mention.kind, mention.id) for mention in mentions if mention.id not in _EVERYWHERE}
    events = {Detail("event_type", name) for name in event_types(lead, article.language)}
    return Features(
        details=frozenset(named | events | set(details)),
        words=frozenset(tokens(lead)),
        language=article.language,
        time=article.published_at or stored.first_seen_at,
    )


class EventIndex:
    """Finds articles that report the same event.

    `corpus` holds the features of the articles of the last days, for document frequencies.
    """

    def __init__(self, corpus: Sequence[Features]) -> None:
        counts = Counter(detail for known in corpus for detail in known.details)
        self._weights = {
            detail: _WEIGHTS.get(detail.kind, 0.0) * _inverse_frequency(count, len(corpus))
            for detail, count in counts.items()
        }
        most = max(_MIN_CORPUS, len(corpus)) * _COMMON
        self._distinctive = {detail for detail, count in counts.items() if count <= most}
        self._words = _word_weights(corpus)
        self._articles: dict[Detail, list[int]] = defaultdict(list)
        self._features: dict[int, Features] = {}

    def add(self, article_id: int, known: Features) -> None:
        """Add an article to the index."""
        self._features[article_id] = known
        for detail in known.details & self._distinctive:
            self._articles[detail].append(article_id)

    def find(self, asked: Features) -> SameEvent | None:
        """The most similar article that reports the same event, None if there is none."""
        best: SameEvent | None = None
        for other in self._candidates(asked):
            known = self._features[other]
            similarity = self.similarity(asked, known)
            if similarity < EVENT_SIMILARITY or (best and similarity <= best.similarity):
                continue
            common = asked.details & known.details
            if self._weight(common) >= _MIN_SHARED_WEIGHT and _are_compatible(asked, known):
                ordered = sorted(common, key=lambda detail: (-self._weight([detail]), detail.value))
                best = SameEvent(other, similarity, tuple(dict.fromkeys(_shown(ordered))))
        return best

    def similarity(self, one: Features, other: Features) -> float:
        """Similarity of two articles, 0–1."""
        value = _cosine(self._weights, one.details, other.details)
        if one.language == other.language:
            words = _cosine(self._words[one.language], one.words, other.words)
            value = (1 - _WORDS_SHARE) * value + _WORDS_SHARE * words
        return value * (1 - _DAILY_DECAY * abs(one.time - other.time) / timedelta(days=1))

    def _candidates(self, asked: Features) -> Iterator[int]:
        """Ids of articles in the time window that share a distinctive detail, in ascending order."""
        found = {other for detail in asked.details for other in self._articles.get(detail, ())}
        for other in sorted(found):
            if abs(self._features[other].time - asked.time) <= _WINDOW:
                yield other

    def _weight(self, found: Iterable[Detail]) -> float:
        return sum(self._weights.get(detail, 0.0) for detail in found)


def _inverse_frequency(count: int, corpus: int) -> float:
    """Inverse document frequency of a detail that `count` of `corpus` articles have.

    Both numbers have lower bounds: several reports of one event must not make its details look common, and a
    young archive can't tell yet which details are.
    """
    return math.log((max(corpus, _MIN_CORPUS) + 1) / max(count, _MIN_COUNT))


def _are_compatible(one: Features, other: Features) -> bool:
    """Whether two articles share a place; if one has no places, a detail beyond event types and days."""
    first, second = (_of_kinds(known, {"place"}) for known in (one, other))
    if first and second:
        return not first.isdisjoint(second)
    specific = set(_WEIGHTS) - {"event_type", "date"}
    return not _of_kinds(one, specific).isdisjoint(_of_kinds(other, specific))


def _of_kinds(known: Features, kinds: set[str]) -> frozenset[Detail]:
    return frozenset(detail for detail in known.details if detail.kind in kinds)


def _word_weights(corpus: Sequence[Features]) -> Mapping[str, Mapping[str, float]]:
    by_language: dict[str, list[Features]] = defaultdict(list)
    for known in corpus:
        by_language[known.language].append(known)
    return {
        language: {
            word: _inverse_frequency(count, len(articles))
            for word, count in Counter(word for known in articles for word in known.words).items()
        }
        for language, articles in by_language.items()
    }


_Item = TypeVar("_Item", Detail, str)


def _cosine(weights: Mapping[_Item, float], one: frozenset[_Item], other: frozenset[_Item]) -> float:
    """Cosine similarity of two sets of weighted items, 0–1."""
    common, first, second = (
        sum(weights.get(item, 0.0) for item in items) for items in (one & other, one, other)
    )
    return common / math.sqrt(first * second) if common else 0.0


def _shown(found: Iterable[Detail]) -> Iterator[str]:
    """Values for display, without bare numbers that also appear with their unit."""
    details = list(found)
    figures = {detail.value.partition(" ")[0] for detail in details if detail.kind == "figure"}
    return (d.value for d in details if d.kind != "number" or d.value not in figures)
