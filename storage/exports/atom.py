"""An Atom feed (RFC 4287)."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import IO
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

from storage.contract import Record
from storage.exports.fields import permalink
from yaluwatch.times import time_text

_NAMESPACE = "http://www.w3.org/2005/Atom"
_SUMMARY = 280
# What XML 1.0 can't hold.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_atom(records: Iterable[Record], stream: IO[bytes], site: str) -> None:
    """A feed of the records, written entry by entry."""
    feed = _Feed(stream)
    feed.start(site)
    for record in records:
        feed.entry(record, site)
    feed.end()


class _Feed:
    def __init__(self, stream: IO[bytes]) -> None:
        self._xml = XMLGenerator(stream, encoding="utf-8", short_empty_elements=True)

    def start(self, site: str) -> None:
        self._xml.startDocument()
        self._open("feed", {"xmlns": _NAMESPACE})
        self._text("title", "Yaluwatch: China–North Korea trade")
        self._text("id", f"{site}/" if site else "urn:yaluwatch:articles")
        self._text("updated", time_text(datetime.now(UTC)))

    def entry(self, record: Record, site: str) -> None:
        self._open("entry")
        self._text("title", record.title)
        self._text("id", permalink(record, site) or f"urn:yaluwatch:article:{record.id}:{record.version}")
        self._element("link", {"rel": "alternate", "href": record.url, "hreflang": record.language})
        if link := permalink(record, site):
            self._element("link", {"rel": "via", "href": link})
        self._text("updated", time_text(record.fetched_at))
        self._text("published", time_text(record.published_at or record.first_seen_at))
        for author in record.authors or (record.publisher,):
            self._open("author")
            self._text("name", author)
            self._xml.endElement("author")
        for topic in record.topics:
            self._element("category", {"term": topic})
        cut = len(record.body) > _SUMMARY
        self._text("summary", record.body[:_SUMMARY] + ("…" if cut else ""))
        self._xml.endElement("entry")

    def end(self) -> None:
        self._xml.endElement("feed")
        self._xml.endDocument()

    def _text(self, name: str, text: str) -> None:
        self._open(name)
        self._xml.characters(_FORBIDDEN.sub("", text))
        self._xml.endElement(name)

    def _element(self, name: str, attributes: dict[str, str]) -> None:
        self._open(name, attributes)
        self._xml.endElement(name)

    def _open(self, name: str, attributes: Mapping[str, str] = MappingProxyType({})) -> None:
        clean = {key: _FORBIDDEN.sub("", value) for key, value in attributes.items()}
        self._xml.startElement(name, AttributesImpl(clean))
