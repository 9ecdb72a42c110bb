"""Which articles report the same event, in whatever language: by what they name, count and tell.

Two reports of one event name the same places, actors and goods, print the same figures and days and
tell of the same kinds of event, whatever the wording; two in one language share words besides. What is rare
says more: an amount that two articles of the last days share counts for a lot, Dandong for little.
Each article is a vector of such details, weighted by kind and by rarity (inverse document
frequency); two are one event when the cosine of their vectors, less a little for each hour between
them, is large enough, they came within three days, and share enough weight.
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

#: Least likeness of two reports of one event.
EVENT_SIMILARITY = 0.45

#: Least weight of what they share: two short notes that both name one town are no event.
_LEAST_WEIGHT = 4.0

#: Reports of one event appear within this time of one another.
_WINDOW = timedelta(days=3)

#: What a day between two reports takes from their likeness, as a share.
_LESS_A_DAY = 0.08

#: How much the words of two reports in one language count beside what they name, count and tell.
_WORDS_SHARE = 0.3

#: An event is told at the beginning; the rest is background. Characters.
_LEAD = 1000

# Every article names these.
_EVERYWHERE = {"china", "north-korea", "border"}

# How much a shared detail of a kind says.
_WEIGHTS = {
    "place": 0.7,
    "actor": 0.6,
    "good": 0.6,
    "rule": 0.4,
    "date": 0.6,
    "figure": 0.8,
    "number": 0.8,
    "about": 0.4,
    "event_type": 0.9,
}

# An archive is taken to hold so many articles at least, a detail to stand in so many.
_LEAST_CORPUS = 200
_FEWEST = 4

# A detail that more articles of the window have does not bring two together by itself.
_COMMON = 0.1


@dataclass(frozen=True, slots=True)
class Features:
    """What an article is compared by."""

    details: frozenset[Detail]
    #: Search tokens of its beginning, comparable within its language.
    words: frozenset[str]
    language: str
    #: Publication, or first seen when undated.
    time: datetime


@dataclass(frozen=True, slots=True)
class SameEvent:
    """An article that reports the event, and how we know."""

    article_id: int
    #: 0–1.
    similarity: float
    #: What both say, the most telling first.
    shared: tuple[str, ...]


def features(stored: StoredArticle, details: Iterable[Detail]) -> Features:
    """What an article names, by its verdict, and tells, together with its details."""
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
    """Articles findable by what they name, count and tell.

    `corpus` is what rarity is judged by: the features of the articles of the last days.
    """

    def __init__(self, corpus: Sequence[Features]) -> None:
        counts = Counter(detail for known in corpus for detail in known.details)
        self._weights = {
            detail: _WEIGHTS.get(detail.kind, 0.0) * _rarity(count, len(corpus))
            for detail, count in counts.items()
        }
        most = max(_LEAST_CORPUS, len(corpus)) * _COMMON
        self._telling = {detail for detail, count in counts.items() if count <= most}
        self._words = _rarity_of_words(corpus)
        self._articles: dict[Detail, list[int]] = defaultdict(list)
        self._features: dict[int, Features] = {}

    def add(self, article_id: int, known: Features) -> None:
        """Make an article findable."""
        self._features[article_id] = known
        for detail in known.details & self._telling:
            self._articles[detail].append(article_id)

    def find(self, asked: Features) -> SameEvent | None:
        """The article that most surely reports the same event, None when none does."""
        best: SameEvent | None = None
        for other in self._near(asked):
            known = self._features[other]
            likeness = self.likeness(asked, known)
            if likeness < EVENT_SIMILARITY or (best and likeness <= best.similarity):
                continue
            common = asked.details & known.details
            if self._weight(common) >= _LEAST_WEIGHT and _may_be_one(asked, known):
                telling = sorted(common, key=lambda detail: (-self._weight([detail]), detail.value))
                best = SameEvent(other, likeness, tuple(dict.fromkeys(_shown(telling))))
        return best

    def likeness(self, one: Features, other: Features) -> float:
        """How alike two reports are, 0–1."""
        alike = _cosine(self._weights, one.details, other.details)
        if one.language == other.language:
            words = _cosine(self._words[one.language], one.words, other.words)
            alike = (1 - _WORDS_SHARE) * alike + _WORDS_SHARE * words
        return alike * (1 - _LESS_A_DAY * abs(one.time - other.time) / timedelta(days=1))

    def _near(self, asked: Features) -> Iterator[int]:
        """Articles of the same days that share a telling detail, first added first."""
        found = {other for detail in asked.details for other in self._articles.get(detail, ())}
        for other in sorted(found):
            if abs(self._features[other].time - asked.time) <= _WINDOW:
                yield other

    def _weight(self, found: Iterable[Detail]) -> float:
        return sum(self._weights.get(detail, 0.0) for detail in found)


def _rarity(count: int, corpus: int) -> float:
    """How much it says that two articles share what `count` of the corpus have.

    What an event's own reports have in common is no less rare for their number, and a young archive
    knows too little of what is common: both are taken for larger than they are.
    """
    return math.log((max(corpus, _LEAST_CORPUS) + 1) / max(count, _FEWEST))


def _may_be_one(one: Features, other: Features) -> bool:
    """Two that name places name one in common; two without a place share more than event types and days."""
    first, second = (_of_kinds(known, {"place"}) for known in (one, other))
    if first and second:
        return not first.isdisjoint(second)
    firm = set(_WEIGHTS) - {"event_type", "date"}
    return not _of_kinds(one, firm).isdisjoint(_of_kinds(other, firm))


def _of_kinds(known: Features, kinds: set[str]) -> frozenset[Detail]:
    return frozenset(detail for detail in known.details if detail.kind in kinds)


def _rarity_of_words(corpus: Sequence[Features]) -> Mapping[str, Mapping[str, float]]:
    by_language: dict[str, list[Features]] = defaultdict(list)
    for known in corpus:
        by_language[known.language].append(known)
    return {
        language: {
            word: _rarity(count, len(articles))
            for word, count in Counter(word for known in articles for word in known.words).items()
        }
        for language, articles in by_language.items()
    }


_Thing = TypeVar("_Thing", Detail, str)


def _cosine(weights: Mapping[_Thing, float], one: frozenset[_Thing], other: frozenset[_Thing]) -> float:
    """Cosine of two sets whose members have weights."""
    common, first, second = (
        sum(weights.get(thing, 0.0) for thing in things) for things in (one & other, one, other)
    )
    return common / math.sqrt(first * second) if common else 0.0


def _shown(found: Iterable[Detail]) -> Iterator[str]:
    """What is shared, for people; a bare number only where its unit is not said as well."""
    told = list(found)
    figures = {detail.value.partition(" ")[0] for detail in told if detail.kind == "figure"}
    return (d.value for d in told if d.kind != "number" or d.value not in figures)
