"""Who and what is named in a reading, and the words that spoke for its verdict."""

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from classifier.features.disambiguation import DisambiguatedText
from classifier.features.features import Weighed
from classifier.lexicon import BOTH, LexiconWord, mask
from yaluwatch.model import Mention, Term

#: Occurrences kept of one thing.
OCCURRENCES: Final = 3
#: Terms kept of one article.
TERMS: Final = 10

#: What a word tells of an article: the subject most, then border places, then goods; sides least.
_TELLING: Final = (
    (("smuggling",), 4.0),
    (("border", "crossing", "labor", "trade", "sanctions", "logistics", "markets", "tourism"), 3.0),
    (("frontier", "health", "goods"), 2.0),
    (("diplomacy", "edge"), 1.0),
    (("pair",), 0.5),
    (("dprk", "china"), 0.1),
)
_WORTHS: Final = tuple((mask(names) & ~BOTH or mask(names), worth) for names, worth in _TELLING)


def find_mentions(reading: DisambiguatedText) -> tuple[Mention, ...]:
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


def find_terms(reading: DisambiguatedText, weighed: Sequence[Weighed]) -> tuple[Term, ...]:
    """Words with their meaning, most telling first: by subject, closeness to both sides, and how often.

    Each meaning once, as first printed; words that are English already carry no gloss.
    """
    scores: dict[str, float] = {}
    printed: dict[str, Term] = {}
    for each in weighed:
        is_title = each.sentence.part == "title"
        source = reading.title if is_title else reading.body
        closeness = (1 + each.closeness) * (1.5 if is_title else 1.0)
        for finding in each.sentence.findings:
            worth = _worth(finding.word.bits)
            if not worth or finding.is_inside:
                continue
            gloss = finding.word.gloss
            if gloss not in printed:
                printed[gloss] = _term(source[finding.start : finding.end], finding.word)
            # A word that keeps coming back tells more, but never much more than a rare one.
            scores[gloss] = max(scores.get(gloss, 0.0), worth * closeness) + 0.1 * worth
    best = sorted(scores, key=lambda gloss: -scores[gloss])
    return tuple(printed[gloss] for gloss in best[:TERMS])


def _term(text: str, word: LexiconWord) -> Term:
    is_english = word.language == "en" and (word.kind == "term" or text.casefold() == word.gloss.casefold())
    return Term(text, "" if is_english else word.gloss)


@lru_cache(maxsize=4096)
def _worth(bits: int) -> float:
    return next((worth for wanted, worth in _WORTHS if bits & wanted), 0.0)
