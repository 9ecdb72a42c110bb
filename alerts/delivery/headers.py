"""Writes the header fields of messages: encoded words (RFC 2047) where they are allowed, only there."""

import re
import unicodedata
from base64 import b64encode
from collections.abc import Iterator, Sequence

from yaluwatch.errors import MailError
from yaluwatch.patterns import lazy_regex
from yaluwatch.text import clean_line

#: Characters of a line. RFC 2047 §2 allows 76 with an encoded word; RFC 5322 §2.1.1 wants 78 at most.
LINE_LENGTH = 76
#: Octets of a line that can't be folded (RFC 5322 §2.1.1).
MAX_LINE_LENGTH = 998

#: RFC 2047 §2: the longest encoded word.
_WORD_LENGTH = 75
_WORD_START, _WORD_END = "=?utf-8?B?", "?="
# RFC 5322 §3.2.3: what a display name may contain without quotes.
_ATOM = lazy_regex(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+")
_TOKEN = lazy_regex(r"[^\x00-\x20\x7f-\xa0\ud800-\udfff]+")
_MESSAGE_ID = lazy_regex(r"<[!-;=?A-~]+@[!-;=?A-~]+>")
_ZERO_WIDTH_JOINER = "\u200d"


def unstructured(name: str, text: str) -> bytes:
    """A field that people read, such as Subject, with its line end; white space in `text` is collapsed.

    ASCII text stays as it is. All other text is encoded as a whole: white space between two encoded words
    is not displayed, so every blank must be inside one.

    >>> unstructured("Subject", "Trucks return")
    b'Subject: Trucks return\\r\\n'
    >>> unstructured("Subject", "단둥 세관")
    b'Subject: =?utf-8?B?64uo65GlIOyEuOq0gA==?=\\r\\n'
    """
    line = clean_line(text)
    first = _first_room(name)
    words = line.split(" ")
    if not _is_plain(line) or max(map(len, words)) > first:
        words = encoded_words(line, first)
    return _folded(name, words)


def structured(name: str, tokens: Sequence[str], *, utf8: bool = False) -> bytes:
    """A field that programs read, with its line end: never encoded, folded only between tokens.

    The first token stays on the line of the name, because some programs lose what follows an empty first
    line. Non-ASCII tokens need `utf8` (RFC 6532). Raises MailError for a token that can't be written.
    """
    for token in tokens:
        if not _TOKEN.fullmatch(token) or not (utf8 or token.isascii()):
            raise MailError(f"{name} can't contain {token[:100]!r}", permanent=True)
    field = _folded(name, tokens)
    if any(len(line) > MAX_LINE_LENGTH for line in field.split(b"\r\n")):
        raise MailError(f"{name} has a line longer than {MAX_LINE_LENGTH} octets", permanent=True)
    return field


def display_name(name: str, text: str) -> list[str]:
    """The tokens of a display name for the field `name`: words, a quoted string or encoded words.

    >>> display_name("From", "Desk, Seoul")
    ['"Desk,', 'Seoul"']
    """
    line = clean_line(text)
    first = _first_room(name)
    words = line.split()
    if not all(map(_ATOM.fullmatch, words)):
        words = ('"' + re.sub(r'(["\\])', r"\\\1", line) + '"').split(" ")
    if _is_plain(line) and all(len(word) <= first for word in words):
        return words
    return encoded_words(line, first)


def encoded_words(text: str, first: int = _WORD_LENGTH) -> list[str]:
    """The text as encoded words (RFC 2047, UTF-8, Base64), none splitting a character.

    The first word has `first` characters at most, the others 75.
    """
    words: list[str] = []
    piece, room = "", _octets(min(first, _WORD_LENGTH))
    for unit in _units(text, room):
        if piece and len((piece + unit).encode()) > room:
            words.append(_encoded(piece))
            piece, room = "", _octets(_WORD_LENGTH)
        piece += unit
    return [*words, _encoded(piece)]


def latest_references(message_ids: Sequence[str]) -> list[str]:
    """The Message-IDs that fit into References, oldest first; the oldest of too many are left out.

    An invalid one is left out too: only threading depends on it.
    """
    kept: list[str] = []
    room = MAX_LINE_LENGTH - len("References:")
    for token in reversed(message_ids):
        if not _MESSAGE_ID.fullmatch(token):
            continue
        room -= len(token) + 1
        if room < 0:
            break
        kept.append(token)
    return kept[::-1]


def _first_room(name: str) -> int:
    """Characters left on the first line of a field."""
    return LINE_LENGTH - len(f"{name}: ")


def _is_plain(line: str) -> bool:
    return line.isascii() and "=?" not in line


def _octets(word_length: int) -> int:
    """Octets of text that an encoded word of this length can hold."""
    return (word_length - len(_WORD_START + _WORD_END)) // 4 * 3


def _encoded(piece: str) -> str:
    return f"{_WORD_START}{b64encode(piece.encode()).decode()}{_WORD_END}"


def _units(text: str, most: int) -> Iterator[str]:
    """What an encoded word should not split: a character with the marks on it, up to `most` octets."""
    unit = ""
    for character in text:
        if unit and not (_is_joined(unit, character) and len((unit + character).encode()) <= most):
            yield unit
            unit = ""
        unit += character
    yield unit


def _is_joined(unit: str, character: str) -> bool:
    """Whether a character is shown as part of the one before (roughly Unicode's UAX 29)."""
    return (
        unicodedata.category(character).startswith("M")
        or _ZERO_WIDTH_JOINER in (unit[-1], character)
        # Vowels and finals of decomposed Hangul.
        or "\u1160" <= character <= "\u11ff"
        # Skin tones, and the letters of flags.
        or "\U0001f3fb" <= character <= "\U0001f3ff"
        or "\U000e0020" <= character <= "\U000e007f"
        or (len(unit) == 1 and all("\U0001f1e6" <= each <= "\U0001f1ff" for each in unit + character))
    )


def _folded(name: str, tokens: Sequence[str]) -> bytes:
    lines = [f"{name}: {tokens[0]}" if tokens else f"{name}: "]
    for token in tokens[1:]:
        if len(lines[-1]) + 1 + len(token) <= LINE_LENGTH:
            lines[-1] += f" {token}"
        else:
            lines.append(f" {token}")
    return ("\r\n".join(lines) + "\r\n").encode()
