import json
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.extraction.extract import EXTRACTOR, article_from_feed, extract
from tests.unit.test_crawler_feeds import source
from yaluwatch.errors import PageRefused
from yaluwatch.model import Alternate, Candidate, EarlierSelectors, Outcome, Page, Selectors

NOW = datetime(2026, 9, 28, 0, 0, tzinfo=UTC)
URL = "https://news.example/2026/09/27/customs"
SENTENCES = [
    "Lorries crossed the bridge between Dandong and Sinuiju on Sunday after three weeks, traders said.",
    "A customs broker in Dandong said forty lorries with fertiliser and oil left the yard before noon.",
    "Chinese officials did not answer questions about the crossing, which both sides closed without notice.",
    "Prices of rice in Hyesan fell by a tenth within two days, said a resident who trades across the river.",
]
KOREAN = [
    "북한과 중국을 잇는 단둥 신의주 다리에서 화물차 통행이 삼 주 만에 다시 시작됐다고 무역상들이 전했다.",
    "단둥의 한 통관 대행업자는 비료와 식용유를 실은 화물차 마흔 대가 정오 전에 세관 마당을 떠났다고 말했다.",
    "중국 당국은 양측이 예고 없이 닫았던 이 통상구에 대한 질문에 답하지 않았다고 소식통은 덧붙였다.",
]


def page(
    html: str | bytes, url: str = URL, asked: str = "", content_type: str = "text/html; charset=utf-8"
) -> Page:
    return Page(
        source_id="s",
        requested_url=asked or url,
        url=url,
        status=200,
        headers={"content-type": content_type},
        body=html.encode() if isinstance(html, str) else html,
        fetched_at=NOW,
    )


def html(
    paragraphs: list[str],
    head: str = "",
    title: str = "Trade resumes at Dandong",
    before: str = "",
    after: str = "",
) -> str:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"""<html><head><title>{title} | News Example</title>{head}</head><body>
    <header><nav><a href="/">Home</a><a href="/trade">Trade</a></nav></header>
    <main><article><h1>{title}</h1>{before}<div class="text">{text}</div>{after}</article></main>
    <footer><p>News Example, 1 Street</p></footer></body></html>"""


