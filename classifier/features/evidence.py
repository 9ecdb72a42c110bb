"""The sentences that earned a tag."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from classifier.features.disambiguation import DisambiguatedText
from classifier.features.features import Weighed
from classifier.lexicon import BIT, FRONTIER, TOPICS
from yaluwatch.model import Span

#: Sentences shown for one tag.
SHOWN: Final = 3
#: Sentences with fewer characters say little; a Chinese or Korean one counts as two.
_SHORT: Final = 60

_EXCHANGE_BITS: Final = sum(
    BIT[topic] for topic in TOPICS if topic not in ("sanctions", "diplomacy", "health")
)
#: Topics that count only as they bear on the exchange or the border.
_BEARING: Final = frozenset({"health", "diplomacy"})
_FACTS: Final = FRONTIER | BIT["goods"] | BIT["gate"] | BIT["crossing"]
_FIGURE: Final = re.compile(r"\d")


def find_evidence(
    reading: DisambiguatedText, weighed: Sequence[Weighed], topics: Iterable[tuple[str, int]]
) -> Mapping[str, tuple[Span, ...]]:
    """Topic → whole sentences that tell of it close to both sides, best first; a topic without one is absent.

    Topics come with their bits, most probable first.
    The headline is quoted too, but not before a sentence of the body. What one topic has quoted first,
    the next ones avoid if another sentence says as much.
    """
    quoted: Counter[int] = Counter()
    evidence = {}
    for topic, bit in topics:
        ranked = sorted(
            _worths(reading, weighed, topic, bit, quoted), key=lambda entry: (-entry[0], entry[1])
        )
        if not ranked:
            continue
        best = [place for _, place in ranked[:SHOWN]]
        quoted[best[0]] += 1
        evidence[topic] = tuple(_span(reading, weighed[place]) for place in best)
    return evidence


def _worths(
    reading: DisambiguatedText, weighed: Sequence[Weighed], topic: str, bit: int, quoted: Mapping[int, int]
) -> list[tuple[float, int]]:
    """(worth, place) of each sentence that tells of the topic."""
    # A headline that tells of it lends both sides to a body that doesn't repeat them.
    is_headed = reading.has_title and bool(weighed[0].closeness and weighed[0].tells(bit))
    worths = []
    for place, each in enumerate(weighed):
        is_title = each.sentence.part == "title"
        if not each.tells(bit) or not (each.closeness or is_title or is_headed):
            continue
        worth = _worth(reading, each, topic, bit) - 0.8 * quoted.get(place, 0)
        if is_title:
            worth -= 4.0
        elif place <= SHOWN:
            worth += 0.4
        worths.append((worth, place))
    return worths


def _worth(reading: DisambiguatedText, each: Weighed, topic: str, bit: int) -> float:
    """How much a sentence says of the topic: closeness, own words, facts, length."""
    sentence = each.sentence
    own = sum(bool(finding.word.bits & bit) for finding in sentence.findings if not finding.is_inside)
    # A topic that only follows from other words (freight at a border place) is quoted with less conviction.
    worth = 1.5 * each.closeness + (0.6 * min(own, 3) if own else -1.0)
    worth += 0.3 * min((sentence.bits & _FACTS).bit_count(), 3)
    text = (reading.title if sentence.part == "title" else reading.body)[sentence.start : sentence.end]
    if _FIGURE.search(text):
        worth += 0.3
    size = len(text) if text.isascii() else 2 * len(text)
    if size < _SHORT:
        worth -= 1.0 - size / _SHORT
    if topic in _BEARING and not each.around & _EXCHANGE_BITS:
        worth -= 1.5
    return worth


def _span(reading: DisambiguatedText, each: Weighed) -> Span:
    return reading.span(each.sentence.part, each.sentence.start, each.sentence.end)
