"""The publication date of pages that have no metadata, or only part of it."""

from datetime import UTC, datetime, timedelta

import pytest
from lxml import html

from crawler.extraction.found import Found
from crawler.extraction.publication import published_of
from crawler.extraction.structured import read_metadata
from yaluwatch.model import Candidate, Page, Source, SourceKind

NOW = datetime(2025, 6, 12, 3, 0, tzinfo=UTC)
TEXT = "".join(
    f"<p>세관 앞에서 트럭이 다시 움직였다고 소식통 {number}명이 전했다.</p>" for number in range(9)
)


def published(
    body: str,
    head: str = "",
    url: str = "https://site.example/view?no=9",
    language: str = "ko",
    **changes: str,
) -> Found[datetime | None]:
    fields = {"country": "KR", "timezone": "Asia/Seoul"} | changes
    source = Source(
        id="s",
        name="S",
        publisher="S",
        homepage="https://site.example/",
        language="ko",
        kind=SourceKind.LISTING,
        urls=("https://site.example/",),
        country=fields["country"],
        timezone=fields["timezone"],
    )
    page = Page(source_id="s", requested_url=url, url=url, status=200, headers={}, body=b"", fetched_at=NOW)
    tree = html.document_fromstring(
        f"<html lang='{language}'><head><title>t</title>{head}</head><body>{body}</body></html>"
    )
    return published_of(tree, read_metadata(tree, url), page, source, None)


def seoul(day: int, hour: int, minute: int) -> datetime:
    return datetime(2025, 6, day, hour, minute, tzinfo=UTC) - timedelta(hours=9)


@pytest.mark.parametrize(
    "dates",
    [
        "<span>최종수정 2025.06.11 18:30</span> <span>기사입력 2025.06.10 07:45</span>",
        "<span>수정</span> <em>2025.06.11 18:30</em> <span>입력</span> <em>2025.06.10 07:45</em>",
        "<p>입력 : 2025-06-10 07:45 / 수정 : 2025-06-11 18:30</p>",
        "<p>更新：2025年06月11日18:30 发布：2025年06月10日07:45</p>",
        "<p>Updated June 11, 2025 6:30 PM</p><p>Published June 10, 2025 7:45 AM</p>",
        "<time class='updated' datetime='2025-06-11 18:30'></time><time datetime='2025-06-10 07:45'></time>",
        "<time itemprop='dateModified'>2025-06-11 18:30</time> <time>2025-06-10 07:45</time>",
        "<span class='date-modified'>2025-06-11 18:30</span> <span class='date'>2025-06-10 07:45</span>",
        "<div>2025.06.10 오전 7:45</div>",
        # https://github.com/lovasoa/ophirofox/issues/239
        "<p>mis à jour le 11 juin 2025 à 18h30, publié le 10 juin 2025 à 7h45</p>",
        "<div>2025年06月10日07:45 | 来源：日报</div>",
    ],
)
def test_the_date_of_publication_is_told_from_that_of_a_change(dates: str) -> None:
    assert published(f"<h1>철교 운행 재개</h1><div>{dates}</div>{TEXT}").value == seoul(10, 7, 45)


def test_only_a_date_of_a_change_is_better_than_none() -> None:
    found = published(f"<h1>철교 운행 재개</h1><p>수정 2025.06.11 18:30</p>{TEXT}")
    assert found.value in {seoul(11, 18, 30), seoul(11, 0, 0)}


def test_the_date_beside_the_headline_beats_those_of_other_stories() -> None:
    other = "<ul><li>다른 기사 <time datetime='2025-06-01T09:00'>1일</time></li></ul>" * 3
    found = published(f"{other}{TEXT}<h1>철교 운행 재개</h1><p>2025-06-10 07:45</p>{TEXT}{other}")
    assert found.value == seoul(10, 7, 45)


def test_a_date_in_the_headline_is_what_the_article_is_about() -> None:
    found = published(f"<h1>2025.06.03 선거</h1><p>2025-06-10 07:45</p>{TEXT}")
    assert found.value == seoul(10, 7, 45)