def json_ld(**fields: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle"} | fields)}</script>'


def refusal(shown: Page, **changes: object) -> Outcome:
    with pytest.raises(PageRefused) as caught:
        extract(shown, source(**changes))
    return caught.value.outcome


def test_a_plain_article_is_extracted() -> None:
    article = extract(page(html(SENTENCES)), source(language="en"))
    assert article.title == "Trade resumes at Dandong"
    assert article.body.split("\n\n") == SENTENCES
    assert (article.language, article.url, article.extractor) == ("en", URL, EXTRACTOR)
    assert article.fetched_at == NOW


def test_structured_metadata_is_used() -> None:
    head = json_ld(
        headline="Trade resumes at Dandong bridge",
        datePublished="2026-09-27T19:00:00+09:00",
        dateModified="2026-09-27T20:00:00+09:00",
        author=[{"@type": "Person", "name": "Kim A"}, {"@type": "Organization", "name": "News Example"}],
        articleSection="Trade",
        image={"url": "/lead.jpg"},
        mainEntityOfPage=URL,
    )
    head += '<link rel="alternate" hreflang="ko" href="/ko/1">'
    head += '<link rel="alternate" hreflang="x-default" href="/1">'
    article = extract(page(html(SENTENCES, head)), source(language="en"))
    assert article.title == "Trade resumes at Dandong bridge"
    assert article.published_at == datetime(2026, 9, 27, 10, 0, tzinfo=UTC)
    assert article.modified_at == datetime(2026, 9, 27, 11, 0, tzinfo=UTC)
    assert (article.authors, article.section) == (("Kim A",), "Trade")
    assert article.image_url == "https://news.example/lead.jpg"
    assert article.alternates == (Alternate("ko", "https://news.example/ko/1"),)
    assert article.found_by["title"] == article.found_by["published_at"] == "json-ld"


def test_of_several_articles_in_json_ld_the_pages_own_is_used() -> None:
    other = {"@type": "NewsArticle", "headline": "Another story", "url": "https://news.example/other"}
    own = {"@type": ["NewsArticle"], "headline": "The right story", "url": URL}
    head = f'<script type="application/ld+json">{json.dumps({"@graph": [other, own]})}</script>'
    assert extract(page(html(SENTENCES, head)), source()).title == "The right story"


@pytest.mark.parametrize(
    "junk", ["{", "[" * 100_000, '{"a": ' + "9" * 5000 + "}", '"\\ud83d"', "null", "<!-- -->"]
)
def test_invalid_json_ld_is_ignored(junk: str) -> None:
    head = f'<script type="application/ld+json">{junk}</script>'
    assert extract(page(html(SENTENCES, head)), source()).title == "Trade resumes at Dandong"


def test_opengraph_and_meta_tags_are_next() -> None:
    head = """<meta property="og:title" content="Bridge reopens | News Example">
    <meta property="og:site_name" content="News Example">
    <meta property="article:published_time" content="2026-09-27 19:00">
    <meta name="author" content="By Lee B and Park C">"""
    article = extract(page(html(SENTENCES, head)), source())
    assert article.title == "Bridge reopens"
    assert article.published_at == datetime(2026, 9, 27, 10, 0, tzinfo=UTC)
    assert article.authors == ("Lee B", "Park C")


def test_the_sources_selectors_take_precedence() -> None:
    body = html(
        SENTENCES,
        json_ld(headline="Wrong"),
        before="<p class=when>2026.09.27 19:00</p><b class=who>박 기자</b>",
    )
    body = body.replace(
        "<main>",
        "<h2 id=t>Right title</h2><main><div class=x>"
        f"<p>{KOREAN[0]}</p><p class=ad>Ad</p><p>{KOREAN[1]}</p></div>",
    )
    rules = Selectors(title="#t", body=".x", published=".when", author=".who", remove=".ad")
    article = extract(page(body), source(selectors=rules))
    assert article.title == "Right title"
    assert article.body.split("\n\n") == KOREAN[:2]
    assert article.published_at == datetime(2026, 9, 27, 10, 0, tzinfo=UTC)
    assert article.found_by["body"] == article.found_by["title"] == "selector"
    assert article.authors == ("박 기자",)
    assert article.language == "ko"


def test_a_selector_that_finds_nothing_falls_back() -> None:
    article = extract(
        page(html(SENTENCES)), source(selectors=Selectors(body="#gone", title="#gone", remove=".gone"))
    )
    assert SENTENCES[2] in article.body
    assert article.title == "Trade resumes at Dandong"


def test_the_feeds_date_replaces_a_missing_one_and_adds_the_time_to_a_date() -> None:
    announced = datetime(2026, 9, 27, 5, 0, tzinfo=UTC)
    candidate = Candidate(source_id="s", url=URL, published_at=announced)
    assert extract(page(html(SENTENCES)), source(), candidate).published_at == announced
    day = html(SENTENCES, json_ld(datePublished="2026-09-27"))
    assert extract(page(day), source(), candidate).published_at == announced
    assert extract(page(day), source()).published_at == datetime(2026, 9, 26, 15, 0, tzinfo=UTC)


def test_years_mentioned_in_the_text_are_not_the_publication_date() -> None:
    talk = [
        *SENTENCES,
        "Sanctions of 22 December 2017 ended most of the trade, and in 2020 the border was closed.",
    ]
    article = extract(page(html(talk), url="https://news.example/customs"), source())
    assert article.published_at is None
    assert article.found_by["published_at"] == "none"


def test_a_date_in_the_future_is_rejected_and_recorded() -> None:
    article = extract(page(html(SENTENCES, json_ld(datePublished="2026-12-01T00:00:00Z"))), source())
    assert article.published_at is None
    assert article.found_by["published_at"] == "rejected:json-ld"


@pytest.mark.parametrize(
    ("declared", "kept"),
    [
        (
            "https://news.example/2026/09/27/customs-reopen?utm_source=x",
            "https://news.example/2026/09/27/customs-reopen",
        ),
        ("/2026/09/27/customs", URL),
        ("https://news.example/", URL),
        ("https://other.example/2026/09/27/customs", URL),
        ("javascript:alert(1)", URL),
        ("", URL),
    ],
)
def test_the_canonical_url_is_used_if_it_can_be_this_article(declared: str, kept: str) -> None:
    assert extract(page(html(SENTENCES, f'<link rel="canonical" href="{declared}">')), source()).url == kept


def test_a_canonical_url_without_the_articles_id_is_ignored() -> None:
    url = "https://news.example/articleView.html?idxno=77"
    bare = '<link rel="canonical" href="https://news.example/articleView.html">'
    assert extract(page(html(SENTENCES, bare), url=url), source()).url == url


def test_boilerplate_is_dropped_and_sentences_are_kept() -> None:
    lines = [*KOREAN, "홍길동 기자 hong@news.example", "저작권자 ⓒ 뉴스 무단 전재 및 재배포 금지"]
    assert extract(page(html(lines)), source()).body.split("\n\n") == KOREAN
    lines = [*SENTENCES[:-1], SENTENCES[-1] + "Read in Korean", "*Translated by A. Person"]
    assert extract(page(html(lines)), source(language="en")).body.split("\n\n") == SENTENCES


def test_tables_are_extracted_as_rows() -> None:
    rows = (("Year", "Trade"), ("2007", "1,973.974"), ("2008", "2,787.278"))
    table = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    article = extract(page(html(SENTENCES, after=f"<table>{table}</table>")), source())
    assert article.tables == (rows,)
    assert "1,973.974" in article.body


def test_a_plain_text_page_keeps_every_paragraph() -> None:
    lines = [
        "Short line",
        "year 2007 2008",
        "turnover (million$) 1,973.974 2,787.278",
        *SENTENCES,
        "See also",
    ]
    text = "".join(f"<p>{escape(line)}</p>" for line in lines)
    article = extract(
        page(f"<html><head><title>Relations</title></head><body><h1>Relations</h1>{text}</body></html>"),
        source(),
    )
    assert article.title == "Relations"
    assert article.body.split("\n\n") == lines


def test_a_body_that_is_only_in_json_ld_is_found() -> None:
    head = json_ld(headline="Hidden", articleBody="\n".join(SENTENCES))
    rest = "<body><header><nav>x</nav></header><div id=app></div></body>"
    shell = f"<html><head><title>Hidden</title>{head}</head>{rest}</html>"
    article = extract(page(shell), source())
    assert article.body.split("\n\n") == SENTENCES
    assert article.found_by["body"] == "json-ld"


def test_invisible_and_control_characters_are_removed() -> None:
    article = extract(
        page(html(SENTENCES, title="Trade\u202e \u200bresumes\x07 at&#7;&#x1B; Dandong")), source()
    )
    assert article.title == "Trade resumes at Dandong"


@pytest.mark.parametrize("codec", ["cp949", "euc-kr"])
def test_legacy_korean_pages_are_read_from_their_bytes(codec: str) -> None:
    shown = html(KOREAN, f'<meta charset="{codec}">', title="북중 무역 재개").encode("cp949")
    article = extract(page(shown, content_type="text/html"), source())
    assert article.title == "북중 무역 재개"
    assert "\ufffd" not in article.body


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"PK\x03\x04 a document", "text/html"),
        (b"\x89PNG", ""),
        (b'{"a": 1}', ""),
        (b"<p>x", "application/pdf"),
        (b"words", "text/html"),
    ],
)
def test_other_files_are_not_html(body: bytes, content_type: str) -> None:
    assert refusal(page(body, content_type=content_type)) is Outcome.NOT_HTML


