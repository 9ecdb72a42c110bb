"""The score by which stories are ordered: a weighted mean of what makes a story matter. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import lru_cache

from alerts.digests.origins import independent
from stories import event_types
from yaluwatch.model import Story

# Independent publishers beyond this number add nothing.
_MOST_PUBLISHERS = 5
# A closure or reopening counts if the headline names it.
_CHANGES = frozenset({"closure", "opening"})
_BORDER_TOPICS = frozenset({"border", "trade", "logistics"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """How much each property of a story counts; only their ratios matter."""

    #: The weight of its most important topic, below.
    subject: float = 0.5
    #: The highest relevance of an article.
    relevance: float = 0.2
    #: The number of independent publishers, up to five.
    publishers: float = 0.2
    #: The rank of its best source: specialists count fully, occasional sources not at all.
    source: float = 0.1
    #: How important each topic is, 0–1; topics of the operator's own count as `other`.
    topics: Mapping[str, float] = field(
        default_factory=lambda: {
            "smuggling": 1.0,
            "sanctions": 0.9,
            "border": 0.8,
            "trade": 0.7,
            "logistics": 0.6,
            "markets": 0.6,
            "labor": 0.6,
            "diplomacy": 0.5,
            "health": 0.4,
            "tourism": 0.2,
        }
    )
    #: The importance of a border or trade story whose headline tells of a closure or reopening.
    closures: float = 0.95
    #: The importance of topics that are not named above.
    other: float = 0.7


#: The parts of a score, in the order they are explained.
PARTS = tuple(part.name for part in fields(Weights) if part.name not in {"topics", "closures", "other"})


@dataclass(frozen=True, slots=True)
class Score:
    """A story's score and its parts."""

    #: 0–1, the weighted mean of the parts.
    total: float
    #: Part → 0–1, before weighting.
    parts: Mapping[str, float]
    #: The topic that counted, or "closure"; "" for none.
    subject: str


def rank(story: Story, tiers: Mapping[str, int], weights: Weights | None = None) -> Score:
    """The score of a story; `tiers` by source id, 1–3. State media are not penalised."""
    weights = weights or Weights()
    verdicts = [stored.verdict for stored in story.articles if stored.verdict]
    importances = [
        importance(tag.topic, tag.probability, stored.article.title, stored.article.language, weights)
        for stored in story.articles
        for tag in (stored.verdict.tags if stored.verdict else ())
    ]
    return score(
        importances,
        relevance=max((verdict.relevance for verdict in verdicts), default=0.0),
        publishers=len(independent(story.articles)),
        tier=min((tiers.get(stored.article.source_id, 3) for stored in story.articles), default=3),
        weights=weights,
    )


def score(
    importances: Iterable[tuple[str, float]],
    *,
    relevance: float,
    publishers: int,
    tier: int,
    weights: Weights | None = None,
) -> Score:
    """The score of a story with these subjects (see `importance`).

    `relevance` is the highest of its articles, `publishers` the number of independent ones, `tier` that of
    its best source, 1–3.
    """
    weights = weights or Weights()
    subject, most = _subject(importances)
    parts = {
        "subject": most,
        "relevance": relevance,
        "publishers": min(publishers, _MOST_PUBLISHERS) / _MOST_PUBLISHERS,
        "source": (3 - tier) / 2,
    }
    whole = sum(getattr(weights, name) for name in PARTS)
    total = sum(getattr(weights, name) * part for name, part in parts.items()) / whole if whole else 0.0
    return Score(total, parts, subject)


def importance(
    topic: str, probability: float, title: str, language: str, weights: Weights | None = None
) -> tuple[str, float]:
    """The subject of an article by one of its topics, and its importance: as far as the topic is certain.

    A border or trade story whose headline tells of a closure or reopening has the subject "closure".
    """
    weights = weights or Weights()
    if topic in _BORDER_TOPICS and _is_change(title, language):
        return "closure", weights.closures * probability
    return topic, weights.topics.get(topic, weights.other) * probability


# Cached, because a list of stories asks for the same headlines again and again.
@lru_cache(maxsize=4096)
def _is_change(title: str, language: str) -> bool:
    """Whether a headline tells of a closure or reopening."""
    return not _CHANGES.isdisjoint(event_types(title, language))


def _subject(found: Iterable[tuple[str, float]]) -> tuple[str, float]:
    """The most important subject of a story, and half its importance plus half the mean of all its subjects.

    The mean keeps a tour that passes a border post from counting as a border story.
    """
    importances: dict[str, float] = {}
    for subject, one in found:
        importances[subject] = max(importances.get(subject, 0.0), one)
    if not importances:
        return "", 0.0
    best = max(importances, key=lambda subject: importances[subject])
    return best, (importances[best] + sum(importances.values()) / len(importances)) / 2
