"""Reading the labels of links: the next page, a page's number, the whole article, another article."""

import re
import tomllib
import unicodedata
from collections.abc import Callable
from functools import cache
from pathlib import Path

import re2

#: What tells whether a whole label matches.
Matcher = Callable[[str], re.Match[str] | None]

_EDGES = " \t\r\n\u00a0.…·:›»>→▶►▸⟩⇒«‹<←[](){}【】「」|/*+-–—_\"'!"
_LONGEST = 140
_CHINESE = {number: index for index, number in enumerate("一二三四五六七八九十", start=1)}


@cache
def _matchers() -> dict[str, Matcher]:
    kinds = tomllib.loads((Path(__file__).parent / "labels.toml").read_text(encoding="utf-8"))
    options = re2.Options()
    options.max_mem = 64 << 20
    return {
        kind: re2.compile("|".join(f"(?:{each})" for each in patterns), options).fullmatch
        for kind, patterns in kinds.items()
    }


def plain(label: str) -> str:
    """A label in the form that is compared: NFKC, case folded, without arrows and brackets around it."""
    folded = unicodedata.normalize("NFKC", label[: 2 * _LONGEST]).casefold()
    return " ".join(folded.split()).strip(_EDGES)


def is_label(kind: str, label: str) -> bool:
    """Whether a label (`plain`) is of a kind that labels.toml lists, such as "next_page"."""
    return 0 < len(label) <= _LONGEST and _matchers()[kind](label) is not None


def number_in(label: str, *, in_pager: bool) -> int | None:
    """The number of the page a label (`plain`) names; None if it names none.

    Within a pager, a number may be followed by the heading of its page.
    """
    for kind in ("page_number", "numbered_heading")[: 1 + in_pager]:
        match = _matchers()[kind](label) if len(label) <= _LONGEST else None
        if match is not None:
            printed = next(group for group in match.groups() if group)
            return int(printed) if printed.isdecimal() else _in_chinese(printed)
    return None


def _in_chinese(printed: str) -> int:
    """一 to 十九.

    >>> _in_chinese("十二")
    12
    """
    return sum(_CHINESE[digit] for digit in printed)