@pytest.mark.parametrize(
    ("title", "text", "outcome"),
    [
        ("페이지를 찾을 수 없습니다", "요청하신 페이지를 찾을 수 없습니다.", Outcome.SOFT_404),
        ("404", "Sorry, this page could not be found.", Outcome.SOFT_404),
        ("News", "您访问的页面不存在", Outcome.SOFT_404),
        ("Trade resumes", SENTENCES[0] + " Subscribe to continue reading.", Outcome.PAYWALL),
        ("中朝貿易", "丹東の税関が再開した。この記事は有料会員限定です。残り1234文字", Outcome.PAYWALL),
        (
            "Before you continue",
            "We use cookies and data to deliver services. Accept all cookies?",
            Outcome.CONSENT,
        ),
        ("Just a moment...", "Enable JavaScript", Outcome.FORBIDDEN),
        ("Trade", "Short.", Outcome.TOO_THIN),
    ],
)
def test_pages_that_are_not_articles_have_an_outcome(title: str, text: str, outcome: Outcome) -> None:
    assert refusal(page(html([text], title=title))) is outcome


def test_a_locked_stub_is_a_paywall_and_a_locked_long_article_is_an_article() -> None:
    locked = json_ld(headline="Trade", isAccessibleForFree="False")
    assert refusal(page(html(SENTENCES[:1], locked))) is Outcome.PAYWALL
    assert extract(page(html(SENTENCES * 2, locked)), source()).body


