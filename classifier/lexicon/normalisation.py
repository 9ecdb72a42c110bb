"""Normalises text for matching and maps offsets back to the original.

Normalisation is `yaluwatch.text.fold` (NFKC, case folding, simplified characters) plus a single form for
typographic apostrophes, quotes, dashes, middle dots and whitespace. NFKC can change the length of a text, so
`NormalisedText` keeps the original offsets of each character.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from yaluwatch.patterns import lazy_regex
from yaluwatch.text import character_folds

_VARIANTS = {
    "'": "‘’‛′ʼ＇`´",
    '"': "“”„‟″＂",
    "-": "‐‑‒–—―−－﹣",
    # Korean headlines write 북·중 with any of these.
    "·": "ㆍ・‧∙•･·‧⋅",
    # NFKC would turn it into three characters and shift all that follow.
    ".": "…",
    " ": "\t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029",
    # The matcher needs encodable text, which lone surrogates are not.
    "\ufffd": "".join(chr(code) for code in range(0xD800, 0xE000)),
}

# Marks, vowels and final consonants that NFKC may compose with the character before them.
_COMBINING = (
    "[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0dff\u1160-\u11ff\u1ab0-\u1aff"
    "\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\ud7b0-\ud7ff\ufe20-\ufe2f]"
)
_COMBINING_CHARACTER = lazy_regex(_COMBINING)


class _Folds(dict[int, str]):
    """Code point → normalised form, filled on demand; for `str.translate`."""

    def __missing__(self, code: int) -> str:
        folded = unicodedata.normalize("NFKC", chr(code)).casefold().translate(character_folds())
        self[code] = folded
        return folded


_FOLDS = _Folds({ord(variant): form for form, variants in _VARIANTS.items() for variant in variants})


@dataclass(frozen=True, slots=True)
class NormalisedText:
    """A normalised text with the original offsets of its characters."""

    text: str
    #: For each character, where its original starts and ends; None if all offsets are unchanged.
    starts: Sequence[int] | None = None
    ends: Sequence[int] | None = None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Offsets of the original of `text[start:end]`, always whole characters."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


def fold_text(text: str) -> str:
    """The normalised text without offsets, for lexicon words.

    >>> fold_text("Ji’an 丹東")
    "ji'an 丹东"
    """
    return fold_with_offsets(text).text


def fold_with_offsets(text: str) -> NormalisedText:
    """The normalised text with offsets, for any string."""
    # No character is normalised to nothing, so equal length means that all offsets are unchanged.
    if _COMBINING_CHARACTER.search(text) is None:
        folded = text.translate(_FOLDS)
        if len(folded) == len(text):
            return NormalisedText(folded)
    return _fold_by_cluster(text)


def _fold_by_cluster(text: str) -> NormalisedText:
    """The same for texts in which characters expand or are composed; the offsets between them are copied."""
    grown = "".join(character for character in set(text) if len(_FOLDS[ord(character)]) != 1)
    clusters = re.compile(f".{_COMBINING}+" + (f"|[{re.escape(grown)}]" if grown else ""), re.DOTALL)
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
