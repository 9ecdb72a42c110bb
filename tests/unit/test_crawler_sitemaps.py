import gzip
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.sitemaps import MAX_BYTES, MAX_PARTS, read_sitemap
from tests.unit.test_crawler_feeds import page, source
from yaluwatch.model import Outcome

NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def urlset(*entries: str) -> str:
    spaces = f'{NS} xmlns:news="n" xmlns:image="i"'
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset {spaces}>{"".join(entries)}</urlset>'


def url(loc: str, lastmod: str = "", more: str = "") -> str:
    when = f"<lastmod>{lastmod}</lastmod>" if lastmod else ""
    return f"<url>{more}<loc>{loc}</loc>{when}</url>"


def test_entries_come_newest_first_without_old_ones() -> None:
    body = urlset(
        url("https://news.example/old", "2020-01-01"),
        url("https://news.example/b", "2026-09-26"),
        url("https://news.example/a", "2026-09-27T10:00:00Z"),
        url("https://news.example/undated"),
    )
    reading = read_sitemap(page(body), source())
    assert [candidate.url[21:] for candidate in reading.candidates] == ["a", "b", "undated"]
    assert reading.detail == "1 entries older than 14 days"


def test_a_news_sitemap_gives_title_and_time() -> None:
    news = (
        "<news:news><news:publication_date>2026-09-27T19:00:00+09:00</news:publication_date>"
        "<news:title>제목 &amp;amp; 둘</news:title></news:news>"
    )
    (candidate,) = read_sitemap(page(urlset(url("https://news.example/a", "", news))), source()).candidates
    assert candidate.title == "제목 & 둘"
    assert candidate.published_at == datetime(2026, 9, 27, 10, 0, tzinfo=UTC)


def test_the_time_of_a_plain_entry_is_not_its_publication() -> None:
    (candidate,) = read_sitemap(
        page(urlset(url("https://news.example/a", "2026-09-27"))), source()
    ).candidates
    assert candidate.published_at is None


def test_the_url_of_a_picture_is_not_the_articles() -> None:
    picture = "<image:image><image:loc>https://img.example/1.jpg</image:loc></image:image>"
    (candidate,) = read_sitemap(page(urlset(url("https://news.example/a", "", picture))), source()).candidates
    assert candidate.url == "https://news.example/a"


def test_an_index_names_its_newest_parts() -> None:
    parts = "".join(
        f"<sitemap><loc>https://news.example/{day}.xml</loc><lastmod>2026-09-{day}</lastmod></sitemap>"
        for day in range(16, 28)
    )
    reading = read_sitemap(page(f"<sitemapindex {NS}>{parts}</sitemapindex>"), source())
    assert reading.outcome is Outcome.OK
    assert reading.follow[0] == "https://news.example/27.xml"
    assert len(reading.follow) == MAX_PARTS
    assert "parts of the index not read" in reading.detail


def test_a_gzipped_sitemap_is_decompressed_and_a_bomb_is_rejected() -> None:
    body = gzip.compress(urlset(url("https://news.example/a")).encode())
    assert len(read_sitemap(page(body), source()).candidates) == 1
    bomb = gzip.compress(b" " * (MAX_BYTES + 1))
    assert read_sitemap(page(bomb), source()).outcome is Outcome.PARSE_ERROR
    assert read_sitemap(page(b"\x1f\x8bgarbage"), source()).outcome is Outcome.PARSE_ERROR


def test_other_documents_have_an_outcome() -> None:
    assert (
        read_sitemap(page("<!doctype html><html><body>x</body></html>"), source()).outcome
        is Outcome.HTML_INSTEAD_OF_FEED
    )
    assert read_sitemap(page("<rss></rss>"), source()).outcome is Outcome.PARSE_ERROR
    assert read_sitemap(page(""), source()).outcome is Outcome.PARSE_ERROR
    assert read_sitemap(page(urlset()), source()).outcome is Outcome.EMPTY


def test_entities_stay_unresolved() -> None:
    body = urlset(url("https://news.example/&x;")).replace(
        "<urlset", '<!DOCTYPE u [<!ENTITY x SYSTEM "file:///etc/hostname">]><urlset', 1
    )
    reading = read_sitemap(page(body), source())
    assert [candidate.url for candidate in reading.candidates] in ([], ["https://news.example/"])


@given(st.binary(max_size=300))
def test_any_bytes_give_an_announcement(body: bytes) -> None:
    assert read_sitemap(page(body), source()).outcome in Outcome


def test_lists_inside_a_list_are_read() -> None:
    entry = "<url><loc>https://news.example/a</loc><lastmod>2026-09-27 08:53:11 AM</lastmod></url>"
    inner = f"<urlset>{entry}</urlset>"
    body = f"<?xml version='1.0'?><urlset>{inner}{inner.replace('/a<', '/b<')}</urlset>"
    reading = read_sitemap(page(body), source())
    assert [candidate.url[21:] for candidate in reading.candidates] == ["a", "b"]
