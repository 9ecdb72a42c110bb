"""Named entities mentioned in an article, and its key terms."""

from collections.abc import Sequence
from typing import Final

from classifier.features.disambiguation import DisambiguatedText
from classifier.features.features import Weighed
from classifier.lexicon import BOTH, LexiconWord, mask
from yaluwatch.model import Mention, Term

#: Maximum number of mentions per entity.
MAX_MENTIONS: Final = 3
#: Maximum number of terms per article.
MAX_TERMS: Final = 10

# Weight of a term by its concepts: subjects most, then border places and goods, the two sides least.
_WEIGHTS_BY_CONCEPT: Final = (
    (("smuggling",), 4.0),
    (("border", "crossing", "labor", "trade", "sanctions", "logistics", "markets", "tourism"), 3.0),
    (("frontier", "health", "goods"), 2.0),
    (("diplomacy", "edge"), 1.0),
    (("pair",), 0.5),
    (("dprk", "china"), 0.1),
)
_WEIGHTS: Final = tuple((mask(names) & ~BOTH or mask(names), weight) for names, weight in _WEIGHTS_BY_CONCEPT)


def find_mentions(parsed: DisambiguatedText) -> tuple[Mention, ...]:
    """Mentions in order of appearance, at most `MAX_MENTIONS` of each entity."""
    counts: dict[str, int] = {}
    mentions: list[Mention] = []
    for sentence in parsed.sentences:
        for finding in sentence.findings:
            word = finding.word
            if word.id and (count := counts.get(word.id, 0)) < MAX_MENTIONS:
                counts[word.id] = count + 1
                span = parsed.span(sentence.part, finding.start, finding.end)
                mentions.append(Mention(word.id, word.kind, span, word.gloss))
    return tuple(mentions)


def find_terms(parsed: DisambiguatedText, weighed: Sequence[Weighed]) -> tuple[Term, ...]:
    """Key terms, highest score first: by concept, closeness to both sides and frequency.

    Each meaning appears once, in the form first printed; English terms have no gloss.
    """
    scores: dict[str, float] = {}
    printed: dict[str, Term] = {}
    weights = _WEIGHT_OF
    for each in weighed:
        if not each.sentence.findings:
            continue
        is_title = each.sentence.part == "title"
        source = parsed.title if is_title else parsed.body
        closeness = (1 + each.closeness) * (1.5 if is_title else 1.0)
        for start, end, word, is_inside in each.sentence.findings:
            weight = weights[word.bits]
            if not weight or is_inside:
                continue
            gloss = word.gloss
            score = weight * closeness
            if gloss not in printed:
                printed[gloss] = _term(source[start:end], word)
            elif scores[gloss] > score:
                score = scores[gloss]
            # Repetition adds only a little.
            scores[gloss] = score + 0.1 * weight
    best = sorted(scores, key=lambda gloss: -scores[gloss])
    return tuple([printed[gloss] for gloss in best[:MAX_TERMS]])


def _term(text: str, word: LexiconWord) -> Term:
    is_english = word.language == "en" and (word.kind == "term" or text.casefold() == word.gloss.casefold())
    return Term(text, "" if is_english else word.gloss)


class _WeightOf(dict[int, float]):
    """Concept bits → weight of a term, filled on demand; there are as many as kinds of words."""

    def __missing__(self, bits: int) -> float:
        weight = next((weight for wanted, weight in _WEIGHTS if bits & wanted), 0.0)
        self[bits] = weight
        return weight


_WEIGHT_OF: Final = _WeightOf()
