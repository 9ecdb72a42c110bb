"""Evidence: the sentences quoted for each tag."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from classifier.features.disambiguation import DisambiguatedText
from classifier.features.features import Weighed
from classifier.features.polarity import polarity_of
from classifier.features.sentence_scores import score_sentences
from classifier.lexicon import mask
from yaluwatch.model import Evidence


class _Quoting(NamedTuple):
    """How sentences are chosen for a topic."""

    #: Maximum number of sentences.
    most: int
    #: Added to the score of a sentence about the topic.
    about: float


# For the most probable topic, and for any other.
_MAIN: Final = _Quoting(most=4, about=0.3)
_OTHER: Final = _Quoting(most=3, about=0.75)
# Topic → what a sentence may be about instead: coal for trade, a customs post for the border.
_RELATED: Final = {
    "border": mask(("frontier", "crossing", "edge", "gate")),
    "smuggling": mask(("breach", "goods", "gate")),
    "trade": mask(("goods", "transfer", "price")),
    "sanctions": mask(("resolution", "breach")),
    "logistics": mask(("crossing", "goods", "transfer")),
    "markets": mask(("price", "goods")),
}
# Taken from the score of a sentence already quoted for another topic, for variety.
_QUOTED_FIRST: Final = 2.0
_QUOTED: Final = 0.3
# A sentence that is not about the topic is quoted only if its score is at most this much below the best, and
# for the most probable topic or with a word related to the topic.
_MARGIN: Final = 2.0
# The headline comes after every sentence of the body.
_HEADLINE: Final = -100.0
# Sentences that repeat a rule score less than this.
_RULE: Final = -30.0


def find_evidence(
    parsed: DisambiguatedText,
    weighed: Sequence[Weighed],
    topics: Iterable[tuple[str, int]],
    language: str,
) -> Mapping[str, tuple[Evidence, ...]]:
    """Topic → whole sentences, best first; topics that no sentence close to both sides is about are absent.

    `topics` are (id, bit) pairs, most probable first. Sentences are ranked by how quotable they are and
    whether they are about the topic. The most probable topic may have any news of the article; a quote of
    another one speaks of it. The headline can be evidence too, but ranks after the body. A sentence quoted
    for one topic ranks lower for the next, for variety; after the most probable topic, those with the fewest
    sentences choose first.
    """
    scores = [_HEADLINE] if parsed.has_title else []
    scores += score_sentences(parsed, weighed)
    supported = [(topic, bit) for topic, bit in topics if _is_supported(parsed, weighed, bit)]
    first: Counter[int] = Counter()
    quoted: set[int] = set()
    evidence_of: dict[int, Evidence] = {}
    evidence = {}
    rarest = sorted(supported[1:], key=lambda each: sum(one.is_about(each[1]) for one in weighed))
    for rank, (topic, bit) in enumerate([*supported[:1], *rarest]):
        repeated = {index: _QUOTED_FIRST * first[index] if first[index] else _QUOTED for index in quoted}
        related = _RELATED.get(topic, 0) if rank else None
        best = _best(weighed, bit, related, scores, repeated)
        first[best[0]] += 1
        quoted.update(best)
        for index in best:
            if index not in evidence_of:
                evidence_of[index] = _evidence(parsed, weighed[index], language)
        evidence[topic] = tuple(evidence_of[index] for index in best)
    return {topic: evidence[topic] for topic, _ in supported}


def _is_supported(parsed: DisambiguatedText, weighed: Sequence[Weighed], bit: int) -> bool:
    """Whether the headline, or a sentence close to both sides, is about the topic."""
    if parsed.has_title and weighed[0].is_about(bit):
        return True
    return any(each.closeness and each.is_about(bit) for each in weighed)


def _best(
    weighed: Sequence[Weighed],
    bit: int,
    related: int | None,
    scores: Sequence[float],
    repeated: Mapping[int, float],
) -> list[int]:
    """Indexes of the sentences quoted for a topic, best first.

    `related` are the concepts of sentences close to both sides that may be quoted too; None allows any,
    for the most probable topic.
    """
    is_about = [each.is_about(bit) for each in weighed]
    how = _MAIN if related is None else _OTHER
    total = [
        score + how.about * about - repeated.get(index, 0.0)
        for index, (score, about) in enumerate(zip(scores, is_about, strict=True))
    ]
    least = max(total) - _MARGIN
    allowed = [
        index
        for index, each in enumerate(weighed)
        if is_about[index] or (total[index] >= least and _may_stand_in(each, related))
    ]
    # What a resolution says is no news; see `sentence_scores.WEIGHTS`.
    news = [index for index in allowed if scores[index] > _RULE or scores[index] == _HEADLINE]
    return sorted(news or allowed, key=lambda index: -total[index])[: how.most]


def _may_stand_in(each: Weighed, related: int | None) -> bool:
    """Whether a sentence that is not about a topic may be quoted for it."""
    if related is None:
        return bool(each.sentence.findings)
    return bool(each.closeness and each.sentence.bits & related)


def _evidence(parsed: DisambiguatedText, each: Weighed, language: str) -> Evidence:
    span = parsed.span(each.sentence.part, each.sentence.start, each.sentence.end)
    return Evidence(span.part, span.start, span.end, span.text, polarity_of(span.text, language))
