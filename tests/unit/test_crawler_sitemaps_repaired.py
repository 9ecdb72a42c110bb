"""Sitemaps that are not quite XML, oddly compressed, or plain text; which parts of an index are read."""

import gzip
import zlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.sitemap_parts import PartVisit, end_of_period, newest_first, select_parts
from crawler.discovery.sitemaps import MAX_PARTS, read_sitemap
from tests.unit.test_crawler_feeds import page, source
from yaluwatch.model import Outcome

NOW = datetime(2026, 9, 28, tzinfo=UTC)
NS = "http://www.sitemaps.org/schemas/sitemap/0.9"
WHERE = "https://news.example/"


def sitemap(*paths: str, more: str = "") -> str:
    entries = "".join(f"<url><loc>{WHERE}{path}</loc>{more}</url>" for path in paths)
    return f'<?xml version="1.0"?><urlset xmlns="{NS}">{entries}</urlset>'


def index(*paths: str) -> str:
    parts = "".join(f"<sitemap><loc>{WHERE}{path}</loc></sitemap>" for path in paths)
    return f'<sitemapindex xmlns="{NS}">{parts}</sitemapindex>'


def paths(body: bytes | str, content_type: str = "application/xml") -> set[str]:
    reading = read_sitemap(page(body, content_type), source())
    return {candidate.url.removeprefix(WHERE) for candidate in reading.candidates}


def followed(*parts: str, visits: dict[str, PartVisit] | None = None) -> list[str]:
    known = {f"{WHERE}{path}": visit for path, visit in (visits or {}).items()}
    reading = read_sitemap(page(index(*parts)), source(), lambda: known)
    return [url.removeprefix(WHERE) for url in reading.follow]


TWO = sitemap("a", "b")
PACKED = gzip.compress(TWO.encode(), mtime=0)
_RAW = zlib.compressobj(wbits=-15)
HEADLESS = _RAW.compress(TWO.encode()) + _RAW.flush()


@pytest.mark.parametrize(
    "body",
    [
        PACKED,
        gzip.compress(PACKED, mtime=0),
        PACKED + b"<!-- served from cache -->",
        PACKED[:-8],
        zlib.compress(TWO.encode()),
        HEADLESS,
        gzip.compress(TWO[:60].encode(), mtime=0) + gzip.compress(TWO[60:].encode(), mtime=0),
        b"\n\n" + TWO.encode(),
        b"\xef\xbb\xbf\n" + TWO.encode(),
        TWO.encode("utf-16"),
        TWO.replace("<loc>", "<loc>\n <![CDATA[").replace("</loc>", "]]>\n</loc>").encode(),
        TWO.replace("loc>", "LOC>").replace("url>", "URL>").encode(),
        TWO.replace(NS, "http://www.google.com/schemas/sitemap/0.84").encode(),
        TWO.replace(f' xmlns="{NS}"', "").encode(),
        b"Warning: x\n" + TWO.encode() + b"<script>1</script>",
        b"https://news.example/a\r\nhttps://news.example/b\r\n",
        gzip.compress(b"\xef\xbb\xbfhttps://news.example/a\n\nhttps://news.example/b", mtime=0),
    ],
)
@pytest.mark.parametrize("content_type", ["application/xml", "text/html; charset=utf-8", "text/plain"])
def test_a_sitemap_is_read_in_any_wrapping(body: bytes, content_type: str) -> None:
    assert paths(body, content_type) == {"a", "b"}


def test_a_prefix_for_the_sitemap_itself_is_read() -> None:
    body = f'<s:urlset xmlns:s="{NS}"><s:url><s:loc>{WHERE}a</s:loc></s:url></s:urlset>'
    assert paths(body) == {"a"}


def test_a_broken_entry_costs_no_other_and_half_a_url_is_none() -> None:
    broken = TWO.replace("<loc>https://news.example/a</loc>", "<lok>x</loc>")
    assert paths(broken) == {"b"}
    assert paths(sitemap("a", "b", "c-and-more")[: -len("-more</loc></url></urlset>")]) == {"a", "b"}


def test_an_unescaped_ampersand_is_part_of_the_url_and_said() -> None:
    reading = read_sitemap(page(sitemap("view?a=1&b=2")), source())
    assert [one.url for one in reading.candidates] == [f"{WHERE}view?a=1&b=2"]
    assert reading.detail == "repaired: unescaped &"


NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
FIELDS = (
    "<{p}:{name}><{p}:title>{title}</{p}:title>"
    "<{p}:publication_date>{date}</{p}:publication_date></{p}:{name}>"
)


@pytest.mark.parametrize(("prefix", "declared"), [("news", True), ("n", True), ("news", False)])
def test_title_and_date_are_those_of_the_news_extension(prefix: str, declared: bool) -> None:
    news = FIELDS.format(p=prefix, name="news", title="세관 재개", date="2026-09-27T10:00:00Z")
    others = "".join(
        FIELDS.format(p=name, name=name, title=f"{name} title", date="2019-01-01")
        for name in ("image", "video")
    )
    spaces = f' xmlns:{prefix}="{NEWS}"' + "".join(
        f' xmlns:{name}="http://www.google.com/schemas/sitemap-{name}/1.1"' for name in ("image", "video")
    )
    for more in (news + others, others + news):
        body = sitemap("a", more=more)
        body = body.replace("<urlset", f"<urlset{spaces}") if declared else body
        (candidate,) = read_sitemap(page(body), source()).candidates
        assert (candidate.title, candidate.published_at) == (
            "세관 재개",
            datetime(2026, 9, 27, 10, tzinfo=UTC),
        )


