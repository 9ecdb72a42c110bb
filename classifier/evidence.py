"""The sentences that earned a tag."""

from collections.abc import Sequence
from typing import Final

from classifier.concepts import BIT, TOPICS
from classifier.features import Weighed
from classifier.reading import Reading
from yaluwatch.model import Span

#: Sentences shown for one tag.
SHOWN: Final = 3

_EXCHANGE_BITS: Final = sum(
    BIT[topic] for topic in TOPICS if topic not in ("sanctions", "diplomacy", "health")
)
#: Topics that count only as they bear on the exchange or the border.
_BEARING: Final = frozenset({"health", "diplomacy"})


def find_evidence(reading: Reading, weighed: Sequence[Weighed], topic: str) -> tuple[Span, ...]:
    """Whole sentences that tell of the topic close to both sides, best first; may be none."""
    bit = BIT[topic]
    ranked: list[tuple[float, int, Weighed]] = []
    for place, each in enumerate(weighed):
        if not each.topics & bit:
            continue
        is_title = each.sentence.part == "title"
        if not each.closeness and not is_title:
            continue
        worth = 2.0 * each.closeness + _density(each, bit)
        worth += 1.0 if is_title else 0.5 if place <= SHOWN else 0.0
        if topic in _BEARING and not each.around & _EXCHANGE_BITS:
            worth -= 1.5
        ranked.append((-worth, place, each))
    ranked.sort(key=lambda entry: entry[:2])
    return tuple(
        reading.span(each.sentence.part, each.sentence.start, each.sentence.end)
        for _, _, each in ranked[:SHOWN]
    )


def _density(each: Weighed, bit: int) -> float:
    """Words of the topic in the sentence, up to three, half a point each."""
    words = sum(bool(finding.word.bits & bit) for finding in each.sentence.findings if not finding.is_inside)
    return 0.5 * min(words, 3)
