"""Evidence: the sentences quoted for each tag."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from classifier.features.disambiguation import DisambiguatedText
from classifier.features.features import Weighed
from classifier.lexicon import BIT, FRONTIER, TOPICS
from yaluwatch.model import Span

#: Maximum number of sentences per tag.
MAX_SENTENCES: Final = 3
# Shorter sentences score lower, characters; each character of a text that is not ASCII counts as two.
_SHORT: Final = 60

_EXCHANGE_BITS: Final = sum(
    BIT[topic] for topic in TOPICS if topic not in ("sanctions", "diplomacy", "health")
)
# Topics that count less unless exchange or the border is mentioned nearby.
_DEPENDENT: Final = frozenset({"health", "diplomacy"})
_FACTS: Final = FRONTIER | BIT["goods"] | BIT["gate"] | BIT["crossing"]
_FIGURE: Final = re.compile(r"\d")


def find_evidence(
    parsed: DisambiguatedText, weighed: Sequence[Weighed], topics: Iterable[tuple[str, int]]
) -> Mapping[str, tuple[Span, ...]]:
    """Topic → whole sentences about it close to both sides, best first; topics without one are absent.

    `topics` are (id, bit) pairs, most probable first. The headline can be evidence too, but ranks after the
    body. A sentence quoted first for one topic ranks lower for the next, for variety.
    """
    quoted: Counter[int] = Counter()
    evidence = {}
    for topic, bit in topics:
        ranked = sorted(_scores(parsed, weighed, topic, bit, quoted), key=lambda entry: (-entry[0], entry[1]))
        if not ranked:
            continue
        best = [index for _, index in ranked[:MAX_SENTENCES]]
        quoted[best[0]] += 1
        evidence[topic] = tuple(_span(parsed, weighed[index]) for index in best)
    return evidence


def _scores(
    parsed: DisambiguatedText, weighed: Sequence[Weighed], topic: str, bit: int, quoted: Mapping[int, int]
) -> list[tuple[float, int]]:
    """(score, index) of each sentence about the topic."""
    # If the headline is about the topic and close to both sides, the body need not repeat the sides.
    is_in_headline = parsed.has_title and bool(weighed[0].closeness and weighed[0].is_about(bit))
    scores = []
    for index, each in enumerate(weighed):
        is_title = each.sentence.part == "title"
        if not each.is_about(bit) or not (each.closeness or is_title or is_in_headline):
            continue
        score = _score(parsed, each, topic, bit) - 0.8 * quoted.get(index, 0)
        if is_title:
            score -= 4.0
        elif index <= MAX_SENTENCES:
            score += 0.4
        scores.append((score, index))
    return scores


def _score(parsed: DisambiguatedText, each: Weighed, topic: str, bit: int) -> float:
    """How well a sentence supports the topic, by closeness, topic words, facts and length."""
    sentence = each.sentence
    own = sum(bool(finding.word.bits & bit) for finding in sentence.findings if not finding.is_inside)
    # A topic that only follows from other words (freight at a border place) scores lower.
    score = 1.5 * each.closeness + (0.6 * min(own, 3) if own else -1.0)
    score += 0.3 * min((sentence.bits & _FACTS).bit_count(), 3)
    text = (parsed.title if sentence.part == "title" else parsed.body)[sentence.start : sentence.end]
    if _FIGURE.search(text):
        score += 0.3
    size = len(text) if text.isascii() else 2 * len(text)
    if size < _SHORT:
        score -= 1.0 - size / _SHORT
    if topic in _DEPENDENT and not each.around & _EXCHANGE_BITS:
        score -= 1.5
    return score


def _span(parsed: DisambiguatedText, each: Weighed) -> Span:
    return parsed.span(each.sentence.part, each.sentence.start, each.sentence.end)
