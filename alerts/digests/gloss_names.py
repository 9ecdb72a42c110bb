"""Names of places, actors, goods and words in the languages of readers, from the lists we have."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from classifier.lexicon import LexiconWord, fold_text, load_lexicon
from yaluwatch.patterns import lazy_regex

_WORDS = "gloss_words.tsv"
_NAMES = "gloss_names.tsv"
# What a meaning of the word lists adds for their editors: "China, by a place or people", "masses, public".
_NOTE = lazy_regex(r", .*")


@dataclass(frozen=True, slots=True)
class EverydayWords:
    """Everyday words of one language."""

    #: Folded word → English gloss.
    glosses: Mapping[str, str]
    #: First character → the lengths of the words that begin with it, longest first.
    lengths: Mapping[str, tuple[int, ...]]
    #: Folded words that are listed in capitals and count only so: US, but not us.
    capitals: frozenset[str]


def name_of_entity(language: str, identity: str, name: str) -> str:
    """The name of a place, actor, kind of goods or rule in a language, otherwise its English `name`.

    >>> name_of_entity("zh", "dandong", "Dandong")
    '丹东'
    """
    return _names(language).get(identity, name)


def meaning_in(language: str, gloss: str) -> str:
    """An English meaning of the word lists in a language, otherwise in English.

    >>> meaning_in("ko", "smuggling")
    '밀수'
    """
    return _names(language).get(gloss) or _NOTE.sub("", gloss)


def english_word_in(language: str, word: str) -> str:
    """An English word of the word lists in a language, otherwise as it is."""
    folded = fold_text(word)
    names = _names(language)
    for meanings in (everyday_words("en").glosses, _english()):
        gloss = meanings.get(folded) or meanings.get(folded.removesuffix("s"), "")
        if gloss in names:
            return names[gloss]
    return word


@cache
def everyday_words(language: str) -> EverydayWords:
    """The everyday words of a language; none if we have no list of it."""
    glosses: dict[str, str] = {}
    capitals: set[str] = set()
    for row in _rows(_WORDS):
        for word in filter(None, row.get(language, "").split("|")):
            glosses.setdefault(fold_text(word), row["gloss"])
            if word.isupper():
                capitals.add(fold_text(word))
    lengths: dict[str, set[int]] = {}
    for word in glosses:
        lengths.setdefault(word[0], set()).add(len(word))
    ordered = {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}
    return EverydayWords(glosses, ordered, frozenset(capitals))


@cache
def _names(language: str) -> Mapping[str, str]:
    """Entity id or English meaning → name in the language; nothing for English."""
    if language == "en":
        return {}
    rows = (*_rows(_WORDS), *_rows(_NAMES))
    names = {row["gloss"]: row[language].split("|")[0] for row in rows if row.get(language)}
    words = [word for word in _lexicon_words() if word.language == language]
    # Entities before terms, and names that need no cue before those that do.
    for word in sorted(words, key=lambda word: (word.kind in {"term", "mask"}, word.spelling.is_held)):
        if word.id:
            names.setdefault(word.id, word.spelling.text)
        if word.kind != "mask":
            names.setdefault(word.gloss, word.spelling.text)
    return names


@cache
def _english() -> Mapping[str, str]:
    """Folded English word of the classifier's lists → its meaning there."""
    words = [word for word in _lexicon_words() if word.language == "en" and word.kind != "mask"]
    return {fold_text(word.spelling.text): word.gloss for word in words}


@cache
def _lexicon_words() -> tuple[LexiconWord, ...]:
    return load_lexicon(files("classifier") / "data").words


@cache
def _rows(file: str) -> tuple[dict[str, str], ...]:
    text = (files("alerts.digests") / file).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return tuple(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