def test_a_year_of_two_digits_is_not_taken_for_the_day() -> None:
    found = published(
        f"<h2>세관</h2><div class='date'>发布时间：25-03-08</div>{TEXT}",
        country="CN",
        timezone="Asia/Shanghai",
    )
    assert found.value == datetime(2025, 3, 7, 16, 0, tzinfo=UTC)


def test_todays_date_and_the_clock_of_the_page_are_not_the_articles() -> None:
    banner = "<div>2025년 6월 12일 목요일</div><div>2025-06-12 12:00:30</div>"
    found = published(f"{banner}<h1>철교 운행 재개</h1>{TEXT}", url="https://site.example/2025/06/10/9.html")
    assert found.value == seoul(10, 0, 0)


def test_a_day_in_the_metadata_gets_the_printed_time() -> None:
    head = "<meta property='article:published_time' content='2025-06-10'>"
    found = published(
        f"<h1>철교 운행 재개</h1><p>수정 2025.06.10 18:30</p><p>입력 2025.06.10 07:45</p>{TEXT}", head
    )
    assert (found.value, found.by) == (seoul(10, 7, 45), "printed")


def test_the_day_of_the_url_gets_the_printed_time() -> None:
    far = f"<h1>철교 운행 재개</h1>{TEXT * 4}<p>2025-06-09 10:00</p><p>2025-06-10 07:45</p>"
    assert published(far, url="https://site.example/2025/06/10/9.html").value == seoul(10, 7, 45)


def test_relative_times_count_from_the_fetch() -> None:
    assert published(f"<h1>철교 운행 재개</h1><p>3시간 전</p>{TEXT}").value == NOW - timedelta(hours=3)


def test_a_day_without_a_year_is_not_guessed() -> None:
    assert published(f"<h1>철교 운행 재개</h1><p>6월 10일 07:45</p>{TEXT}").value is None


def test_a_copyright_year_is_no_date() -> None:
    assert published(f"<h1>철교 운행 재개</h1>{TEXT}<footer>Copyright 2025 Site</footer>").value is None


def test_a_date_in_the_text_is_used_when_nothing_else_is() -> None:
    found = published(
        f"<h1>Bridge open</h1>{TEXT * 4}<div>Report of June 10, 2025, Dandong</div>", language="en"
    )
    assert found.value == seoul(10, 0, 0)
    assert found.by == "htmldate"


def test_the_pages_language_decides_the_order_of_numbers() -> None:
    page = "<h1>Die Brücke ist wieder offen</h1><p>10/06/2025, 07:45 Uhr</p>" + TEXT
    assert published(page, language="de").value == seoul(10, 7, 45)


def test_a_meta_tag_that_is_no_date_does_not_hide_the_next() -> None:
    head = "<meta name='pubdate' content='05/06/2025'><meta name='date' content='2025-06-10 07:45'>"
    found = published(f"<h1>철교 운행 재개</h1>{TEXT}", head)
    assert (found.value, found.by) == (seoul(10, 7, 45), "meta")


def test_the_feeds_time_is_used_for_a_day_in_the_metadata() -> None:
    announced = seoul(10, 7, 45)
    tree = html.document_fromstring("<meta property='article:published_time' content='2025-06-10'><p>x</p>")
    page = Page(
        source_id="s", requested_url="https://a.example/1", url="https://a.example/1", status=200, headers={},
        body=b"", fetched_at=NOW,
    )  # fmt: skip
    source = Source(
        id="s", name="S", publisher="S", homepage="https://a.example/", language="ko", country="KR",
        kind=SourceKind.FEED, urls=("https://a.example/rss",), timezone="Asia/Seoul",
    )  # fmt: skip
    candidate = Candidate(source_id="s", url="https://a.example/1", published_at=announced)
    found = published_of(tree, read_metadata(tree, page.url), page, source, candidate)
    assert (found.value, found.by) == (announced, "feed")
