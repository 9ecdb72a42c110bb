"""Import and export of the source list: OPML for feed readers, CSV for spreadsheets."""

import csv
import dataclasses
import io
import json
from collections.abc import Sequence
from typing import Any

from lxml import etree
from pydantic import TypeAdapter

from crawler.sources.source_list import parse_sources, to_toml
from yaluwatch.errors import SourceListError
from yaluwatch.model import Source, SourceKind

_SOURCE: TypeAdapter[Source] = TypeAdapter(Source)
_FIELDS = tuple(rule.name for rule in dataclasses.fields(Source))
_LISTS = frozenset({"urls", "include", "exclude"})
_JSON = frozenset({"selectors", "earlier"})


def to_csv(sources: Sequence[Source]) -> str:
    """CSV with a header and one row per source; lists with one value per line, selectors as JSON."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_FIELDS)
    for source in sources:
        plain = _SOURCE.dump_python(source, mode="json")
        writer.writerow([_cell(name, plain[name]) for name in _FIELDS])
    return out.getvalue()


def from_csv(text: str) -> list[Source]:
    """The sources in a CSV as `to_csv` writes it; empty cells and missing columns mean the default.

    Raises SourceListError naming the line or source and what is wrong, with the same checks as sources.toml.
    """
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    sources = []
    for number, row in enumerate(rows, 2):
        try:
            entry = {name: _value(name, cell) for name, cell in row.items() if cell}
            sources.append(_SOURCE.validate_python(entry))
        except ValueError as error:
            raise SourceListError(f"CSV line {number}: {error}") from error
    return _checked(sources, "CSV")


def to_opml(sources: Sequence[Source]) -> str:
    """OPML 2.0 with one outline per URL of the sources that are feeds."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = "Sources"
    body = etree.SubElement(root, "body")
    for source in sources:
        for url in source.urls if source.kind is SourceKind.FEED else ():
            outline = etree.SubElement(body, "outline", type="rss", text=source.name, title=source.name)
            outline.attrib.update({"xmlUrl": url, "htmlUrl": source.homepage, "language": source.language})
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
    """The feeds in an OPML file, each URL once, ignoring folders. Raises SourceListError for other files."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise SourceListError(f"not an OPML file: {error}") from error
    if root.tag != "opml":
        raise SourceListError(f"not an OPML file: it begins with <{root.tag}>")
    found: dict[str, Outline] = {}
    for outline in root.iter("outline"):
        url = (outline.get("xmlUrl") or "").strip()
        if url:
            name = outline.get("title") or outline.get("text") or url
            homepage, language = outline.get("htmlUrl") or "", outline.get("language") or ""
            found.setdefault(url, Outline(name, url, homepage, language))
    return list(found.values())


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
