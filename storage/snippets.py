"""A stretch of a text around what was searched for, with the matches marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from yaluwatch.text import fold

#: Characters shown before the first match, and in all.
_BEFORE = 40
_LENGTH = 180


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a snippet, in order; together they are a stretch of the text."""

    text: str
    is_match: bool


def snippet(text: str, words: Sequence[str], *, length: int = _LENGTH) -> list[Piece]:
    """At most `length` characters around the first match of any word, or from the start when none is there.

    Words match as search matches them: folded, so that 丹东 marks 丹東.
    """
    folded = [fold(character) for character in text]
    ends = list(accumulate(len(piece) for piece in folded))
    matches = _matches("".join(folded), ends, words)
    start = max(0, matches[0][0] - _BEFORE) if matches else 0
    end = min(len(text), start + length)
    pieces = [Piece("…", is_match=False)] if start else []
    position = start
    for first, last in matches:
        if first < position or last > end:
            continue
        pieces += [Piece(text[position:first], is_match=False), Piece(text[first:last], is_match=True)]
        position = last
    pieces.append(Piece(text[position:end] + ("…" if end < len(text) else ""), is_match=False))
    return [Piece(" ".join(piece.text.split("\n")), piece.is_match) for piece in pieces if piece.text]


def _matches(folded: str, ends: Sequence[int], words: Sequence[str]) -> list[tuple[int, int]]:
    """Start and end of every match in the original text, by start."""
    where = {end: index for index, end in reversed(list(enumerate(ends)))}
    found = []
    for word in words:
        wanted = fold(word.rstrip("*")).strip()
        position = folded.find(wanted) if wanted else -1
        while position >= 0:
            first = where.get(position, -1) + 1 if position else 0
            last = where.get(position + len(wanted))
            # A match that starts or ends inside a folded character (½ → 1⁄2) is not shown.
            if last is not None and (position == 0 or position in where):
                found.append((first, last + 1))
            position = folded.find(wanted, position + len(wanted))
    return sorted(found)
