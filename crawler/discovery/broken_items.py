"""Feeds whose items are broken markup: each item is read by itself, so that one costs no other. Pure."""

import re
from html import escape

from crawler.text import Repaired, parse_xml
from yaluwatch.patterns import lazy_regex

_ROOT = lazy_regex(r"<(?:rss|rdf:RDF|feed|\w+:feed)\b[^<>]*>", re.IGNORECASE)
_CHANNEL_LINK = lazy_regex(r"<link>\s*(https?://[^<\s]+)\s*</link>", re.IGNORECASE)
_ITEM = lazy_regex(
    r"<(item|entry)(?:\s[^<>]*)?>(?P<inner>(?:(?!<\1[\s>]).)*?)</\1\s*>", re.IGNORECASE | re.DOTALL
)
# The elements of an item that are read; any may hold HTML that should have been escaped.
_NAMES = (
    "title|link|guid|id|pubDate|published|updated|issued|modified|dc:date|dc:creator|author"
    "|description|summary|content:encoded|content"
)
_ITEM_START = lazy_regex(r"<(item|entry)(?:\s[^<>]*)?>", re.IGNORECASE)
_HAS_LINK = lazy_regex(
    r"<link\b[^<>]*(?:>\s*(?:<!\[CDATA\[)?\s*http[^<]*(?:\]\]>)?\s*</link|\bhref\s*=)", re.IGNORECASE
)
_FIELD_END = lazy_regex(rf"</(?:{_NAMES})\s*>|<(?:{_NAMES})(?:\s[^<>]*)?/>", re.IGNORECASE)
_FIELD = lazy_regex(rf"<(?P<name>{_NAMES})(?P<attributes>\s[^<>]*?)?(?P<closed>/)?>", re.IGNORECASE)


def with_whole_items(feed: Repaired) -> Repaired:
    """A feed whose items are all well-formed; unchanged if it is well-formed, or if that does not help.

    HTML that was not escaped becomes text, and an element that does not end is taken to end before the next.
    Of an item at which the file breaks off, the fields that are complete are kept if the link is among them:
    half a link is none.
    """
    root = _ROOT.search(feed.text)
    if root is None or not any(note.startswith("not well-formed") for note in feed.notes):
        return feed
    name = re.match(r"<([\w:]+)", root[0])
    items = list(_ITEM.finditer(feed.text, root.end()))
    cut = _cut_item(feed.text, items[-1].end() if items else root.end())
    if not (items or cut) or name is None:
        return feed
    opening = "<channel>" if name[1].lower() == "rss" else ""
    first_item = items[0].start() if items else len(feed.text)
    link = _CHANNEL_LINK.search(feed.text, root.end(), first_item) if opening else None
    head = f"{opening}<link>{escape(link[1])}</link>" if link else opening
    closing = f"{'</channel>' if opening else ''}</{name[1]}>"
    body = "".join(_whole(root[0], match, f"</{name[1]}>") for match in items) + cut
    text = f"{root[0]}{head}{body}{closing}"
    return Repaired(text, feed.notes) if _is_well_formed(text) else feed


def _cut_item(text: str, at: int) -> str:
    """The item that begins after `at` and does not end, made of its complete fields; "" without a link."""
    start = _ITEM_START.search(text, at)
    if start is None:
        return ""
    ends = [field.end() for field in _FIELD_END.finditer(text, start.end())]
    inner = text[start.end() : ends[-1]] if ends else ""
    return f"<{start[1]}>{_fields(inner)}</{start[1]}>" if _HAS_LINK.search(inner) else ""


def _whole(opening: str, item: re.Match[str], closing: str) -> str:
    """An item as it is if it is well-formed, or made of the fields that can be found in it."""
    if _is_well_formed(f"{opening}{item[0]}{closing}"):
        return item[0]
    return f"<{item[1]}>{_fields(item['inner'])}</{item[1]}>"


def _fields(inner: str) -> str:
    """The fields that are found in an item, each well-formed."""
    fields: list[str] = []
    at = 0
    while field := _FIELD.search(inner, at):
        text, at = _text_of(inner, field)
        attributes = re.sub(r"(type\s*=\s*)([\"'])xhtml", r"\1\2html", field["attributes"] or "")
        fields.append(f"<{field['name']}{attributes}>{text}</{field['name']}>")
    return "".join(fields)


def _text_of(inner: str, field: re.Match[str]) -> tuple[str, int]:
    """The text of a field, escaped, and where to go on."""
    if field["closed"]:
        return "", field.end()
    following = _FIELD.search(inner, field.end())
    end = re.compile(rf"</{field['name']}\s*>", re.IGNORECASE).search(inner, field.end())
    if end is not None:
        text, at = inner[field.end() : end.start()], end.end()
    else:
        at = following.start() if following else len(inner)
        text = inner[field.end() : at]
    # Text outside CDATA is escaped already, unless it is HTML that should have been.
    is_raw = "<" in text
    text = text.replace("<![CDATA[", "").replace("]]>", "")
    return (escape(text, quote=False) if is_raw else text), at


def _is_well_formed(text: str) -> bool:
    try:
        return parse_xml(text) is not None
    except ValueError:
        return False
