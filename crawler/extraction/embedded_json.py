"""The body of a page that draws itself: it stands in a script's data, not in the markup.

Frameworks ship an article as JSON inside a call or an assignment, whole or paragraph by paragraph, and
JSON within a string of JSON is usual. So every string literal is looked at, and prose is what counts.
"""

import json
import re
from collections.abc import Iterator

from lxml import html

from crawler.extraction.markup import paragraphs, parse_html
from yaluwatch.text import fold

_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*+)"', re.DOTALL)
_MARKUP = re.compile(r"</?(?:p|br|div|span|strong|em|a|figure|h[1-6])\b[^>]*>", re.IGNORECASE)
_CODE = re.compile(r"[{}<>=;|\\]|://|_")
_SENTENCE = re.compile(r"[.!?。！？…]['\"”’」』)]*(?:\s|$)|다\.|[。！？]")
_WORD = re.compile(r"[^\W\d_]{4,}|[\u3041-\u30fa\u3400-\u9fff\uac00-\ud7a3]{2,}")

# A paragraph that stands alone in a string has this many characters at least.
_PARAGRAPH = 30
# One string that holds this share of a script's prose is the article; else its pieces are.
_WHOLE = 0.6
# Code has marks of its own; prose has hardly any of them.
_MOST_CODE = 0.01
# An article uses this share of its headline's words; a cookie notice does not.
_SHARED_WORDS = 0.4
_DEEPEST = 3


def script_body(tree: html.HtmlElement, title: str) -> list[str]:
    """The paragraphs of the article in the page's scripts; none when no script holds one under this title."""
    found: list[str] = []
    for script in tree.iter("script"):
        text = script.text or ""
        # What JSON-LD states is read elsewhere.
        if "ld+json" not in (script.get("type") or "").lower():
            lines = _article_in(text)
            if sum(map(len, lines)) > sum(map(len, found)) and _is_about(title, lines):
                found = lines
    return found


def _article_in(script: str) -> list[str]:
    pieces = list(dict.fromkeys(_prose(script, 0)))
    longest = max(pieces, key=len, default="")
    if len(longest) >= _WHOLE * sum(map(len, pieces)):
        pieces = [longest]
    return [line for piece in pieces for line in _lines(piece)]


def _prose(text: str, depth: int) -> Iterator[str]:
    """Strings that hold sentences, those in JSON inside a string too, in their order."""
    for literal in _LITERAL.finditer(text):
        if len(literal[1]) < _PARAGRAPH:
            continue
        value = _value(literal[0])
        bare = _MARKUP.sub(" ", value)
        if _is_prose(bare):
            yield value
        elif depth < _DEEPEST and '"' in value:
            yield from _prose(value, depth + 1)


def _value(literal: str) -> str:
    try:
        return str(json.loads(literal, strict=False))
    except ValueError:
        # JavaScript has escapes that JSON has not.
        return ""


def _is_prose(text: str) -> bool:
    text = text.strip()
    return (
        len(text) >= _PARAGRAPH
        and len(_CODE.findall(text)) <= _MOST_CODE * len(text)
        and _SENTENCE.search(text) is not None
    )


def _lines(piece: str) -> list[str]:
    if _MARKUP.search(piece):
        tree = parse_html(f"<div>{piece}</div>")
        return paragraphs(tree) if tree is not None else []
    return [line.strip() for line in piece.splitlines() if line.strip()]


def _is_about(title: str, lines: list[str]) -> bool:
    words = set(_WORD.findall(fold(title)))
    text = fold("\n".join(lines))
    return bool(words) and sum(word in text for word in words) >= _SHARED_WORDS * len(words)
