"""Articles on several pages are joined; other articles, comments and lists are not taken for their pages."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from lxml import html as lxml_html

from crawler.extraction.extract import read_page
from crawler.extraction.several_pages import MAX_PAGES, PageLinks, PageSeries, is_joined, links_of
from tests.unit.test_crawler_extract import KOREAN, SENTENCES, html, json_ld, page
from tests.unit.test_crawler_feeds import source
from yaluwatch.errors import PageRefused
from yaluwatch.model import Article

SITE = "https://news.example"
FIRST = f"{SITE}/2026/yalu-ferry-returns"
WIDE = ["鸭绿江渡船停航五周后复航，丹东码头的工人连夜清点货箱，船东说头两天的舱位已经订满。"]
WIDE += ["新义州方面只接收化肥和轮胎，检疫人员上船逐箱查验，第一班船晚了四个小时才离岸。"]
MORE = [
    "The second ferry carried forty crates of tyres and a lorry that had waited in the yard since October.",
    "Its captain counted nineteen inspectors on the quay, twice as many as before the river was closed.",
]
PAGER = '<div class="pages"><a href="?idxno=55&page=2">2</a><a href="?page=2">2</a></div>'
LAST = ["A third ferry is expected on Friday if the water stays high enough, the harbour office said."]


def links(markup: str, url: str = FIRST, first: str = "", ordinal: int = 1) -> PageLinks:
    return links_of(lxml_html.document_fromstring(f"<body>{markup}</body>"), url, first, ordinal)


def read(pages: Mapping[str, str], first: str = FIRST, **changes: object) -> tuple[Article, list[str]]:
    """The article that begins at `first` and the URLs that were asked for after it."""
    given = source(language="en", **changes)
    series, asked = PageSeries(read_page(page(pages[first], first), given)), []
    while url := series.wanted:
        asked.append(url)
        if url not in pages:
            series.fail(may_pass=False)
            continue
        try:
            seen = page(pages[url], url)
            series.take(read_page(seen, given, first=series.first_url, ordinal=series.ordinal))
        except PageRefused:
            series.fail(may_pass=False)
    return series.article, asked


def pager(*addresses: str, label: str = "Next") -> str:
    numbered = "".join(f'<a href="{url}">{number}</a> ' for number, url in enumerate(addresses, start=1))
    return f'<div class="pagination">{numbered}<a href="{addresses[1]}">{label}</a></div>'


def body(article: Article) -> list[str]:
    return article.body.split("\n\n")


@pytest.mark.parametrize(
    ("first", "markup", "following"),
    [
        ("/c_10.htm", '<a href="c_10_2.htm">下一页</a>', "/c_10_2.htm"),
        ("/n/201.shtml", '<a href="/n/201-2.shtml">下一頁</a>', "/n/201-2.shtml"),
        ("/ferry-back", '<a href="?page=2">Next »</a>', "/ferry-back?page=2"),
        ("/ferry-back/", '<p class="page-links">Pages: 1 <a href="2/">2</a></p>', "/ferry-back/2/"),
        ("/ferry-back/", '<a rel="next" href="page/2/">Continue</a>', "/ferry-back/page/2/"),
        ("/v.php?idxno=55", '<a href="v.php?idxno=55&page=2">다음 페이지</a>', "/v.php?idxno=55&page=2"),
        ("/v.php?idxno=55", '<a href="/v.php?page=2&idxno=55">2</a>', "/v.php?page=2&idxno=55"),
        ("/-/9123", '<a href="?page=2">次ページ 港に戻った渡し船</a>', "/-/9123?page=2"),
        ("/-/9123", '<a href="?page=2"><img alt="次のページ" src="n.png"></a>', "/-/9123?page=2"),
        ("/wor2611290-n1.html", '<a href="wor2611290-n2.html">次へ</a>', "/wor2611290-n2.html"),
        ("/n/77123", '<a href="/n/77123?page=1">next ›</a>', "/n/77123?page=1"),
        ("/n/77123", '<a href="/n/77123?page=1">2</a>', "/n/77123?page=1"),
        ("/t26_77812.htm", '<script>createPageHTML(3,0,"t26_77812","htm")</script>', "/t26_77812_1.htm"),
        ("/a/78812", '<select><option value="/a/78812/2">2. The quay</option></select>', "/a/78812/2"),
        ("/a/918273.html", '<a href="/read.do?id=918273&page=2">第2页</a>', "/read.do?id=918273&page=2"),
        ("/ferry-back", '<link rel="next" href="/ferry-back?page=2">', "/ferry-back?page=2"),
        ("/ferry-back", '<a href="/ferry-back?page=2">Next: The quay</a>', "/ferry-back?page=2"),
        ("/n/88.html", '<a href="/n/88/2.html">2</a>', "/n/88/2.html"),
        ("/ferry-back", '<a href="/ferry-back,2.html" aria-label="Next page"></a>', "/ferry-back,2.html"),
        ("/ferry-back", '<div class="pager"><a href="?page=2"><i></i></a></div>', "/ferry-back?page=2"),
        ("/%EB%B0%B0-81", '<a href="/배-81?p=2">다음</a>', "/%EB%B0%B0-81?p=2"),
    ],
)  # fmt: skip
def test_the_next_page_is_found(first: str, markup: str, following: str) -> None:
    assert links(markup, SITE + first).following == SITE + following


@pytest.mark.parametrize(
    ("first", "markup"),
    [
        ("/ferry-back/", '<a rel="next" href="/coal-ships-wait/">Next</a>'),
        ("/c_10.htm", '<a rel="next" href="c_11.htm">下一页</a>'),
        ("/ferry-back/", '<link rel="next" title="Ferry returns" href="/ferry-back-2/">'),
        ("/ferry-back/", '<a rel="next" href="/ferry-back-2/">Ferry returns →</a>'),
        ("/v.php?idxno=55", '<a href="v.php?idxno=56">다음</a>'),
        ("/v.php?idxno=55", '<a href="v.php?idxno=55&page=2">다음기사</a>'),
        ("/v.php?id=7", '<a href="v.php?id=8&page=2">다음</a>'),
        ("/news/7", '<a href="/news/8">Next</a>'),
        ("/news/1", '<div class="pager"><a href="/news/2">2</a></div>'),
        ("/ferry-back", f'<a href="?page=2">{"1 " * 60}x</a>'),
        ("/ferry-back/", '<a href="/ferry-back-2/">Next: Coal ships wait</a>'),
        ("/ferry-part-1.html", '<a href="ferry-part-2.html">Next</a>'),
        ("/ferry-back/", '<a href="comment-page-2/#comments">2</a>'),
        ("/ferry-back/", '<a href="?cpage=2">Next</a>'),
        ("/ferry-back", '<div id="reply-list"><a href="?page=2">2</a></div>'),
        ("/ferry-back", '<div class="photo-gallery"><a href="?page=2">Next</a></div>'),
        ("/ferry-back", '<a href="?photo=2">Next</a>'),
        ("/ferry-back", '<ul class="related-articles"><li><a href="?page=2">2</a></li></ul>'),
        ("/v.php?idxno=55", '<a href="/list.php?page=2">2</a><a href="/list.php?page=2">다음</a>'),
        ("/ferry-back", '<a href="?page=9">9</a><a href="?page=9">Last</a>'),
        ("/ferry-back", '<a href="https://other.example/ferry-back?page=2">Next</a>'),
        ("/ferry-back", '<a href="javascript:next(2)">Next</a><a href="#page2">2</a>'),
        ("/ferry-back", '<a href="https://s.example/share?u=https://news.example/ferry-back?page=2">Next</a>'),
        ("/t26_77812.htm", '<script>createPageHTML(1,0,"t26_77812","htm")</script>'),
    ],
)  # fmt: skip
def test_what_leads_elsewhere_is_no_next_page(first: str, markup: str) -> None:
    assert links(markup, SITE + first) == PageLinks()


def test_numbers_go_on_from_the_page_that_is_read() -> None:
    markup = "".join(f'<a href="?page={number}">{number}</a>' for number in range(1, 5))
    assert links(markup, f"{FIRST}?page=2", FIRST, 2).following == f"{FIRST}?page=3"
    assert links(markup, f"{FIRST}?page=4", FIRST, 4) == PageLinks()
    # Numbered from 0: the third page is number 2.
    assert links('<a href="?page=2">next</a>', f"{FIRST}?page=1", FIRST, 2).following == f"{FIRST}?page=2"


@pytest.mark.parametrize(
    ("first", "markup", "whole"),
    [
        ("/ferry-back", '<a href="?singlepage=1">View as single page</a>', "/ferry-back?singlepage=1"),
        ("/ferry-back", '<a href="?page=all">Read the full article</a>', "/ferry-back?page=all"),
        ("/334455.shtml", '<a href="/334455_all.shtml">在本页阅读全文</a>', "/334455_all.shtml"),
        ("/334455.shtml", '<a href="/334455_s.shtml">余下全文</a>', "/334455_s.shtml"),
        ("/v.php?idx=55", '<a href="v.php?idx=55&view=all">기사 전체보기</a>', "/v.php?idx=55&view=all"),
        ("/-/9123", '<a href="?page=all">全文表示</a>', "/-/9123?page=all"),
        ("/ferry-back", f'{PAGER}<a href="/ferry-back/print">Print view</a>', "/ferry-back/print"),
        ("/v.php?idxno=55", f'{PAGER}<a href="/print.php?idxno=55">인쇄</a>', "/print.php?idxno=55"),
    ],
)  # fmt: skip
def test_the_view_of_the_whole_article_is_found(first: str, markup: str, whole: str) -> None:
    assert links(markup, SITE + first).whole == SITE + whole


@pytest.mark.parametrize(
    "markup",
    [
        '<a href="/v.php?idxno=55&replyAll=1">전체보기</a>',
        '<a href="/list.php?sc=5">전체보기</a>',
        '<a href="/print.php?idxno=55">인쇄</a>',
        '<a href="javascript:void(0)">在本页阅读全文</a>',
        '<a href="/v.php?idxno=56&view=all">전문보기</a>',
    ],
)
def test_other_views_and_lists_are_no_view_of_the_whole_article(markup: str) -> None:
    assert links(markup, f"{SITE}/v.php?idxno=55") == PageLinks()


def test_the_pages_are_joined_without_what_each_repeats() -> None:
    lead = "Boats cross the Yalu again after five weeks."
    addresses = [FIRST, f"{FIRST}?page=2", f"{FIRST}?page=3"]
    texts = [SENTENCES, MORE, LAST]
    pages = {
        url: html(
            [lead, *text, f"Page {number} of 3"],
            before=f'<time datetime="2026-09-27T09:00Z">27 September 2026</time>{pager(*addresses)}',
            after=pager(*addresses[: number + 1], FIRST) if number < 3 else "",
        )
        for number, (url, text) in enumerate(zip(addresses, texts, strict=True), start=1)
    }
    article, asked = read(pages)
    assert asked == addresses[1:]
    assert body(article) == [lead, *SENTENCES, *MORE, *LAST]
    assert (article.url, article.title) == (FIRST, "Trade resumes at Dandong")
    assert article.found_by["body"].endswith(", 3 pages")
    assert is_joined(article)


def test_url_title_date_and_authors_are_those_of_the_first_page() -> None:
    def shown(text: list[str], author: str, day: str) -> str:
        head = json_ld(headline="Trade resumes at Dandong", author={"name": author}, datePublished=day)
        return html(text, head, after=pager(FIRST, f"{FIRST}?page=2"))

    pages = {
        FIRST: shown(SENTENCES, "Ann Lee", "2026-09-26T08:00:00Z"),
        f"{FIRST}?page=2": shown(MORE, "Bo Ri", "2026-09-26T09:00:00Z"),
    }
    article, _ = read(pages)
    assert body(article) == [*SENTENCES, *MORE]
    assert (article.url, article.authors) == (FIRST, ("Ann Lee",))
    assert article.published_at is not None
    assert article.published_at.hour == 8


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (html(MORE, title="Coal ships wait off Nampo"), "another headline"),
        (html(MORE, f'<link rel="canonical" href="{SITE}/2026/coal-ships-wait">'), "another canonical URL"),
        (html(SENTENCES), "the first page for any number"),
        (html([*SENTENCES, "Updated 12 minutes ago"]), "the first page, a little changed"),
        (html(MORE, json_ld(datePublished="2026-03-01T08:00:00Z")), "another day"),
        ("<html><body><p>Nothing here</p></body></html>", "not an article"),
    ],
)  # fmt: skip
def test_a_page_that_does_not_go_on_with_the_article_ends_it(other: str, why: str) -> None:
    stated = json_ld(headline="Trade resumes at Dandong", datePublished="2026-09-27T08:00:00Z")
    second = f"{FIRST}?page=2"
    article, asked = read({FIRST: html(SENTENCES, stated, after=pager(FIRST, second)), second: other})
    assert asked == [second], why
    assert body(article) == SENTENCES
    assert not is_joined(article)


@pytest.mark.parametrize(
    "title",
    [
        "Trade resumes at Dandong (2/3)",
        "Trade resumes at Dandong - Page 2",
        "Trade resumes at Dandong | 第2页",
    ],
)
def test_a_page_number_in_the_headline_does_not_make_another_article(title: str) -> None:
    second = f"{FIRST}?page=2"
    article, _ = read({FIRST: html(SENTENCES, after=pager(FIRST, second)), second: html(MORE, title=title)})
    assert body(article) == [*SENTENCES, *MORE]


def test_a_short_last_page_is_read() -> None:
    second = f"{FIRST}?page=2"
    rest = ["The ferry sails again on Friday."]
    article, _ = read({FIRST: html(SENTENCES, after=pager(FIRST, second)), second: html(rest)})
    assert body(article) == [*SENTENCES, *rest]


@pytest.mark.parametrize(
    "line",
    [
        "Page 2 of 3",
        "(Continued on next page)",
        "上一页 1 2 3 下一页",
        "第2页 共3页",
        "다음 페이지",
        "次のページへ続く",
        "1 | 2 | 3 Next >",
    ],
)
def test_lines_that_only_lead_through_the_pages_are_dropped(line: str) -> None:
    second = f"{FIRST}?page=2"
    article, _ = read(
        {FIRST: html([*SENTENCES, line], after=pager(FIRST, second)), second: html([MORE[0], line, MORE[1]])}
    )
    assert body(article) == [*SENTENCES, *MORE]


def test_short_lines_may_repeat_within_the_text() -> None:
    second = f"{FIRST}?page=2"
    one, two = [SENTENCES[0], "Yes.", SENTENCES[1]], [MORE[0], "Yes.", MORE[1]]
    article, _ = read({FIRST: html(one, after=pager(FIRST, second)), second: html(two)})
    assert body(article) == [*one, *two]


def test_the_whole_view_is_preferred_to_the_pages() -> None:
    second, whole = f"{FIRST}?page=2", f"{FIRST}?page=all"
    after = f'{pager(FIRST, second)}<a href="{whole}">View as single page</a>'
    pages = {FIRST: html(SENTENCES, after=after), second: html(MORE), whole: html([*SENTENCES, *MORE, *LAST])}
    article, asked = read(pages)
    assert asked == [whole]
    assert body(article) == [*SENTENCES, *MORE, *LAST]
    assert (article.url, is_joined(article)) == (FIRST, True)
    assert article.found_by["body"].endswith(", one-page view")


@pytest.mark.parametrize("view", [html(LAST), html(SENTENCES), "<html></html>", None])
def test_the_pages_are_read_when_the_whole_view_has_no_more(view: str | None) -> None:
    second, whole = f"{FIRST}?page=2", f"{FIRST}?page=all"
    after = f'{pager(FIRST, second)}<a href="{whole}">View as single page</a>'
    pages = {FIRST: html(SENTENCES, after=after), second: html(MORE)} | ({whole: view} if view else {})
    article, asked = read(pages)
    assert asked == [whole, second]
    assert body(article) == [*SENTENCES, *MORE]


def test_at_most_twenty_pages_are_read() -> None:
    addresses = [FIRST, *(f"{FIRST}?page={number}" for number in range(2, 40))]
    pages = {
        url: html(
            [f"Day {number}: {line}" for line in SENTENCES], after=f'<a href="?page={number + 1}">Next</a>'
        )
        for number, url in enumerate(addresses, start=1)
    }
    article, asked = read(pages)
    assert len(asked) == MAX_PAGES - 1
    assert len(body(article)) == MAX_PAGES * len(SENTENCES)


def test_pages_that_lead_in_a_circle_end() -> None:
    second = f"{FIRST}?page=2"
    after = f'<a href="{second}">Next</a>'
    _, asked = read({FIRST: html(SENTENCES, after=after), second: html(MORE, after=after)})
    assert asked == [second]


def test_a_page_that_is_gone_is_named_and_what_was_read_is_kept() -> None:
    second, third = f"{FIRST}?page=2", f"{FIRST}?page=3"
    pages = {
        FIRST: html(SENTENCES, after=pager(FIRST, second)),
        second: html(MORE, after=f'<a href="{third}">Next</a>'),
    }
    article, asked = read(pages)
    assert asked == [second, third]
    assert body(article) == [*SENTENCES, *MORE]
    assert article.found_by["body"].endswith(", 2 pages, page 3 not read")


def test_tables_of_all_pages_are_kept_once() -> None:
    def table(month: str) -> str:
        rows = f"<tr><td>Month</td><td>Tonnes</td></tr><tr><td>{month}</td><td>410</td></tr>"
        return f"<table>{rows}<tr><td>Total</td><td>410</td></tr></table>"

    second = f"{FIRST}?page=2"
    pages = {
        FIRST: html([*SENTENCES, table("May"), MORE[0]], after=pager(FIRST, second)),
        second: html([*KOREAN, table("May"), table("June"), MORE[1]]),
    }
    article, _ = read(pages)
    assert [rows[1][0] for rows in article.tables] == ["May", "June"]


def test_chinese_pages_are_joined() -> None:
    def shown(line: str, after: str) -> str:
        return html([line * 2, line * 3], title="鸭绿江渡船复航", after=f'<div class="page">{after}</div>')

    first, second = f"{SITE}/c_88121.htm", f"{SITE}/c_88121_2.htm"
    pages = {first: shown(WIDE[0], f'1 <a href="{second}">2</a> <a href="{second}">下一页</a>')}
    pages[second] = shown(WIDE[1], f'<a href="{first}">上一页</a> <a href="{first}">1</a> 2')
    article, _ = read(pages, first)
    assert body(article) == [line for each in WIDE for line in (each * 2, each * 3)]


def test_an_article_on_one_page_is_left_as_it_is() -> None:
    article, asked = read({FIRST: html(SENTENCES, after='<a href="/">Home</a><a href="?print=1">Print</a>')})
    assert asked == []
    assert article == replace(article, body="\n\n".join(SENTENCES))
    assert not is_joined(article)
