"""Reading feeds: RSS 0.9x–2.0, RDF, Atom and JSON Feed."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from html import escape, unescape
from io import BytesIO
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import feedparser
from bs4 import BeautifulSoup

from crawler.discovery.broken_items import with_whole_items
from crawler.discovery.feed_dates import JSON_PUBLISHED, JSON_UPDATED, PUBLISHED, UPDATED, FeedDates
from crawler.discovery.feed_pages import earlier_items, next_page
from crawler.discovery.json_feeds import json_items
from crawler.discovery.parsing import Announcement, announcement_of
from crawler.text import (
    Repaired,
    clean_url,
    decompressed,
    is_front_page,
    is_wanted,
    name_of,
    read_text,
    repair_xml,
    repairs_note,
    whole_address,
)
from yaluwatch.model import Candidate, Outcome, Page, Source
from yaluwatch.patterns import lazy_regex
from yaluwatch.text import clean_line

_HTML = lazy_regex(
    r"\s*(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
# Elements of HTML. Text without any is plain, whatever the feed calls it.
_ELEMENT = lazy_regex(
    r"</?(?:a|b|blockquote|br|div|em|figure|h[1-6]|i|img|li|ol|p|section|span|strong|table|td|tr|u|ul)\b[^<>]*>",
    re.IGNORECASE,
)
# CDATA that was escaped once more, marks and all (https://github.com/kurtmckee/feedparser/issues/440).
_ESCAPED_CDATA = lazy_regex(r"&lt;!\[CDATA\[(.*?)\]\]&gt;", re.DOTALL)
# The address in a link of RSS.
_LINK = lazy_regex(r"(<link\b[^<>]*>\s*(?:<!\[CDATA\[\s*)?)([^\s<>\]]+)", re.IGNORECASE)
_BARE_AMPERSAND = lazy_regex(r"&(?!#?\w{1,31};)")
_BLANK_LINE = lazy_regex(r"\n[ \t\r\u3000]*\n")
# Fragments that say where a reader came from or lead to a part of the page, never which item it is.
_NO_ITEM = lazy_regex(r"(?:utm_|xtor=|ref=|rss$|comments?$|respond$|top$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Item:
    """An item of a feed, before its URL is decided."""

    #: Absolute link, tracking parameters and fragment removed; None without a usable one.
    url: str | None
    #: What follows "#" in the link; empty when there is nothing.
    fragment: str
    #: The feed's own id of it; empty without one.
    guid: str
    title: str
    published_at: datetime | None
    updated_at: datetime | None
    #: Both HTML, empty when the feed has none.
    summary: str
    content: str


def read_feed(page: Page, source: Source) -> Announcement:
    """The articles a feed announces, in its order; never raises for a bad feed but says so in the outcome.

    What is not quite XML or JSON is repaired, and the detail says what was.
    """
    try:
        body = decompressed(page.body)
    except ValueError as error:
        return Announcement(outcome=Outcome.PARSE_ERROR, detail=str(error))
    read = read_text(body, page.headers.get("content-type", ""), source.encoding)
    if read.text.lstrip()[:1] in {"{", "["}:
        return _read_json_feed(read, page, source)
    if _HTML.match(read.text[:2000]):
        return Announcement(outcome=Outcome.HTML_INSTEAD_OF_FEED, detail="the answer is an HTML page")
    repaired = with_whole_items(repair_xml(_ESCAPED_CDATA.sub(r"\1", read.text)))
    text = _LINK.sub(lambda link: link[1] + whole_address(link[2], page.url), repaired.text)
    # By RFC 3023, text/xml without a charset is US-ASCII, which no feed reader follows.
    headers = {"content-location": page.url, "content-type": "application/xml; charset=utf-8"}
    parsed = feedparser.parse(BytesIO(text.encode("utf-8", errors="replace")), response_headers=headers)
    if not parsed.get("version") and not parsed.entries:
        return _not_a_feed(read.text, parsed)
    dates = FeedDates.of(parsed.entries, source, page.fetched_at)
    items = [_item(_with_own_id(entry, text), dates, page.url) for entry in parsed.entries]
    home = _home(str(parsed.feed.get("link", "")), page.url) or source.homepage
    earlier = earlier_items(parsed.feed, page.url)
    found = _announced(items, home, source, (*read.notes, *repaired.notes), earlier)
    return replace(found, date_order=name_of(dates.shown))


def _home(link: str, base: str) -> str | None:
    """The page a feed belongs to, by its own link."""
    return clean_url(link, base) if link.strip() else None


def _not_a_feed(text: str, parsed: Mapping[str, Any]) -> Announcement:
    if "<html" in text[:5000].lower():
        return Announcement(outcome=Outcome.HTML_INSTEAD_OF_FEED, detail="the answer is an HTML page")
    if not text.strip():
        return Announcement(outcome=Outcome.PARSE_ERROR, detail="the answer is empty")
    return Announcement(
        outcome=Outcome.PARSE_ERROR, detail=clean_line(str(parsed.get("bozo_exception", "not a feed")))[:200]
    )


def _announced(
    items: Sequence[_Item], home: str, source: Source, notes: Iterable[str], earlier: str
) -> Announcement:
    """The candidates among the items, with a count of those left out and the repairs of the file."""
    candidates = list(_candidates(items, home, source))
    dropped = len(items) - len(candidates)
    clauses = [f"{dropped} items without a wanted link" if dropped else "", repairs_note(notes)]
    follow = (earlier,) if earlier and candidates else ()
    return announcement_of(candidates, follow=follow, detail="; ".join(filter(None, clauses)))


def _candidates(items: Sequence[_Item], home: str, source: Source) -> Iterator[Candidate]:
    shared = _shared_urls(items)
    guids = Counter(item.guid for item in items)
    for item in items:
        url = _identity(item, home, shared)
        if url is None or not is_wanted(url, source.include, source.exclude):
            continue
        yield Candidate(
            source_id=source.id,
            url=url,
            title=item.title,
            published_at=item.published_at,
            updated_at=item.updated_at,
            summary=item.summary,
            content=item.content,
            # An id that several items have belongs to none of them.
            guid=item.guid if guids[item.guid] == 1 else "",
        )


def _shared_urls(items: Sequence[_Item]) -> set[str]:
    """URLs to which several items link, each to a part of its own."""
    different = {(item.url, item.fragment) for item in items if item.url}
    counts = Counter(url for url, _ in different)
    return {url for url, count in counts.items() if url and count > 1}


def _identity(item: _Item, home: str, shared: set[str]) -> str | None:
    """The URL that stands for an item and for no other; None if it has none.

    A fragment belongs to it where several items lie on one page. An item that links nowhere, or only to the
    home page, is told apart by its guid, if the feed carries its text: there is no page to read it from.
    """
    if item.fragment and item.url and not _NO_ITEM.match(item.fragment):
        is_route = item.fragment.startswith(("!", "/"))
        if is_route or item.url in shared or is_front_page(item.url):
            fragment = quote(item.fragment, safe="%/!?:@&=+$,;~*'()")
            return f"{item.url}#{fragment}"
    if item.url is not None and not (is_front_page(item.url) or item.url == home):
        return item.url
    text = max(item.content, item.summary, key=len)
    if not text or not item.title:
        return item.url
    guid = item.guid or sha256(item.title.encode()).hexdigest()[:16]
    page = clean_url(home)
    return f"{page}#{quote(guid, safe='')}" if page else None


def _item(entry: dict[str, Any], dates: FeedDates, base: str) -> _Item:
    url, fragment = _first_link(_links(entry), base)
    return _Item(
        url=url,
        fragment=fragment,
        guid=str(entry.get("id", "")).strip(),
        title=plain_line(entry.get("title", "")),
        published_at=dates.first(entry, PUBLISHED),
        updated_at=dates.first(entry, UPDATED),
        summary=_markup(entry.get("summary", ""), str(entry.get("summary_detail", {}).get("type", ""))),
        content=_content(entry),
    )


def _with_own_id(entry: dict[str, Any], text: str) -> dict[str, Any]:
    """An entry without the link that feedparser makes of a guid such as "4711", taking it for a path."""
    guid = str(entry.get("id", ""))
    if not guid or entry.get("link") != guid or guid in text or escape(guid) in text:
        return entry
    parts = urlsplit(guid)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    if path in text or escape(path) in text:
        return entry
    kept = {name: value for name, value in dict.items(entry) if name not in {"link", "links", "id"}}
    return kept | {"id": path.rpartition("/")[2]}


def _links(entry: Mapping[str, Any]) -> list[str]:
    links = [entry.get("link", "")]
    links += [link.get("href", "") for link in entry.get("links", ()) if link.get("rel") == "alternate"]
    # A guid that is a permalink is the article's URL when the item has no link.
    links.append(entry.get("id", "") if str(entry.get("id", "")).startswith("http") else "")
    return [str(link) for link in links]


def _first_link(links: Iterable[str], base: str) -> tuple[str | None, str]:
    """The first usable link, cleaned, and its fragment."""
    for link in links:
        if link.strip() and (url := clean_url(link, base)):
            return url, urlsplit(urljoin(base, link.strip())).fragment
    return None, ""


def _content(entry: Mapping[str, Any]) -> str:
    """The longest content:encoded or atom:content of an item as HTML; empty when there is none."""
    values = [_markup(part.get("value", ""), part.get("type", "")) for part in entry.get("content", ())]
    return max(values, key=len, default="")


def _markup(text: str, kind: str) -> str:
    """A text of a feed as HTML: plain text, by its type or for want of any element, gets its paragraphs."""
    if _ELEMENT.search(text):
        return text
    if kind == "text/plain":
        text = escape(text, quote=False)
    if kind != "text/plain" and not _BLANK_LINE.search(text):
        return text
    paragraphs = (part.strip().replace("\n", "<br>") for part in _BLANK_LINE.split(text))
    return "".join(f"<p>{part}</p>" for part in paragraphs if part)


def plain_line(markup: str) -> str:
    """The plain text of a title on one line, with tags removed and entities resolved."""
    if "<" not in markup:
        return clean_line(unescape(markup))
    # Of "R&D", the parser drops the "&" at the end of the text.
    escaped = _BARE_AMPERSAND.sub("&amp;", markup)
    return clean_line(BeautifulSoup(escaped, "html.parser").get_text(" "))


def _read_json_feed(read: Repaired, page: Page, source: Source) -> Announcement:
    found = json_items(read.text)
    if found is None:
        return Announcement(outcome=Outcome.PARSE_ERROR, detail="JSON, but not a JSON Feed")
    entries, fields, notes = found
    dates = FeedDates.of(entries, source, page.fetched_at)
    items = [_json_item(entry, dates, page.url) for entry in entries]
    home = _home(fields.get("home_page_url", ""), page.url) or source.homepage
    earlier = next_page(fields.get("next_url", ""), page.url)
    announced = _announced(items, home, source, (*read.notes, *notes), earlier)
    return replace(announced, date_order=name_of(dates.shown))


def _json_item(entry: Mapping[str, Any], dates: FeedDates, base: str) -> _Item:
    guid = str(entry.get("id") or "")
    links = (str(entry.get("url") or ""), str(entry.get("external_url") or ""))
    url, fragment = _first_link((*links, guid if guid.startswith("http") else ""), base)
    plain = _markup(str(entry.get("content_text") or ""), "text/plain")
    return _Item(
        url=url,
        fragment=fragment,
        guid=guid,
        title=plain_line(str(entry.get("title") or "")),
        published_at=dates.first(entry, JSON_PUBLISHED),
        updated_at=dates.first(entry, JSON_UPDATED),
        summary=_markup(str(entry.get("summary") or ""), "text/plain"),
        content=str(entry.get("content_html") or "") or plain,
    )
