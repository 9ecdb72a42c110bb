"""Reading sitemaps, sitemap indexes and news sitemaps (https://www.sitemaps.org/protocol.html)."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from lxml import etree

from crawler.discovery.feeds import plain_line
from crawler.discovery.parsing import Announcement, announcement_of
from crawler.text import clean_url, is_wanted, parse_date
from yaluwatch.model import Candidate, Outcome, Page, Source

#: Entries not changed for longer are not news and are left out.
HORIZON = timedelta(days=14)
#: Parts of an index read in one poll, newest first.
MAX_PARTS = 5
#: Maximum size of a decompressed .gz sitemap, bytes (the protocol's limit).
MAX_BYTES = 50 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class _Entry:
    #: Local name of the element: "url" or "sitemap".
    kind: str
    loc: str
    #: Publication or, without it, last change; the sort key.
    moment: datetime | None
    updated_at: datetime | None
    title: str


def read_sitemap(page: Page, source: Source) -> Announcement:
    """The articles of a sitemap from the last two weeks, newest first, or the parts of an index to follow."""
    try:
        body = _unpacked(page.body)
        # With recover=True, a document that can't be parsed has no root at all.
        root = cast("etree._Element | None", etree.fromstring(body, _parser()))
    except (etree.XMLSyntaxError, zlib.error, ValueError) as error:
        return _not_xml(page, str(error))
    name = "nothing" if root is None else _local(root)
    if root is None or name not in {"urlset", "sitemapindex"}:
        return _not_xml(page, f"{name} instead of a sitemap")
    entries = list(_entries(root, source.timezone))
    entries.sort(key=lambda entry: -entry.moment.timestamp() if entry.moment else 0.0)
    recent = [entry for entry in entries if entry.moment is None or entry.moment > page.fetched_at - HORIZON]
    candidates = [
        item for entry in recent if entry.kind == "url" and (item := _candidate(entry, source, page))
    ]
    parts = [url for entry in recent if entry.kind == "sitemap" and (url := clean_url(entry.loc, page.url))]
    detail = _left_out(entries, recent, parts)
    return announcement_of(candidates, follow=tuple(parts[:MAX_PARTS]), detail=detail)


def _left_out(entries: list[_Entry], recent: list[_Entry], parts: list[str]) -> str:
    clauses = []
    if len(entries) > len(recent):
        clauses.append(f"{len(entries) - len(recent)} entries older than {HORIZON.days} days")
    if len(parts) > MAX_PARTS:
        clauses.append(f"{len(parts) - MAX_PARTS} parts of the index not read")
    return ", ".join(clauses)


def _parser() -> etree.XMLParser:
    # A sitemap must not use entities, files or the network (XXE; such as CVE-2026-41066).
    return etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, recover=True
    )


def _unpacked(body: bytes) -> bytes:
    if not body.startswith(b"\x1f\x8b"):
        return body.lstrip()
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    unpacked = unpacker.decompress(body, MAX_BYTES)
    if unpacker.unconsumed_tail:
        raise ValueError(f"unpacks to more than {MAX_BYTES} bytes")
    return unpacked.lstrip()


def _not_xml(page: Page, reason: str) -> Announcement:
    if b"<html" in page.body[:5000].lower():
        return Announcement(outcome=Outcome.HTML_INSTEAD_OF_FEED, detail="the answer is an HTML page")
    return Announcement(outcome=Outcome.PARSE_ERROR, detail=reason[:200])


def _local(element: etree._Element) -> str:
    # Comments and processing instructions have a function for a tag.
    tag: object = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _entries(root: etree._Element, zone: str) -> Iterator[_Entry]:
    for element in root:
        kind = _local(element)
        if kind not in {"url", "sitemap"}:
            continue
        # News sitemaps nest publication_date and title one level deeper.
        fields = {
            _local(child): (child.text or "").strip() for child in element.iter() if child is not element
        }
        if fields.get("loc"):
            published, modified = (
                parse_date(fields[name], zone) if fields.get(name) else None
                for name in ("publication_date", "lastmod")
            )
            title = fields.get("title", "") if "publication_date" in fields else ""
            yield _Entry(kind, _loc(element), published or modified, modified, title)


def _loc(element: etree._Element) -> str:
    """The entry's URL, not image:loc or video:loc, which have the same local name one level deeper."""
    return next(((child.text or "").strip() for child in element if _local(child) == "loc"), "")


def _candidate(entry: _Entry, source: Source, page: Page) -> Candidate | None:
    url = clean_url(entry.loc, page.url)
    if url is None or not is_wanted(url, source.include, source.exclude):
        return None
    published = entry.moment if entry.title else None
    return Candidate(
        source_id=source.id,
        url=url,
        title=plain_line(entry.title),
        published_at=published,
        updated_at=entry.updated_at,
    )
