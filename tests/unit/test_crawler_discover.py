from collections.abc import Callable
from urllib.parse import urlsplit

import pytest

from crawler.autodiscovery.discover import discover
from crawler.fetching import Refusal
from tests.samples import page
from tests.unit.test_crawler_feeds import ITEM, rss
from tests.unit.test_crawler_sitemaps import url, urlset
from yaluwatch.errors import CrawlError
from yaluwatch.model import Outcome, Page, SourceKind

LINKS = "".join(f'<a href="/2026/09/{day}/a-b-c-d">Story {day}</a>' for day in range(10, 20))
HOME = f"""<html><head><title>News</title>
<link rel="alternate" type="application/rss+xml" title="All" href="/feed">
<link rel="alternate" type="application/rss+xml" href="/broken"></head><body>{LINKS}</body></html>"""


def site(pages: dict[str, str]) -> Callable[[str], Page]:
    """A site that has these pages and no others."""

    def get(address: str) -> Page:
        body = pages.get(urlsplit(address).path)
        return page(url=address, status=404 if body is None else 200, headers={}, body=(body or "").encode())

    return get


def test_linked_feeds_named_sitemaps_and_the_page_itself_are_found() -> None:
    pages = {
        "/": HOME,
        "/feed": rss(ITEM),
        "/broken": "<html></html>",
        "/robots.txt": "User-agent: *\nSitemap: https://news.example/all.xml\nsitemap: https://news.example/news.xml",
        "/news.xml": urlset(url("https://news.example/1")),
    }
    found = discover("https://news.example/", site(pages))
    assert [(one.kind, one.url, one.title, one.items) for one in found] == [
        (SourceKind.FEED, "https://news.example/feed", "All", 1),
        (SourceKind.SITEMAP, "https://news.example/news.xml", "", 1),
        (SourceKind.LISTING, "https://news.example/", "News", 10),
    ]
    assert [one.title for one in found[0].samples] == ["북중 무역 재개"]


def test_the_usual_places_are_tried_when_nothing_is_linked() -> None:
    pages = {
        "/": "<html><body>x</body></html>",
        "/rss/allArticle.xml": rss(ITEM),
        "/sitemap.xml": urlset(url("https://news.example/1")),
    }
    found = discover("https://news.example/", site(pages))
    assert [one.url for one in found] == [
        "https://news.example/rss/allArticle.xml",
        "https://news.example/sitemap.xml",
    ]


def test_a_feed_or_sitemap_is_taken_as_it_is() -> None:
    pages = {"/feed": rss(ITEM), "/map": urlset(url("https://news.example/1"))}
    for path, kind in (("/feed", SourceKind.FEED), ("/map", SourceKind.SITEMAP)):
        (found,) = discover(f"https://news.example{path}", site(pages))
        assert (found.kind, found.url) == (kind, f"https://news.example{path}")


def test_comments_come_last() -> None:
    links = "".join(
        f'<link rel="alternate" type="application/rss+xml" href="{path}">'
        for path in ("/comments/feed", "/feed")
    )
    pages = {"/": f"<html><head>{links}</head></html>", "/feed": rss(ITEM), "/comments/feed": rss(ITEM)}
    assert [one.url for one in discover("https://news.example/", site(pages))] == [
        "https://news.example/feed",
        "https://news.example/comments/feed",
    ]


def test_links_without_the_usual_signs_are_told_by_what_they_have_in_common() -> None:
    names = ("bridge", "coal", "customs", "squid", "timber", "trains")
    links = "".join(f'<a href="/v/{name}/p1.shtml">Headline on {name} from Dandong</a>' for name in names)
    more = '<a href="/about/p1.shtml">Us</a><a href="/v/sport">Sport</a>'
    pages = {"/": f"<html><head><title>News</title></head><body>{more}{links}</body></html>"}
    (found,) = discover("https://news.example/", site(pages))
    assert (found.kind, found.items) == (SourceKind.LISTING, 6)
    assert found.include == (r"^https?://news\.example/v/[^/]+/p\d+\.shtml",)


def test_a_site_without_anything_offers_nothing() -> None:
    assert discover("https://news.example/", site({"/": "<html><body>x</body></html>"})) == []


def test_a_site_that_is_not_there_is_named() -> None:
    with pytest.raises(CrawlError, match=r"news\.example/ can.t be read: HTTP 404"):
        discover("https://news.example/", site({}))

    def refuse(_address: str) -> Page:
        raise Refusal(Outcome.CONNECTION, "refused")

    with pytest.raises(CrawlError, match="connection, refused"):
        discover("https://news.example/", refuse)
