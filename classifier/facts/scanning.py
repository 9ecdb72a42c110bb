"""Finding words in a text: one search per word is far faster than one pattern of many words."""

from collections.abc import Iterable


def positions(text: str, words: Iterable[str]) -> list[int]:
    """Where any of the words starts, in order; a place at which two start is listed once."""
    found = set()
    for word in words:
        at = text.find(word)
        while at >= 0:
            found.add(at)
            at = text.find(word, at + 1)
    return sorted(found)
