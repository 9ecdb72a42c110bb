"""Articles on several pages over whole crawls: joined, polite, and never cut by a page that fails."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from crawler.extraction.reextract import reextract
from storage import open_archive
from tests.integration.test_crawler_collect import NOW, local, one
from tests.samples import connection_of
from tests.site import Site
from tests.unit.test_crawler_extract import SENTENCES, html
from yaluwatch.model import Outcome, StoredArticle

# What runs in crawl workers runs nowhere else.
pytestmark = pytest.mark.usefixtures("measured_programs")

PARTS = [
    SENTENCES,
    [
        "The second ferry carried forty crates of tyres and a lorry that had waited since October, he said.",
        "Its captain counted nineteen inspectors on the quay, twice as many as before the river was closed.",
    ],
    ["A third ferry is expected on Friday if the water stays high, the harbour office said on Sunday."],
]
PATHS = ["/a/ferry-returns", "/a/ferry-returns?page=2", "/a/ferry-returns?page=3"]
LATER = NOW + timedelta(days=1)


@pytest.fixture
def site() -> Iterator[Site]:
    served = Site()
    yield served
    served.close()


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return tmp_path / "yalu.db"


def publish(site: Site, *extra: str) -> None:
    """An article on three pages, announced by a feed."""
    site.feed("/feed", PATHS[0], *extra)
    for number, (path, lines) in enumerate(zip(PATHS, PARTS, strict=True), start=1):
        after = f'<a class="next" href="{PATHS[number]}">Next</a>' if number < len(PATHS) else ""
        site.page(path, html(lines, after=f'<div class="pager">{after}</div>'))


def stored(archive: Path) -> StoredArticle:
    """The article on three pages."""
    with open_archive(archive) as opened:
        with connection_of(opened).read("looking for the article") as db:
            url = f"%{PATHS[0]}"
            (article_id,) = db.execute("SELECT id FROM articles WHERE url LIKE ?", [url]).fetchone()
        found = opened.articles.get(article_id)
    assert found is not None
    return found


def paragraphs(archive: Path) -> list[str]:
    return stored(archive).article.body.split("\n\n")


WHOLE = [line for part in PARTS for line in part]


def test_an_article_on_three_pages_is_stored_once_and_whole(site: Site, archive: Path) -> None:
    publish(site, "/a/1002")
    site.article("/a/1002", "The next one")
    report = one(archive, local(site))
    assert (report.new, report.fetched, report.refused) == (2, 4, {})
    assert site.paths() == ["/feed", *PATHS, "/a/1002"]
    assert paragraphs(archive) == WHOLE
    assert stored(archive).article.found_by["body"].endswith(", 3 pages")
    again = one(archive, local(site), now=LATER)
    assert (again.new, again.edited) == (0, 0)
    with open_archive(archive) as opened:
        rows = opened.sources.fetch_log("s", "page", limit=9)
    assert {row.detail for row in rows} >= {"page 2 of an article", "page 3 of an article"}


@pytest.mark.parametrize("status", [404, 403, 503])
def test_a_new_article_is_stored_as_far_as_it_was_read_and_completed_later(
    site: Site, archive: Path, status: int
) -> None:
    publish(site)
    third = site.answers[PATHS[2]]
    site.answers[PATHS[2]] = (status, {}, b"not now")
    assert one(archive, local(site)).new == 1
    assert paragraphs(archive) == [*PARTS[0], *PARTS[1]]
    assert stored(archive).article.found_by["body"].endswith(", 2 pages, page 3 not read")
    site.answers[PATHS[2]] = third
    assert one(archive, local(site), now=LATER).edited == 1
    assert paragraphs(archive) == WHOLE


@pytest.mark.parametrize(("path", "status"), [(PATHS[1], 404), (PATHS[1], 429), (PATHS[2], 500)])
def test_a_stored_article_is_not_cut_by_a_page_that_fails(
    site: Site, archive: Path, path: str, status: int
) -> None:
    publish(site)
    one(archive, local(site))
    answer = site.answers[path]
    site.answers[path] = (status, {}, b"not now")
    assert one(archive, local(site), now=LATER).edited == 0
    site.answers[path] = answer
    assert one(archive, local(site), now=LATER + timedelta(days=1)).edited == 0
    assert (stored(archive).version, paragraphs(archive)) == (1, WHOLE)


def test_an_edit_of_a_further_page_is_a_version(site: Site, archive: Path) -> None:
    publish(site)
    one(archive, local(site))
    site.page(
        PATHS[2], html([*PARTS[2], "The fare is forty yuan, the harbour office added on Monday morning."])
    )
    assert one(archive, local(site), now=LATER).edited == 1
    assert len(paragraphs(archive)) == len(WHOLE) + 1


def test_a_page_that_robots_forbids_ends_the_article(site: Site, archive: Path) -> None:
    publish(site)
    site.page("/robots.txt", "User-agent: *\nDisallow: /*?page=", "text/plain")
    assert one(archive, local(site)).new == 1
    assert PATHS[1] not in site.paths()
    assert paragraphs(archive) == PARTS[0]
    site.page(PATHS[0], html([*SENTENCES, "The fare is forty yuan, an official added on Monday morning."]))
    assert one(archive, local(site), now=LATER).edited == 1


def test_a_pause_asked_for_by_a_further_page_ends_the_crawl(site: Site, archive: Path) -> None:
    publish(site, "/a/1002")
    site.article("/a/1002", "The next one")
    site.answers[PATHS[1]] = (429, {"Retry-After": "3600"}, b"slow down")
    report = one(archive, local(site))
    assert report.new == 1
    assert "/a/1002" not in site.paths()
    assert paragraphs(archive) == PARTS[0]
    assert one(archive, local(site), now=LATER).new == 1


def test_the_pages_of_one_article_share_its_cookies(site: Site, archive: Path) -> None:
    publish(site, "/a/1002")
    site.article("/a/1002", "The next one")
    status, headers, body = site.answers[PATHS[0]]  # type: ignore[misc]
    site.answers[PATHS[0]] = (status, {**headers, "Set-Cookie": "read=1; path=/"}, body)
    one(archive, local(site))
    cookies = {path: sent.get("cookie", "") for (path, _), sent in zip(site.asked, site.headers, strict=True)}
    assert (cookies[PATHS[1]], cookies[PATHS[2]], cookies["/a/1002"]) == ("read=1", "read=1", "")


def test_an_edit_on_a_later_page_is_noticed(site: Site, archive: Path) -> None:
    publish(site)
    one(archive, local(site))
    site.page(PATHS[2], html([*PARTS[2], "Corrected: it was the harbour master who said so."]))
    assert one(archive, local(site), now=LATER).edited == 1


def test_a_page_a_worker_died_on_is_not_asked_for_again(site: Site, archive: Path) -> None:
    publish(site)
    with open_archive(archive) as opened:
        opened.articles.dismiss(f"{site.address}{PATHS[1]}", "s", Outcome.CRASHED, NOW)
    assert one(archive, local(site)).new == 1
    assert PATHS[1] not in site.paths()
    assert paragraphs(archive) == PARTS[0]


def test_an_article_is_stored_when_the_crawl_ends_between_its_pages(site: Site, archive: Path) -> None:
    publish(site)
    # So many further pages that the crawl's time is over before.
    site.page("/robots.txt", "User-agent: *\nCrawl-delay: 2", "text/plain")
    assert one(archive, local(site), seconds=7).new == 1
    assert paragraphs(archive)[: len(PARTS[0])] == PARTS[0]


def test_reading_stored_pages_again_keeps_the_joined_body(site: Site, archive: Path) -> None:
    publish(site)
    one(archive, local(site))
    with open_archive(archive) as opened:
        with connection_of(opened).write("making the version an old one") as db:
            db.execute("UPDATE versions SET extractor = '0'")
        done = reextract(opened, [local(site)], LATER)
    assert (done.read, done.changed) == (1, {})
    assert paragraphs(archive) == WHOLE


def test_failures_with_pages_read_in_between_do_not_end_a_crawl(site: Site, archive: Path) -> None:
    names = [f"/a/100{number}" for number in range(8)]
    site.feed("/feed", *names)
    for number, name in enumerate(names):
        if number % 2:
            site.article(name, f"Story {number}")
        else:
            site.answers[name] = (403, {}, b"no")
    assert one(archive, local(site)).new == 4
