"""The closed list of concepts that lexicon words stand for, one bit each."""

from collections.abc import Iterable
from typing import Final

#: Topics of the labelling guide, in display order.
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

#: Sides: `pair` means both at once, `two` refers to a pair mentioned before ("the two countries").
SIDES: Final = ("china", "dprk", "pair", "two")

#: Cues, which are not topics themselves:
#: `frontier` a place on the border; `crossing` a customs post or bridge there;
#: `edge` the border as a place only; `gate` opening, closing or guarding;
#: `breach` evasion of a rule; `smuggled` smuggling named explicitly; `goods` a commodity;
#: `resolution` a word that makes a bare number next to it a resolution;
#: `negation` something denied, refused or not yet true;
#: `transfer` a verb of supplying, which makes goods between the two sides trade;
#: `price` a market price or exchange rate, which concerns the exchange wherever in North Korea it is;
#: `weak` a word that counts only if both sides are in its sentence.
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
    "transfer",
    "price",
    "weak",
)

#: Other subjects, which count against relevance.
AGAINST: Final = (
    "russia",
    "south",
    "weapons",
    "protocol",
    "sport",
    "history",
    "elsewhere",
    "america",
    "disaster",
)

CONCEPTS: Final = SIDES + CUES + TOPICS + AGAINST

#: Concept → its bit.
BIT: Final = {name: 1 << index for index, name in enumerate(CONCEPTS)}

CHINA: Final = BIT["china"]
DPRK: Final = BIT["dprk"]
BOTH: Final = CHINA | DPRK
PAIR: Final = BIT["pair"]
TWO: Final = BIT["two"]
WEAK: Final = BIT["weak"]
FRONTIER: Final = BIT["frontier"]

#: The default cue for an ambiguous name: North Korea, the pair, or an unambiguous border place.
SECOND_CUE: Final = DPRK | PAIR | FRONTIER


def mask(names: Iterable[str]) -> int:
    """Combined bits of concepts; `pair` includes both sides. Raises KeyError with an unknown name."""
    bits = 0
    for name in names:
        bits |= BIT[name]
    return bits | BOTH if bits & PAIR else bits
