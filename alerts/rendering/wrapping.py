"""Wraps plain text to a width in columns; Korean, Chinese and Japanese characters take two. Pure."""

from collections.abc import Sequence
from functools import lru_cache

from rich.cells import cell_len

from yaluwatch.patterns import lazy_regex

#: Columns of a line: RFC 5322, section 2.1.1, asks for no more than 78 characters.
WIDTH = 78

# Where a line may end: after a blank, and between two wide characters unless punctuation forbids it.
_WIDE = r"[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]"
_NOT_FIRST = r".,:;!?)\]}%'\"、。，．・：；？！）」』】〉》〕”’…—～ー"
_NOT_LAST = "（「『【〈《〔“‘"
_BREAK = lazy_regex(
    rf"(?<=\s)(?=\S)|(?<={_WIDE})(?<![{_NOT_LAST}])(?=\S)(?![{_NOT_FIRST}])"
    rf"|(?<=\S)(?<![{_NOT_LAST}])(?={_WIDE})(?![{_NOT_FIRST}])"
)
_INDENT = lazy_regex(r"\s*(?:(?:[-*]|\d+\.)\s+)?")


def wrapped(text: str, width: int = WIDTH) -> str:
    """The text with its long lines broken; continuation lines are indented as the text of the first.

    URLs and other words without a place to break stay whole. Korean words are not broken.

    >>> print(wrapped("- one two three", 9))
    - one two
      three
    """
    return "\n".join(part for line in text.split("\n") for part in _lines(line, width))


def _lines(line: str, width: int) -> Sequence[str]:
    if len(line) * 2 <= width or (line.isascii() and len(line) <= width):
        return [line]
    return _broken(line, width)


# Cached because the lines of a story stand in the mails of many readers.
@lru_cache(maxsize=4096)
def _broken(line: str, width: int) -> Sequence[str]:
    if cell_len(line) <= width:
        return [line]
    start = _INDENT.match(line)
    indent = " " * len(start[0] if start else "")
    found = []
    current = ""
    for piece in _pieces(line):
        if current.strip() and cell_len((current + piece).rstrip()) > width:
            found.append(current.rstrip())
            current = indent + piece.lstrip()
        else:
            current += piece
    return [*found, current.rstrip()]


def _pieces(line: str) -> list[str]:
    """The parts between which a line may be broken: words with the blank after them, single characters."""
    pieces: list[str] = []
    for piece in _BREAK.split(line):
        is_korean = bool(pieces) and _is_hangul(pieces[-1][-1:]) and _is_hangul(piece[:1])
        is_in_word = bool(pieces) and not pieces[-1][-1:].isspace()
        if is_korean or (is_in_word and ("://" in piece or "://" in pieces[-1])):
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return pieces


def _is_hangul(character: str) -> bool:
    return "\uac00" <= character <= "\ud7a3"
