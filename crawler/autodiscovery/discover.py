"""What a site offers to be followed by: feeds, WordPress posts, sitemaps, listing pages.

For `yalu sources add URL`.
"""

import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import urljoin

from bs4 import BeautifulSoup

from crawler.autodiscovery.link_patterns import ENOUGH, article_pattern
from crawler.autodiscovery.wordpress_sites import posts_endpoints
from crawler.discovery import Announcement, links_of, read_feed, read_listing, read_sitemap
from crawler.discovery.wordpress import (
    POSTS_PER_POLL,
    endpoint_of,
    is_posts_endpoint,
    posts_address,
    read_poll,
)
from crawler.fetching import Refusal
from crawler.polling import SAMPLES
from crawler.text import clean_url, decode, host_of
from yaluwatch.errors import CrawlError
from yaluwatch.model import Candidate, Outcome, Page, Source, SourceKind
from yaluwatch.patterns import lazy_regex
from yaluwatch.text import clean_line

log = logging.getLogger(__name__)

#: Fetches a page; raises Refusal when there is none.
PageGetter = Callable[[str], Page]

#: What an operator can do about an address of their own network.
PRIVATE_HINT = "; --allow-private allows a site inside your own network"

_FEED_TYPES = ("rss+xml", "atom+xml", "rdf+xml", "feed+json")
# A link to a feed in the text of a page, and how many of them are looked at.
_FEED_LINK = lazy_regex(
    r"(?:/feed/?|\.rss|\.rdf|\.atom|(?:rss|feed|atom)[\w-]*\.(?:xml|json|php))$", re.IGNORECASE
)
_LINKED_FEEDS = 5
# Where feeds and sitemaps lie on sites that don't link them; the third is ND Soft's, common in Korea.
_USUAL_FEEDS = ("feed/", "rss.xml", "rss/allArticle.xml", "rss", "atom.xml", "index.xml", "feed.json")
_USUAL_SITEMAPS = ("news-sitemap.xml", "sitemap-news.xml", "sitemap.xml", "sitemap_index.xml")
# The kinds that can be found, best first.
_READERS = {
    SourceKind.FEED: read_feed,
    SourceKind.WORDPRESS: read_poll,
    SourceKind.SITEMAP: read_sitemap,
    SourceKind.LISTING: read_listing,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovered:
    """One address by which a site's articles can be followed."""

    kind: SourceKind
    #: Where it really lies, redirects followed.
    url: str
    #: As the site names it; empty when it doesn't.
    title: str
    #: The site's own name; empty when only a feed or sitemap was looked at.
    site: str = ""
    #: Articles it announces just now; 0 for an index of sitemaps.
    items: int
    #: The first few of them.
    samples: tuple[Candidate, ...] = ()
    #: On a listing page: what its articles' addresses have in common, where the usual signs miss them.
    include: tuple[str, ...] = ()


def discover(url: str, get: PageGetter) -> list[Discovered]:
    """What can be followed, best first: feeds, WordPress posts, sitemaps, then the page itself as a listing.

    `url` may be a home or section page, or a feed, sitemap or WordPress API itself. Raises CrawlError when it
    can't be had, or when it is another API.
    """
    try:
        page = get(url)
    except Refusal as refusal:
        hint = PRIVATE_HINT if refusal.outcome is Outcome.BLOCKED_ADDRESS else ""
        raise CrawlError(f"{url} can't be read: {refusal.outcome}, {refusal.reason}{hint}") from refusal
    if page.status != 200:
        raise CrawlError(f"{url} can't be read: HTTP {page.status}")
    kinds = [SourceKind.FEED, SourceKind.SITEMAP]
    if is_posts_endpoint(page.url):
        kinds.append(SourceKind.WORDPRESS)
    itself = [_look(kind, page, "") for kind in kinds]
    if known := [one for one in itself if one is not None]:
        return known
    if _is_json(page) and not list(posts_endpoints(page, _soup(page))):
        raise CrawlError(
            f'{url} answers JSON that is no feed; write an entry of kind "json" that says where its articles '
            "are (docs/add-a-source.md)"
        )
    found: dict[str, Discovered] = {}
    asked: set[str] = set()
    for kind, address, title in _tries(page, get):
        is_spare = kind is SourceKind.SITEMAP and any(one.kind is kind for one in found.values())
        if address in asked or is_spare:
            continue
        asked.add(address)
        at = page if kind is SourceKind.LISTING else _page(address, get)
        one = _look(kind, at, title) if at is not None else None
        if one is not None:
            found.setdefault(one.url, one)
    site = _site_name(_soup(page))
    return sorted((replace(one, site=site) for one in found.values()), key=_rank)


def _rank(one: Discovered) -> tuple[bool, int]:
    """Comments under articles are a feed, too, but not the one wanted; the order is kept otherwise."""
    is_comments = "comments" in f"{one.url} {one.title}".lower()
    return is_comments, list(_READERS).index(one.kind)


def _tries(page: Page, get: PageGetter) -> Iterator[tuple[SourceKind, str, str]]:
    """Addresses worth a look, likeliest first, as (kind, address, title)."""
    soup = _soup(page)
    linked = False
    for link in soup.select("link[rel~=alternate][href]"):
        address = clean_url(str(link["href"]), page.url)
        if address and any(kind in str(link.get("type", "")) for kind in _FEED_TYPES):
            linked = True
            yield SourceKind.FEED, address, clean_line(str(link.get("title", "")))
    for link in soup.find_all("a", href=_FEED_LINK, limit=_LINKED_FEEDS):
        if address := clean_url(str(link["href"]), page.url):
            linked = True
            yield SourceKind.FEED, address, clean_line(link.get_text(" "))
    if not linked:
        for path in _USUAL_FEEDS:
            yield SourceKind.FEED, urljoin(page.url, path), ""
    for endpoint in posts_endpoints(page, soup):
        yield SourceKind.WORDPRESS, posts_address(endpoint, page=1, per_page=POSTS_PER_POLL), ""
    for address in _robots_sitemaps(page.url, get):
        yield SourceKind.SITEMAP, address, ""
    for path in _USUAL_SITEMAPS:
        yield SourceKind.SITEMAP, urljoin(page.url, "/" + path), ""
    yield SourceKind.LISTING, clean_url(page.url) or page.url, _title(soup)


def _site_name(soup: BeautifulSoup) -> str:
    """What the site calls itself; a page's own title stands before or after it."""
    named = soup.select_one("meta[property='og:site_name'][content]")
    return clean_line(str(named["content"])) if named else _title(soup)


def _is_json(page: Page) -> bool:
    return page.body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"["))


