"""Feeds that are not quite XML or JSON, in a wrong charset, compressed, or whose items share a page."""

import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.feeds import read_feed
from crawler.extraction import article_from_feed
from tests.unit.test_crawler_feeds import page, rss, source
from yaluwatch.model import Candidate, Outcome

HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
KOREAN = "신의주 세관, 컨테이너 화물 검사 강화"
WHERE = "https://news.example/"


def item(title: str, path: str = "one", more: str = "") -> str:
    return f"<title>{title}</title><link>{WHERE}{path}</link>{more}"


def read(body: bytes | str, content_type: str = "application/rss+xml", **changes: object) -> list[Candidate]:
    return list(read_feed(page(body, content_type), source(**changes)).candidates)


def titles(body: bytes | str, content_type: str = "application/rss+xml") -> list[str]:
    return [candidate.title for candidate in read(body, content_type)]


def paths(body: bytes | str) -> list[str]:
    return [candidate.url.removeprefix(WHERE) for candidate in read(body)]


TWO = rss(item(KOREAN), item("Second", "two"))


@pytest.mark.parametrize(
    "body",
    [
        b"\xef\xbb\xbf" + TWO.encode(),
        b"\r\n \xef\xbb\xbf\xef\xbb\xbf" + TWO.encode(),
        b"\n\n" + TWO.encode(),
        b"\xef\xbb\xbf" + TWO.replace("UTF-8", "euc-kr").encode(),
        TWO.replace("UTF-8", "UTF-16").encode("utf-16"),
        TWO.replace("UTF-8", "UTF-16").encode("utf-16-le"),
        TWO.replace("UTF-8", "UTF-16").encode("utf-16-be"),
        # Declared as something else than it is.
        TWO.replace("UTF-8", "UTF-16").encode(),
        TWO.replace("UTF-8", "gb2312").encode(),
        TWO.replace("UTF-8", "iso-8859-1").encode(),
        TWO.encode("euc-kr"),
        TWO.replace(' encoding="UTF-8"', "").encode("euc-kr"),
        TWO.replace(HEAD, "<?xml version=1.0 encoding=utf-8 ?>").encode(),
        gzip.compress(TWO.encode(), mtime=0),
    ],
)
def test_charsets_are_told_by_the_bytes(body: bytes) -> None:
    assert titles(body) == [KOREAN, "Second"]


def test_a_charset_in_the_header_yields_to_bytes_that_are_utf_8() -> None:
    assert titles(TWO.encode(), "text/xml; charset=iso-8859-1") == [KOREAN, "Second"]


@pytest.mark.parametrize("bad", [b"\xec\x97", b"\xff", b"\xc3("])
def test_an_invalid_byte_costs_itself_only(bad: bytes) -> None:
    body = rss(item(KOREAN, more="<description>압록강 X</description>"), item("둘째", "two"))
    reading = read_feed(page(body.encode().replace(b"X", bad)), source())
    assert [one.title for one in reading.candidates] == [KOREAN, "둘째"]
    assert reading.detail == "repaired: 1 invalid character"


def test_typographic_signs_of_windows_are_read_in_utf_8() -> None:
    assert titles(rss(item("Sinuiju X customs")).encode().replace(b"X", b"\x96")) == ["Sinuiju – customs"]


@pytest.mark.parametrize(
    ("printed", "title"),
    [
        ("Coal & iron, R&D", "Coal & iron, R&D"),
        ("Coal &amp; iron", "Coal & iron"),
        ("Customs&nbsp;reopen &ndash; caf&eacute;", "Customs reopen – café"),
        ("An &odd; name", "An &odd; name"),
        ("Bell\x07 and\x0b tab", "Bell and tab"),
        ("Bell&#7; and &#x1f;tab", "Bell and tab"),
        ("Beyond &#1114112;&#x110000;", "Beyond"),
        ("Halves &#55357;&#56860;", "Halves 😜"),
        ("<속보> 5 < 6", "<속보> 5 < 6"),
        ("<![CDATA[<![CDATA[Twice]]>]]>", "Twice"),
        ("&lt;![CDATA[Escaped]]&gt;", "Escaped"),
        ("A <!-- comment", "A <!-- comment"),
    ],
)
def test_signs_that_xml_does_not_allow_are_read_as_meant(printed: str, title: str) -> None:
    assert titles(rss(item(printed), item("Next", "two"))) == [title, "Next"]


