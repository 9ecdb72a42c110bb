"""Whether an article is about the past: history, treaty texts, encyclopedias.

A digest never leads with these (labelling guide: before 1990).
"""

import re
from statistics import median_low
from typing import Final

from classifier.features.disambiguation import DisambiguatedText
from classifier.lexicon import BIT
from yaluwatch.patterns import lazy_regex

#: What happened before this year is history.
HISTORY_BEFORE: Final = 1990
# Fewer old years than this are no sign of a subject.
_MIN_YEARS: Final = 2
# Share of the sentences with a word of history, such as a dynasty or a war of the past.
_MIN_SHARE: Final = 1 / 3
_MIN_SENTENCES: Final = 2
_HISTORY: Final = BIT["history"]

# 1962年, 1962년, 1880년대; in English after a word of time: "in 1962", "October 12, 1962", "the late 1950s".
_TIME: Final = (
    "in since of from by until till to and between during before after early late mid the around year"
    " January February March April May June July August September October November December"
)
_COUNTED: Final = (
    r"(?:[a-z]* )?(?:tons?|tonnes?|won|yuan|dollars?|people|workers?|tourists?|trucks?|cars?|kilomet\w+|km)"
)
# Lookbehinds have a fixed width, so there is one for each word.
_BEFORE: Final = "|".join(
    rf"(?<={before}\d{{4}})"
    for before in (*(rf"\b{word}[ -]" for word in _TIME.split()), r"[a-z] \d, ", r"[a-z] \d\d, ", r"\(")
)
# The year comes first: a search that starts with a digit skips most of a text.
_YEAR: Final = lazy_regex(
    r"(1\d{3}|20\d{2})"
    rf"(?:(?<![\d.,]\d{{4}})\s?[年년]|(?:{_BEFORE})"
    rf"(?:s\b|(?![\d.,]\d|\w|%| ?{_COUNTED}\b)))",
    re.IGNORECASE,
)


def is_history(parsed: DisambiguatedText) -> bool:
    """Whether most of the years it mentions are before `HISTORY_BEFORE`, or its words are of history."""
    years = [year for text in (parsed.title, parsed.body) for year in _years(text)]
    old = sum(year < HISTORY_BEFORE for year in years)
    if old >= _MIN_YEARS and median_low(years) < HISTORY_BEFORE:
        return True
    marked = sum(bool(sentence.bits & _HISTORY) for sentence in parsed.sentences)
    return marked >= _MIN_SENTENCES and marked >= _MIN_SHARE * len(parsed.sentences)


def _years(text: str) -> list[int]:
    return [int(found[1]) for found in _YEAR.finditer(text)]
