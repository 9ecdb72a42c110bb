import httpx
import pytest

from crawler.discover import discover
from tests.unit.test_crawler_feeds import ITEM, rss
from tests.unit.test_crawler_sitemaps import url, urlset
from yaluwatch.errors import CrawlError
from yaluwatch.model import SourceKind

LINKS = "".join(f'<a href="/2026/09/{day}/a-b-c-d">Story {day}</a>' for day in range(10, 20))
HOME = f"""<html><head><title>News</title>
<link rel="alternate" type="application/rss+xml" title="All" href="/feed">
<link rel="alternate" type="application/rss+xml" href="/broken"></head><body>{LINKS}</body></html>"""


def client(pages: dict[str, str]) -> httpx.Client:
    def answer(request: httpx.Request) -> httpx.Response:
        body = pages.get(request.url.path)
        return httpx.Response(404) if body is None else httpx.Response(200, content=body.encode())

    return httpx.Client(transport=httpx.MockTransport(answer))


def test_linked_feeds_named_sitemaps_and_the_page_itself_are_found() -> None:
    pages = {
        "/": HOME,
        "/feed": rss(ITEM),
        "/broken": "<html></html>",
        "/robots.txt": "User-agent: *\nSitemap: https://news.example/all.xml\nsitemap: https://news.example/news.xml",
        "/news.xml": urlset(url("https://news.example/1")),
    }
    found = discover("https://news.example/", client(pages))
    assert [(one.kind, one.url, one.title, one.items) for one in found] == [
        (SourceKind.FEED, "https://news.example/feed", "All", 1),
        (SourceKind.SITEMAP, "https://news.example/news.xml", "", 1),
        (SourceKind.LISTING, "https://news.example/", "News", 10),
    ]
    assert found[0].samples == ("북중 무역 재개",)


def test_the_usual_places_are_tried_when_nothing_is_linked() -> None:
    pages = {
        "/": "<html><body>x</body></html>",
        "/rss/allArticle.xml": rss(ITEM),
        "/sitemap.xml": urlset(url("https://news.example/1")),
    }
    found = discover("https://news.example/", client(pages))
    assert [one.url for one in found] == [
        "https://news.example/rss/allArticle.xml",
        "https://news.example/sitemap.xml",
    ]


def test_a_site_without_anything_offers_nothing() -> None:
    assert discover("https://news.example/", client({"/": "<html><body>x</body></html>"})) == []


def test_a_site_that_is_not_there_is_named() -> None:
    with pytest.raises(CrawlError, match=r"news\.example/: HTTP 404"):
        discover("https://news.example/", client({}))

    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    with pytest.raises(CrawlError, match="no page there"):
        discover("https://news.example/", httpx.Client(transport=httpx.MockTransport(refuse)))
