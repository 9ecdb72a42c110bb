"""Where a text can be cut: between words, in Chinese and Japanese between characters."""

import unicodedata
from typing import Final

from yaluwatch.patterns import lazy_regex

# Iteration marks, Kana, Han with extension A, compatibility and supplementary ideographs, and the punctuation
# beside them. Hangul is not among them: Korean has spaces.
_WITHOUT_SPACES: Final = lazy_regex(
    "[\u3000-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65\U00020000-\U0003ffff]"
)
_KATAKANA: Final = lazy_regex("[\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff]")
# After these a sentence begins; closing quotation marks belong to the one before.
_SENTENCE_END: Final = lazy_regex("\n+|[。！？]+[」』”’）]*|[.!?…]+[”’\"')]*\\s+")
_JOINER: Final = "\u200d"


def start_of_word(text: str, earliest: int, latest: int) -> int:
    """The best place to begin a part of a text: a sentence if one begins here, else a word; else `latest`."""
    if earliest <= 0:
        return 0
    ends = [found.end() for found in _SENTENCE_END.finditer(text, earliest, latest)]
    if ends:
        return ends[-1]
    starts = (at for at in range(earliest, latest) if not text[at].isspace() and can_cut(text, at))
    return next(starts, latest)


def end_of_word(text: str, earliest: int, latest: int) -> int:
    """The last place from `latest` back to `earliest` to end a part of a text; `latest` if no word ends."""
    if latest >= len(text):
        return len(text)
    ends = (at for at in range(latest, earliest, -1) if not text[at - 1].isspace() and can_cut(text, at))
    return next(ends, max(earliest, latest))


def can_cut(text: str, at: int) -> bool:
    """Whether no word, number or composed character goes on over this position.

    >>> [can_cut("1,200 대의", at) for at in (1, 5, 6, 7)]
    [False, True, True, False]
    """
    before, after = text[at - 1], text[at]
    if unicodedata.category(after).startswith("M") or _JOINER in {before, after}:
        return False
    if before.isspace() or after.isspace():
        return True
    if _KATAKANA.match(before) and _KATAKANA.match(after):
        return False
    return bool(_WITHOUT_SPACES.match(before) or _WITHOUT_SPACES.match(after))
