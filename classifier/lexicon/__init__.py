"""The gazetteer and word lists, and the matcher that finds their entries in a text."""

from classifier.lexicon.concepts import AGAINST, BIT, BOTH, CHINA, DPRK, FRONTIER, PAIR, TOPICS, TWO, mask
from classifier.lexicon.entries import Entry, entries
from classifier.lexicon.entry_names import entry_names
from classifier.lexicon.lexicon import Lexicon, LexiconWord, load_lexicon
from classifier.lexicon.matcher import Group, LexiconMatch, Matcher, group_words, longest
from classifier.lexicon.normalisation import NormalisedText, fold_text, fold_with_offsets
from classifier.lexicon.place_names import place_names
from classifier.lexicon.shipped import shipped_lexicon, shipped_matcher

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
    "Entry",
    "Group",
    "Lexicon",
    "LexiconMatch",
    "LexiconWord",
    "Matcher",
    "NormalisedText",
    "entries",
    "entry_names",
    "fold_text",
    "fold_with_offsets",
    "group_words",
    "load_lexicon",
    "longest",
    "mask",
    "place_names",
    "shipped_lexicon",
    "shipped_matcher",
]
