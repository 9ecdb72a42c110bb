"""Who and what is named in a reading, and the words that spoke for its verdict."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from classifier.concepts import BIT
from classifier.features import Weighed
from classifier.folding import fold_text
from classifier.reading import Finding, Reading
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
        for finding in each.sentence.findings:
            rank = _rank(finding)
            if rank is None:
                continue
            text = reading.span(each.sentence.part, finding.start, finding.end).text
            key = (fold_text(text), finding.word.gloss)
            printed.setdefault(key, Term(text, finding.word.gloss))
            worth = (1 + each.closeness) * (2 if each.sentence.part == "title" else 1)
            scores[key] = scores.get(key, 0.0) + worth / (1 + rank)
    best = sorted(scores, key=lambda key: -scores[key])
    return tuple(printed[key] for key in best[:TERMS])


def _rank(finding: Finding) -> int | None:
    if finding.is_inside:
        return None
    bits = finding.word.bits
    for bit, rank in _RANKS:
        if bits & bit:
            return rank
    return None
