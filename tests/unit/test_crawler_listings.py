import pytest

from crawler.discovery.listings import looks_like_article, read_listing
from tests.unit.test_crawler_feeds import page, source
from yaluwatch.model import Outcome, Selectors

HTML = """<html><body><nav><a href="/politics">Politics</a>
<a href="/about/contact-us-now-please">Contact</a></nav>
<div class="list">
 <a href="/news/articleView.html?idxno=101&utm_source=x"><img src="1.jpg"></a>
 <a href="/news/articleView.html?idxno=101">세관 재개</a>
 <a href="/2026/09/27/border-trade-resumes-at-dandong">Border trade</a>
 <a href="https://elsewhere.example/2026/09/27/a-b-c-d">Other site</a>
 <a href="/photo/123456.jpg">Photo</a>
</div><a rel="next" href="/feed?page=2">2</a></body></html>"""


def test_links_that_look_like_articles_have_their_longest_text_as_title() -> None:
    reading = read_listing(page(HTML, "text/html"), source())
    assert [(candidate.url[20:], candidate.title) for candidate in reading.candidates] == [
        ("/news/articleView.html?idxno=101", "세관 재개"),
        ("/2026/09/27/border-trade-resumes-at-dandong", "Border trade"),
    ]
    assert reading.follow == ("https://news.example/feed?page=2",)


def test_the_sources_selector_replaces_the_rule() -> None:
    reading = read_listing(page(HTML, "text/html"), source(selectors=Selectors(links="nav a")))
    assert [candidate.title for candidate in reading.candidates] == ["Politics", "Contact"]


def test_include_patterns_replace_the_rule_and_reach_other_sites() -> None:
    reading = read_listing(page(HTML, "text/html"), source(include=("elsewhere",)))
    assert [candidate.title for candidate in reading.candidates] == ["Other site"]


def test_a_page_without_articles_is_empty_and_has_no_next_page() -> None:
    reading = read_listing(
        page("<html><body><a href='/'>home</a><a rel=next href='/2'>next</a></body></html>"), source()
    )
    assert (reading.outcome, reading.follow) == (Outcome.EMPTY, ())


def test_text_without_markup_is_not_html() -> None:
    assert read_listing(page("just text", "text/plain"), source()).outcome is Outcome.NOT_HTML


def test_the_base_element_is_respected() -> None:
    head = "<head><base href='https://news.example/deep/'></head>"
    html = f"<html>{head}<body><a href='2026/09/27/x'>x</a></body></html>"
    assert (
        read_listing(page(html, "text/html"), source()).candidates[0].url
        == "https://news.example/deep/2026/09/27/x"
    )


@pytest.mark.parametrize(
    ("url", "is_article"),
    [
        ("https://news.example/2026/09/27/opening", True),
        ("https://news.example/article/20260927001", True),
        ("https://news.example/view.do?no=55", True),
        ("https://news.example/world/china-reopens-customs-house-at-quanhe", True),
        ("https://news.example/world", False),
        ("https://news.example/", False),
        ("https://news.example/tag/2026/09/27/china-north-korea-trade", False),
        ("https://news.example/list?page=2", False),
        ("https://other.example/2026/09/27/opening", False),
        ("https://news.example/2026/09/27/photo.jpg", False),
    ],
)
def test_articles_are_distinguished_from_sections_by_url(url: str, is_article: bool) -> None:
    assert looks_like_article(url, "https://www.news.example/list") is is_article
