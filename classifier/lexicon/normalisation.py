"""NormalisedText text for matching, with an exact way back to the characters as printed.

The folding is `yaluwatch.text.fold` (NFKC, case, simplified characters) and, beyond it, one form for
typographic apostrophes, quotes, dashes, middle dots and white space. NFKC may change the length of a
text; a `NormalisedText` remembers where each folded character came from.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from yaluwatch.text import character_folds

_VARIANTS = {
    "'": "‘’‛′ʼ＇`´",
    '"': "“”„‟″＂",
    "-": "‐‑‒–—―−－﹣",
    # Korean headlines write 북·중 with any of these.
    "·": "ㆍ・‧∙•･·‧⋅",
    # NFKC would make three of it and move every character behind.
    ".": "…",
    " ": "\t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029",
    # The matcher's text must be encodable: a lone surrogate is nobody's letter.
    "\ufffd": "".join(chr(code) for code in range(0xD800, 0xE000)),
}

#: Marks, vowels and final consonants that NFKC may compose with what stands before them.
_JOINS = (
    "[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0dff\u1160-\u11ff\u1ab0-\u1aff"
    "\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\ud7b0-\ud7ff\ufe20-\ufe2f]"
)
_JOINING = re.compile(_JOINS)


class _Folds(dict[int, str]):
    """Character → its fold, filled as characters are met; for `str.translate`."""

    def __missing__(self, code: int) -> str:
        folded = unicodedata.normalize("NFKC", chr(code)).casefold().translate(character_folds())
        self[code] = folded
        return folded


_FOLDS = _Folds({ord(variant): form for form, variants in _VARIANTS.items() for variant in variants})


@dataclass(frozen=True, slots=True)
class NormalisedText:
    """A folded text and the offsets its characters had before."""

    text: str
    #: For each folded character, where its original stretch starts and ends; None when nothing moved.
    starts: Sequence[int] | None = None
    ends: Sequence[int] | None = None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The original stretch that folded into `text[start:end]`; whole characters, never parts."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


def fold_text(text: str) -> str:
    """The folded text alone, for words of the lists.

    >>> fold_text("Ji’an 丹東")
    "ji'an 丹东"
    """
    return fold_with_offsets(text).text


def fold_with_offsets(text: str) -> NormalisedText:
    """NormalisedText text that knows its way back. Works on any string."""
    # No character folds to nothing, so an equal length means that each kept its place.
    if _JOINING.search(text) is None:
        folded = text.translate(_FOLDS)
        if len(folded) == len(text):
            return NormalisedText(folded)
    return _fold_by_cluster(text)


def _fold_by_cluster(text: str) -> NormalisedText:
    """As above where characters grow, shrink or melt into one; what stands between them keeps its steps."""
    grown = "".join(character for character in set(text) if len(_FOLDS[ord(character)]) != 1)
    clusters = re.compile(f".{_JOINS}+" + (f"|[{re.escape(grown)}]" if grown else ""), re.DOTALL)
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for cluster in clusters.finditer(text):
        start, end = cluster.span()
        pieces.append(text[at:start].translate(_FOLDS))
        starts.extend(range(at, start))
        ends.extend(range(at + 1, start + 1))
        piece = cluster.group()
        if end - start > 1:
            piece = unicodedata.normalize("NFKC", piece)
        piece = piece.translate(_FOLDS)
        pieces.append(piece)
        starts.extend([start] * len(piece))
        ends.extend([end] * len(piece))
        at = end
    pieces.append(text[at:].translate(_FOLDS))
    starts.extend(range(at, len(text)))
    ends.extend(range(at + 1, len(text) + 1))
    return NormalisedText("".join(pieces), starts, ends)
