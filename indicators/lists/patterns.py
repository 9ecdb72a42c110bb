"""What is looked for in texts: every way to write every listed name, with what must stand beside it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from classifier.lexicon import place_names
from indicators.lists import names
from indicators.lists.words import body_key, common_names, syllables, translated_bodies
from storage import ListEntry, StoredEntry


class Need(Enum):
    """What must stand beside a name so that it means the entry."""

    #: Nothing: the name is whole and nobody else's.
    NOTHING = auto()
    #: Nothing, but no other word of a name right before it: "Korea" was left out.
    BARE = auto()
    #: Capital letters only.
    CAPITALS = auto()
    #: A word for North Korea, and none for another country before it.
    NORTH = auto()
    #: The same, or no word for another country beside it in an article about North Korea or somebody listed.
    NORTH_SOMEWHERE = auto()
    #: Names nobody by itself: abbreviations, places, everyday words.
    OTHER_NAME = auto()
    #: A second fact about a person.
    SECOND_FACT = auto()
    #: A word for ships right beside it, or (numbered) in its sentence.
    SHIP = auto()
    NUMBERED_SHIP = auto()


@dataclass(frozen=True, slots=True)
class Wanted:
    """An entry that a name may stand for."""

    #: Position of the entry among all.
    index: int
    need: Need


# Bodies whose names other countries have, too.
_GENERIC: Final = (
    "ministry", "department", "munitions industry", "office", "bureau", "division", "general bureau",
    "general department", "second academy", "2nd academy", "academy", "national defense", "national defence",
    "second economic", "strategic", "committee for", "foreign trade bank", "central military", "propaganda",
    "organization and", "maritime", "military supplies", "machine industry", "rocket industry",
    "national aerospace", "natural resources", "national resources", "international", "hong kong electronics",
    "third floor", "bank of east", "dprk", "state academy", "kpa",
)  # fmt: skip
# Those of them that hardly another country has.
_DISTINCTIVE: Final = (
    "second academy", "2nd academy", "second economic", "munitions industry", "military supplies", "office",
    "organization and", "general bureau of atomic", "national aerospace", "rocket industry", "state academy",
    "bank of east",
)  # fmt: skip
# Whole names that no other country's body has.
_UNIQUE: Final = frozenset(("second academy of natural sciences",))
# Letters in a word of a name that nobody bears by chance.
_DISTINCT_WORD: Final = 8
# The same for a name of three words.
_DISTINCT_NAME: Final = 12


def wanted_names(stored: Iterable[StoredEntry]) -> dict[str, list[Wanted]]:
    """Squashed name → the entries it may stand for."""
    found: dict[str, dict[int, Need]] = defaultdict(dict)
    for index, one in enumerate(stored):
        for name, need in _names_of(one.entry):
            # Shorter than three letters, or a syllable in Hangul, is no name.
            if len(name.encode()) >= 4 and len(name) >= 3:
                known = found[name].get(index)
                if known is None or need is Need.NOTHING:
                    found[name][index] = need
    return {name: [Wanted(index, need) for index, need in wanted.items()] for name, wanted in found.items()}


def _names_of(entry: ListEntry) -> Iterator[tuple[str, Need]]:
    strong = (entry.name, *entry.aliases, *entry.former_names)
    for name in strong:
        match entry.kind:
            case "person":
                yield from _person(name)
            case "ship":
                yield from _ship(name)
            case _:
                yield from _firm(name)
    for name in entry.weak_aliases if entry.kind == "person" else ():
        for form, _ in _person(name):
            yield form, Need.SECOND_FACT
    if entry.kind != "ship":
        for name in strong:
            translated, is_north = translated_bodies().get(body_key(name), ((), False))
            for form in translated:
                yield names.squash(form).decode(), Need.NORTH if is_north else Need.NOTHING


def _person(name: str) -> Iterator[tuple[str, Need]]:
    words = names.words_of(name)
    if names.is_latin(name) and len(words) < 2 and not names.is_korean_person(words):
        # Lists have aliases such as "Tong" or a given name alone.
        return
    is_distinct = (
        names.is_latin(name)
        and not names.is_korean_person(words)
        and (
            any(len(word) >= _DISTINCT_WORD for word in words)
            or (len(words) > 2 and words[0] not in syllables() and sum(map(len, words)) >= _DISTINCT_NAME)
        )
        and len(words) > 1
    )
    for form in names.person_names(name):
        yield form, Need.NOTHING if is_distinct else Need.SECOND_FACT


def _ship(name: str) -> Iterator[tuple[str, Need]]:
    for form, is_numbered in names.ship_names(name):
        yield form, Need.NUMBERED_SHIP if is_numbered else Need.SHIP


def _firm(name: str) -> Iterator[tuple[str, Need]]:
    need = _firm_need(name)
    own = "".join(names.words_of(name))
    for form in names.firm_names(name):
        is_bare = names.is_latin(name) and not form.startswith(own[:5])
        yield form, Need.BARE if need is Need.NOTHING and is_bare else need


def _firm_need(name: str) -> Need:
    folded = name.casefold()
    if not names.is_latin(name):
        return Need.NORTH if len(name) < 5 else Need.NOTHING
    if folded in common_names() or folded in place_names():
        return Need.OTHER_NAME
    words = names.words_of(name)
    if len(words) == 1:
        if name.isupper():
            return Need.CAPITALS if len(name) >= 5 else Need.OTHER_NAME
        return Need.NOTHING if len(words[0]) >= 6 else Need.OTHER_NAME
    if folded in _UNIQUE:
        return Need.NOTHING
    if folded.startswith(_DISTINCTIVE):
        return Need.NORTH_SOMEWHERE
    if folded.startswith(_GENERIC):
        return Need.NORTH
    return Need.NOTHING
