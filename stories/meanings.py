"""English meanings of the words in a text, so that reports can be compared across languages.

A dictionary translation word by word, without grammar: the glosses of the classifier's word lists. An English
text keeps the words that occur in a gloss.
"""

from dataclasses import dataclass
from functools import cache

from classifier.lexicon import Matcher, fold_with_offsets, longest, shipped_lexicon, shipped_matcher
from yaluwatch.patterns import lazy_regex

_WORD = lazy_regex(r"[a-z]{3,}")
_ENDINGS = ("ing", "ed", "es", "s")
_MIN_STEM = 4
# Function words, and the names that nearly every article contains.
_IGNORED = frozenset(
    "the and for with from not its who into between north korea korean china chinese border".split()  # noqa: SIM905
)


def meanings(text: str, language: str) -> frozenset[str]:
    """Stems of the English meanings of the words that our lists know; empty for other languages.

    >>> sorted(meanings("丹东货运列车", "zh"))
    ['dandong', 'freight', 'train']
    """
    dictionary = _dictionary()
    if language == "en":
        return frozenset(_stems(text)) & dictionary.vocabulary
    hits = longest(dictionary.matcher.find(fold_with_offsets(text), text, language))
    glosses = {hit.group.words[0].gloss for hit in hits if not hit.group.is_mask}
    return frozenset(stem for gloss in glosses for stem in _stems(gloss))


@dataclass(frozen=True, slots=True)
class _Dictionary:
    matcher: Matcher
    #: Stems of all glosses.
    vocabulary: frozenset[str]


@cache
def _dictionary() -> _Dictionary:
    words = shipped_lexicon().words
    stems = {stem for word in words if word.kind != "mask" for stem in _stems(word.gloss)}
    return _Dictionary(shipped_matcher(), frozenset(stems))


def _stems(english: str) -> set[str]:
    return {_stem(word) for word in _WORD.findall(english.lower()) if word not in _IGNORED}


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _MIN_STEM:
            word = word.removesuffix(ending)
            break
    return word.rstrip("e")
