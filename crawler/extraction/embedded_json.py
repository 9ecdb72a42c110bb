"""The body of a page rendered by JavaScript: it is in a script's data, not in the markup.

Frameworks embed an article as JSON inside a call or an assignment, whole or paragraph by paragraph, and often
as JSON within a JSON string. So every string literal is examined, and those that are prose are used.
"""

import json
import re
from collections.abc import Iterator

from lxml import html

from crawler.extraction.markup import paragraphs, parse_html
from yaluwatch.patterns import lazy_regex
from yaluwatch.text import fold

_LITERAL = lazy_regex(r'"((?:[^"\\]|\\.)*+)"', re.DOTALL)
_MARKUP = lazy_regex(r"</?(?:p|br|div|span|strong|em|a|figure|h[1-6])\b[^>]*>", re.IGNORECASE)
_CODE = lazy_regex(r"[{}<>=;|\\]|://|_")
_SENTENCE = lazy_regex(r"[.!?。！？…]['\"”’」』)]*(?:\s|$)|다\.|[。！？]")
_WORD = lazy_regex(r"[^\W\d_]{4,}|[\u3041-\u30fa\u3400-\u9fff\uac00-\ud7a3]{2,}")

# A date of publication under its usual names, also in JSON inside a string, as text or seconds since 1970.
_PUBLISHED = lazy_regex(
    r"\\?[\"'](?:date_?published|published_?(?:at|on|date|time)?|publish_?(?:date|time|at)|publication_?(?:date|time)"
    r"|first_?published(?:_?at|_?date)?|pub_?(?:date|time)|reg_?date|input_?date)\\?[\"']\s*:\s*"
    r"(?:\\?[\"'](?P<text>[^\"'\\]{8,40})\\?[\"']|(?P<number>[12]\d{9}(?:\d{3})?)\b)",
    re.IGNORECASE,
)

# Minimum length of a paragraph in a string of its own, characters.
_MIN_PARAGRAPH = 30
# A string with this share of a script's prose is the whole article; otherwise all strings together are.
_WHOLE = 0.6
# Maximum share of characters that are typical of code.
_MAX_CODE = 0.01
# Minimum share of the headline's words that the text must contain; a cookie notice has fewer.
_SHARED_WORDS = 0.4
# Nesting of JSON within strings.
_MAX_DEPTH = 3


def embedded_body(tree: html.HtmlElement, title: str) -> list[str]:
    """The paragraphs of the article in the page's scripts; empty if none matches the title."""
    found: list[str] = []
    for script in tree.iter("script"):
        text = script.text or ""
        # JSON-LD is read in structured.py.
        if "ld+json" not in (script.get("type") or "").lower():
            lines = _article_in(text)
            if sum(map(len, lines)) > sum(map(len, found)) and _is_about(title, lines):
                found = lines
    return found


def embedded_dates(tree: html.HtmlElement) -> list[str]:
    """What the page's scripts give as dates of publication, each once; those of other articles among them."""
    found = []
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            found += [match["text"] or match["number"] for match in _PUBLISHED.finditer(script.text or "")]
    return list(dict.fromkeys(found))


def _article_in(script: str) -> list[str]:
    pieces = list(dict.fromkeys(_prose(script, 0)))
    longest = max(pieces, key=len, default="")
    if len(longest) >= _WHOLE * sum(map(len, pieces)):
        pieces = [longest]
    return [line for piece in pieces for line in _lines(piece)]


def _prose(text: str, depth: int) -> Iterator[str]:
    """Strings that contain sentences, including those in JSON inside a string, in order."""
    for literal in _LITERAL.finditer(text):
        if len(literal[1]) < _MIN_PARAGRAPH:
            continue
        value = _value(literal[0])
        bare = _MARKUP.sub(" ", value)
        if _is_prose(bare):
            yield value
        elif depth < _MAX_DEPTH and '"' in value:
            yield from _prose(value, depth + 1)


def _value(literal: str) -> str:
    try:
        return str(json.loads(literal, strict=False))
    except ValueError:
        # JavaScript has escapes that JSON does not.
        return ""


def _is_prose(text: str) -> bool:
    text = text.strip()
    return (
        len(text) >= _MIN_PARAGRAPH
        and len(_CODE.findall(text)) <= _MAX_CODE * len(text)
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
