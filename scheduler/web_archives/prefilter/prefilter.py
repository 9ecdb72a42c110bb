"""The prefilter: one scan over a page's bytes for the names of North Korea, its border, places and actors."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

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
_DISGUISED = (b"&#", b"&middot")
_PLAIN = re.compile(
    b"&#(?:x0*([0-9a-f]{1,6})|0*([0-9]{1,7}));?|&middot;?|"
    + b"|".join(
        re.escape(one) + (b"[^;<>&]{0,9};" if one[:1] == b"&" else b"[^<>]{0,9}>" if one[:1] == b"<" else b"")
        for one in _INVISIBLE
    )
)
#: Bytes on each side of such a place that a name in it may reach.
_REACH = 80
# The soft hyphen of Latin-1, between two letters.
_SOFT_HYPHEN = re.compile(rb"(?<=[a-z])\xad(?=[a-z])")
# From the beginning of a Latin name to the word looked for, with spaces and tags between, bytes.
_BEFORE = 160

_UTF_16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be", b"<\0": "utf-16-le", b"\0<": "utf-16-be"}
# Escape sequences of the encodings in seven bits.
_SEVEN_BITS = ((b"\x1b$)C", "iso2022_kr"), (b"\x1b$", "iso2022_jp_2"))


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
            tuple((first, re.compile(b"|".join(each))) for first, each in by_first.items())
            for by_first in rules.values()
        )
        #: The byte strings that are looked for.
        self.strings = (*forms, *rules, *_INVISIBLE, *_DISGUISED)
        self._scanner = scanner(self.strings)

    def passes(self, body: bytes) -> bool:
        """Whether the page may be about North Korea; `body` is decompressed, in any encoding."""
        return any(map(self._passes, _in_bytes(body)))

    def _passes(self, page: bytes) -> bool:
        data = page.lower()
        hidden, is_utf_8 = self._hidden_places(data)
        if not hidden:
            return hidden is None
        around = b"\n".join(data[start:end] for start, end in _merged(hidden))
        # Beside characters as bytes, those given by numbers must be in the page's encoding.
        encodings = ("utf-8",) if is_utf_8 or _is_utf_8(data) else ("utf-8", *LEGACY)
        return any(self._hidden_places(_plain(around, encoding))[0] is None for encoding in encodings)

    def _hidden_places(self, data: bytes) -> tuple[list[int] | None, bool]:
        """Where names may be hidden, None when one was found; and whether the page is known to be UTF-8."""
        hidden: list[int] = []
        is_utf_8: bool | None = None
        first_rule, first_sign = len(self._is_legacy), len(self._is_legacy) + len(self._rules)
        for number, start in self._scanner.find(data):
            if number >= first_sign:
                hidden.append(start)
            elif number >= first_rule:
                if self._is_name(data, start, number - first_rule):
                    return None, False
            elif not self._is_legacy[number]:
                return None, False
            else:
                is_utf_8 = _is_utf_8(data) if is_utf_8 is None else is_utf_8
                if not is_utf_8:
                    return None, False
        return [*hidden, *_soft_hyphens(data)], bool(is_utf_8)

    def _is_name(self, data: bytes, start: int, rule: int) -> bool:
        """Whether the word that begins at `start` is in a Latin name."""
        if not WORD_BEGINS.match(data, start):
            return False
        for first, names in self._rules[rule]:
            if not first:
                if names.match(data, start):
                    return True
                continue
            place = data.find(first, max(0, start - _BEFORE), start)
            while place >= 0:
                if WORD_BEGINS.match(data, place) and names.match(data, place):
                    return True
                place = data.find(first, place + 1, start)
        return False


def _soft_hyphens(data: bytes) -> Iterator[int]:
    """Where a soft hyphen of Latin-1 stands between two letters; never in UTF-8."""
    place = data.find(b"\xad")
    while place >= 0:
        if _SOFT_HYPHEN.match(data, place):
            yield place
        place = data.find(b"\xad", place + 1)


def _in_bytes(body: bytes) -> Iterator[bytes]:
    """The page in an encoding that leaves ASCII as it is; as it may be if it is in one that does not."""
    if codec := _UTF_16.get(body[:2]):
        yield body.decode(codec, "ignore").encode("utf-8", "ignore")
        return
    yield body
    if b"\x1b$" in body:
        codec = next(codec for mark, codec in _SEVEN_BITS if mark in body)
        yield body.decode(codec, "ignore").encode()
    if b"~{" in body and b"~}" in body:
        yield body.decode("hz", "ignore").encode()


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
        hexadecimal, decimal = found.groups()
        if not (hexadecimal or decimal):
            return "·".encode(encoding, "ignore") if found[0].startswith(b"&middot") else b""
        code = int(hexadecimal, 16) if hexadecimal else int(decimal)
        return in_encoding(chr(code), encoding) if code < 0x110000 and code not in _INVISIBLE_CODES else b""

    return _SOFT_HYPHEN.sub(b"", _PLAIN.sub(character, data).lower())
