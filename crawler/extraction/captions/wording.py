"""The wording of captions: what is one, what only names a photographer, and which are the same."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Self

from yaluwatch.patterns import lazy_regex
from yaluwatch.text import clean_line

_FILE = Path(__file__).with_name("captions.toml")
_HAN = "[\u3400-\u9fff]"
#: Most captions of an article; longest caption and longest line taken for one, characters.
MAX_CAPTIONS, MAX_CAPTION, MAX_LINE = 40, 1_000, 300
# WordPress writes this around a picture and its caption, and some feeds carry it as it was typed
# (https://codex.wordpress.org/Caption_Shortcode).
_SHORTCODE = lazy_regex(r"\[caption\b(?P<with>[^\]]*)\](?P<text>.*?)\[/caption\]", re.IGNORECASE | re.DOTALL)
_ATTRIBUTE = lazy_regex(r"\bcaption\s*=\s*(?:\"([^\"]*)\"|“([^”]*)”|'([^']*)')")
_FILE_NAME = lazy_regex(
    r"[^/.]{1,80}\.(?:jpe?g|png|gif|webp|avif|svg|bmp)(?:[\s,]*[\d.,]+ ?[KM]B)?"
    r"|(?:IMG|DSC|image|photo|\d)[\d_()\s-]*",
    re.IGNORECASE,
)
# The longest credit at the end of a caption, characters.
_LONGEST_END, _LONGEST_CREDIT = 90, 100
_EDGES = " \t▲△▶▷◀◁▼▽◆◇■□●○|｜/"


@dataclass(frozen=True, slots=True)
class _Patterns:
    """The compiled lists of captions.toml."""

    names: re.Pattern[str]
    boxes: re.Pattern[str]
    furniture: re.Pattern[str]
    #: The beginning and the end of a line that is a caption; the beginning of one that is below a picture.
    starts: re.Pattern[str]
    ends: re.Pattern[str]
    end_marks: re.Pattern[str]
    marked: re.Pattern[str]
    credit: re.Pattern[str]

    @classmethod
    def read(cls) -> Self:
        lists = tomllib.loads(_FILE.read_text(encoding="utf-8").replace(r"\p{Han}", _HAN[1:-1]))
        any_of = {name: "|".join(f"(?:{one})" for one in patterns) for name, patterns in lists.items()}
        # "A. Kim", "홍길동 기자", "Mike Li/Border Weekly".
        person = r"(?-i:[A-Z][\w.'’-]*(?:[\s/]+[A-Z][\w.'’-]*){0,4}|[가-힣]{2,4}(?:\s*기자)?)"
        agency, picture, origin = (
            rf"(?:{any_of[name]})(?![a-z])" for name in ("agencies", "pictures", "origins")
        )
        credit = (
            rf"[\W_]*(?:(?:(?:{picture})[\W_]*)?(?:{origin})\s*(?:[=＝:：/]\s*[^.。,，]{{1,40}}|{person})"
            rf"|(?:{picture})\s*[=＝:：/]\s*(?:{person})"
            rf"|(?:(?:{picture}|{origin}|{agency})[\W_]*)+(?:/\s*(?:{person}))?)[\W_]*"
        )
        return cls(
            names=_compiled(any_of["names"]),
            boxes=_compiled(any_of["boxes"]),
            furniture=_compiled(any_of["furniture"]),
            starts=_compiled(any_of["starts"]),
            ends=_compiled(rf"(?:{any_of['ends']})[\s.。]*$"),
            end_marks=_compiled(any_of["end_marks"]),
            marked=_compiled(any_of["marks"]),
            credit=_compiled(credit),
        )


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.DOTALL)


@cache
def _patterns() -> _Patterns:
    return _Patterns.read()


def is_caption_name(named: str) -> bool:
    """Whether one of these classes and ids, separated by blanks, is a caption's.

    >>> is_caption_name("wide story__photo-caption"), is_caption_name("encryption")
    (True, False)
    """
    parts = (part for name in named.split() for part in re.split("__+|--+", name))
    return any(_patterns().names.fullmatch(part) for part in parts)


def is_other_box(named: str) -> bool:
    """Whether a box with these classes and ids is not part of the article."""
    return _patterns().boxes.search(named) is not None


def is_caption_line(line: str) -> bool:
    """Whether a line of a body says by itself that it is a caption.

    >>> is_caption_line("图为丹东口岸的货运列车。"), is_caption_line("Trade resumed (Yonhap)")
    (True, False)
    """
    if len(line) > MAX_LINE:
        return False
    patterns, end = _patterns(), line[-_LONGEST_END:]
    has_end = patterns.end_marks.search(end) is not None and patterns.ends.search(end) is not None
    return has_end or patterns.starts.match(line) is not None


def is_marked_line(line: str) -> bool:
    """Whether a line of a body is a caption if a picture stands directly before it."""
    return len(line) <= MAX_LINE and _patterns().marked.match(line) is not None


def is_credit(text: str) -> bool:
    """Whether a text only names who made a picture; it has at most 100 characters then.

    >>> [is_credit(text) for text in ("AFP=연합", "사진 제공=통일부", "Dandong / Image: Daily NK")]
    [True, True, False]
    """
    return len(text) <= _LONGEST_CREDIT and _patterns().credit.fullmatch(text) is not None


def caption_of(text: str) -> str:
    """A caption without words for the reader of the page and marks around it; empty if nothing is left."""
    bare = clean_line(_patterns().furniture.sub(" ", clean_line(text))).strip(_EDGES)
    return "" if _FILE_NAME.fullmatch(bare) or is_credit(bare) else bare


def without_shortcodes(line: str) -> tuple[str, list[str]]:
    """The line without WordPress's caption shortcodes, and the captions in them."""
    if "[caption" not in line:
        return line, []
    found = []
    for code in _SHORTCODE.finditer(line):
        attribute = _ATTRIBUTE.search(code["with"])
        found.append(next(filter(None, attribute.groups()), "") if attribute else code["text"])
    return _SHORTCODE.sub("\n", line).strip(), found


def distinct_captions(captions: Iterable[str], *others: str) -> tuple[str, ...]:
    """The captions in order, each once: without credits, and without those that `others` repeat (headlines).

    Of two captions of which one is contained in the other, the longer is kept, in the place of the first. At
    most 40 of at most 1,000 characters are kept.
    """
    unwanted = {_squeezed(other) for other in others}
    kept: dict[str, str] = {}
    for text in captions:
        caption = caption_of(text)
        key = _squeezed(caption)
        if not key or len(caption) > MAX_CAPTION or key in unwanted:
            continue
        same = next((known for known in kept if key in known or known in key), None)
        if same is None:
            kept[key] = caption
        elif len(key) > len(same):
            kept = {
                key if known == same else known: caption if known == same else one
                for known, one in kept.items()
            }
    return tuple(kept.values())[:MAX_CAPTIONS]


def _squeezed(text: str) -> str:
    return "".join(text.split()).casefold()
