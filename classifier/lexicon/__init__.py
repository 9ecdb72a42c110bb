"""."""

from classifier.lexicon.concepts import AGAINST, BIT, BOTH, CHINA, DPRK, FRONTIER, PAIR, TOPICS, TWO, mask
from classifier.lexicon.lexicon import Lexicon, Word, load_lexicon
from classifier.lexicon.matcher import Group, Hit, Matcher, group_words, longest
from classifier.lexicon.normalisation import Folded, fold_text, fold_with_offsets
from classifier.lexicon.place_names import place_names

__all__ = [
    "AGAINST",
    "BIT",
    "BOTH",
    "CHINA",
    "DPRK",
    "FRONTIER",
    "PAIR",
    "TOPICS",
    "TWO",
    "Folded",
    "Group",
    "Hit",
    "Lexicon",
    "Matcher",
    "Word",
    "fold_text",
    "fold_with_offsets",
    "group_words",
    "load_lexicon",
    "longest",
    "mask",
    "place_names",
]
