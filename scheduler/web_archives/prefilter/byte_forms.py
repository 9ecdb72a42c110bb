"""How names are written in bytes: in every encoding, escaped, in traditional characters, with any spaces.

ASCII letters are in lower case in all forms, and pages are searched for them in any case. That also concerns
second bytes of characters in GB18030, Big5 and Shift_JIS.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import product

from yaluwatch.text import character_folds, fold

#: Encodings of pages other than UTF-8, whose forms may occur by chance in UTF-8.
LEGACY = ("gb18030", "big5hkscs", "cp949", "cp932", "euc_jp", "johab")
_DOTS = "·ㆍ・‧•"
#: More forms of one name are not made.
_MOST_FORMS = 64

# Between two words of a Latin name: spaces of any kind and encoding, dashes, a line break in JSON, tags.
_JOINT = (
    rb"(?:[\s\xa0_+\x96\x97-]|\xc2\xa0|\xe2\x80[\x80-\x95\xaf]|\xe2\x88\x92|\xe3\x80\x80|\xef\xbc\x8d|\xa1\xa1|\x81\x40"
    rb"|&(?:nbsp|[mn]dash|e[mn]sp|thinsp|hyphen|#(?:0*(?:160|32|45|8209|821[0-3])|x0*(?:a0|20|2d|201[0-5])));?|%20|\\{1,2}(?:[nrt]|u00a0|u20[01][0-9a-f]|u202f|u3000)"
    rb"|<[^<>]{0,80}>){1,8}"
)
_APOSTROPHE = (
    rb"(?:['`\x91\x92]|\xc2\xb4|\xca\xbc|\xe2\x80[\x98\x99\xb2]|&(?:[lr]squo|apos|prime|#0*(?:39|8216|8217)|#x0*(?:27|2018|2019));|\\{1,2}u(?:201[89]|0027)"
    rb"|\xa1[\xae\xaf])?"
)
_DOT = rb"(?:\.|&period;)"
#: Where a word may begin: a letter or digit before it makes it part of a longer one, unless that belongs to
#: an escape.
WORD_BEGINS = re.compile(
    rb"(?:(?<![a-z0-9])|(?<=\\[nrt])|(?<=\\u[0-9a-f]{4})|(?<=%[0-9a-f]{2}))", re.IGNORECASE
)
_AFTER = rb"(?:'?s|ns?|n's)?(?![a-z0-9])"


def cjk_forms(name: str) -> Iterator[tuple[bytes, bool]]:
    """The forms of a folded name, each with whether it is of another encoding than UTF-8."""
    for spelled in _spellings(name):
        yield spelled.encode(), False
        yield "".join(f"%{byte:02x}" for byte in spelled.encode()).encode(), False
        yield "".join(f"\\u{ord(character):04x}" for character in spelled).encode(), False
        decomposed = unicodedata.normalize("NFD", spelled)
        if decomposed != spelled:
            yield decomposed.encode(), False
        for encoding in LEGACY:
            if (form := _encoded(spelled, encoding)) is not None:
                yield form.lower(), True


def latin_rule(name: str) -> bytes:
    """A regular expression, in lower case, for a folded Latin name, also with the ending of a plural."""
    parts = []
    for character in name:
        if character.isascii() and character.isalnum():
            parts.append(character.encode())
        elif character == "'":
            parts.append(_APOSTROPHE)
        elif character == ".":
            parts.append(_DOT)
        elif character in " -/":
            parts.append(_JOINT)
    return b"".join(parts) + _AFTER


def _spellings(name: str) -> list[str]:
    """The name in simplified, traditional and Japanese characters, in any mixture, and with any dot."""
    choices = [_choices(character) for character in name]
    while (count := _product_size(choices)) > _MOST_FORMS:
        longest = max(range(len(choices)), key=lambda place: len(choices[place]))
        choices[longest] = choices[longest][:-1]
        assert _product_size(choices) < count
    return ["".join(chosen) for chosen in product(*choices)]


def _product_size(choices: list[list[str]]) -> int:
    size = 1
    for each in choices:
        size *= len(each)
    return size


def _choices(character: str) -> list[str]:
    if character in _DOTS:
        return list(_DOTS)
    return [character, *_unfolded().get(character, ())]


@cache
def _unfolded() -> Mapping[str, tuple[str, ...]]:
    """Simplified character → the characters folded to it that some older encoding has."""
    found: dict[str, list[str]] = {}
    compatible = (chr(code) for code in range(0xF900, 0xFB00))
    for other in (*map(chr, character_folds()), *compatible):
        simple = fold(other)
        if simple != other and any(len(_encoded(other, encoding) or b"xxx") <= 2 for encoding in LEGACY):
            found.setdefault(simple, []).append(other)
    return {simple: tuple(dict.fromkeys(others)) for simple, others in found.items()}


def in_encoding(character: str, encoding: str) -> bytes:
    """A character, or a traditional or simplified form that is in the encoding; empty if none is."""
    simple = fold(character)
    forms = (_encoded(form, encoding) for form in (character, simple, *_unfolded().get(simple, ())))
    return next((form for form in forms if form is not None), b"")


def _encoded(text: str, encoding: str) -> bytes | None:
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        return None