def test_the_title_of_a_picture_or_video_alone_is_not_the_articles() -> None:
    more = FIELDS.format(p="video", name="video", title="clip", date="2026-09-27")
    (candidate,) = read_sitemap(page(sitemap("a", more=more)), source()).candidates
    assert (candidate.title, candidate.published_at) == ("", None)


def test_undated_entries_are_dated_by_a_day_folder_and_read_from_both_ends() -> None:
    body = sitemap("2015/03/02/old", "1", "2", "3", "2026/09/27/new")
    reading = read_sitemap(page(body), source())
    assert [one.url.removeprefix(WHERE) for one in reading.candidates] == ["2026/09/27/new", "1", "3", "2"]
    assert reading.detail == "1 entries older than 14 days"
    assert paths(sitemap("report-of-2015", "2015/overview")) == {"report-of-2015", "2015/overview"}


@pytest.mark.parametrize("rising", [True, False])
def test_of_numbered_parts_both_ends_are_read(rising: bool) -> None:
    parts = ["posts.xml", *(f"posts{number}.xml" for number in range(2, 41))]
    chosen = followed(*(parts if rising else reversed(parts)))
    assert {"posts40.xml", "posts.xml", "posts39.xml"} <= set(chosen)
    assert chosen[0] == "posts40.xml"


@pytest.mark.parametrize(
    ("form", "newest"),
    [
        ("sitemap-{year}-{month:02}.xml", "sitemap-2026-09.xml"),
        ("map_{year}{month:02}.xml.gz", "map_202609.xml.gz"),
        ("{year}/{month}/index.xml", "2026/9/index.xml"),
        ("sitemap.xml?yyyy={year}&mm={month:02}", "sitemap.xml?yyyy=2026&mm=09"),
    ],
)
def test_of_monthly_parts_the_current_ones_are_read(form: str, newest: str) -> None:
    months = [
        (year, month) for year in (2024, 2025, 2026) for month in range(1, 13) if (year, month) < (2026, 10)
    ]
    for order in (months, months[::-1]):
        assert followed(*(form.format(year=year, month=month) for year, month in order))[0] == newest


def test_months_by_name_and_years_are_dates() -> None:
    assert end_of_period(f"{WHERE}november-2026.xml") == datetime(2026, 12, 1, tzinfo=UTC)
    assert end_of_period(f"{WHERE}2026_dec.xml") == datetime(2027, 1, 1, tzinfo=UTC)
    assert end_of_period(f"{WHERE}map-2026-09-27.xml") == datetime(2026, 9, 28, tzinfo=UTC)
    assert end_of_period(f"{WHERE}map-2026.xml") == datetime(2027, 1, 1, tzinfo=UTC)
    assert end_of_period(f"{WHERE}map-17.xml") is None
    assert end_of_period(f"{WHERE}2026-02-30.xml") is None


def test_numbers_that_only_look_like_years_are_none() -> None:
    assert followed(*(f"part-{number}.xml" for number in range(2000, 2060)))[0] == "part-2059.xml"


def test_news_comes_first_and_pictures_and_tags_last() -> None:
    parts = [f"{WHERE}{name}-sitemap.xml" for name in ("post_tag", "image", "article", "news")]
    assert newest_first(parts, NOW)[0].endswith("news-sitemap.xml")
    assert newest_first(parts, NOW)[1].endswith("article-sitemap.xml")


def test_every_part_is_read_over_time_and_the_newest_every_time() -> None:
    parts = [f"part{number}.xml" for number in range(1, 61)]
    visits: dict[str, PartVisit] = {}
    for poll in range(60):
        chosen = followed(*parts, visits=visits)
        assert len(chosen) == MAX_PARTS
        assert chosen[0] == "part60.xml"
        at = NOW + timedelta(minutes=poll)
        # As a site that counts downwards: only its first part has articles of the last two weeks.
        visits |= {path: PartVisit(at, 3 if path == "part1.xml" else 0) for path in chosen}
    assert visits.keys() == set(parts)
    assert "part1.xml" in followed(*parts, visits=visits)


def test_what_is_unread_is_said() -> None:
    reading = read_sitemap(page(index(*(f"p{number}.xml" for number in range(30)))), source())
    assert reading.detail == "25 parts of the index not read in this poll, 25 of them never so far"


def test_a_small_index_needs_no_choice() -> None:
    assert select_parts(["a", "b"], {}, 5, NOW).urls == ("a", "b")


def test_a_web_page_stays_one() -> None:
    body = "<!doctype html><html><body><a href='/a'>sitemap</a></body></html>"
    assert read_sitemap(page(body), source()).outcome is Outcome.HTML_INSTEAD_OF_FEED


MARKS = st.sampled_from(
    ["<url>", "</url>", "<loc>", "</loc>", WHERE, "&", "<", "<![CDATA[", "]]>", "<n:t>", "\0"]
)


@given(st.lists(MARKS, max_size=30).map("".join))
def test_any_mixture_of_marks_gives_an_announcement(body: str) -> None:
    assert read_sitemap(page(f"<urlset>{body}</urlset>"), source()).outcome in Outcome
