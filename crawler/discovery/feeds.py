"""Reading feeds: RSS 0.9x–2.0, RDF, Atom and JSON Feed."""

import json
import re
from calendar import timegm
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import feedparser
from bs4 import BeautifulSoup

from crawler.discovery.parsing import Announcement, announcement_of
from crawler.text import clean_url, decode, has_zone, is_wanted, local_to_utc, parse_date
from yaluwatch.model import Candidate, Outcome, Page, Source
from yaluwatch.text import clean_line

_HTML = re.compile(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
# Fields for an item's publication date, best first. feedparser reports Dublin Core's dc:date as "updated".
_DATE_FIELDS = ("published", "created", "updated")


def read_feed(page: Page, source: Source) -> Announcement:
    """The articles a feed announces, in its order; never raises for a bad feed but says so in the outcome."""
    body = page.body.strip()
    if body[:1] in {b"{", b"["}:
        return _read_json_feed(page, source)
    if _HTML.match(page.body[:2000]):
        return Announcement(outcome=Outcome.HTML_INSTEAD_OF_FEED, detail="the answer is an HTML page")
    parsed = feedparser.parse(BytesIO(_feed_bytes(page, source)), response_headers=_headers(page, source))
    if not parsed.get("version") and not parsed.entries:
        return _not_a_feed(page, parsed)
    candidates = [
        candidate
        for entry in parsed.entries
        if (candidate := _candidate(entry, source, page.url)) is not None
    ]
    dropped = len(parsed.entries) - len(candidates)
    return announcement_of(candidates, detail=f"{dropped} items without a wanted link" if dropped else "")


def _feed_bytes(page: Page, source: Source) -> bytes:
    """The feed as received, or converted to UTF-8 if the source's entry overrides its charset."""
    if not source.encoding:
        return page.body
    text = decode(page.body, override=source.encoding).text
    return _XML_DECLARATION.sub("", text).encode("utf-8", errors="replace")


def _headers(page: Page, source: Source) -> dict[str, str]:
    """The response headers feedparser needs: the base of relative links and the charset."""
    content_type = page.headers.get("content-type", "")
    if source.encoding:
        content_type = "application/xml; charset=utf-8"
    elif "charset" not in content_type.lower():
        # By RFC 3023, text/xml without a charset is US-ASCII, which no feed reader follows.
        content_type = "application/xml"
    return {"content-location": page.url, "content-type": content_type}


def _not_a_feed(page: Page, parsed: Mapping[str, Any]) -> Announcement:
    if b"<html" in page.body[:5000].lower():
        return Announcement(outcome=Outcome.HTML_INSTEAD_OF_FEED, detail="the answer is an HTML page")
    if not page.body.strip():
        return Announcement(outcome=Outcome.PARSE_ERROR, detail="the answer is empty")
    return Announcement(
        outcome=Outcome.PARSE_ERROR, detail=clean_line(str(parsed.get("bozo_exception", "not a feed")))[:200]
    )


def _candidate(entry: dict[str, Any], source: Source, base: str) -> Candidate | None:
    url = _link(entry, base)
    if url is None or not is_wanted(url, source.include, source.exclude):
        return None
    return Candidate(
        source_id=source.id,
        url=url,
        title=plain_line(entry.get("title", "")),
        published_at=_dated(entry, source.timezone, _DATE_FIELDS),
        updated_at=_dated(entry, source.timezone, ("updated",)),
        summary=entry.get("summary", ""),
        content=_content(entry),
    )


def _link(entry: Mapping[str, Any], base: str) -> str | None:
    links = [entry.get("link", "")]
    links += [link.get("href", "") for link in entry.get("links", ()) if link.get("rel") == "alternate"]
    # A guid that is a permalink is the article's URL when the item has no link.
    links.append(entry.get("id", "") if str(entry.get("id", "")).startswith("http") else "")
    return next((url for link in links if link and (url := clean_url(link, base))), None)


def _content(entry: Mapping[str, Any]) -> str:
    """The longest content:encoded or atom:content of an item; empty when there is none."""
    values = [part.get("value", "") for part in entry.get("content", ())]
    return max(values, key=len, default="")


def _dated(entry: dict[str, Any], zone: str, fields: Sequence[str]) -> datetime | None:
    """The first of an item's dates that can be parsed, aware UTC; `zone` is used for dates without one."""
    for field in fields:
        # feedparser's own `get` falls back to a different date field, with a warning.
        printed = str(dict.get(entry, field) or "")
        parsed = dict.get(entry, f"{field}_parsed") if printed else None
        if parsed:
            moment = _utc(parsed)
            # feedparser treats a date without a zone as UTC.
            if moment is not None and not has_zone(printed):
                return local_to_utc(moment.replace(tzinfo=None), zone)
            if moment is not None:
                return moment
        elif printed and (moment := parse_date(printed, zone)):
            return moment
    return None


def _utc(parsed: Any) -> datetime | None:
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC)
    except (ValueError, OverflowError, OSError, TypeError):
        return None


def plain_line(markup: str) -> str:
    """The plain text of a title on one line, with tags removed and entities resolved."""
    if "<" in markup or "&" in markup:
        markup = BeautifulSoup(markup, "html.parser").get_text(" ")
    return clean_line(markup)


def _read_json_feed(page: Page, source: Source) -> Announcement:
    try:
        document = json.loads(decode(page.body, override="utf-8").text)
        items = document["items"] if isinstance(document, dict) else None
    except (ValueError, RecursionError, KeyError):
        items = None
    if not isinstance(items, list):
        return Announcement(outcome=Outcome.PARSE_ERROR, detail="JSON, but not a JSON Feed")
    return announcement_of(list(_json_candidates(items, page.url, source)))


def _json_candidates(items: list[Any], base: str, source: Source) -> Iterator[Candidate]:
    for item in items:
        if not isinstance(item, dict):
            continue
        link = str(item.get("url") or item.get("external_url") or "")
        link = link or (str(item.get("id")) if str(item.get("id")).startswith("http") else "")
        url = clean_url(link, base) if link else None
        if url is None or not is_wanted(url, source.include, source.exclude):
            continue
        modified = str(item.get("date_modified") or "")
        printed = str(item.get("date_published") or "") or modified
        yield Candidate(
            source_id=source.id,
            url=url,
            title=plain_line(str(item.get("title") or "")),
            published_at=parse_date(printed, source.timezone) if printed else None,
            updated_at=parse_date(modified, source.timezone) if modified else None,
            summary=str(item.get("summary") or ""),
            content=str(item.get("content_html") or item.get("content_text") or ""),
        )