def test_what_was_repaired_is_said_and_nothing_where_nothing_was() -> None:
    assert read_feed(page(TWO), source()).detail == ""
    broken = rss(item("A & B & C\x08"), "<title>no link</title>")
    assert read_feed(page(broken), source()).detail == (
        "1 items without a wanted link; repaired: 1 control character, 2 unescaped &"
    )


@pytest.mark.parametrize(
    "body",
    [
        "<br />\n<b>Deprecated</b>: x in <b>f.php</b> on line <b>3</b><br />\n" + TWO,
        "Notice: undefined index\n" + TWO,
        TWO + "\n<script>if (a < b && c) d();</script>",
        TWO.replace("<item>", "<item><media:thumbnail url='x'/><dcterms:x>y</dcterms:x>"),
        TWO.replace("item>", "ITEM>").replace("link>", "LINK>"),
        TWO.replace("<item>", "<Item>"),
        TWO.replace("<item>", "<item><description>one<br>two<p>three</description>"),
        TWO.replace("</title><link>", "<link>"),
        TWO.replace("<rss", '<!DOCTYPE rss [<!ENTITY path "C:\\data\\1">]><rss', 1),
        TWO.replace('version="1.0"', 'version="1.1"', 1),
    ],
)
def test_a_broken_document_keeps_its_items(body: str) -> None:
    assert paths(body) == ["one", "two"]


def test_html_that_was_not_escaped_is_the_items_text() -> None:
    broken = item("A", more="<description>one<br>two & <p>three</description>")
    first, second = read(rss(broken, item("B", "two")))
    assert "one" in first.summary
    assert "three" in first.summary
    assert second.title == "B"


def test_of_a_feed_that_breaks_off_no_half_link_is_taken() -> None:
    body = rss(item("A"), item("B", "two-and-more"))
    assert paths(body[: body.index("-more")]) == ["one"]


def test_attributes_of_atom_may_be_written_in_any_case() -> None:
    body = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>A</title>'
        f'<link REL="alternate" HREF="{WHERE}view?a=1&b=2"/></entry></feed>'
    )
    assert paths(body) == ["view?a=1&b=2"]


def test_entities_of_a_document_type_neither_multiply_nor_reach_files() -> None:
    entities = f'<!ENTITY a "{"x" * 5000}"><!ENTITY b "&a;&a;"><!ENTITY f SYSTEM "file:///etc/hostname">'
    body = rss(item("&a;&b;&f; title")).replace("<rss", f"<!DOCTYPE r [{entities}]><rss", 1)
    assert all(len(title) < 100 for title in titles(body))


@pytest.mark.parametrize(
    "body",
    [
        '\ufeff{"items": [{"url": "%s", "title": "A"}]}',
        '{"items": [{"url": "%s", "title": "A", "content_text": "tab\there",},],}',
        r'{"items": [{"url": "%s", "title": "A", "content_html": "it\'s \d"}]}',
        '{"items": [{"url": "%s", "title": "A"}, {"url": "https://news.example/half',
    ],
)
def test_json_that_is_not_quite_json_is_read(body: str) -> None:
    assert paths(body.replace("%s", f"{WHERE}one")) == ["one"]


def test_a_comma_in_a_text_of_json_stays() -> None:
    body = '{"items": [{"url": "%s", "title": "a ,] b",}]}'.replace("%s", f"{WHERE}one")
    assert titles(body) == ["a ,] b"]


PLAIN = "First paragraph & more.\n\nSecond < third.\n\nThe last one."


@pytest.mark.parametrize(
    "body",
    [
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>A</title>'
        f'<link href="{WHERE}one"/><content type="text">'
        + PLAIN.replace("&", "&amp;").replace("<", "&lt;")
        + "</content></entry></feed>",
        rss(item("A", more=f"<content:encoded><![CDATA[{PLAIN}]]></content:encoded>")),
        json.dumps({"items": [{"url": f"{WHERE}one", "title": "A", "content_text": PLAIN}]}),
    ],
)
def test_plain_text_keeps_its_paragraphs(body: str) -> None:
    (candidate,) = read(body)
    assert candidate.content.count("<p>") == 3


