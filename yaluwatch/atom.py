"""Atom feeds (RFC 4287), written entry by entry to a binary stream."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import IO
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

from yaluwatch.times import time_text

_NAMESPACE = "http://www.w3.org/2005/Atom"
# Characters that XML 1.0 does not allow.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class AtomEntry:
    """One entry; times are aware."""

    #: A permanent URI.
    id: str
    title: str
    #: URL of the article.
    url: str
    #: Language of the article, ISO 639-1.
    language: str
    updated: datetime
    published: datetime | None = None
    authors: tuple[str, ...]
    categories: tuple[str, ...] = ()
    summary: str = ""
    #: URL of the article in this archive; empty = none.
    via: str = ""


class AtomWriter:
    """Writes one feed: `start`, any number of entries, `end`."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._xml = XMLGenerator(stream, encoding="utf-8", short_empty_elements=True)

    def start(self, *, title: str, feed_id: str, updated: datetime, address: str = "") -> None:
        """Open the feed; `address` is its own URL, if it has one."""
        self._xml.startDocument()
        self._open("feed", {"xmlns": _NAMESPACE})
        self._text("title", title)
        self._text("id", feed_id)
        if address:
            self._element("link", {"rel": "self", "href": address})
        self._text("updated", time_text(updated))

    def entry(self, entry: AtomEntry) -> None:
        """Add an entry."""
        self._open("entry")
        self._text("title", entry.title, {"xml:lang": entry.language})
        self._text("id", entry.id)
        # A reader's program may follow any other, "javascript:" too.
        if entry.url.startswith(("http://", "https://")):
            self._element("link", {"rel": "alternate", "href": entry.url, "hreflang": entry.language})
        if entry.via:
            self._element("link", {"rel": "via", "href": entry.via})
        self._text("updated", time_text(entry.updated))
        if entry.published:
            self._text("published", time_text(entry.published))
        for author in entry.authors:
            self._open("author")
            self._text("name", author)
            self._xml.endElement("author")
        for category in entry.categories:
            self._element("category", {"term": category})
        self._text("summary", entry.summary)
        self._xml.endElement("entry")

    def end(self) -> None:
        """Close the feed."""
        self._xml.endElement("feed")
        self._xml.endDocument()

    def _text(self, name: str, text: str, attributes: Mapping[str, str] = MappingProxyType({})) -> None:
        self._open(name, attributes)
        self._xml.characters(_FORBIDDEN.sub("", text))
        self._xml.endElement(name)

    def _element(self, name: str, attributes: Mapping[str, str]) -> None:
        self._open(name, attributes)
        self._xml.endElement(name)

    def _open(self, name: str, attributes: Mapping[str, str] = MappingProxyType({})) -> None:
        clean = {key: _FORBIDDEN.sub("", value) for key, value in attributes.items()}
        self._xml.startElement(name, AttributesImpl(clean))
