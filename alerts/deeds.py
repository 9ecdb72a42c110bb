"""What happens in a report, in any of four languages: fire, arrest, reopening. Crude, for comparing.

Words are in `alerts/deeds.toml`.
"""

import re
import tomllib
from functools import cache
from importlib.resources import files

from yaluwatch.text import fold

_FILE = "deeds.toml"


def deeds(text: str, language: str) -> frozenset[str]:
    """Which of the listed things a text tells of.

    >>> sorted(deeds("图们江边一货车坠入江中", "zh"))
    ['plunge', 'truck']
    """
    folded = fold(text)
    names, pattern = _words(language)
    return frozenset(names[match.group()] for match in pattern.finditer(folded))


@cache
def listed() -> dict[str, dict[str, list[str]]]:
    """Name of a deed → language → its words."""
    return tomllib.loads((files("alerts") / _FILE).read_text(encoding="utf-8"))


@cache
def _words(language: str) -> tuple[dict[str, str], re.Pattern[str]]:
    names = {fold(word): name for name, words in listed().items() for word in words.get(language, ())}
    longest_first = sorted(names, key=len, reverse=True)
    start = r"(?<!\w)" if language == "en" else ""
    alternatives = "|".join(re.escape(word) for word in longest_first)
    return names, re.compile(f"{start}(?:{alternatives or '(?!)'})")
