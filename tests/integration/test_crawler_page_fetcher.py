"""Single pages of a site, fetched under the rules of any crawl (the faults are in test_crawler_faults)."""

import gzip
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from time import time

import pytest

from crawler.fetching import Refusal
from crawler.polling import CrawlLimits
from crawler.workers import PageFetcher
from storage import Archive, open_archive
from tests.site import Answer, Site
from yaluwatch.model import Outcome


@pytest.fixture
def site() -> Iterator[Site]:
    served = Site()
    yield served
    served.close()


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path / "yalu.db") as opened:
        yield opened


@pytest.fixture
def fetcher(archive: Archive) -> Iterator[PageFetcher]:
    with fetching(archive) as made:
        yield made


def fetching(archive: Archive, **changes: object) -> PageFetcher:
    options = {"allow_private": True, "delay": 0.0, "limits": CrawlLimits(seconds=60)} | changes
    return PageFetcher(archive, "Yaluwatch/0.1", datetime.now(UTC), **options)  # type: ignore[arg-type]


def refusal(fetcher: PageFetcher, url: str) -> Outcome:
    with pytest.raises(Refusal) as refused:
        fetcher.get(url)
    return refused.value.outcome


def test_a_page_comes_as_it_is_with_redirects_followed_and_robots_asked_once(
    site: Site, fetcher: PageFetcher
) -> None:
    site.answers["/old"] = (302, {"Location": "/new"}, b"")
    site.answers["/new"] = (200, {"Content-Encoding": "gzip"}, gzip.compress("<p>새</p>".encode("euc-kr")))
    page = fetcher.get(f"{site.address}/old")
    assert (page.status, page.url, page.body) == (200, f"{site.address}/new", "<p>새</p>".encode("euc-kr"))
    assert fetcher.get(f"{site.address}/missing").status == 404
    assert [path for path, _ in site.asked] == ["/robots.txt", "/old", "/new", "/missing"]
    assert site.headers[-1]["user-agent"] == "Yaluwatch/0.1"


def test_what_is_refused_is_refused_by_name(site: Site, fetcher: PageFetcher) -> None:
    answers: dict[str, tuple[Answer, Outcome]] = {
        "/metadata": ((302, {"Location": "http://169.254.169.254/"}, b""), Outcome.CONNECTION),
        "/big": ((200, {}, bytes(11_000_000)), Outcome.TOO_LARGE),
        "/loop": ((302, {"Location": "/loop"}, b""), Outcome.TOO_MANY_REDIRECTS),
        "/private": ((200, {}, b""), Outcome.ROBOTS),
    }
    site.page("/robots.txt", "User-agent: *\nDisallow: /private", "text/plain")
    for path, (answer, _) in answers.items():
        site.answers[path] = answer
    for path, (_, outcome) in answers.items():
        if path != "/metadata":
            assert refusal(fetcher, site.address + path) is outcome, path
    closed = Site()
    closed.close()
    assert refusal(fetcher, closed.address) is Outcome.CONNECTION
    assert refusal(fetcher, "http://nobody.invalid/") is Outcome.DNS


def test_our_own_addresses_are_not_reached(site: Site, archive: Archive) -> None:
    with fetching(archive, allow_private=False) as fetcher:
        for host in ("127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "169.254.169.254"):
            assert refusal(fetcher, f"http://{host}:{site.port}/") is Outcome.BLOCKED_ADDRESS, host
    assert site.asked == []


def test_a_host_is_left_alone_between_pages_and_while_a_crawl_asks_it(site: Site, archive: Archive) -> None:
    site.page("/a", "<p>a</p>")
    host = f"host:127.0.0.1:{site.port}"
    assert archive.claims.take([host], "a crawl", time(), lease=1.5)
    began = time()
    with fetching(archive, delay=0.6) as fetcher:
        for _ in range(2):
            assert fetcher.get(f"{site.address}/a").status == 200
    assert time() - began >= 1.5
    spans = sorted(site.spans)
    assert all(later[0] - earlier[0] >= 0.3 for earlier, later in pairwise(spans))
