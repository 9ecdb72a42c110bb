"""A feed whose items are gone before they are read says so, and they are looked for elsewhere."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from crawler.polling import CrawlReport
from storage import open_archive
from tests.integration.test_crawler_collect import NOW, local, one
from tests.site import Site
from yaluwatch.model import Source, SourceKind, SourceState

DAY = timedelta(days=1)


@pytest.fixture
def site() -> Iterator[Site]:
    served = Site()
    yield served
    served.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "yalu.db"


def published(number: int) -> datetime:
    """Article 1 was published 40 days before the test's time, and one more each day."""
    return (
        datetime(2026, 1, 1, 6, tzinfo=UTC) + (NOW - datetime(2026, 1, 1, tzinfo=UTC)) - (40 - number) * DAY
    )


def rss(site: Site, numbers: Sequence[int], extra: str = "") -> str:
    items = "".join(
        f"<item><title>Story {number}</title><link>{site.address}/news/{number}</link>"
        f"<pubDate>{format_datetime(published(number))}</pubDate></item>"
        for number in numbers
    )
    return (
        f'<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>{extra}{items}</channel></rss>'
    )


def serve(site: Site, numbers: Sequence[int], extra: str = "", at: str = "/feed") -> None:
    site.page(at, rss(site, numbers, extra), "application/rss+xml")
    for number in numbers:
        site.article(f"/news/{number}", f"Story {number}")


def poll(site: Site, path: Path, hours: int, **changes: object) -> tuple[CrawlReport, SourceState]:
    source: Source = local(site, **changes)
    report = one(path, source, now=NOW + timedelta(hours=hours))
    with open_archive(path) as archive:
        return report, archive.sources.state(source.id)


def stored(path: Path) -> set[str]:
    with open_archive(path) as archive:
        return {one.article.url.rpartition("/")[2] for one in archive.verdicts.untagged(99)}


def test_items_that_were_gone_before_they_were_read_are_said_to_be_missed(site: Site, path: Path) -> None:
    serve(site, [12, 11, 10])
    _, state = poll(site, path, 0)
    assert state.missed_at is None
    serve(site, [18, 17, 16])
    report, state = poll(site, path, 6)
    assert "items may have been missed" in report.detail
    assert state.missed_at is not None
    with open_archive(path) as archive:
        (last,) = archive.sources.fetch_log(state.source_id, "poll", limit=1)
    assert last.detail == "none of the last poll's items is left"


@pytest.mark.parametrize(
    "numbers", [[13, 12, 11], [12], [12, 11, 10], [11, 10, 9]], ids=["new", "shorter", "same", "withdrawn"]
)
def test_a_feed_that_still_has_an_item_of_the_last_poll_has_no_gap(
    site: Site, path: Path, numbers: list[int]
) -> None:
    serve(site, [12, 11, 10])
    poll(site, path, 0)
    serve(site, numbers)
    report, state = poll(site, path, 6)
    assert (report.detail, state.missed_at) == ("", None)


def test_a_feed_whose_addresses_all_change_has_no_gap_while_its_items_are_old(site: Site, path: Path) -> None:
    serve(site, [12, 11, 10])
    poll(site, path, 0)
    site.page("/feed", rss(site, [12, 11, 10]).replace("/news/", "/story/"), "application/rss+xml")
    for number in (10, 11, 12):
        site.article(f"/story/{number}", f"Story {number}")
    assert poll(site, path, 6)[1].missed_at is None


def test_an_empty_answer_between_two_polls_hides_no_gap(site: Site, path: Path) -> None:
    serve(site, [12, 11, 10])
    poll(site, path, 0)
    serve(site, [])
    poll(site, path, 6)
    serve(site, [18, 17, 16])
    assert poll(site, path, 12)[1].missed_at is not None


