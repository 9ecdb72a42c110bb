"""Bounding the attributes of an element: the parser's time grows with the square of their number."""

import re

from yaluwatch.patterns import lazy_regex

#: An element with more attributes loses them all; real ones have a few dozen.
MAX_ATTRIBUTES = 1_000

# A start tag as the HTML standard reads it: quotes may be part of a name, ">" ends a tag unless it is quoted.
_TAG = lazy_regex(
    r"<([a-zA-Z][^\s/>]*+)"
    r"""((?:[\s/]++|[^\s/>=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]*+))?+|=)*+)>?"""
)
_NAME = lazy_regex(r"""[^\s/>=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]*+))?+""")
# The shortest text that so many different attributes can have.
_MIN_LENGTH = 3 * MAX_ATTRIBUTES
_RAW_TEXT = lazy_regex(r"</(?:script|style)", re.IGNORECASE)


def with_bounded_attributes(text: str) -> str:
    """The markup without the attributes of elements that have more than `MAX_ATTRIBUTES`.

    300,000 attributes on one element take the parser ten minutes, in which it cannot be interrupted.
    """
    pieces, at, copied = [], 0, 0
    while tag := _TAG.search(text, at):
        at = tag.end()
        if len(tag[2]) >= _MIN_LENGTH and len(_NAME.findall(tag[2])) > MAX_ATTRIBUTES:
            pieces.append(text[copied : tag.start(2)])
            copied = tag.end(2)
        # What looks like a tag within a script is not one.
        if tag[1].lower() in {"script", "style"}:
            end = _RAW_TEXT.search(text, at)
            at = end.end() if end else len(text)
    return "".join([*pieces, text[copied:]]) if pieces else text
