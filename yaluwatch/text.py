"""Text handling that all packages share: cleaning, folding for search and matching, plurals."""

import re
import unicodedata
from functools import cache

from opencc import OpenCC

# C0/C1 controls except tab and newline, lone surrogates, bidi controls, zero-width and other
# invisible characters: none carries meaning in a news text, several break mail headers,
# terminals or SQLite (lone surrogates, NUL).
_UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
_LINE_BREAKS = "\r\x0b\x0c\x85\u2028\u2029"
_SPACES = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r"\n\s*\n\s*")

_CJK_RANGES = ((0x3400, 0xA000), (0xF900, 0xFB00))


def clean(text: str) -> str:
    """The text in composed form (NFC) without control, bidi and invisible characters.

    Tabs and newlines are kept.
    """
    text = text.replace("\r\n", "\n")
    for mark in _LINE_BREAKS:
        text = text.replace(mark, "\n")
    return unicodedata.normalize("NFC", _UNWANTED.sub("", text))


def clean_line(text: str) -> str:
    """The text as one clean line, white space collapsed: for titles, names, headers."""
    return " ".join(clean(text).split())


def clean_paragraphs(text: str) -> str:
    """Clean text with single spaces and exactly one blank line between paragraphs."""
    lines = _SPACES.sub(" ", clean(text)).split("\n")
    return _BLANK_LINES.sub("\n\n", "\n".join(line.strip() for line in lines)).strip()


@cache
def character_folds() -> dict[int, str]:
    """Traditional and Japanese character forms → simplified, one to one (OpenCC's tables).

    For `str.translate`, which keeps the length of the text. 丹東 and 鴨緑江 become 丹东 and 鸭绿江.
    """
    characters = [chr(code) for low, high in _CJK_RANGES for code in range(low, high)]
    joined = "\n".join(characters)
    simplified = OpenCC("t2s").convert(OpenCC("jp2t").convert(joined)).split("\n")
    pairs = zip(characters, simplified, strict=True)
    return {ord(old): new for old, new in pairs if new != old and len(new) == 1}


def fold(text: str) -> str:
    """A form that all spellings of a word share: NFKC, case folded, simplified characters.

    May change the length of the text.

    >>> fold("丹東 ＤＰＲＫ")
    '丹东 dprk'
    """
    return unicodedata.normalize("NFKC", text).casefold().translate(character_folds())


def counted(number: int, singular: str, plural: str = "") -> str:
    """A number with its noun; the plural is the singular with an "s" unless given.

    >>> counted(1, "article")
    '1 article'
    >>> counted(2, "story", "stories")
    '2 stories'
    """
    return f"{number} {singular if number == 1 else plural or singular + 's'}"
