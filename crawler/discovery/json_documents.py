"""Reading JSON as APIs send it: guarded, wrapped in a call, between other output, or not quite JSON. Pure."""

import json
import re
from dataclasses import dataclass
from typing import Any

from crawler.discovery.json_feeds import repaired_json
from crawler.text import decompressed, read_text
from yaluwatch.model import Page
from yaluwatch.patterns import lazy_regex

_HTML = lazy_regex(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_PHP_MESSAGE = lazy_regex(
    r"<b>(?:[\w ]+)</b>\s*:|^\s*(?:PHP )?(?:Warning|Notice|Deprecated)\b|<\?php", re.IGNORECASE
)
_OPENING = lazy_regex(r"[\[{]")
# What may follow the document: the end of a call or a comment, such as that of a cache.
_TAIL = lazy_regex(r"(?:[\s);,]|\*/|<!--(?:(?!-->).)*-->)*\Z", re.DOTALL)
_TOKEN = lazy_regex(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
# How far into an answer a document may begin, characters, and how many places are tried.
_LONGEST_PRELUDE = 20_000
_MOST_STARTS = 100


@dataclass(frozen=True, slots=True)
class JsonDocument:
    """A JSON object or list, and what was repaired to read it."""

    value: dict[str, Any] | list[Any]
    #: The repairs, each in a few words for people; empty when it was in order.
    notes: tuple[str, ...] = ()


def read_json(page: Page, encoding: str = "") -> JsonDocument:
    """The object or list in an answer; `encoding` is the source's charset.

    A guard against inclusion (`)]}'`, `for(;;);`) and the call of JSONP are passed over. A byte order mark,
    messages of PHP before the document, comments after it, and small mistakes in it are repaired. Of a
    document that breaks off, the complete elements of its outermost list are read. Of several objects, one a
    line (https://jsonlines.org/), a list is made.

    Raises ValueError, saying what the answer is instead.
    """
    read = read_text(decompressed(page.body), page.headers.get("content-type", ""), encoding)
    text = read.text.strip()
    notes = (*_mark_note(page.body), *read.notes)
    if not text:
        raise ValueError("the answer is empty")
    if _HTML.match(text):
        raise ValueError("the answer is an HTML page")
    for form, note in ((text, ()), (repaired_json(text), ("invalid JSON",))):
        if found := _document(form):
            return JsonDocument(found[0], (*notes, *note, *found[1]))
    if lines := _lines(text):
        return JsonDocument(lines, notes)
    if (closed := _closed(repaired_json(text))) and (found := _document(closed)):
        return JsonDocument(found[0], (*notes, "JSON that breaks off", *found[1]))
    if _HTML.search(text[:5000]):
        raise ValueError("the answer is an HTML page")
    raise ValueError(f"the answer is not JSON: it begins with {text[:20]!r}")


def _mark_note(body: bytes) -> tuple[str, ...]:
    return ("byte order mark",) if body.lstrip().startswith(b"\xef\xbb\xbf") else ()


def _document(text: str) -> tuple[Any, tuple[str, ...]] | None:
    """The first object or list with which the text ends, and notes on what is around it; None without one."""
    decoder = json.JSONDecoder(strict=False)
    for number, start in enumerate(_OPENING.finditer(text, 0, _LONGEST_PRELUDE)):
        if number == _MOST_STARTS:
            return None
        try:
            value, end = decoder.raw_decode(text, start.start())
        except (ValueError, RecursionError):
            continue
        before, after = text[: start.start()], text[end:]
        if not before.strip() and not after.lstrip().startswith(("{", "[", "&")):
            return value, () if _TAIL.fullmatch(after) else ("text after the JSON",)
        if _TAIL.fullmatch(after) and _is_document(value) and not _ends_document(before):
            return value, ("messages of PHP before the JSON",) if _PHP_MESSAGE.search(before) else ()
    return None


def _is_document(value: Any) -> bool:
    """Whether a value after other text can be what an API sends: prose may end in "[1]"."""
    return isinstance(value, dict) or not value or any(isinstance(each, dict | list) for each in value)


def _ends_document(before: str) -> bool:
    """Whether another document ends where one begins: it would be lost. The guard `)]}` is none."""
    return before.rstrip().endswith(("}", "]")) and not before.lstrip().startswith(")")


def _lines(text: str) -> list[Any]:
    """The objects of a text with one on each line; empty if it is something else."""
    try:
        objects = [json.loads(line, strict=False) for line in text.splitlines() if line.strip()]
    except (ValueError, RecursionError):
        return []
    return objects if all(isinstance(each, dict) for each in objects) else []


def _closed(text: str) -> str:
    """A document that breaks off, closed after the last complete element of its outermost list; or ""."""
    start = _OPENING.search(text)
    before = text[: start.start()] if start else text
    # A page may hold lists in its scripts.
    if "<" in before and not _PHP_MESSAGE.search(before):
        return ""
    open_brackets: list[str] = []
    best: tuple[int, int, list[str]] | None = None
    for token in _TOKEN.finditer(text, len(before)):
        if token[0] in "[{":
            open_brackets.append(token[0])
        elif token[0] in "]}" and open_brackets:
            open_brackets.pop()
            depth = len(open_brackets)
            if open_brackets and open_brackets[-1] == "[" and (best is None or depth <= best[0]):
                best = (depth, token.end(), open_brackets.copy())
    if best is None:
        return ""
    _, end, brackets = best
    return text[:end] + "".join("]" if bracket == "[" else "}" for bracket in reversed(brackets))
