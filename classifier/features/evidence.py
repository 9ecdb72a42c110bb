"""Evidence: the sentences quoted for each tag."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import or_
from typing import Final, NamedTuple

from classifier.features.disambiguation import DisambiguatedText
from classifier.features.features import Weighed
from classifier.features.polarity import polarity_of
from classifier.features.sentence_scores import Quotable, score_sentences
from classifier.lexicon import mask
from yaluwatch.model import Evidence


class TopicToQuote(NamedTuple):
    """A topic that sentences are wanted for."""

    id: str
    #: Bit of its concept; custom topics have theirs.
    bit: int
    #: Probability of the tag, 0–1.
    probability: float


class _Quoting(NamedTuple):
    """How sentences are chosen for a topic."""

    #: Maximum number of sentences.
    most: int
    #: Concepts of other sentences close to both sides that may be quoted, too; None allows any.
    related: int | None


# For the most probable topic, for any other, and for one that is more likely absent: a wrong tag then has one
# quote, not three.
_MAIN: Final = _Quoting(most=4, related=None)
_OTHER: Final = _Quoting(most=3, related=0)
_DOUBTFUL: Final = _Quoting(most=1, related=0)
#: Added to the score of a sentence for a topic, in log-odds: if it is about the topic, and if it is about
#: another topic of the article alone. The latter belongs to the other one, and is no second or third quote.
TOPIC_WEIGHTS: Final[Mapping[str, float]] = {"topic": 0.75, "topic:other": -0.3}
# Topics less probable than this are doubtful.
_LIKELY: Final = 0.5
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
# The score of a quoted sentence is at most this much below the best. One that is not about the topic is
# quoted only for the most probable topic or with a word related to the topic.
_MARGIN: Final = 2.0
# The headline comes after every sentence of the body.
_HEADLINE: Final = Quotable(-100.0, is_news=True)
# Sentences that repeat a rule, and captions, score less than this.
_RULE: Final = -30.0


def find_evidence(
    parsed: DisambiguatedText,
    weighed: Sequence[Weighed],
    topics: Iterable[TopicToQuote],
    language: str,
) -> Mapping[str, tuple[Evidence, ...]]:
    """Topic → whole sentences, best first; topics that no sentence close to both sides is about are absent.

    `topics` come most probable first. Sentences are ranked by how quotable they are and whether they are
    about the topic, or about another one alone. The most probable topic may have any news of the article; a
    quote of another one speaks of it, and one more likely absent than present has a single quote. The
    headline can be evidence too, but ranks after the body. A sentence quoted for one topic ranks lower for
    the next, for variety; after the most probable topic, those with the fewest sentences choose first.
    """
    quotable = [_HEADLINE] if parsed.has_title else []
    quotable += score_sentences(parsed, weighed)
    subjects = [each.subjects for each in weighed]
    supported = [topic for topic in topics if _is_supported(parsed, weighed, topic.bit)]
    tagged = reduce(or_, [topic.bit for topic in supported], 0)
    rarest = sorted(supported[1:], key=lambda each: sum([1 for about in subjects if about & each.bit]))
    first: Counter[int] = Counter()
    quoted: set[int] = set()
    evidence_of: dict[int, Evidence] = {}
    evidence = {}
    for rank, topic in enumerate([*supported[:1], *rarest]):
        how = _other(topic) if rank else _MAIN
        total = _totals(quotable, subjects, topic.bit, tagged)
        for index in quoted:
            total[index] -= _QUOTED_FIRST * first[index] if index in first else _QUOTED
        best = _best(weighed, quotable, total, topic.bit, tagged, how)
        first[best[0]] += 1
        quoted.update(best)
        for index in best:
            if index not in evidence_of:
                evidence_of[index] = _evidence(parsed, weighed[index], language)
        evidence[topic.id] = tuple([evidence_of[index] for index in best])
    return {topic.id: evidence[topic.id] for topic in supported}


def _other(topic: TopicToQuote) -> _Quoting:
    """How sentences are chosen for a topic that is not the most probable one."""
    how = _OTHER if topic.probability >= _LIKELY else _DOUBTFUL
    return how._replace(related=_RELATED.get(topic.id, 0))


def _is_supported(parsed: DisambiguatedText, weighed: Sequence[Weighed], bit: int) -> bool:
    """Whether the headline, or a sentence close to both sides, is about the topic."""
    if parsed.has_title and weighed[0].is_about(bit):
        return True
    return any(each.closeness and each.is_about(bit) for each in weighed)


def _totals(quotable: Sequence[Quotable], subjects: Sequence[int], bit: int, tagged: int) -> list[float]:
    """How quotable each sentence is for a topic; `tagged` are the bits of all topics of the article."""
    about, elsewhere = TOPIC_WEIGHTS["topic"], TOPIC_WEIGHTS["topic:other"]
    return [
        each.score + (about if subject & bit else elsewhere if subject & tagged else 0.0)
        for each, subject in zip(quotable, subjects, strict=True)
    ]


def _best(
    weighed: Sequence[Weighed],
    quotable: Sequence[Quotable],
    total: Sequence[float],
    bit: int,
    tagged: int,
    how: _Quoting,
) -> list[int]:
    """Indexes of the sentences quoted for a topic, best first; background only if it is the best."""
    least = max(total) - _MARGIN
    allowed = [
        index
        for index, each in enumerate(weighed)
        if each.subjects & bit or (total[index] >= least and _may_stand_in(each, how.related))
    ]
    # What a resolution says is no news, nor is a caption; see `sentence_scores.WEIGHTS`.
    news = [index for index in allowed if quotable[index].score > _RULE or quotable[index] is _HEADLINE]
    first, *others = sorted(news or allowed, key=lambda index: -total[index])
    least = total[first] - _MARGIN
    others = [
        index
        for index in others[: how.most - 1]
        if quotable[index] is _HEADLINE
        or (
            quotable[index].is_news
            and total[index] >= least
            and (weighed[index].subjects & bit or not weighed[index].subjects & tagged)
        )
    ]
    return [first, *others]


def _may_stand_in(each: Weighed, related: int | None) -> bool:
    """Whether a sentence that is not about a topic may be quoted for it."""
    if related is None:
        return bool(each.sentence.findings)
    return bool(each.closeness and each.sentence.bits & related)


def _evidence(parsed: DisambiguatedText, each: Weighed, language: str) -> Evidence:
    span = parsed.span(each.sentence.part, each.sentence.start, each.sentence.end)
    return Evidence(span.part, span.start, span.end, span.text, polarity_of(span.text, language))
