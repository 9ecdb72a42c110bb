"""What a site offers to be followed by: feeds, sitemaps, listing pages. For `yalu sources find URL`."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urljoin

import httpx
from bs4 import BeautifulSoup

from crawler.decoding import decode
from crawler.feeds import read_feed
from crawler.listings import read_listing
from crawler.reading import Reading
from crawler.settings import MAX_BYTES
from crawler.sitemaps import read_sitemap
from crawler.urls import clean_url, host_of
from yaluwatch.errors import CrawlError
from yaluwatch.model import Outcome, Page, Source, SourceKind
from yaluwatch.text import clean_line

log = logging.getLogger(__name__)

_FEED_TYPES = ("rss+xml", "atom+xml", "rdf+xml", "feed+json")
# Where feeds and sitemaps lie on sites that don't link them; the third is ND Soft's, common in Korea.
_USUAL_FEEDS = ("feed/", "rss.xml", "rss/allArticle.xml", "rss", "atom.xml", "index.xml", "feed.json")
_USUAL_SITEMAPS = ("news-sitemap.xml", "sitemap-news.xml", "sitemap.xml", "sitemap_index.xml")
#: A page with fewer article links is no listing.
_LISTING = 5
_READERS = {SourceKind.FEED: read_feed, SourceKind.SITEMAP: read_sitemap, SourceKind.LISTING: read_listing}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One address by which a site's articles can be followed."""

    kind: SourceKind
    url: str
    #: As the site names it; empty when it doesn't.
    title: str
    #: Articles it announces just now; 0 for an index of sitemaps.
    items: int
    #: Headlines or, without them, addresses of up to three.
    samples: tuple[str, ...]


def discover(url: str, client: httpx.Client) -> list[Found]:
    """Feeds first, then sitemaps, then the page itself as a listing; only what could be read.

    The client decides on time-outs, redirects and user agent. Raises CrawlError when the page itself
    can't be had.
    """
    page = _get(url, client)
    if page is None or page.status != 200:
        raise CrawlError(f"{url}: no page there" if page is None else f"{url}: HTTP {page.status}")
    found: dict[str, Found] = {}
    for kind, address, title in _tries(page, client):
        if address in found or (kind is SourceKind.SITEMAP and _has(found, kind)):
            continue
        one = _look(kind, address, title, page if kind is SourceKind.LISTING else _get(address, client))
        if one is not None:
            found[address] = one
    return list(found.values())


def _tries(page: Page, client: httpx.Client) -> Iterator[tuple[SourceKind, str, str]]:
    """Addresses worth a look, likeliest first, as (kind, address, title)."""
    soup = BeautifulSoup(decode(page.body, page.headers.get("content-type", "")).text, "lxml")
    linked = False
    for link in soup.select("link[rel~=alternate][href]"):
        address = clean_url(str(link["href"]), page.url)
        if address and any(kind in str(link.get("type", "")) for kind in _FEED_TYPES):
            linked = True
            yield SourceKind.FEED, address, clean_line(str(link.get("title", "")))
    if not linked:
        for path in _USUAL_FEEDS:
            yield SourceKind.FEED, urljoin(page.url, path), ""
    for address in _robots_sitemaps(page.url, client):
        yield SourceKind.SITEMAP, address, ""
    for path in _USUAL_SITEMAPS:
        yield SourceKind.SITEMAP, urljoin(page.url, "/" + path), ""
    title = soup.find("title")
    yield SourceKind.LISTING, clean_url(page.url) or page.url, clean_line(title.get_text()) if title else ""


def _robots_sitemaps(url: str, client: httpx.Client) -> list[str]:
    robots = _get(urljoin(url, "/robots.txt"), client)
    if robots is None or robots.status != 200:
        return []
    lines = robots.body.decode("utf-8", errors="replace").splitlines()
    named = [line.partition(":")[2].strip() for line in lines if line.lower().startswith("sitemap:")]
    # A news sitemap is what we are after; the others list a site's whole past.
    named.sort(key=lambda address: "news" not in address.lower())
    return [address for name in named if (address := clean_url(name, url))]


def _has(found: dict[str, Found], kind: SourceKind) -> bool:
    return any(one.kind is kind for one in found.values())


def _look(kind: SourceKind, address: str, title: str, page: Page | None) -> Found | None:
    if page is None or page.status != 200:
        return None
    reading: Reading = _READERS[kind](page, _stand_in(kind, address))
    if reading.outcome is not Outcome.OK or (
        kind is SourceKind.LISTING and len(reading.candidates) < _LISTING
    ):
        return None
    samples = tuple(candidate.title or candidate.url for candidate in reading.candidates[:3])
    return Found(kind=kind, url=address, title=title, items=len(reading.candidates), samples=samples)


def _stand_in(kind: SourceKind, address: str) -> Source:
    host = host_of(address)
    return Source(
        id="found",
        name=host,
        publisher=host,
        homepage=address,
        language="en",
        country="KR",
        kind=kind,
        urls=(address,),
    )


def _get(url: str, client: httpx.Client) -> Page | None:
    """A page of bounded size, or None when there is none to be had."""
    try:
        with client.stream("GET", url) as response:
            body = bytearray()
            for chunk in response.iter_bytes(65_536):
                body += chunk
                if len(body) > MAX_BYTES:
                    return None
            return Page(
                source_id="found",
                requested_url=url,
                url=str(response.url),
                status=response.status_code,
                headers={name.lower(): value for name, value in response.headers.items()},
                body=bytes(body),
                fetched_at=datetime.now(UTC),
            )
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        log.info("not found url=%s error=%s", url, error)
        return None
