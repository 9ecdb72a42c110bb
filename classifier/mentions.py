"""Who and what is named in a reading, and the words that spoke for its verdict."""

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from classifier.concepts import BIT
from classifier.features import Weighed
from classifier.reading import Reading
from yaluwatch.model import Mention, Term

#: Occurrences kept of one thing.
OCCURRENCES: Final = 3
#: Terms kept of one article.
TERMS: Final = 12

#: What tells most about an article first: the border and its topics, then places, then sides.
_TELLING: Final = (
    "smuggling",
    "border",
    "crossing",
    "labor",
    "trade",
    "sanctions",
    "logistics",
    "markets",
    "tourism",
    "health",
    "goods",
    "frontier",
    "pair",
    "diplomacy",
    "dprk",
    "china",
)
_RANKS: Final = tuple((BIT[name], rank) for rank, name in enumerate(_TELLING))


def find_mentions(reading: Reading) -> tuple[Mention, ...]:
    """Named things in order of appearance, each at most a few times."""
    counts: Counter[str] = Counter()
    mentions: list[Mention] = []
    for sentence in reading.sentences:
        for finding in sentence.findings:
            word = finding.word
            if word.id and counts[word.id] < OCCURRENCES:
                counts[word.id] += 1
                span = reading.span(sentence.part, finding.start, finding.end)
                mentions.append(Mention(word.id, word.kind, span, word.gloss))
    return tuple(mentions)


def find_terms(reading: Reading, weighed: Sequence[Weighed]) -> tuple[Term, ...]:
    """Words with their meaning, most telling first: by topic, closeness to both sides, and how often."""
    scores: dict[tuple[str, str], float] = {}
    printed: dict[tuple[str, str], Term] = {}
    for each in weighed:
        source = reading.title if each.sentence.part == "title" else reading.body
        for finding in each.sentence.findings:
            rank = _rank(finding.word.bits)
            if rank is None or finding.is_inside:
                continue
            text = source[finding.start : finding.end]
            key = (text.casefold(), finding.word.gloss)
            if key not in printed:
                printed[key] = Term(text, finding.word.gloss)
            worth = (1 + each.closeness) * (2 if each.sentence.part == "title" else 1)
            scores[key] = scores.get(key, 0.0) + worth / (1 + rank)
    best = sorted(scores, key=lambda key: -scores[key])
    return tuple(printed[key] for key in best[:TERMS])


@lru_cache(maxsize=4096)
def _rank(bits: int) -> int | None:
    for bit, rank in _RANKS:
        if bits & bit:
            return rank
    return None
