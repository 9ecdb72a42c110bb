"""Live blogs keep their updates, each with its time, in the order of the page."""

from datetime import UTC, datetime

import pytest

from crawler.extraction.extract import extract
from tests.unit.test_crawler_extract import SENTENCES, html, json_ld, page
from tests.unit.test_crawler_feeds import source
from yaluwatch.model import Article

TITLE = "Live: ferry returns to the Yalu"
LEAD = "The ferry between Dandong and Sinuiju sails again on Sunday, and we follow it through the day."
UPDATES = [
    ("2026-09-27T15:10:00+09:00", "Last boat back", SENTENCES[2]),
    ("2026-09-27T12:40:00+09:00", "Lorries on the quay", SENTENCES[1]),
    ("2026-09-27T09:05:00+09:00", "First boat leaves", SENTENCES[0]),
]
STATED = [
    {"@type": "BlogPosting", "datePublished": time, "headline": headline, "articleBody": text}
    for time, headline, text in UPDATES
]
LINES = [line for time, headline, text in UPDATES for line in (f"2026-09-27 {time[11:16]}", headline, text)]
KOREAN_UPDATES = [
    (
        "오후 3시 10분",
        "마지막 배가 단둥 부두로 돌아왔고 승객 마흔 명이 검역을 기다리고 있다고 선사가 밝혔다.",
    ),
    ("오후 12:40", "화물차 스무 대가 부두 앞에 줄을 섰으며 대부분 비료와 타이어를 실었다고 상인이 전했다."),
    ("오전 9:05", "첫 배가 단둥을 떠났다. 세관은 하루 두 차례만 운항을 허용한다고 운전사들이 말했다."),
]


def blog(**fields: object) -> str:
    return json_ld(**({"@type": "LiveBlogPosting", "headline": TITLE, "liveBlogUpdate": STATED} | fields))


def read(markup: str, **changes: object) -> Article:
    return extract(page(markup), source(**({"language": "en"} | changes)))


def body(article: Article) -> list[str]:
    return article.body.split("\n\n")


@pytest.mark.parametrize(
    "updates",
    [
        STATED,
        {"@list": STATED},
        [{"@type": "ListItem", "item": each} for each in STATED],
        [{**each, "articleBody": f"<p>{each['articleBody']}</p>"} for each in STATED],
        [{**each, "articleBody": f"&lt;p&gt;{each['articleBody']}&lt;/p&gt;"} for each in STATED],
        [*STATED, STATED[0], {"@type": "BlogPosting"}, "update"],
        [{"name": head, "dateCreated": time, "text": text} for time, head, text in UPDATES],
    ],
    ids=["list", "@list", "list items", "markup", "escaped markup", "repeated", "other names"],
)  # fmt: skip
def test_the_updates_that_json_ld_states_are_the_body(updates: object) -> None:
    article = read(html([LEAD], blog(liveBlogUpdate=updates), title=TITLE))
    assert body(article) == [LEAD, *LINES]
    assert article.found_by["body"].endswith(", 3 updates")


def test_published_when_it_began_and_changed_by_its_last_update() -> None:
    head = blog(coverageStartTime="2026-09-27T08:00:00+09:00")
    article = read(html([LEAD], head, title=TITLE))
    assert article.published_at == datetime(2026, 9, 26, 23, 0, tzinfo=UTC)
    assert article.modified_at == datetime(2026, 9, 27, 6, 10, tzinfo=UTC)


def test_a_later_time_of_change_that_the_page_states_is_kept() -> None:
    head = blog(datePublished="2026-09-27T08:00:00+09:00", dateModified="2026-09-27T18:00:00+09:00")
    assert read(html([LEAD], head, title=TITLE)).modified_at == datetime(2026, 9, 27, 9, 0, tzinfo=UTC)


def test_the_order_is_that_of_the_page() -> None:
    shown = [LEAD, *(text for _, _, text in reversed(UPDATES))]
    times = [line for line in body(read(html(shown, blog(), title=TITLE))) if line.startswith("2026-")]
    assert times == ["2026-09-27 09:05", "2026-09-27 12:40", "2026-09-27 15:10"]


def test_a_blog_stated_beside_an_article_gives_it_its_updates() -> None:
    head = json_ld(headline=TITLE, url="https://news.example/2026/09/27/customs") + blog()
    assert body(read(html([LEAD], head, title=TITLE)))[1:] == LINES


@pytest.mark.parametrize("updates", [[], None, "soon", [{"@type": "BlogPosting"}], [[], [None]]])
def test_a_blog_without_updates_is_an_ordinary_article(updates: object) -> None:
    article = read(html([LEAD, *SENTENCES], blog(liveBlogUpdate=updates), title=TITLE))
    assert body(article) == [LEAD, *SENTENCES]


@pytest.mark.parametrize(
    "block",
    [
        '<div class="post"><time datetime="{stamp}">{clock}</time><h3>{headline}</h3><p>{text}</p></div>',
        "<li><span>{stamp}</span><h4>{headline}</h4><p>{text}</p></li>",
        '<li><h3><a href="#u">{headline}</a></h3><time datetime="{stamp}"></time><p>{text}</p></li>',
    ],
    ids=["time elements", "printed times", "linked to themselves"],
)  # fmt: skip
def test_the_updates_that_a_page_shows_keep_their_times(block: str) -> None:
    blocks = "".join(
        block.format(stamp=time[:16].replace("T", " "), clock=time[11:16], headline=headline, text=text)
        for time, headline, text in UPDATES
    )
    after = f'<div class="live-blog">{blocks}</div>'
    article = read(html([LEAD], title=TITLE, after=after))
    assert body(article) == [LEAD, *LINES]


def test_a_korean_list_of_timed_updates_is_read() -> None:
    blocks = "".join(f"<div><em>{time}</em><p>{text}</p></div>" for time, text in KOREAN_UPDATES)
    shown = html(
        ["압록강 배편이 다시 운항한다."], title="[실시간] 압록강 배편 재개", after=f"<div>{blocks}</div>"
    )
    lines = body(read(shown, language="ko"))
    assert [line for each in KOREAN_UPDATES for line in each] == lines[-6:]


@pytest.mark.parametrize(
    ("name", "card"),
    [
        ("latest", "<div><time>09:05</time><p>{text}</p></div>"),
        ("comments", "<div><b>reader7</b> <time>09:05</time><p>{text}</p></div>"),
        (
            "cards",
            '<div><time>09:05</time><h3><a href="/coal">Coal waits off Nampo</a></h3><p>{text}</p></div>',
        ),
    ],
)
def test_timed_comments_and_other_articles_are_no_updates(name: str, card: str) -> None:
    cards = "".join(card.format(text=f"Note {number}: {text}") for number, (_, _, text) in enumerate(UPDATES))
    article = read(html(SENTENCES, title=TITLE, after=f'<div class="{name}">{cards}</div>'))
    assert article.body.split("\n\n")[: len(SENTENCES)] == SENTENCES
    assert "updates" not in article.found_by["body"]
    assert "2026-09-27" not in article.body


def test_few_updates_beside_a_long_article_are_added_to_it() -> None:
    text = [f"Day {number}: {line}" for number in range(4) for line in SENTENCES]
    article = read(
        html(text, blog(liveBlogUpdate=[{"headline": "Ferry held", "articleBody": LEAD}]), title=TITLE)
    )
    assert body(article) == [*text, "Ferry held", LEAD]
