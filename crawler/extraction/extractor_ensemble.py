"""The readings of a page by other extractors, and which reading agrees most with the rest.

They need resiliparse and readability-lxml; without them there is no second opinion and the first one stands.
"""

from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from lxml import html

from crawler.extraction.markup import paragraphs, parse_html

# Characters of a piece compared: short enough for one sentence of Chinese, long enough for English.
_PIECE = 12


def second_opinions(tree: html.HtmlElement) -> Iterator[tuple[str, list[str]]]:
    """(extractor, paragraphs) of each other extractor that is installed and finds something.

    They raise all sorts of errors on odd pages: such a one has no opinion.
    """
    markup = html.tostring(tree, encoding="unicode")
    for name, module, read in _READERS:
        if find_spec(module) is None:
            continue
        try:
            lines = read(markup)
        except Exception:  # noqa: BLE001, S112 # third parties on hostile input; the first opinion stands
            continue
        if lines:
            yield name, lines


def most_agreed(readings: Sequence[Sequence[str]]) -> int:
    """Index of the reading whose text the others share most; the first of equals.

    >>> most_agreed([["a long sentence here", "an advertisement"], ["a long sentence here"],
    ...     ["a long sentence here"]])
    1
    """
    pieces = [_pieces(lines) for lines in readings]
    support = [
        sum(_overlap(own, other) for at, other in enumerate(pieces) if at != number)
        for number, own in enumerate(pieces)
    ]
    return max(range(len(support)), key=lambda number: (support[number], -number))


def agreement(one: Sequence[str], other: Sequence[str]) -> float:
    """How much of two readings is the same, 0–1."""
    return _overlap(_pieces(one), _pieces(other))


def _pieces(lines: Sequence[str]) -> frozenset[str]:
    text = "".join("".join(lines).split())
    return frozenset(text[at : at + _PIECE] for at in range(max(1, len(text) - _PIECE + 1)))


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    shared = len(one & other)
    return 2 * shared / (len(one) + len(other)) if shared else 0.0


def _by_resiliparse(markup: str) -> list[str]:
    text: Any = import_module("resiliparse.extract.html2text")
    plain = str(
        text.extract_plain_text(markup, main_content=True, comments=False, links=False, alt_texts=False)
    )
    return [line.strip() for line in plain.split("\n") if line.strip()]


def _by_readability(markup: str) -> list[str]:
    readability: Any = import_module("readability")
    tree = parse_html(readability.Document(markup).summary(html_partial=True))
    return paragraphs(tree) if tree is not None else []


_READERS: tuple[tuple[str, str, Callable[[str], list[str]]], ...] = (
    ("resiliparse", "resiliparse", _by_resiliparse),
    ("readability", "readability", _by_readability),
)
