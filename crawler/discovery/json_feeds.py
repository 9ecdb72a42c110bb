"""Reading JSON Feed (https://www.jsonfeed.org/version/1.1/) as it is found, also not quite JSON."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from yaluwatch.patterns import lazy_regex

# Strings are passed over, so that what looks like a mistake in a text stays.
_MISTAKES = lazy_regex(r'("(?:[^"\\]|\\.)*(?:"|\Z))|,(?=\s*[\]}])', re.DOTALL)
_BAD_ESCAPE = lazy_regex(r'\\(?:u(?![0-9A-Fa-f]{4})|[^"\\/bfnrtu])')
_ITEMS = lazy_regex(r'"items"\s*:\s*\[')
_HOME = lazy_regex(r'"home_page_url"\s*:\s*"([^"\\]*)"')
_BETWEEN = lazy_regex(r"[\s,]*")


def json_items(text: str) -> tuple[list[Mapping[str, Any]], Mapping[str, str], tuple[str, ...]] | None:
    """The items of a JSON Feed, its own fields, and what was repaired; None if it is none.

    Control characters in strings, commas too many and invalid escapes are repaired; of a file that breaks
    off, the items before that are read.
    """
    for form, notes in ((text, ()), (repaired_json(text), ("invalid JSON",))):
        try:
            document = json.loads(form, strict=False)
        except (ValueError, RecursionError):
            continue
        items = document.get("items") if isinstance(document, dict) else None
        if not isinstance(items, list):
            return None
        fields = {name: value for name, value in document.items() if isinstance(value, str)}
        return _objects(items), fields, notes
    start, home = _ITEMS.search(text), _HOME.search(text)
    items = list(_complete_items(repaired_json(text[start.end() :]))) if start else []
    fields = {"home_page_url": home[1]} if home else {}
    return (_objects(items), fields, ("JSON that breaks off",)) if items else None


def _objects(items: list[Any]) -> list[Mapping[str, Any]]:
    return [item for item in items if isinstance(item, dict)]


def repaired_json(text: str) -> str:
    """JSON without commas too many and invalid escapes."""

    def kept(match: re.Match[str]) -> str:
        if match[1] is None:
            return ""
        return _BAD_ESCAPE.sub(_escape, match[1]) if "\\" in match[1] else match[1]

    return _MISTAKES.sub(kept, text)


def _escape(match: re.Match[str]) -> str:
    """What an invalid escape means: JavaScript also escapes the other quote, anything else is a backslash."""
    return "'" if match[0] == "\\'" else "\\" + match[0]


def _complete_items(text: str) -> Iterator[Any]:
    """The items of a list up to the first that can't be read."""
    decoder, at = json.JSONDecoder(strict=False), 0
    while True:
        between = _BETWEEN.match(text, at)
        at = between.end() if between else at
        try:
            item, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            return
        yield item
