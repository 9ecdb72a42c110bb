"""Dates of whole feeds: what the items of a feed say about each other, and what its country says."""

import json
from datetime import UTC, datetime

import pytest

from crawler.discovery.feeds import read_feed
from yaluwatch.model import Candidate, Page, Source, SourceKind

URL = "https://feeds.example/rss"
NOW = datetime(2025, 6, 12, 3, 0, tzinfo=UTC)


def candidates(body: str, country: str = "KR", timezone: str = "Asia/Seoul") -> tuple[Candidate, ...]:
    source = Source(
        id="s",
        name="S",
        publisher="S",
        homepage="https://feeds.example/",
        language="en",
        country=country,
        kind=SourceKind.FEED,
        urls=(URL,),
        timezone=timezone,
    )
    page = Page(
        source_id="s",
        requested_url=URL,
        url=URL,
        status=200,
        headers={"content-type": "application/xml"},
        body=body.encode(),
        fetched_at=NOW,
    )
    return read_feed(page, source).candidates


def rss(*dates: str) -> str:
    items = "".join(
        f"<item><title>Story {number}</title><link>https://feeds.example/{number}</link><pubDate>{date}</pubDate></item>"
        for number, date in enumerate(dates)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>F</title>{items}</channel></rss>'


def days(found: tuple[Candidate, ...]) -> list[str | None]:
    return [item.published_at.date().isoformat() if item.published_at else None for item in found]


@pytest.mark.parametrize(
    "date",
    [
        "2025.06.11 19:40",
        "2025년 6월 11일 오후 7:40",
        "20250611194000",
        "2025-06-11(수) 19:40",
        "Wed,11 Jun 2025 19:40:0 GMT+9",
        "2025年6月11日 下午6:40 +0800",
    ],
)
def test_a_date_the_feed_library_half_reads_is_read_whole(date: str) -> None:
    (item,) = candidates(rss(date))
    assert item.published_at == datetime(2025, 6, 11, 10, 40, tzinfo=UTC)


def test_the_year_or_month_alone_is_no_date() -> None:
    assert days(candidates(rss("2025", "2025-06", "June 2025"))) == [None, None, None]


def test_an_abbreviation_is_that_of_the_sources_country() -> None:
    feed = rss("Wed, 11 Jun 2025 18:40:00 CST")
    (chinese,) = candidates(feed, "CN", "Asia/Shanghai")
    (american,) = candidates(feed, "US", "America/Chicago")
    assert chinese.published_at == datetime(2025, 6, 11, 10, 40, tzinfo=UTC)
    assert american.published_at == datetime(2025, 6, 12, 0, 40, tzinfo=UTC)


def test_one_clear_item_decides_the_order_of_the_others() -> None:
    assert days(candidates(rss("06/05/2025 10:00", "05/28/2025 10:00"))) == ["2025-06-05", "2025-05-28"]
    assert days(candidates(rss("05/06/2025 10:00", "28/05/2025 10:00"))) == ["2025-06-05", "2025-05-28"]


def test_an_order_that_nothing_decides_is_no_date() -> None:
    assert days(candidates(rss("05/06/2025 10:00", "04/06/2025 10:00"))) == [None, None]


def test_an_order_that_nothing_else_decides_is_the_countrys() -> None:
    feed = rss("05/06/2025 10:00", "04/06/2025 10:00")
    assert days(candidates(feed, "US", "UTC")) == ["2025-05-06", "2025-04-06"]
    assert days(candidates(feed, "GB", "UTC")) == ["2025-06-05", "2025-06-04"]


def test_the_next_field_is_used_when_one_is_no_date() -> None:
    feed = rss("soon").replace("</item>", "<dc:date>2025-06-11</dc:date></item>")
    feed = feed.replace("<rss ", '<rss xmlns:dc="http://purl.org/dc/elements/1.1/" ')
    assert days(candidates(feed, "US", "UTC")) == ["2025-06-11"]


def test_relative_dates_count_from_the_fetch() -> None:
    (item,) = candidates(rss("3시간 전"))
    assert item.published_at == datetime(2025, 6, 12, 0, 0, tzinfo=UTC)


def test_json_feeds_are_read_alike() -> None:
    items = [
        {"id": "1", "url": "https://feeds.example/1", "title": "A", "date_published": "05/28/2025"},
        {"id": "2", "url": "https://feeds.example/2", "title": "B", "date_published": "06/05/2025"},
        {"id": "3", "url": "https://feeds.example/3", "title": "C", "date_modified": "2025.06.11 19:40"},
    ]
    feed = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "F", "items": items})
    assert days(candidates(feed, timezone="UTC")) == ["2025-05-28", "2025-06-05", "2025-06-11"]
