"""Features of a sentence on a crossing: the concepts named in it, their order, and its stems.

Concepts ("open", "not", "future") are the same in all languages, so that what was learned in one serves the
others. Pure.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import combinations
from typing import Final

from classifier.facts.scanning import Words

#: Concepts that decide by their order and by standing together in a clause.
CORE: Final = frozenset((
    "open", "close", "move", "idle", "future", "modal", "hope", "not", "still", "again", "now", "past",
    "limited", "deny", "ask", "cond", "talk",
))  # fmt: skip
#: The order of words differs: the predicate comes last in Korean and Japanese.
_ORDER: Final[Mapping[str, str]] = {"en": "early", "zh": "early", "ko": "late", "ja": "late"}
_CLAUSE = re.compile(r"[,;:，；、：。]| (?:but|and|while|although|though|because) ")
_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"[a-z'’]+|0")
# How much a stem counts beside a concept, and how far apart concepts of a pair may stand.
_STEM_VALUE: Final = 0.5
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


# A sentence is asked about several times, one after another.
@lru_cache(maxsize=4)
def features(sentence: str, language: str) -> Mapping[str, float]:
    """Feature name → value, for a sentence in one of the four languages."""
    text = sentence.lower()
    order = _ORDER[language]
    found: dict[str, float] = {}
    cuts = [match.start() for match in _CLAUSE.finditer(text)]
    core = []
    for at, concept in _named(text, language):
        found[concept] = found[f"{language}:{concept}"] = 1.0
        if concept in CORE:
            core.append((concept, sum(cut < at for cut in cuts)))
    for name in _pairs(core, order):
        found[name] = 1.0
    for stem in _stems(_NUMBER.sub("0", text), language):
        found[stem] = _STEM_VALUE
    return found


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
    ends: dict[str, int] = {}
    found = []
    for at, length, concept in spans:
        if at - length > ends.get(concept, -1):
            ends[concept] = at - length
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


def _stems(text: str, language: str) -> Iterator[str]:
    """The first letters of English words and pairs of words; two and three characters elsewhere."""
    if language == "en":
        words = _WORD.findall(text)
        for number, word in enumerate(words):
            yield f"en {word[:6]}"
            if number:
                yield f"en {words[number - 1][:5]} {word[:5]}"
        return
    for size in (2, 3):
        for at in range(len(text) - size + 1):
            yield f"{language} {text[at : at + size]}"