def _title(soup: BeautifulSoup) -> str:
    title = soup.find("title")
    return clean_line(title.get_text()) if title else ""


def _robots_sitemaps(url: str, get: PageGetter) -> list[str]:
    robots = _page(urljoin(url, "/robots.txt"), get)
    if robots is None:
        return []
    lines = robots.body.decode("utf-8", errors="replace").splitlines()
    named = [line.partition(":")[2].strip() for line in lines if line.lower().startswith("sitemap:")]
    # A news sitemap is what we are after; the others list a site's whole past.
    named.sort(key=lambda address: "news" not in address.lower())
    return [address for name in named if (address := clean_url(name, url))]


def _page(address: str, get: PageGetter) -> Page | None:
    """A page that may be there or not."""
    try:
        page = get(address)
    except Refusal as refusal:
        log.info("not found url=%s outcome=%s reason=%s", address, refusal.outcome, refusal.reason)
        return None
    return page if page.status == 200 else None


def _look(kind: SourceKind, page: Page, title: str) -> Discovered | None:
    """What a page is worth as one kind of source; None when it is none."""
    source = _stand_in(kind, page.url)
    reading: Announcement = _READERS[kind](page, source)
    if kind is SourceKind.LISTING and len(reading.candidates) < ENOUGH:
        pattern = article_pattern(links_of(_soup(page), page.url), page.url)
        if pattern is None:
            return None
        source = replace(source, include=(pattern,))
        reading = read_listing(page, source)
    if reading.outcome is not Outcome.OK:
        return None
    url = clean_url(page.url) or page.url
    return Discovered(
        kind=kind,
        url=endpoint_of(url) if kind is SourceKind.WORDPRESS else url,
        title=title,
        items=len(reading.candidates),
        samples=reading.candidates[:SAMPLES],
        include=source.include,
    )


def _soup(page: Page) -> BeautifulSoup:
    return BeautifulSoup(decode(page.body, page.headers.get("content-type", "")).text, "lxml")


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
