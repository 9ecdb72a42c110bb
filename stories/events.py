"""Finds articles that report the same event, in any language.

Two reports of one event mention the same places, actors and goods, the same figures and days, and tell of the
same things, whatever their wording. Rare details count more: an amount shared by two articles counts for a
lot, Dandong for little. An article is compared with the reports of each story, not only with the most similar
one, so that a story does not drift from one event to the next.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from storage.query import tokens
from stories.details import Detail, details_of, lead_of
from stories.encoder import Vector
from stories.event_types import event_types
from stories.frequencies import background
from stories.meanings import meanings
from stories.similarity import Features, compare, probability
from yaluwatch.model import StoredArticle

#: Minimum probability that an article reports the event of a story.
EVENT_PROBABILITY = 0.6

#: Share of the most similar report in the probability for a story; the rest is the mean of all its reports.
_CLOSEST_SHARE = 0.2

#: Maximum time between two reports of one event.
_WINDOW = timedelta(days=10)

_FIRST_SENTENCES = 200

# Mentioned in nearly every article.
_EVERYWHERE = {"china", "north-korea", "border"}

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


def features(stored: StoredArticle, details: Iterable[Detail], vector: Vector | None = None) -> Features:
    """The mentions of an article's verdict, what it tells of, and its other details."""
    article = stored.article
    length = lead_of(article.language)
    mentions = stored.verdict.mentions if stored.verdict else ()
    named = {
        Detail(mention.kind, mention.id)
        for mention in mentions
        if mention.id not in _EVERYWHERE and (mention.span.part != "body" or mention.span.start < length)
    }
    lead, first = (f"{article.title}\n{article.body[:size]}" for size in (length, _FIRST_SENTENCES))
    return Features(
        details=frozenset(named | _told(lead, article.language) | set(details)),
        words=frozenset(tokens(article.title)),
        language=article.language,
        time=article.published_at or stored.first_seen_at,
        headline=frozenset(_told(first, article.language)),
        title=frozenset(_of_title(stored)),
        vector=vector,
    )


def _of_title(stored: StoredArticle) -> Iterator[Detail]:
    article = replace(stored.article, body="")
    yield from (detail for detail in details_of(replace(stored, article=article)) if detail.kind == "number")
    yield from _told(article.title, article.language)
    for mention in stored.verdict.mentions if stored.verdict else ():
        if mention.span.part == "title" and mention.id not in _EVERYWHERE:
            yield Detail(mention.kind, mention.id)


def _told(text: str, language: str) -> set[Detail]:
    types = {Detail("event_type", name) for name in event_types(text, language)}
    return types | {Detail("meaning", stem) for stem in meanings(text, language)}


class EventIndex:
    """Finds articles that report the same event.

    `corpus` holds the features of the articles of the last days, for document frequencies.
    """

    def __init__(self, corpus: Sequence[Features]) -> None:
        counts = Counter(detail for known in corpus for detail in known.details)
        common = background()
        self._counts = counts + common.counts
        self._articles_counted = len(corpus) + common.articles
        most = max(_MIN_CORPUS, len(corpus)) * _COMMON
        self._distinctive = {
            detail for detail, count in counts.items() if count <= most and detail.kind != "meaning"
        }
        self._rarities: dict[Detail, float] = {}
        self._articles: dict[Detail, list[int]] = defaultdict(list)
        self._features: dict[int, Features] = {}
        self._stories: dict[int, list[int]] = {}

    def add(self, article_id: int, known: Features, beside: int | None = None) -> None:
        """Add an article to the index, to the story of the article `beside` if there is one."""
        self._features[article_id] = known
        story = self._stories.get(beside, []) if beside is not None else []
        story.append(article_id)
        self._stories[article_id] = story
        for detail in known.details & self._distinctive:
            self._articles[detail].append(article_id)

    def find(self, asked: Features, others: Container[int] = ()) -> SameEvent | None:
        """The most similar article of the most probable story, None if no story is probable enough.

        `others` are ids of articles known to report other events.
        """
        candidates = (other for other in self._candidates(asked) if other not in others)
        found = {other: self.similarity(asked, self._features[other]) for other in candidates}
        best: tuple[float, int] | None = None
        # Of equally similar ones the first.
        for other in sorted(found, key=lambda known: (-found[known], known)):
            if found[other] < EVENT_PROBABILITY:
                break
            value = self._story_similarity(asked, other, found)
            if value >= EVENT_PROBABILITY and (best is None or value > best[0]):
                best = value, other
        return self._same_event(asked, *best) if best else None

    def similarity(self, one: Features, other: Features) -> float:
        """Probability that two articles report the same event, 0–1."""
        return probability(compare(one, other, self.rarity))

    def rarity(self, detail: Detail) -> float:
        """Inverse document frequency of a detail."""
        if (known := self._rarities.get(detail)) is None:
            count = self._counts[detail] + _UNSEEN
            known = self._rarities[detail] = math.log((self._articles_counted + 2 * _UNSEEN) / count)
        return known

    def _story_similarity(self, asked: Features, closest: int, found: dict[int, float]) -> float:
        """Probability for the whole story of an article."""
        members = self._stories[closest]
        for member in members:
            if member not in found:
                found[member] = self.similarity(asked, self._features[member])
        mean = sum(found[member] for member in members) / len(members)
        return _CLOSEST_SHARE * found[closest] + (1 - _CLOSEST_SHARE) * mean

    def _same_event(self, asked: Features, value: float, other: int) -> SameEvent:
        common = [detail for detail in asked.details & self._features[other].details if detail.kind in _SHOWN]
        common.sort(key=lambda detail: (-_SHOWN[detail.kind] * self.rarity(detail), detail.value))
        return SameEvent(other, value, tuple(dict.fromkeys(_shown(common))))

    def _candidates(self, asked: Features) -> Iterator[int]:
        """Ids of articles in the time window that share a distinctive detail, in ascending order."""
        found = {other for detail in asked.details for other in self._articles.get(detail, ())}
        for other in sorted(found):
            if abs(self._features[other].time - asked.time) <= _WINDOW:
                yield other


def _shown(found: Iterable[Detail]) -> Iterator[str]:
    """Values for display, without bare numbers that also appear with their unit."""
    details = list(found)
    figures = {detail.value.partition(" ")[0] for detail in details if detail.kind == "figure"}
    return (d.value for d in details if d.kind != "number" or d.value not in figures)
