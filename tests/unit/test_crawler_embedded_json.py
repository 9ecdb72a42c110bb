"""Articles in a script's data are found; notices, code and texts for subscribers are not."""

import json
from datetime import UTC, datetime

import pytest

from crawler.extraction.extract import extract
from tests.samples import NOW, source
from yaluwatch.errors import PageRefused
from yaluwatch.model import Outcome, Page

TITLE = "단둥 세관, 새 검사장 문 열어"
PARAGRAPHS = [
    "단둥 세관이 새 검사장의 문을 열었다고 소식통이 25일 전했다. 하루에 화물차 300대를 검사할 수 있다.",
    "소식통은 검사장 공사가 지난봄에 시작됐다고 말했다. 신의주로 가는 화물은 이곳에서 봉인된다.",
    "현지 무역상들은 통관이 하루 안에 끝나기를 바라고 있다. 지금은 사흘이 걸린다고 한다.",
    "세관은 주말에도 일할 예정이다. 다만 북측의 준비가 끝났는지는 알려지지 않았다.",
]
WHOLE = {"state": {"data": {"title": TITLE, "body": "".join(f"<p>{line}</p>" for line in PARAGRAPHS)}}}
PIECES = {"content": [{"type": "text", "id": number, "text": line} for number, line in enumerate(PARAGRAPHS)]}
CODE = 'var a="x";function f(b){return "; if (a === b) { c = d; } // and so on; and on; {}"}'


def shown(script: str, *, head: str = "", title: str = TITLE) -> Page:
    text = (
        f'<html><head><title>{title}</title><meta property="og:title" content="{title}">{head}</head>'
        f'<body><div id="root"></div><script>{script}</script><script>{CODE}</script></body></html>'
    )
    return Page(
        source_id="courier",
        requested_url="https://courier.example/news/1",
        url="https://courier.example/news/1",
        status=200,
        headers={"content-type": "text/html; charset=utf-8"},
        body=text.encode(),
        fetched_at=NOW,
    )


@pytest.mark.parametrize(
    "script",
    [
        f"(window.__RQ=window.__RQ||[]).push({json.dumps(WHOLE)})",
        f"window.__DATA__={json.dumps(PIECES, ensure_ascii=False)};",
        f"self.__next_f.push([1,{json.dumps('5:' + json.dumps(PIECES))}])",
    ],
    ids=["one string of markup", "a string a paragraph", "JSON within a string"],
)
def test_an_article_in_a_script_is_read(script: str) -> None:
    article = extract(shown(script), source())
    assert article.body.split("\n\n") == PARAGRAPHS
    assert (article.title, article.found_by["body"]) == (TITLE, "script")


def test_text_in_a_script_unrelated_to_the_headline_is_not_an_article() -> None:
    with pytest.raises(PageRefused) as refused:
        extract(shown(json.dumps(PIECES), title="Harbour festival draws crowds"), source())
    assert refused.value.outcome == Outcome.TOO_THIN


def test_text_for_subscribers_is_not_taken_from_scripts() -> None:
    stated = (
        '<script type="application/ld+json">'
        '{"@type":"NewsArticle","headline":"x","isAccessibleForFree":false}</script>'
    )
    with pytest.raises(PageRefused):
        extract(shown(json.dumps(PIECES), head=stated), source())


def dated(**fields: object) -> str:
    return f"window.__STATE__={json.dumps({'article': WHOLE | fields}, ensure_ascii=False)}"


@pytest.mark.parametrize(
    "script",
    [
        dated(publishedAt="2026-11-23T08:00:00+09:00"),
        dated(datePublished="2026-11-23 08:00:00"),
        dated(published=1_795_388_400),
        dated(publish_time=1_795_388_400_000),
        f"self.__next_f.push([1,{json.dumps('5:' + dated(firstPublished='2026-11-23T08:00:00+09:00'))}])",
    ],
    ids=["with a zone", "in the zone of the source", "seconds", "milliseconds", "JSON within a string"],
)
def test_the_time_of_publication_is_read_from_the_script(script: str) -> None:
    article = extract(shown(script), source(timezone="Asia/Seoul"))
    assert article.published_at == datetime(2026, 11, 22, 23, tzinfo=UTC)
    assert article.found_by["published_at"] == "script"


def test_of_several_moments_in_scripts_none_is_taken() -> None:
    # Those of other articles in a list beside it.
    more = [{"title": "Another", "publishedAt": "2026-11-20T08:00:00Z"}]
    article = extract(shown(dated(publishedAt="2026-11-23T08:00:00Z", related=more)), source())
    assert article.found_by["published_at"] != "script"


def test_what_the_page_states_comes_before_its_scripts() -> None:
    head = '<meta property="article:published_time" content="2026-11-22T10:00:00Z">'
    article = extract(shown(dated(publishedAt="2026-11-23T08:00:00Z"), head=head), source())
    assert article.published_at == datetime(2026, 11, 22, 10, tzinfo=UTC)
