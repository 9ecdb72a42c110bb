"""Event types in a text, such as fire, arrest or reopening, by keywords in four languages.

Crude: only for comparing articles. The keywords are in `stories/event_types.toml`.
"""

import re
import tomllib
from functools import cache
from importlib.resources import files

from yaluwatch.text import fold

_FILE = "event_types.toml"


def event_types(text: str, language: str) -> frozenset[str]:
    """Names of the event types whose keywords are in the text; empty for languages without keywords.

    >>> sorted(event_types("图们江边一货车坠入江中", "zh"))
    ['plunge', 'truck']
    """
    folded = fold(text)
    names, pattern = _words(language)
    return frozenset(names[match.group()] for match in pattern.finditer(folded))


@cache
def catalogue() -> dict[str, dict[str, list[str]]]:
    """Event type → language → keywords."""
    return tomllib.loads((files("stories") / _FILE).read_text(encoding="utf-8"))


@cache
def _words(language: str) -> tuple[dict[str, str], re.Pattern[str]]:
    names = {fold(word): name for name, words in catalogue().items() for word in words.get(language, ())}
    longest_first = sorted(names, key=len, reverse=True)
    start = r"(?<!\w)" if language == "en" else ""
    alternatives = "|".join(re.escape(word) for word in longest_first)
    return names, re.compile(f"{start}(?:{alternatives or '(?!)'})")
