"""Short real articles are never refused for words that notices use too; real notices still are."""

import tomllib
from pathlib import Path

import pytest

from crawler.extraction.extract import extract
from tests.unit.test_crawler_extract import page, refusal
from tests.unit.test_crawler_feeds import source

# Each brief contains what a paywall, an error page, a consent wall, a denial or a bot check would say.
SAMPLES = tomllib.loads(Path(__file__).with_name("briefs.toml").read_text(encoding="utf-8"))
ALL = [(brief["language"], brief["title"], brief["text"]) for brief in SAMPLES["brief"]]
NOTICES = [(notice["title"], notice["text"], notice["outcome"]) for notice in SAMPLES["notice"]]
LEADS = {language: text for language, _, text in reversed(ALL)}
HEADS = {
    "plain": "",
    "article": '<meta property="og:type" content="article">',
    "json-ld": '<script type="application/ld+json">{"@type": "NewsArticle", "headline": %r}</script>',
}


def brief_page(title: str, text: str, head: str) -> str:
    head = head.replace("%r", '"' + title.replace('"', "'") + '"')
    return f"""<html><head><meta charset="utf-8"><title>{title} - Border Daily</title>{head}</head><body>
    <nav><a href="/">Home</a></nav><article><h1>{title}</h1><p>{text}</p></article>
    <footer><a href="/login">Log in</a> <a href="/subscribe">Subscribe</a></footer></body></html>"""


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
@pytest.mark.parametrize(("language", "title", "text"), ALL, ids=[title for _, title, _ in ALL])
def test_a_brief_is_an_article_whatever_words_it_uses(
    language: str, title: str, text: str, head: str
) -> None:
    article = extract(page(brief_page(title, text, head)), source(language=language))
    assert "".join(text.split()) == "".join(article.body.split())
    assert "free part" not in article.found_by["body"]


@pytest.mark.parametrize("head", ["plain", "article"])
@pytest.mark.parametrize("frame", SAMPLES["frame"], ids=[frame["title"] for frame in SAMPLES["frame"]])
def test_a_brief_may_use_any_phrase_of_a_notice(frame: dict[str, str], head: str) -> None:
    for phrase in SAMPLES["phrases"][frame["language"]]:
        title = frame["title"].replace("{P}", phrase[0].upper() + phrase[1:]).replace("{p}", phrase)
        text = frame["text"].replace("{p}", phrase)
        article = extract(page(brief_page(title, text, HEADS[head])), source(language=frame["language"]))
        assert "".join(article.body.split()) == "".join(text.split())


@pytest.mark.parametrize(("title", "text", "outcome"), NOTICES)
def test_a_page_that_is_nothing_but_a_notice_is_refused(title: str, text: str, outcome: str) -> None:
    assert refusal(page(brief_page(title, text, ""))) == outcome


@pytest.mark.parametrize(
    ("language", "lead", "appeal"),
    [
        ("en", LEADS["en"], "Subscribe now to continue reading."),
        ("ko", LEADS["ko"], "이 기사는 유료 회원 전용입니다."),
        ("zh", LEADS["zh"], "本文为付费内容，订阅后阅读全文。"),
        ("ja", LEADS["ja"], "この記事は有料会員限定です。残り1234文字"),
    ],
)
def test_the_free_part_of_an_article_is_kept_and_marked(language: str, lead: str, appeal: str) -> None:
    for text in (f"{lead} {appeal}", f"{lead}</p><p>{appeal}"):
        article = extract(page(brief_page("Lead 单 제목", text, "")), source(language=language))
        assert "".join(article.body.split()) == "".join(lead.split())
        assert article.found_by["body"].endswith(", free part")


def test_a_short_article_marked_as_not_free_is_kept_as_its_free_part() -> None:
    head = '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":false}</script>'
    article = extract(page(brief_page("Lead", LEADS["en"], head)), source(language="en"))
    assert article.found_by["body"].endswith(", free part")