def test_long_articles_may_mention_subscribers_cookies_and_404() -> None:
    words = "Readers must subscribe to read, accept cookies, and the page was not found, he said on Monday."
    assert words in extract(page(html([*SENTENCES * 3, words])), source()).body


def test_front_pages_and_redirects_to_them_are_rejected() -> None:
    assert refusal(page(html(SENTENCES), url="https://news.example/")) is Outcome.HOME_PAGE
    assert (
        refusal(page(html(SENTENCES), url="https://news.example/index.html", asked=URL)) is Outcome.HOME_PAGE
    )
    assert (
        refusal(page(html(SENTENCES), url="https://news.example/error/404.html", asked=URL))
        is Outcome.SOFT_404
    )
    assert refusal(page(html(SENTENCES), url="https://consent.news.example/x", asked=URL)) is Outcome.CONSENT


def test_a_page_of_links_is_rejected_as_a_section() -> None:
    links = "".join(
        f'<li><a href="/{number}">A headline of some length {number}</a></li>' for number in range(30)
    )
    assert (
        refusal(page(f"<html><head><title>Trade</title></head><body><ul>{links}</ul></body></html>"))
        is Outcome.HOME_PAGE
    )


def test_a_page_with_too_many_elements_is_rejected() -> None:
    assert refusal(page("<html><body>" + "<b></b>" * 120_000)) is Outcome.TOO_LARGE


def test_a_full_text_feed_makes_articles_without_a_page() -> None:
    content = "".join(f"<p>{line}</p>" for line in SENTENCES) + "<script>x</script>"
    candidate = Candidate(
        source_id="s", url=URL, title="Trade", published_at=NOW, summary="short", content=content
    )
    article = article_from_feed(candidate, source(language="en"), NOW)
    assert article.body.split("\n\n") == SENTENCES
    assert (article.published_at, article.url, article.found_by["body"]) == (NOW, URL, "feed")
    with pytest.raises(PageRefused):
        article_from_feed(replace(candidate, content=""), source(), NOW)
    with pytest.raises(PageRefused):
        article_from_feed(replace(candidate, title=""), source(), NOW)


@settings(max_examples=60)
@given(st.text(alphabet=st.sampled_from('<>/="ahp123 !-&;[]{}가中\x00\ud800'), max_size=200))
def test_any_markup_is_an_article_or_a_refusal(text: str) -> None:
    shown = page(("<html><body>" + text).encode("utf-8", errors="replace"))
    with suppress(PageRefused):
        assert extract(shown, source()).title


@pytest.mark.parametrize(
    "printed",
    [
        "<span>입력 2026.09.27 19:00</span>",
        "<li>승인 2026-09-27 19:00</li>",
        "<td>2026年09月27日 19:00 来源：新闻网</td>",
    ],
)
def test_a_timestamp_on_a_separate_line_is_found(printed: str) -> None:
    article = extract(page(html(KOREAN, before=printed), url="https://news.example/view?no=1"), source())
    assert article.published_at == datetime(2026, 9, 27, 10, 0, tzinfo=UTC)
    assert article.found_by["published_at"] == "printed"