def test_missing_items_are_read_from_the_further_pages_the_feed_names(site: Site, path: Path) -> None:
    serve(site, [12, 11, 10])
    poll(site, path, 0)
    link = f'<atom:link rel="next" href="{site.address}/feed/{{}}"/>'
    serve(site, [18, 17, 16], link.format(2))
    serve(site, [15, 14, 13], link.format(3), at="/feed/2")
    serve(site, [12, 11, 10], link.format(4), at="/feed/3")
    report, state = poll(site, path, 6)
    assert stored(path) == {str(number) for number in range(10, 19)}
    assert state.missed_at is None
    assert "items may have been missed" not in report.detail
    assert "/feed/4" not in {asked for asked, _ in site.asked}


def test_missing_items_are_read_from_the_further_pages_of_wordpress(site: Site, path: Path) -> None:
    generator = "<generator>https://wordpress.org/?v=6.8</generator>"
    serve(site, [12, 11, 10], generator)
    poll(site, path, 0)
    serve(site, [18, 17, 16], generator)
    serve(site, [15, 14, 13, 12], generator, at="/feed?paged=2")
    _, state = poll(site, path, 6)
    assert stored(path) == {str(number) for number in range(10, 19)}
    assert state.missed_at is None


def test_further_pages_are_not_read_as_long_as_nothing_is_missing(site: Site, path: Path) -> None:
    generator = "<generator>https://wordpress.org/?v=6.8</generator>"
    serve(site, [12, 11, 10], generator)
    poll(site, path, 0)
    serve(site, [14, 13, 12], generator)
    poll(site, path, 6)
    assert not [asked for asked, _ in site.asked if "paged" in asked]


def test_missing_items_are_read_from_the_sitemap_but_not_those_of_other_sections(
    site: Site, path: Path
) -> None:
    site.page("/robots.txt", f"User-agent: *\nAllow: /\nSitemap: {site.address}/map.xml", "text/plain")
    serve(site, [39, 38, 37])
    poll(site, path, -48)
    serve(site, [45, 44, 43])
    entries = "".join(
        f"<url><loc>{site.address}/{folder}/{number}</loc><lastmod>{published(number):%Y-%m-%d}</lastmod></url>"
        for folder in ("news", "sport")
        for number in range(30, 46)
    )
    site.page("/map.xml", f"<urlset>{entries}</urlset>", "application/xml")
    for number in (40, 41, 42):
        site.article(f"/news/{number}", f"Story {number}")
    report, state = poll(site, path, 6 * 24)
    assert {"40", "41", "42"} <= stored(path)
    assert not [asked for asked, _ in site.asked if "sport" in asked]
    assert state.missed_at is None
    assert "items may have been missed" not in report.detail


def test_a_sitemap_that_can_not_be_read_is_no_failure_of_the_feed(site: Site, path: Path) -> None:
    site.page("/robots.txt", f"User-agent: *\nAllow: /\nSitemap: {site.address}/gone.xml", "text/plain")
    serve(site, [12, 11, 10])
    poll(site, path, 0)
    serve(site, [18, 17, 16])
    report, state = poll(site, path, 6)
    assert state.missed_at is not None
    assert "items may have been missed since the last poll" in report.detail
    assert "failed" not in report.detail
    assert "/gone.xml" in {asked for asked, _ in site.asked}


def test_a_listing_goes_on_to_its_older_pages_until_it_meets_what_it_knows(site: Site, path: Path) -> None:
    def listing(first: int, page: int) -> str:
        links = "".join(
            f'<h2><a href="/news/{number}">Story number {number} about the customs house</a></h2>'
            for number in range(first, first - 4, -1)
        )
        return f"<html><body>{links}<a rel='next' href='/list?page={page + 1}'>Next</a></body></html>"

    for number in range(1, 40):
        site.article(f"/news/{number}", f"Story {number}")
    site.page("/list", listing(12, 1))
    changes = {
        "kind": SourceKind.LISTING,
        "urls": (f"{site.address}/list",),
        "include": (r"/news/\d+$",),
    }
    poll(site, path, 0, **changes)
    site.page("/list", listing(24, 1))
    for page in range(2, 6):
        site.page(f"/list?page={page}", listing(24 - 4 * (page - 1), page))
    _, state = poll(site, path, 6, **changes)
    assert stored(path) == {str(number) for number in range(9, 25)}
    assert state.missed_at is None
