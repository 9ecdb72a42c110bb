"""Finding words in a text: one search per word is far faster than one pattern of many words."""

import re
from collections.abc import Iterable
from functools import lru_cache

_EAST_ASIAN = re.compile("[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3０-９]")


def positions(text: str, words: Iterable[str]) -> list[int]:
    """Where any of the words starts, in order; a place at which two start is listed once."""
    found = set()
    for word in words:
        at = text.find(word)
        while at >= 0:
            found.add(at)
            at = text.find(word, at + 1)
    return sorted(found)


# The readers ask this of one text after another.
@lru_cache(maxsize=4)
def is_east_asian(text: str) -> bool:
    """Whether any character is Chinese, Japanese or Korean."""
    return not text.isascii() and _EAST_ASIAN.search(text) is not None
