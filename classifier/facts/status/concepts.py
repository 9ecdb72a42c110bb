"""Features of a sentence on a crossing: the concepts named in it, their order, and its stems.

Concepts ("open", "not", "future") are the same in all languages, so that what was learned in one serves the
others. Pure.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import combinations
from operator import add
from typing import Final

from classifier.facts.scanning import Words
from yaluwatch.patterns import lazy_regex

#: Concepts that decide by their order and by standing together in a clause.
CORE: Final = frozenset((
    "open", "close", "move", "idle", "future", "modal", "hope", "not", "still", "again", "now", "past",
    "limited", "deny", "ask", "cond", "talk",
))  # fmt: skip
#: The order of words differs: the predicate comes last in Korean and Japanese.
_ORDER: Final[Mapping[str, str]] = {"en": "early", "zh": "early", "ko": "late", "ja": "late"}
_CLAUSE = lazy_regex(r"[,;:，；、：。]| (?:but|and|while|although|though|because) ")
# The month, once it is written small, would be a guess.
_MAY = lazy_regex(r"(?<=\s)May\b")
# Before the name of a concept: words that hold one of its stems and mean something else.
_NOT: Final = "-"
_NUMBER = lazy_regex(r"\d+")
_WORD = lazy_regex(r"[a-z'’]+|0")
#: How much a stem counts beside a concept.
STEM_VALUE: Final = 1.0
# How far apart concepts of a pair may stand.
_REACH: Final = 2


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """The stems of one language."""

    words: Words
    #: Stem → its concepts, and whether a word must end with it.
    concepts: Mapping[str, Sequence[tuple[str, bool]]]


@cache
def _lexicons() -> Mapping[str, _Lexicon]:
    found: dict[str, dict[str, list[tuple[str, bool]]]] = {}
    for line in (files(__package__) / "concepts.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            concept, language, stems = line.split("\t")
            for stem in stems.split("|"):
                word = stem.rstrip("_")
                found.setdefault(language, {}).setdefault(word, []).append((concept, word != stem))
    return {language: _Lexicon(Words(stems), stems) for language, stems in found.items()}


def features(sentence: str, language: str) -> Mapping[str, float]:
    """Feature name → value, for a sentence in one of the four languages."""
    return dict.fromkeys(concepts(sentence, language), 1.0) | dict.fromkeys(
        (f"{language} {stem}" for stem in stems(sentence, language)), STEM_VALUE
    )


# A sentence is asked about several times, one after another.
@lru_cache(maxsize=4)
def concepts(sentence: str, language: str) -> frozenset[str]:
    """The concepts of a sentence, in any language and in its own, and their order, as features."""
    # A stem that begins with a space can start the sentence.
    text = " " + _MAY.sub("   ", sentence).lower()
    cuts = [match.start() for match in _CLAUSE.finditer(text)]
    named = _named(text, language)
    core = [(concept, bisect_left(cuts, at)) for at, concept in named if concept in CORE]
    found = {concept for _, concept in named}
    return frozenset((*found, *(f"{language}:{each}" for each in found), *_pairs(core, _ORDER[language])))


def stems(sentence: str, language: str) -> set[str]:
    """The first letters of English words and pairs of words; two and three characters elsewhere."""
    text = _NUMBER.sub("0", sentence.lower())
    if language == "en":
        words = _WORD.findall(text)
        short = [word[:5] for word in words]
        return {word[:6] for word in words}.union(map("{} {}".format, short, short[1:]))
    pairs = [*map(add, text, text[1:])]
    return set(pairs).union(map(add, pairs, text[2:]))


def _named(text: str, language: str) -> list[tuple[int, str]]:
    """Where each concept is named; once where one of its stems lies within another."""
    lexicon = _lexicons()[language]
    is_spaced = language == "en"
    # Longer stems first where two start.
    spans = sorted(
        (at, -len(word), concept)
        for at, word in lexicon.words.occurrences(text)
        for concept, is_end in lexicon.concepts[word]
        if not is_spaced or _is_word(text, at, at + len(word), is_end=is_end and word[-1].isalpha())
    )
    beside: dict[str, list[tuple[int, int]]] = {}
    for at, length, concept in spans:
        if concept.startswith(_NOT):
            beside.setdefault(concept.removeprefix(_NOT), []).append((at, at - length))
    ends: dict[str, int] = {}
    found = []
    for at, length, concept in spans:
        end = at - length
        if any(a <= at and end <= b for a, b in beside.get(concept, ())) or concept.startswith(_NOT):
            continue
        if end > ends.get(concept, -1):
            ends[concept] = end
            found.append((at, concept))
    return found


def _is_word(text: str, start: int, end: int, *, is_end: bool) -> bool:
    is_start = start == 0 or not (text[start - 1].isalnum() and text[start].isalnum())
    return is_start and not (is_end and text[end : end + 1].isalnum())


def _pairs(core: Sequence[tuple[str, int]], order: str) -> Iterator[str]:
    """Core concepts in their order, together in a clause, alone in one, first and last."""
    if not core:
        return
    yield f"{order}:first:{core[0][0]}"
    yield f"{order}:last:{core[-1][0]}"
    run = [each for number, each in enumerate(core) if number == 0 or each != core[number - 1]]
    for number, (concept, clause) in enumerate(run):
        for other, there in run[number + 1 : number + 1 + _REACH]:
            if there == clause:
                yield f"{order}:{concept}>{other}"
    clauses: dict[int, set[str]] = {}
    for concept, clause in core:
        clauses.setdefault(clause, set()).add(concept)
    for concepts in clauses.values():
        if len(concepts) == 1:
            yield f"alone:{next(iter(concepts))}"
        for one, other in combinations(sorted(concepts), 2):
            yield f"{one}+{other}"
