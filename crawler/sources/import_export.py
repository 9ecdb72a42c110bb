"""Import and export of the source list: OPML for feed readers, CSV for spreadsheets."""

import csv
import dataclasses
import io
import json
import re
from collections.abc import Iterator, Sequence
from html import unescape
from typing import Any

from lxml import etree
from pydantic import TypeAdapter, ValidationError

from crawler.sources.source_list import parse_sources, to_toml
from crawler.text import parse_xml, read_text, repair_xml
from yaluwatch.errors import SourceListError
from yaluwatch.model import Source, SourceKind
from yaluwatch.patterns import lazy_regex
from yaluwatch.shown import shown_line, shown_url
from yaluwatch.text import clean_line

_SOURCE: TypeAdapter[Source] = TypeAdapter(Source)
_FIELDS = tuple(rule.name for rule in dataclasses.fields(Source))
_LISTS = frozenset({"urls", "include", "exclude"})
_JSON = frozenset({"fields", "selectors", "earlier"})

_FEED_TYPES = frozenset({"rss", "rss1", "rss2", "atom", "feed", "rdf"})
_ROOT = lazy_regex(r"\s*(?:<!--.*?-->\s*|<\?.*?\?>\s*)*<([\w:.-]{1,50})", re.DOTALL)
_OPML = lazy_regex(r"\s*(?:<!--.*?-->\s*|<\?.*?\?>\s*)*<opml\b", re.IGNORECASE | re.DOTALL)
# In a broken file: a tag ends before the next one, and a quoted value before the next attribute.
_OUTLINE = lazy_regex(
    r"<outline\s(?P<attributes>(?:(?!<outline\s).){1,4000}?)/?>\s*(?=<|\Z)", re.IGNORECASE | re.DOTALL
)
_ATTRIBUTE = lazy_regex(
    r"""([\w:.-]+)\s*=\s*(?:"(.*?)"(?=\s+[\w:.-]+\s*=|\s*/?\s*$)|'(.*?)'(?=\s+[\w:.-]+\s*=|\s*/?\s*$)|([^\s"'>]+))""",
    re.DOTALL,
)


def to_csv(sources: Sequence[Source]) -> str:
    """CSV with a header and one row per source; lists with one value per line, selectors as JSON.

    Keys in addresses are masked: lists are passed on.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_FIELDS)
    for source in sources:
        plain = _SOURCE.dump_python(source, mode="json")
        plain["urls"] = [shown_url(url) for url in source.urls]
        plain["homepage"] = shown_url(source.homepage)
        writer.writerow([_cell(name, plain[name]) for name in _FIELDS])
    return out.getvalue()


def exported_toml(sources: Sequence[Source]) -> str:
    """The list as sources.toml has it, without comments; keys in addresses are masked."""
    masked = (
        dataclasses.replace(
            source, urls=tuple(map(shown_url, source.urls)), homepage=shown_url(source.homepage)
        )
        for source in sources
    )
    return "\n".join(to_toml(source).strip() + "\n" for source in masked)


def from_csv(text: str) -> list[Source]:
    """The sources in a CSV as `to_csv` writes it; empty cells and missing columns mean the default.

    Raises SourceListError naming the line or source and what is wrong, with the same checks as sources.toml.
    """
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    try:
        sources = [_from_row(row) for row in rows]
    except (ValueError, RecursionError, csv.Error) as error:
        raise SourceListError(f"CSV line {rows.line_num}: {_reason(error)}") from error
    return _checked(sources, "CSV")


def _from_row(row: dict[str | None, Any]) -> Source:
    if None in row:
        raise ValueError("it has more cells than the header")
    entry = {name: _value(str(name), cell) for name, cell in row.items() if cell}
    return _SOURCE.validate_python(entry)


def _reason(error: Exception) -> str:
    """What is wrong, in one line."""
    if isinstance(error, RecursionError):
        return "brackets are nested too deep"
    if not isinstance(error, ValidationError):
        return shown_line(str(error))
    first = error.errors()[0]
    return shown_line(".".join(str(part) for part in first["loc"]), 60) + ": " + shown_line(first["msg"])


def to_opml(sources: Sequence[Source]) -> str:
    """OPML 2.0 with one outline per URL of the sources that are feeds; keys in addresses are masked."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = "Sources"
    body = etree.SubElement(root, "body")
    for source in sources:
        for url in source.urls if source.kind is SourceKind.FEED else ():
            outline = etree.SubElement(body, "outline", type="rss", text=source.name, title=source.name)
            home = shown_url(source.homepage)
            outline.attrib.update({"xmlUrl": shown_url(url), "htmlUrl": home, "language": source.language})
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True).decode()


@dataclasses.dataclass(frozen=True, slots=True)
class Outline:
    """One feed in an OPML file."""

    name: str
    url: str
    #: Like the language, empty when the file has none.
    homepage: str
    language: str


def from_opml(content: bytes) -> list[Outline]:
    """The feeds in an OPML file, each URL once, ignoring folders; what is not quite XML is repaired.

    Raises SourceListError for other files.
    """
    text = repair_xml(read_text(content).text).text
    if not _OPML.match(text):
        root = _ROOT.match(text)
        raise SourceListError(f"not an OPML file: it begins with {f'<{root[1]}>' if root else 'no element'}")
    found: dict[str, Outline] = {}
    for attributes in _outlines(text):
        url = attributes.get("xmlurl", "").strip()
        # Some programs write the feed's URL as "url" or only as the page of an entry of type "rss".
        if not url and attributes.get("type", "").lower() in _FEED_TYPES:
            url = (attributes.get("url") or attributes.get("htmlurl") or "").strip()
        if url:
            name = clean_line(attributes.get("title") or attributes.get("text") or "") or url
            homepage, language = attributes.get("htmlurl", "").strip(), attributes.get("language", "").strip()
            found.setdefault(url, Outline(name, url, homepage, language))
    return list(found.values())


def _outlines(text: str) -> Iterator[dict[str, str]]:
    """The attributes of every outline, names in lower case; one by one if the file is not well-formed."""
    try:
        root = parse_xml(text)
    except ValueError:
        for tag in _OUTLINE.finditer(text):
            yield {
                match[1].lower(): unescape(match[2] or match[3] or match[4] or "")
                for match in _ATTRIBUTE.finditer(tag["attributes"])
            }
        return
    for element in root.iter() if root is not None else ():
        # Comments have a function for a tag.
        if str(element.tag).rpartition("}")[2].lower() == "outline":
            yield {str(name).lower(): str(value) for name, value in element.attrib.items()}


def _cell(name: str, value: Any) -> str:
    if name in _LISTS:
        return "\n".join(value)
    if name in _JSON:
        kept = _without_empty(value)
        return json.dumps(kept, ensure_ascii=False) if kept else ""
    return str(value)


def _value(name: str, cell: str) -> Any:
    if name in _LISTS:
        return tuple(line.strip() for line in cell.splitlines() if line.strip())
    return json.loads(cell) if name in _JSON else cell


def _without_empty(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_empty(each) for each in value]
    if isinstance(value, dict):
        return {name: _without_empty(each) for name, each in value.items() if each}
    return value


def _checked(sources: Sequence[Source], name: str) -> list[Source]:
    return parse_sources("\n".join(to_toml(source) for source in sources), name)
