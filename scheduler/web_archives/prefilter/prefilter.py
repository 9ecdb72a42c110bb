"""The prefilter: one scan over a page's bytes for the names of North Korea, its border, places and actors."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from classifier.lexicon import LexiconWord
from scheduler.web_archives.prefilter.byte_forms import (
    LEGACY,
    WORD_BEGINS,
    cjk_forms,
    in_encoding,
    latin_rule,
)
from scheduler.web_archives.prefilter.names import accented_names, anchor_of, cjk_names, latin_names
from scheduler.web_archives.prefilter.scanners import Scanner, best_scanner

# What may stand inside a name without being seen, or be one of its characters in disguise. Around these, the
# page is written plainly and scanned again.
_INVISIBLE = (
    *("\u00ad".encode(), "\u200b".encode(), "\u200c".encode(), "\u200d".encode(), "\u2060".encode()),
    *("\ufeff".encode(), b"&shy", b"&zwnj", b"&zwj", b"&zerowidth", b"<wbr"),
    *(rb"\u00ad", rb"\u200b", rb"\u200c", rb"\u200d", rb"\u2060", rb"\ufeff"),
)
_INVISIBLE_CODES = frozenset({0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF})
_NUMBER, _DOT = b"&#", b"&middot"
_SIGNS = (*_INVISIBLE, _NUMBER, _DOT)
_NUMBERED = re.compile(rb"&#(?:x0*([0-9a-f]{1,6})|0*([0-9]{1,7}));?", re.IGNORECASE)
_PLAIN = re.compile(
    _NUMBERED.pattern
    + b"|&middot;?|"
    + b"|".join(
        re.escape(one) + (b"[^;<>&]{0,9};" if one[:1] == b"&" else b"[^<>]{0,9}>" if one[:1] == b"<" else b"")
        for one in _INVISIBLE
    ),
    re.IGNORECASE,
)
# Others are signs that the rules for Latin names know, or that no name has.
_LETTERS, _FIRST_CJK, _LAST = (
    frozenset(b".ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz\xb7"),
    0x1100,
    0x10FFFF,
)
#: Bytes on each side of such a place that a name in it may reach.
_REACH = 80
# The soft hyphen of Latin-1, between two letters.
_SOFT_HYPHEN = re.compile(rb"(?<=[a-z])\xad(?=[a-z])", re.IGNORECASE)
# From the beginning of a Latin name to the word looked for, with spaces and tags between, bytes.
_BEFORE = 160

_UTF_16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be", b"<\0": "utf-16-le", b"\0<": "utf-16-be"}
# What begins another character set in encodings of seven bits → which they are.
_SEVEN_BITS = {b"\x1b$)c": "iso2022_kr", b"\x1b$": "iso2022_jp_2", b"~{": "hz"}


@dataclass(slots=True)
class _Look:
    """What one scan of a page has found."""

    has_name: bool = False
    #: Where names may be hidden.
    hidden: list[int] = field(default_factory=list)
    #: Encodings of seven bits that it may be in.
    codecs: set[str] = field(default_factory=set)
    #: None = not found out.
    is_utf_8: bool | None = None


class Prefilter:
    """Whether a page's bytes have a name that every article on North Korea and its border has.

    The encoding need not be known. Immutable; can be shared between threads.
    """

    def __init__(
        self, words: Iterable[LexiconWord], scanner: Callable[[Sequence[bytes]], Scanner] = best_scanner
    ) -> None:
        words = tuple(words)
        #: Byte string → whether it is a form in another encoding than UTF-8.
        forms: dict[bytes, bool] = {}
        for name in (*cjk_names(words), *accented_names(words)):
            for form, is_legacy in cjk_forms(name):
                forms[form] = forms.get(form, True) and is_legacy
        rules: dict[bytes, dict[bytes, list[bytes]]] = {}
        for name in latin_names(words):
            anchor = anchor_of(name)
            first = b"" if name.startswith(anchor) else re.split(r"\W", name)[0].encode()
            rules.setdefault(anchor.encode(), {}).setdefault(first, []).append(latin_rule(name))
        self._is_legacy = tuple(forms.values())
        #: For each word looked for: the first word of names with it (b"" if it is the first), and their rule.
        self._rules = tuple(
            tuple((first, re.compile(b"|".join(each), re.IGNORECASE)) for first, each in by_first.items())
            for by_first in rules.values()
        )
        #: The byte strings that are looked for.
        self.strings = (*forms, *rules, *_SIGNS, *_SEVEN_BITS)
        self._scanner = scanner(self.strings)

    def passes(self, body: bytes) -> bool:
        """Whether the page may be about North Korea; `body` is decompressed, in any encoding."""
        if codec := _UTF_16.get(body[:2]):
            body = _in_utf_8(body, codec)
        look = self._look(body)
        return (
            look.has_name
            or any(self._look(_in_utf_8(body, codec)).has_name for codec in look.codecs)
            or self._has_hidden_name(body, look)
        )

    def _has_hidden_name(self, body: bytes, look: _Look) -> bool:
        """Whether there is a name around the places where one may be hidden."""
        hidden = [*look.hidden, *_soft_hyphens(body)]
        if not hidden:
            return False
        around = b"\n".join(body[start:end] for start, end in _merged(hidden))
        # Beside characters as bytes, those given by numbers must be in the page's encoding.
        encodings = ("utf-8",) if look.is_utf_8 or _is_utf_8(body) else ("utf-8", *LEGACY)
        return any(self._look(_plain(around, encoding)).has_name for encoding in encodings)

    def _look(self, data: bytes) -> _Look:
        look = _Look()
        first_rule, first_sign = len(self._is_legacy), len(self._is_legacy) + len(self._rules)
        for number, start in self._scanner.find(data):
            if number >= first_sign:
                self._note_sign(look, self.strings[number], data, start)
                continue
            if number >= first_rule:
                look.has_name = self._is_name(data, start, number - first_rule)
            elif self._is_legacy[number]:
                look.is_utf_8 = _is_utf_8(data) if look.is_utf_8 is None else look.is_utf_8
                look.has_name = not look.is_utf_8
            else:
                look.has_name = True
            if look.has_name:
                break
        return look

    @staticmethod
    def _note_sign(look: _Look, sign: bytes, data: bytes, start: int) -> None:
        if sign in _SEVEN_BITS:
            look.codecs.add(_SEVEN_BITS[sign])
        elif sign != _NUMBER:
            look.hidden.append(start)
        elif number := _NUMBERED.match(data, start):
            code = _code(number)
            if code >= _FIRST_CJK or code in _LETTERS or code in _INVISIBLE_CODES:
                look.hidden.append(start)

    def _is_name(self, data: bytes, start: int, rule: int) -> bool:
        """Whether the word that begins at `start` is in a Latin name."""
        if not WORD_BEGINS.match(data, start):
            return False
        begin = max(0, start - _BEFORE)
        before = data[begin:start].lower()
        for first, names in self._rules[rule]:
            if not first and names.match(data, start):
                return True
            place = before.find(first) if first else -1
            while place >= 0:
                if WORD_BEGINS.match(data, begin + place) and names.match(data, begin + place):
                    return True
                place = before.find(first, place + 1)
        return False


def _soft_hyphens(data: bytes) -> Iterator[int]:
    """Where a soft hyphen of Latin-1 stands between two letters; never in UTF-8."""
    place = data.find(b"\xad")
    while place >= 0:
        if _SOFT_HYPHEN.match(data, place):
            yield place
        place = data.find(b"\xad", place + 1)


def _in_utf_8(body: bytes, codec: str) -> bytes:
    return body.decode(codec, "ignore").encode("utf-8", "ignore")


def _is_utf_8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _merged(places: list[int]) -> list[tuple[int, int]]:
    """The stretches around the places; those that meet are one."""
    stretches: list[tuple[int, int]] = []
    for place in sorted(places):
        start, end = max(0, place - _REACH), place + _REACH
        if stretches and start <= stretches[-1][1]:
            stretches[-1] = (stretches[-1][0], end)
        else:
            stretches.append((start, end))
    return stretches


def _plain(data: bytes, encoding: str) -> bytes:
    """The same without invisible characters, and with characters for their numbers, in an encoding."""

    def character(found: re.Match[bytes]) -> bytes:
        if found[0].startswith(_NUMBER):
            code = _code(found)
            return in_encoding(chr(code), encoding) if code not in _INVISIBLE_CODES and code <= _LAST else b""
        return "·".encode(encoding, "ignore") if found[0].lower().startswith(_DOT) else b""

    return _SOFT_HYPHEN.sub(b"", _PLAIN.sub(character, data))


def _code(number: re.Match[bytes]) -> int:
    return int(number[1], 16) if number[1] else int(number[2])
