"""Forms of English words, for queries: smuggling also finds smuggle, smuggled, smuggler and smugglers.

Forms are made by rule when a query is compiled; the index holds words as printed. A form that no article has
costs nothing, so the rules make `visited` and `visitted`. What they would get wrong is in
`english_forms.txt`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from yaluwatch.patterns import lazy_regex

_LONGEST_ABBREVIATION = 5
_WORD = lazy_regex(r"[a-z]{3,30}")
_VOWELS = frozenset("aeiou")
_DOUBLED = lazy_regex(r".*([bdgklmnprtv])\1")
# Consonant, vowel, consonant in a word of one syllable: the last letter is doubled before an ending.
_SHORT = lazy_regex(r"[^aeiou]*[aeiou][^aeiouwxy]|qu[aeiou][^aeiouwxy]")
# The same at the end of a longer word, where it depends on the stress.
_ENDS_SHORT = lazy_regex(r".*[^aeiou][aeiou][^aeiouwxy]")
_SIBILANT = ("s", "x", "z", "ch", "sh")


@dataclass(frozen=True, slots=True)
class _Exceptions:
    #: Word → its whole group, itself included.
    groups: Mapping[str, tuple[str, ...]]
    #: Words in -er that do not come from a verb.
    no_agents: frozenset[str]


def word_forms(word: str) -> tuple[str, ...]:
    """Other forms of a word in lower case; none for words that are not English, and for abbreviations (WHO).

    >>> word_forms("Smugglers")[:4]
    ('smuggl', 'smuggls', 'smuggling', 'smuggled')
    """
    lower = word.casefold()
    is_abbreviation = word.isupper() and len(word) <= _LONGEST_ABBREVIATION
    if not _WORD.fullmatch(lower) or is_abbreviation:
        return ()
    group = _exceptions().groups.get(lower)
    found = group if group is not None else tuple(_by_rule(lower))
    return tuple(form for form in dict.fromkeys(found) if form != lower)


def _by_rule(word: str) -> Iterator[str]:
    groups = _exceptions().groups
    for singular in _singulars(word):
        verbs = [verb for verb in _verbs(singular) if len(verb) > 2]
        for base in verbs or [singular]:
            yield from groups.get(base) or _inflected(base)
        if verbs:
            # A noun in -ing or -er: opening and openings, smuggler and smugglers.
            yield from (singular, singular + "s")


def _singulars(word: str) -> Iterator[str]:
    if not word.endswith("s") or word.endswith(("ss", "us", "is")) or len(word) < 4:
        yield word
    elif word.endswith("ies") and len(word) > 4:
        yield word[:-3] + "y"
    elif word.endswith(tuple(ending + "es" for ending in _SIBILANT)):
        yield from (word[:-2], word[:-1])
    else:
        yield word[:-1]


def _verbs(word: str) -> Iterator[str]:
    """Verbs of which the word may be the form in -ing, -ed or -er."""
    if word.endswith(("ied", "ier")) and len(word) > 5 and word not in _exceptions().no_agents:
        yield word[:-3] + "y"
    elif word.endswith("ing"):
        yield from _undone(word[:-3])
    elif (word.endswith("ed") and not word.endswith("eed")) or _is_agent(word):
        yield from _undone(word[:-2])


def _is_agent(word: str) -> bool:
    return word.endswith("er") and not word.endswith("eer") and word not in _exceptions().no_agents


def _undone(stem: str) -> Iterator[str]:
    """The verbs that lose or double a letter to become this stem."""
    if len(stem) < 2 or not _VOWELS & set(stem.removesuffix("y") or "a"):
        return
    if _SHORT.fullmatch(stem):
        # Otherwise the letter would have been doubled: rating comes from rate, not from rat.
        yield stem + "e"
        return
    yield stem
    if stem.endswith("ick"):
        yield stem[:-1]
    if _DOUBLED.fullmatch(stem):
        yield stem[:-1]
    elif not stem.endswith(("e", "y")):
        yield stem + "e"


def _inflected(base: str) -> Iterator[str]:
    yield base
    is_after_consonant = base.endswith("y") and base[-2] not in _VOWELS
    if is_after_consonant:
        yield base[:-1] + "ies"
    else:
        yield base + ("es" if base.endswith(_SIBILANT) else "s")
        if base.endswith("o"):
            yield base + "es"
    for stem in _stems(base):
        softened = stem[:-1] + "i" if is_after_consonant else stem
        yield stem + "ing"
        yield softened + "ed"
        if (
            not base.endswith("er")
            and softened + "er" not in _exceptions().no_agents | _exceptions().groups.keys()
        ):
            yield from (softened + "er", softened + "ers")


def _stems(base: str) -> Iterator[str]:
    """What -ing, -ed and -er are added to."""
    if base.endswith("e") and not base.endswith(("ee", "oe", "ye")):
        yield base[:-1]
    elif base.endswith("ic"):
        yield base + "k"
    elif _SHORT.fullmatch(base):
        yield base + base[-1]
    else:
        yield base
        if _ENDS_SHORT.fullmatch(base):
            yield base + base[-1]


@cache
def _exceptions() -> _Exceptions:
    groups: dict[str, tuple[str, ...]] = {}
    no_agents: set[str] = set()
    text = (files("storage.query") / "english_forms.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        mark, *words = line.split() or ["#"]
        if mark == "=":
            groups |= {word: (word,) for word in words}
        elif mark == "-":
            no_agents |= set(words) | {word + "s" for word in words}
        elif mark != "#":
            groups |= dict.fromkeys((mark, *words), (mark, *words))
    return _Exceptions(groups, frozenset(no_agents))