@pytest.mark.parametrize(
    ("head", "heading", "title"),
    [
        (json_ld(headline="Trade &amp; border: &quot;open&quot;"), "x", 'Trade & border: "open"'),
        (
            '<meta property="og:title" content="丹东口岸边境贸易 ">',
            '丹东口岸边境贸易 "恢复" 三周后',
            '丹东口岸边境贸易 "恢复" 三周后',
        ),
        ("<title>丹东口岸恢复通关-新华网</title>", "要闻", "丹东口岸恢复通关"),
        ("<title>세관 재개_통일뉴스</title>", "통일뉴스", "세관 재개"),
        ("<title>Trade up 5-6 percent</title>", "News", "Trade up 5-6 percent"),
    ],
)
def test_titles_are_complete_and_without_the_sites_name(head: str, heading: str, title: str) -> None:
    text = "".join(f"<p>{line}</p>" for line in KOREAN)
    shown = f"<html><head>{head}</head><body><nav>x</nav><div><h1>{heading}</h1>{text}</div></body></html>"
    assert extract(page(shown), source()).title == title


def test_a_title_of_megabytes_is_cut() -> None:
    article = extract(page(html(SENTENCES, json_ld(headline="x" * 5_000_000))), source())
    assert len(article.title) == 500


def test_a_headline_for_search_engines_is_outvoted_by_two_others() -> None:
    shared = '<meta property="og:title" content="Trade resumes at Dandong | News Example">'
    stated = (
        '<script type="application/ld+json">'
        '{"@type":"NewsArticle","headline":"Seven facts on lorries"}</script>'
    )
    article = extract(page(html(SENTENCES, head=shared + stated)), source())
    assert (article.title, article.found_by["title"]) == ("Trade resumes at Dandong", "h1")
    article = extract(page(html(SENTENCES, head=stated)), source())
    assert (article.title, article.found_by["title"]) == ("Seven facts on lorries", "json-ld")


def test_headlines_that_differ_only_in_quotation_marks_are_the_same() -> None:
    shared = '<meta property="og:title" content="\'Trucks\' resume -- at Dandong">'
    stated = (
        '<script type="application/ld+json">'
        '{"@type":"NewsArticle","headline":"Seven facts on lorries"}</script>'
    )
    shown = html(SENTENCES, head=shared + stated).replace(
        "Trade resumes at Dandong", "‘Trucks’ resume — at Dandong"
    )
    assert extract(page(shown), source()).title == "‘Trucks’ resume — at Dandong"


def test_a_page_with_an_earlier_layout_is_read_with_its_selectors() -> None:
    def of(name: str) -> str:
        return (
            f'<div id="{name}"><p>{SENTENCES[0]} {name}</p><p>{SENTENCES[1]}</p><p>{SENTENCES[2]}</p></div>'
        )

    saved = page(f"<html><body><h1>Trade resumes</h1>{of('older')}{of('old')}{of('now')}</body></html>")
    layouts = tuple(
        EarlierSelectors(until=day, selectors=Selectors(body=f"#{name}"))
        for day, name in ((date(2026, 5, 1), "old"), (date(2025, 5, 1), "older"))
    )
    told = source(selectors=Selectors(body="#now"), earlier=layouts)
    for year, name in ((2025, "older"), (2026, "old"), (2027, "now")):
        at = datetime(year, 4, 30, 23, 59, tzinfo=UTC)
        article = extract(replace(saved, fetched_at=at), told)
        assert article.body.startswith(f"{SENTENCES[0]} {name}\n")
        assert article.found_by["body"] == "selector"


def test_of_a_chinese_page_the_story_is_read_and_not_its_menu() -> None:
    story = [
        "丹东口岸的货车在清晨排起了长队，海关人员逐一检查。",
        "当地商人说，过桥的货物比去年同期多了三成。",
    ] * 8
    menu = "".join(f"<li><a href='/{number}'>栏目{number}</a></li>" for number in range(20))
    lines = "".join(f"<p>{number}{line}</p>" for number, line in enumerate(story))
    body = f"<nav><ul>{menu}</ul></nav><div class='article'>{lines}</div><ul>{menu}</ul>"
    whole = f"<html><head><title>口岸</title></head><body>{body}</body></html>"
    article = extract(page(whole), source(language="zh"))
    assert article.body.split("\n\n") == [f"{number}{line}" for number, line in enumerate(story)]
