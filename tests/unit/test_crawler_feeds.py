from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.feeds import plain_line, read_feed
from yaluwatch.model import Outcome, Page, Source, SourceKind

URL = "https://news.example/feed"
SEVEN_PM_KST = datetime(2026, 9, 27, 10, 0, tzinfo=UTC)


def source(**changes: object) -> Source:
    fields: dict[str, object] = {
        "id": "s",
        "name": "S",
        "publisher": "S",
        "homepage": "https://news.example/",
        "language": "ko",
        "country": "KR",
        "kind": SourceKind.FEED,
        "urls": (URL,),
        "timezone": "Asia/Seoul",
    }
    return Source(**(fields | changes))  # type: ignore[arg-type]


def page(body: bytes | str, content_type: str = "application/rss+xml") -> Page:
    return Page(
        source_id="s",
        requested_url=URL,
        url=URL,
        status=200,
        headers={"content-type": content_type},
        body=body.encode() if isinstance(body, str) else body,
        fetched_at=datetime(2026, 9, 28, tzinfo=UTC),
    )


def rss(*items: str) -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
    <rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
    <channel><title>News</title>{"".join(f"<item>{item}</item>" for item in items)}</channel></rss>"""


ITEM = "<title>북중 무역 재개</title><link>https://news.example/articleView.html?idxno=7&amp;utm_source=rss</link>"


@pytest.mark.parametrize(
    "date",
    [
        "<pubDate>Sun, 27 Sep 2026 19:00:00 +0900</pubDate>",
        "<pubDate>2026-09-27 19:00:00</pubDate>",
        "<pubDate>Sun, 27 Sep 2026 19:00:00</pubDate>",
        "<pubDate>Sun,27 Sep 2026 19:00:00 +0900</pubDate>",
        "<pubDate>Sun, 27 09 2026 19:00:00 +0900</pubDate>",
        "<pubDate>Sun, 27 Sep 2026 10:00:00 GMT</pubDate>",
        "<dc:date>2026-09-27T19:00:00+09:00</dc:date>",
        "<dc:date>2026-09-27T19:00:00</dc:date>",
    ],
)
def test_unusual_dates_are_parsed_in_the_sources_zone(date: str) -> None:
    (candidate,) = read_feed(page(rss(ITEM + date)), source()).candidates
    assert candidate.published_at == SEVEN_PM_KST


def test_an_item_without_a_date_has_none() -> None:
    (candidate,) = read_feed(page(rss(ITEM)), source()).candidates
    assert candidate.published_at is None
    assert candidate.url == "https://news.example/articleView.html?idxno=7"
    assert candidate.title == "북중 무역 재개"


def test_full_texts_and_summaries_are_separate() -> None:
    item = (
        ITEM
        + "<description>short</description><content:encoded><![CDATA[<p>long text</p>]]></content:encoded>"
    )
    (candidate,) = read_feed(page(rss(item)), source()).candidates
    assert (candidate.summary, candidate.content) == ("short", "<p>long text</p>")


def test_each_url_is_announced_once_and_in_order() -> None:
    other = "<title>B</title><link>https://news.example/b</link>"
    reading = read_feed(page(rss(ITEM, other, ITEM)), source())
    assert [candidate.url[-7:] for candidate in reading.candidates] == ["idxno=7", "ample/b"]


def test_unwanted_items_are_counted() -> None:
    items = (ITEM, "<title>no link</title>", "<title>x</title><link>javascript:alert(1)</link>")
    reading = read_feed(page(rss(*items)), source(include=("articleView",)))
    assert len(reading.candidates) == 1
    assert reading.detail == "2 items without a wanted link"


def test_a_feed_without_items_is_empty() -> None:
    assert read_feed(page(rss()), source()).outcome is Outcome.EMPTY


@pytest.mark.parametrize(
    "body",
    [
        "<!doctype html><html><body>Login</body></html>",
        "  <html><head></head></html>",
        "<!-- x --><!DOCTYPE html><p>",
        '<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"><body/></html>',
    ],
)
def test_a_web_page_is_not_a_feed(body: str) -> None:
    assert read_feed(page(body, "text/html"), source()).outcome is Outcome.HTML_INSTEAD_OF_FEED


@pytest.mark.parametrize(
    "body", ["", "   ", "nothing here", "{}", "[1, 2]", '{"items": 3}', "{" * 100_000, "<a><b></a>"]
)
def test_anything_else_is_a_parse_error(body: str) -> None:
    assert read_feed(page(body), source()).outcome is Outcome.PARSE_ERROR


def test_atom_and_rdf_are_read() -> None:
    atom = """<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title>
    <entry><title type="html">A &amp;amp; &lt;b&gt;B&lt;/b&gt;</title>
    <link rel="alternate" href="/a"/><updated>2026-09-27T10:00:00Z</updated></entry></feed>"""
    (candidate,) = read_feed(page(atom), source()).candidates
    assert (candidate.url, candidate.title, candidate.published_at) == (
        "https://news.example/a",
        "A & B",
        SEVEN_PM_KST,
    )
    rdf = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
    xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>t</title></channel>
    <item rdf:about="https://news.example/r"><title>R</title><link>https://news.example/r</link>
    <dc:date>2026-09-27T19:00:00+09:00</dc:date></item></rdf:RDF>"""
    (candidate,) = read_feed(page(rdf), source()).candidates
    assert candidate.published_at == SEVEN_PM_KST


def test_json_feed_is_read() -> None:
    body = """{"version": "https://jsonfeed.org/version/1.1", "items": [
      {"id": "1", "url": "https://news.example/j", "title": "J", "content_html": "<p>x</p>",
       "date_published": "2026-09-27T19:00:00+09:00"},
      {"id": "no address"}, "nonsense"]}"""
    (candidate,) = read_feed(page(body), source()).candidates
    assert (candidate.content, candidate.published_at) == ("<p>x</p>", SEVEN_PM_KST)


def test_the_source_entrys_charset_overrides_the_feeds() -> None:
    body = rss(ITEM).encode("cp949").replace(b"UTF-8", b"UTF-8")
    (candidate,) = read_feed(page(body), source(encoding="euc-kr")).candidates
    assert candidate.title == "북중 무역 재개"


@pytest.mark.parametrize("codec", ["euc-kr", "utf-8"])
def test_declared_charsets_are_followed(codec: str) -> None:
    body = rss(ITEM).replace("UTF-8", codec).encode("cp949" if codec == "euc-kr" else codec)
    (candidate,) = read_feed(page(body, "text/xml"), source()).candidates
    assert candidate.title == "북중 무역 재개"


def test_titles_are_one_clean_line() -> None:
    assert plain_line("A &lt;b&gt;\n\u202e B\x00") == "A <b> B"


def test_entities_and_files_are_not_fetched() -> None:
    bomb = (
        '<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    )
    reading = read_feed(
        page(rss(ITEM + "<description>&b;&f;</description>").replace("<rss", bomb + "<rss", 1)), source()
    )
    assert all("root:" not in candidate.summary for candidate in reading.candidates)


@given(st.binary(max_size=300))
def test_any_bytes_give_an_announcement(body: bytes) -> None:
    assert read_feed(page(body), source()).outcome in Outcome
