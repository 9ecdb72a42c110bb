"""The updates of a live blog that JSON-LD states (https://schema.org/liveBlogUpdate)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any

from crawler.extraction.markup import paragraphs, parse_html
from yaluwatch.patterns import lazy_regex
from yaluwatch.text import clean_line

_MARKUP = lazy_regex(r"</?(?:p|br|div|li|h\d|a|strong|em|figure|blockquote)\b[^<>]*>", re.IGNORECASE)
_ESCAPED = lazy_regex(r"&lt;/?(?:p|br|div|li|h\d|a|strong|em)\b", re.IGNORECASE)
# Updates of one blog that are read.
_MOST = 2_000


@dataclass(frozen=True, slots=True)
class Update:
    """One update of a live blog."""

    #: As printed, or the value of a `datetime` attribute; empty when the update has none.
    time: str
    #: Empty when the update has none.
    headline: str
    #: Its paragraphs.
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """Headline and paragraphs without white space, in which updates are compared."""
        return "".join("".join([self.headline, *self.lines]).split())


def stated_updates(node: Mapping[str, Any]) -> tuple[Update, ...]:
    """The updates in a LiveBlogPosting, in its order, each once; none when it has none yet."""
    found: dict[tuple[str, str], Update] = {}
    for item in _items(node.get("liveBlogUpdate")):
        headline = clean_line(unescape(_text(item.get("headline")) or _text(item.get("name"))))
        written = _text(item.get("articleBody")) or _text(item.get("text")) or _text(item.get("description"))
        times = (_text(item.get(name)) for name in ("datePublished", "dateCreated", "dateModified"))
        time = next(filter(None, times), "")
        lines = tuple(_paragraphs(written))
        if lines and "".join(lines).startswith(headline):
            headline = ""
        update = Update(clean_line(time), headline, lines)
        if update.text:
            found.setdefault((update.time, update.text), update)
        if len(found) == _MOST:
            break
    return tuple(found.values())


def _items(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, list):
        for item in value:
            yield from _items(item)
    elif isinstance(value, dict):
        nested = value.get("@list") or value.get("itemListElement") or value.get("item")
        if isinstance(nested, list | dict):
            yield from _items(nested)
        else:
            yield value


def _paragraphs(written: str) -> list[str]:
    if _ESCAPED.search(written):
        written = unescape(written)
    if _MARKUP.search(written):
        tree = parse_html(f"<div>{written}</div>")
        return paragraphs(tree) if tree is not None else []
    return [text for line in written.replace("\r", "\n").split("\n") if (text := clean_line(unescape(line)))]


def _text(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name")
    return str(value) if isinstance(value, str | int) else ""
