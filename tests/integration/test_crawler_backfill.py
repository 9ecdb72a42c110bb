"""Reading a source's past: all of it once, politely, whatever happens, and without mail to any reader."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler.polling import CrawlLimits
from crawler.workers import read_past
from scheduler import jobs
from storage import Backfill, open_archive
from tests.integration.test_crawler_collect import local
from tests.site import Site
from tests.unit.test_crawler_extract import SENTENCES, html
from tests.wordpress_site import Post, Refusal, WordPressSite, posts
from yaluwatch.errors import CrawlError
from yaluwatch.model import Source, SourceKind

# What runs in crawl workers runs nowhere else.
pytestmark = pytest.mark.usefixtures("measured_programs")

NOW = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
SINCE, UNTIL = date(2024, 1, 1), date(2026, 10, 31)
STOPS: list[Callable[[], None]] = []


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "yalu.db"


@pytest.fixture
def site() -> Iterator[Site]:
    served = Site()
    yield served
    served.close()


@pytest.fixture
def wordpress() -> Iterator[Callable[..., WordPressSite]]:
    opened: list[WordPressSite] = []

    def made(*arguments: Any, **options: Any) -> WordPressSite:
        opened.append(WordPressSite(*arguments, **options))
        return opened[-1]

    yield made
    for one in opened:
        one.close()


def source_of(site: WordPressSite, **changes: Any) -> Source:
    settings: dict[str, Any] = {
        "id": "blog",
        "name": "Blog",
        "publisher": "Blog Press",
        "homepage": f"{site.address}/",
        "language": "en",
        "country": "US",
        "kind": SourceKind.WORDPRESS,
        "urls": (site.endpoint,),
        "delay_seconds": 0.0,
        "allow_private": True,
    }
    return Source(**(settings | changes))


def backfill(path: Path, source: Source, since: date = SINCE, until: date = UNTIL) -> Backfill:
    with open_archive(path) as archive:
        begun = jobs.begin_backfill(archive, source, since, until, NOW)
    return read_past(
        source,
        begun,
        path,
        limits=CrawlLimits(memory_mb=2048),
        user_agent="test",
        clock=lambda: NOW,
        on_progress=lambda *_: None,
        stop=threading.Event(),
    )


def stored(path: Path) -> dict[str, datetime | None]:
    """Title → date of publication of every article; fails if one is stored twice."""
    with open_archive(path) as archive:
        found = archive.verdicts.untagged(10_000)
    dates = {one.article.title: one.article.published_at for one in found}
    assert len(dates) == len(found)
    return dates


def own(number: int) -> list[str]:
    """The sentences of an article, one of which no other has."""
    return [*SENTENCES, f"The harbour office has filed this as its report number {number}."]


def numbers(path: Path) -> list[int]:
    return sorted(int(title.rpartition(" ")[2]) for title in stored(path))


def test_all_posts_of_the_range_are_stored_and_no_others(
    path: Path, wordpress: Callable[..., WordPressSite]
) -> None:
    site = wordpress(posts(330, datetime(2023, 12, 1, 12, tzinfo=UTC), timedelta(days=4)))
    inside = [post.number for post in site.posts if SINCE <= post.at.date() <= UNTIL]
    done = backfill(path, source_of(site))
    assert numbers(path) == inside
    assert (done.stored, done.waiting, done.failed) == (len(inside), 0, 0)
    assert done.finished_at is not None
    assert len(site.lists()) == 3
    with open_archive(path) as archive:
        months = archive.backfills.months(done.id)
        verified = archive.maintenance.verify()
    assert verified.is_sound
    assert verified.versions == len(inside)
    assert (months[0].month, months[-1].month) == ("2024-01", "2026-10")
    assert sum(month.stored for month in months) == len(inside)


def test_a_second_run_asks_for_nothing(path: Path, wordpress: Callable[..., WordPressSite]) -> None:
    site = wordpress(posts(20, datetime(2025, 1, 1, tzinfo=UTC), timedelta(days=4)))
    backfill(path, source_of(site))
    before = len(site.asked)
    backfill(path, source_of(site))
    assert len(site.asked) == before


def test_posts_without_their_text_are_read_from_their_pages(
    path: Path, wordpress: Callable[..., WordPressSite]
) -> None:
    first = datetime(2025, 1, 1, tzinfo=UTC)
    site = wordpress(
        [Post(number, first + timedelta(days=number), number % 3 > 0) for number in range(1, 31)]
    )
    done = backfill(path, source_of(site))
    assert numbers(path) == list(range(1, 31))
    assert (done.stored, done.listed) == (30, 30)
    with open_archive(path) as archive:
        verified = archive.maintenance.verify()
    assert verified.is_sound
    # Those whose texts the list has are stored without a page.
    assert (verified.versions, verified.pages) == (30, 10)
    assert len([asked for asked, _ in site.asked if asked.startswith("/story")]) == 10


def test_posts_imported_in_one_second_are_all_read(
    path: Path, wordpress: Callable[..., WordPressSite]
) -> None:
    site = wordpress([Post(number, datetime(2025, 1, 1, 9, tzinfo=UTC)) for number in range(1, 251)])
    backfill(path, source_of(site))
    assert numbers(path) == list(range(1, 251))


def test_parts_of_an_index_from_other_times_are_not_read(path: Path, site: Site) -> None:
    names = [f"{year}_{month}" for year in (2024, 2025, 2026) for month in range(1, 12)]
    parts = "".join(
        f"<sitemap><loc>{site.address}/all/{name}.xml</loc><lastmod>2022-01-01</lastmod></sitemap>"
        for name in names
    )
    site.page("/map.xml", f"<sitemapindex>{parts}</sitemapindex>", "application/xml")
    for place, name in enumerate(names):
        url = f"<url><loc>{site.address}/news/{place}</loc></url>"
        site.page(f"/all/{name}.xml", f"<urlset>{url}</urlset>", "application/xml")
        site.article(f"/news/{place}", f"Story {place}")
    source = local(site, kind=SourceKind.SITEMAP, urls=(f"{site.address}/map.xml",))
    backfill(path, source, since=date(2025, 3, 1), until=date(2025, 4, 30))
    assert [asked for asked in site.paths() if asked.startswith("/all")] == [
        "/all/2025_3.xml",
        "/all/2025_4.xml",
    ]
    assert len(stored(path)) == 2


@pytest.mark.parametrize("tells_totals", [True, False])
def test_refusals_for_a_while_lose_nothing(
    path: Path, wordpress: Callable[..., WordPressSite], *, tells_totals: bool
) -> None:
    def refuse(number: int) -> Refusal | None:
        return {2: (429, 1), 5: (503, 1), 7: (500, None), 8: (502, None), 11: (429, 1)}.get(number)

    first = datetime(2025, 1, 1, tzinfo=UTC)
    site = wordpress(
        [Post(number, first + timedelta(hours=12 * number), number % 50 > 0) for number in range(1, 501)],
        refuse=refuse,
        tells_totals=tells_totals,
    )
    done = backfill(path, source_of(site))
    assert numbers(path) == list(range(1, 501))
    assert done.failed == 0


def test_a_server_that_fails_to_make_long_pages_is_asked_for_short_ones(
    path: Path, wordpress: Callable[..., WordPressSite]
) -> None:
    site = wordpress(posts(120, datetime(2025, 1, 1, tzinfo=UTC), timedelta(days=1)), most=25)
    backfill(path, source_of(site))
    assert numbers(path) == list(range(1, 121))


def test_posts_deleted_meanwhile_cost_no_others(path: Path, wordpress: Callable[..., WordPressSite]) -> None:
    every = posts(250, datetime(2025, 1, 1, tzinfo=UTC), timedelta(hours=6))
    site = wordpress(every)

    def refuse(number: int) -> Refusal | None:
        if number == 2:
            site.posts = every[10:]
        return None

    site.refuse = refuse
    backfill(path, source_of(site))
    assert set(range(11, 251)) <= set(numbers(path))


def test_a_closed_api_is_said_and_stops_at_once(path: Path, wordpress: Callable[..., WordPressSite]) -> None:
    site = wordpress(
        posts(20, datetime(2025, 1, 1, tzinfo=UTC), timedelta(days=4)), refuse=lambda _: (403, None)
    )
    with pytest.raises(CrawlError, match="blog can't be read any further: forbidden"):
        backfill(path, source_of(site))
    assert len(site.lists()) == 1


def test_what_polls_have_read_is_kept_as_it_is(path: Path, wordpress: Callable[..., WordPressSite]) -> None:
    from tests.integration.test_crawler_collect import one

    site = wordpress(posts(30, datetime(2026, 10, 1, tzinfo=UTC), timedelta(days=1)))
    one(path, source_of(site), now=NOW)
    with open_archive(path) as archive:
        polled = {each.article.title: each.first_seen_at for each in archive.verdicts.untagged(99)}
    done = backfill(path, source_of(site))
    assert (done.known, done.stored) == (len(polled), 30 - len(polled))
    assert numbers(path) == list(range(1, 31))


def test_the_pages_of_a_feed_are_read_to_the_first_day(path: Path, site: Site) -> None:
    def serve(page: int, days: range) -> None:
        items = ""
        for day in days:
            at = datetime(2026, 6, 30, tzinfo=UTC) - timedelta(days=day)
            site.page(f"/news/{day}", html(own(day), title=f"Story {day}"))
            items += (
                f"<item><title>Story {day}</title><link>{site.address}/news/{day}</link>"
                f"<pubDate>{at:%a, %d %b %Y %H:%M:%S} +0000</pubDate></item>"
            )
        generator = "<generator>https://wordpress.org/?v=6.8</generator>"
        address = "/feed" if page == 1 else f"/feed?paged={page}"
        site.page(address, f"<rss version='2.0'><channel>{generator}{items}</channel></rss>", "text/xml")

    for page in range(1, 10):
        serve(page, range(10 * page, 10 * page + 10))
    done = backfill(path, local(site), since=date(2026, 5, 1))
    assert numbers(path) == list(range(10, 61))
    assert done.finished_at is not None
    assert "/feed?paged=8" not in site.paths()


def test_a_feed_without_further_pages_is_helped_by_the_sitemaps_of_its_site(path: Path, site: Site) -> None:
    site.page("/robots.txt", f"User-agent: *\nAllow: /\nSitemap: {site.address}/map.xml", "text/plain")
    site.feed("/feed", "/news/9")
    site.article("/news/9", "Story 9")
    parts = "".join(f"<sitemap><loc>{site.address}/map{n}.xml</loc></sitemap>" for n in (1, 2))
    site.page("/map.xml", f"<sitemapindex>{parts}</sitemapindex>", "application/xml")
    for number, entries in ((1, range(1, 5)), (2, range(5, 9))):
        urls = "".join(
            f"<url><loc>{site.address}/{folder}/{entry}</loc><lastmod>2025-03-0{entry}</lastmod></url>"
            for folder in ("news", "sport")
            for entry in entries
        )
        site.page(f"/map{number}.xml", f"<urlset>{urls}</urlset>", "application/xml")
        for entry in entries:
            site.article(f"/news/{entry}", f"Story {entry}")
    done = backfill(path, local(site))
    assert numbers(path) == list(range(1, 10))
    assert done.method == "sitemaps"
    assert not [asked for asked in site.paths() if "sport" in asked]


def test_an_archive_is_read_day_by_day_and_a_day_without_a_page_is_none(path: Path, site: Site) -> None:
    for day in range(1, 29):
        if day % 5:
            link = f'<h2><a href="/2026/02/{day:02d}/ferry-sails-again-{day}">Story {day}</a></h2>'
            site.page(f"/archive/2026/{day:02d}-2", f"<html><body>{link}</body></html>")
            dated = f'<meta property="article:published_time" content="2026-02-{day:02d}T08:00:00Z">'
            page = html(own(day), title=f"Story {day}").replace("</head>", f"{dated}</head>")
            site.page(f"/2026/02/{day:02d}/ferry-sails-again-{day}", page)
    archive = f"{site.address}/archive/{{YYYY}}/{{DD}}-{{M}}"
    done = backfill(path, local(site, archive=archive), since=date(2026, 2, 3), until=date(2026, 2, 28))
    assert numbers(path) == [day for day in range(3, 29) if day % 5]
    assert done.finished_at is not None


def test_numbered_pages_end_when_all_articles_are_older(path: Path, site: Site) -> None:
    for page in range(1, 30):
        links = ""
        for place in range(3):
            number = 3 * (page - 1) + place
            at = datetime(2026, 10, 20, tzinfo=UTC) - timedelta(days=5 * number)
            links += f'<h2><a href="/a/{100_000 + number}">Story {number}</a></h2>'
            dated = f'<meta property="article:published_time" content="{at.isoformat()}">'
            site.page(
                f"/a/{100_000 + number}",
                html(own(number), title=f"Story {number}").replace("</head>", f"{dated}</head>"),
            )
        site.page(f"/list/{page}", f"<html><body>{links}</body></html>")
    source = local(site, archive=f"{site.address}/list/{{page}}")
    done = backfill(path, source, since=date(2026, 9, 1))
    assert done.finished_at is not None
    assert set(range(10)) <= set(numbers(path))
    assert len([asked for asked in site.paths() if asked.startswith("/list")]) <= 5


def test_a_source_that_tells_nothing_of_its_past_says_what_to_do(path: Path, site: Site) -> None:
    site.feed("/feed", "/news/9")
    site.article("/news/9", "Story 9")
    with pytest.raises(CrawlError, match="no further pages, and its site names no sitemap; set `archive`"):
        backfill(path, local(site))