def test_html_that_claims_to_be_plain_text_stays_html() -> None:
    body = (
        f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>A</title><link href="{WHERE}one"/>'
        '<content type="text">&lt;p&gt;one&lt;/p&gt;&lt;p&gt;two&lt;/p&gt;</content></entry></feed>'
    )
    (candidate,) = read(body)
    assert candidate.content == "<p>one</p><p>two</p>"


@pytest.mark.parametrize(
    "link",
    [
        "news.example/a/1",
        "http://https://news.example/a/1",
        "<![CDATA[ https//news.example/a/1 ]]>",
        r"https:\/\/news.example\/a\/1",
    ],
)
def test_a_link_whose_scheme_is_misspelt_or_missing_leads_to_the_article(link: str) -> None:
    body = rss(f"<title>{KOREAN}</title><link>{link}</link>")
    assert [candidate.url for candidate in read(body)] == ["https://news.example/a/1"]


def test_items_on_one_page_are_told_apart_by_their_fragments() -> None:
    body = rss(item("A", "live#at-10"), item("B", "live#at-11"), item("C", "other#xtor=RSS-1"))
    assert paths(body) == ["live#at-10", "live#at-11", "other"]


def test_a_fragment_that_only_one_item_has_is_dropped() -> None:
    assert paths(rss(item("A", "one#body"), item("B", "two"))) == ["one", "two"]


def test_a_fragment_that_is_a_route_is_kept() -> None:
    assert paths(rss(item("A", "#!/read/7"), item("B", "two"))) == ["#!/read/7", "two"]


def test_an_item_without_a_link_is_kept_by_its_guid() -> None:
    permalink = f"<title>A</title><guid isPermaLink='true'>{WHERE}one</guid>"
    named = "<title>B</title><guid isPermaLink='false'>tag:7</guid><description>Its text.</description>"
    empty = "<title>C</title><guid isPermaLink='false'>tag:8</guid>"
    assert paths(rss(permalink, named, empty)) == ["one", "#tag%3A7"]


def test_items_that_all_link_to_the_home_page_are_different_items() -> None:
    more = "<description>Its text.</description>"
    body = rss(
        item("A", "", f"<guid isPermaLink='false'>a</guid>{more}"),
        item("B", "", f"<guid isPermaLink='false'>b</guid>{more}"),
    )
    assert paths(body) == ["#a", "#b"]


def test_an_article_of_an_item_without_a_page_keeps_its_url() -> None:
    text = "세관은 컨테이너 화물의 검사를 강화한다고 밝혔다. " * 20
    body = rss(f"<title>{KOREAN}</title><guid>x1</guid><description>{text}</description>")
    (candidate,) = read(body, full_text_feed=True)
    article = article_from_feed(candidate, source(full_text_feed=True), page("").fetched_at)
    assert article.url == f"{WHERE}#x1"


def test_damaged_compression_is_a_parse_error() -> None:
    assert read_feed(page(b"\x1f\x8bnonsense"), source()).outcome is Outcome.PARSE_ERROR


MARKS = st.sampled_from(
    ["<item>", "</item>", "<title>", "&", "<", "<![CDATA[", "]]>", "<!--", "&#0;", '"', "한"]
)


@given(st.lists(MARKS, max_size=30).map("".join))
def test_any_mixture_of_marks_gives_an_announcement(body: str) -> None:
    assert read_feed(page(f"<rss><channel>{body}</channel></rss>"), source()).outcome in Outcome
    assert read_feed(page(f'{{"items": [{body}'), source()).outcome in Outcome


def test_the_item_at_which_a_feed_breaks_off_is_kept_if_its_link_is_whole() -> None:
    start = '<rss version="2.0"><channel><title>F</title><link>https://news.example/</link>'
    first = "<item><title>One</title><link>https://news.example/1</link></item>"
    cut = "<item><title>Two</title><link>https://news.example/2</link><description>It begins"
    half = "<item><title>Three</title><link>https://news.exam"
    for feed, wanted in (
        (start + first + cut, ["1", "2"]),
        (start + cut, ["2"]),
        (start + first + half, ["1"]),
    ):
        reading = read_feed(page(feed.encode()), source())
        assert [one.url.rpartition("/")[2] for one in reading.candidates] == wanted
