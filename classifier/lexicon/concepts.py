"""The closed list of concepts a word can stand for, one bit each, and the topics built on them."""

from collections.abc import Iterable
from typing import Final

#: Topics of the labelling guide, in the order they are shown.
TOPICS: Final = (
    "border",
    "smuggling",
    "trade",
    "sanctions",
    "logistics",
    "markets",
    "labor",
    "tourism",
    "diplomacy",
    "health",
)

#: Which side a word belongs to; `pair` is both at once, `two` points back at a pair already named.
SIDES: Final = ("china", "dprk", "pair", "two")

#: What a word tells without being a topic itself:
#: `frontier` a place on the border; `crossing` a customs post or bridge there;
#: `edge` the border as a mere place; `gate` opening, closing or guarding;
#: `breach` the evasion of a rule; `smuggled` smuggling by its own name; `goods` a commodity;
#: `resolution` the word beside which a bare number is a resolution;
#: `negation` what is denied, refused or not yet so;
#: `weak` a word that needs both sides in its own sentence.
CUES: Final = (
    "frontier",
    "crossing",
    "edge",
    "gate",
    "breach",
    "smuggled",
    "goods",
    "resolution",
    "negation",
    "weak",
)

#: Other subjects, which speak against relevance.
AGAINST: Final = (
    "russia",
    "south",
    "weapons",
    "protocol",
    "sport",
    "history",
    "elsewhere",
    "america",
)

CONCEPTS: Final = SIDES + CUES + TOPICS + AGAINST

#: Concept → its bit.
BIT: Final = {name: 1 << place for place, name in enumerate(CONCEPTS)}

CHINA: Final = BIT["china"]
DPRK: Final = BIT["dprk"]
BOTH: Final = CHINA | DPRK
PAIR: Final = BIT["pair"]
TWO: Final = BIT["two"]
WEAK: Final = BIT["weak"]
FRONTIER: Final = BIT["frontier"]

#: A second cue that settles an ambiguous name: the other country, the pair, or a sure border place.
SECOND_CUE: Final = DPRK | PAIR | FRONTIER


def mask(names: Iterable[str]) -> int:
    """Bits of these concepts together; `pair` brings both sides. Raises KeyError with the unknown name."""
    bits = 0
    for name in names:
        bits |= BIT[name]
    return bits | BOTH if bits & PAIR else bits
