"""The researcher's pages over a small archive: search, facets, chart, exports, articles, versions."""

import asyncio
import csv
import io
import json
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from xml.etree import ElementTree

import httpx
import pytest
from bs4 import BeautifulSoup, Tag
from justhtml import JustHTML

from classifier import find_article_facts
from storage import Archive, Format, open_archive
from tests.samples import NOW, article, page, placement, source, verdict
from tests.web_server import served
from web import create_app
from yaluwatch.model import Fetch, Mention, Outcome, Span

DAY = timedelta(days=1)
HOSTILE = "<script>alert(1)</script>밀수 {{ 7919*1337 }} \"'"
SEOUL = source(id="hangang", name="한강일보", publisher="Han Media", timezone="Asia/Seoul", language="ko")


SUSPECT = "In 2023 a firm from Dandong put 50 million yuan ($9.1 million) into a depot for North Korea."


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with open_archive(tmp_path_factory.mktemp("research") / "yalu.db") as opened:
        _fill(opened)
        yield opened


def _fill(archive: Archive) -> None:
    """Sixty articles of sixty days; one edited, one in Korean with a table, one hostile in every field."""
    for number in range(60):
        at = NOW - number * DAY
        body = f"Freight trucks crossed from Dandong to Sinuiju on Monday.\n\nLoad {number}: coal."
        one = article(url=f"https://courier.example/{number}", body=body, published_at=at, fetched_at=at)
        archive.articles.add(one, None, publisher="Courier Press")
    edited = article(
        url="https://courier.example/edited", title="Coal price", body="It costs 100 yuan.\n\nA second."
    )
    archive.articles.add(edited, page(url=edited.url), publisher="Courier Press")
    again = replace(edited, body=f"It does not cost 120 yuan.\n\nA second. {SUSPECT}", fetched_at=NOW + DAY)
    archive.articles.add(again, page(url=edited.url, body=b"new"), publisher="Courier Press")
    korean = article(
        source_id="hangang", url="https://h.example/1", title="밀수 단속", language="ko",
        body="단둥에서 밀수가 늘었다.",
        # Past midnight in Seoul, the evening before in UTC.
        published_at=NOW.replace(hour=16), fetched_at=NOW, authors=("김 기자",),
        tables=((("품목", "톤"), ("석탄", "1,200")),),
        captions=("단둥 <b>세관</b>",), found_by={"title": "json-ld", "published_at": "rejected:meta"},
    )  # fmt: skip
    archive.articles.add(korean, None, publisher="Han Media")
    hostile = article(
        url="javascript:alert(1)//x", title=HOSTILE, body=HOSTILE, authors=(HOSTILE,), organisation=HOSTILE,
        captions=(HOSTILE,), tables=(((HOSTILE,),),), section=HOSTILE, found_by={HOSTILE: HOSTILE},
        published_at=NOW - 70 * DAY,
    )  # fmt: skip
    archive.articles.add(hostile, None, publisher=HOSTILE)
    waiting = archive.verdicts.untagged(100)
    archive.verdicts.add([(stored, _verdict(stored)) for stored in waiting], NOW)
    for stored in archive.stories.ungrouped(100):
        archive.stories.add(placement(stored.id, waiting[0].id if stored.id == waiting[1].id else None), NOW)
    for hours in range(48):
        outcome = Outcome.OK if hours % 2 else Outcome.DNS
        archive.sources.record(
            Fetch(
                source_id="courier",
                url="https://c.example/f",
                kind="poll",
                outcome=outcome,
                at=NOW - hours * DAY,
            )
        )


def _verdict(stored: Any) -> Any:
    body = stored.article.body
    kinds = {"goods": "coal", "actor": "gacc"}
    mentions = tuple(Mention(name, kind, Span("body", 0, 1, body[0]), name) for kind, name in kinds.items())
    text = stored.article
    made = verdict(facts=find_article_facts(text.title, body, text.language, text.published_at, ()))
    is_freight = body.startswith("Freight")
    made = made if is_freight else replace(made, tags=(replace(made.tags[0], topic="trade"),))
    return replace(made, mentions=(*made.mentions, *mentions) if is_freight else mentions)


@pytest.fixture(scope="module")
def client(archive: Archive) -> Iterator[httpx.Client]:
    with served(create_app(archive.path, lambda: [source(), SEOUL], hosts=["127.0.0.1"])) as opened:
        yield opened


def get(client: httpx.Client, path: str, status: int = 200, **arguments: Any) -> BeautifulSoup:
    answer = client.get(path + ("?" + urlencode(arguments) if arguments else ""))
    assert answer.status_code == status, answer.text
    text = answer.text
    # A part of a page is a page for the parser's purposes.
    JustHTML(text if text.startswith("<!doctype") else f"<!doctype html><title>x</title>{text}", strict=True)
    return BeautifulSoup(text, "lxml")


def only(shown: BeautifulSoup | Tag, selector: str) -> Tag:
    (found,) = shown.select(selector)
    return found


def link_of(client: httpx.Client, q: str) -> str:
    return str(get(client, "/search", q=q).select("article h2 a")[0]["href"]).partition("?")[0]


def test_pages_of_results_go_on_below_the_last_article_without_a_gap(client: httpx.Client) -> None:
    seen: list[str] = []
    path = "/search?q=freight"
    while path:
        shown = get(client, path)
        seen += [str(link["href"]) for link in shown.select("article h2 a")]
        more = shown.select("a[rel=next]")
        path = str(more[0]["href"]) if more else ""
    assert len(seen) == len(set(seen)) == 60
    assert "60 articles" in only(get(client, "/search?q=freight"), ".summary").get_text()


def test_pages_by_relevance_go_on_after_a_rank(client: httpx.Client) -> None:
    shown = get(client, "/search", q="freight", order="relevance")
    following = str(only(shown, "a[rel=next]")["href"])
    assert parse_qs(urlsplit(following).query)["skip"] == ["25"]
    seen: list[str] = []
    while shown.select("article"):
        # All of them match equally well, and still none comes twice.
        seen += [str(link["href"]) for link in shown.select("article h2 a")]
        more = shown.select("a[rel=next]")
        if not more:
            break
        shown = get(client, str(more[0]["href"]))
    assert len(seen) == len(set(seen)) == 60
    assert "newest first" in [link.get_text() for link in shown.select(".summary a")]


def test_a_mistake_is_shown_where_it_is_with_what_may_be_meant(client: httpx.Client) -> None:
    shown = get(client, "/search", 400, q="coal place:dandongg after:2026")
    assert only(shown, ".typed mark").get_text() == "dandongg"
    assert only(shown, ".typed").get_text() == "coal place:dandongg after:2026"
    meant = only(shown, ".meant a")
    assert meant.get_text() == "coal place:dandong after:2026"
    get(client, str(meant["href"]))
    for path in ("/search/facets", "/search/timeline", "/search/chart.svg", "/export/csv"):
        assert only(get(client, path, 400, q="place:dandongg"), ".typed mark").get_text() == "dandongg"


def test_help_shows_searches_that_work(client: httpx.Client) -> None:
    links = get(client, "/search").select(".help a")
    assert len(links) == 12
    for link in links:
        get(client, str(link["href"]))


def test_filters_can_be_taken_away_one_by_one(client: httpx.Client) -> None:
    chips = get(client, "/search", q="coal topic:border place:dandong").select(".chips a")
    assert [parse_qs(urlsplit(str(chip["href"])).query)["q"] for chip in chips] == [
        ["coal place:dandong"],
        ["coal topic:border"],
    ]


def test_every_count_is_that_of_the_page_it_leads_to(client: httpx.Client) -> None:
    shown = get(client, "/search/facets", q="coal OR 밀수", part=1)
    values = [value for value in shown.select(".facet li") if value.select("a")]
    assert len(values) > 10
    for value in values:
        name, number = str(only(value, "a")["href"]), only(value, ".quiet").get_text()
        found = only(get(client, name), ".summary strong").get_text()
        assert found.split()[0] == number, name


def test_facets_are_a_page_of_their_own_without_a_script(client: httpx.Client) -> None:
    part = get(client, "/search", q="coal").select("#facets a")[0]
    shown = get(client, str(part["href"]))
    assert {summary.get_text() for summary in shown.select(".facet summary")} >= {
        "Topics",
        "Sources",
        "Months",
    }
    # By name, not by id, in the reader's language.
    assert "The Yalu Courier" in shown.get_text()
    names = [value.get_text() for value in shown.select(".facet li a")]
    assert "Dandong" in names
    korean = BeautifulSoup(
        client.get(str(part["href"]), headers={"Accept-Language": "ko"}).text, "html.parser"
    )
    names = [value.get_text() for value in korean.select(".facet li a")]
    assert {"단둥", "국경", "영어"} <= set(names)
    chosen = get(client, "/search/facets", q="topic:border").select(".facet strong")
    assert [value.get_text() for value in chosen] == ["border"]


def test_the_chart_is_a_picture_with_its_numbers_in_a_table(client: httpx.Client) -> None:
    picture = str(only(get(client, "/search", q="coal"), ".timeline img")["src"])
    answer = client.get(picture)
    assert answer.headers["content-type"] == "image/svg+xml"
    assert "script-src" not in answer.headers["content-security-policy"]
    drawn = ElementTree.fromstring(answer.content)
    bars = drawn.findall(".//*[@class='bar']")
    rows = get(client, "/search/timeline", q="coal").select("tbody tr")
    assert len(bars) == len([row for row in rows if row.select("a")]) == 60
    assert drawn.findall(".//*[@class='read']")
    assert drawn.findall(".//*[@class='unread']")
    assert only(get(client, str(only(rows[3], "a")["href"])), ".summary strong").get_text() == "1 article"
    assert "0 of 1" in get(client, "/search/timeline", q="coal").get_text()


def test_trade_is_drawn_where_it_is_published(client: httpx.Client) -> None:
    drawn = client.get("/search/chart.svg", params={"q": "after:2024-01"}).text
    assert drawn.count('class="trade"') >= 2
    table = get(client, "/search/timeline", q="after:2020-01").get_text()
    assert "Trade of the year" in table


@pytest.mark.parametrize("q", ["zzz", "after:9999", "before:0001", "after:0001 before:9999"])
def test_a_chart_of_any_time_is_drawn(client: httpx.Client, q: str) -> None:
    answer = client.get("/search/chart.svg", params={"q": q})
    assert answer.status_code == 200
    ElementTree.fromstring(answer.content)
    assert len(answer.content) < 100_000
    get(client, "/search/timeline", q=q)


def test_the_archive_as_of_an_earlier_day_has_an_address(client: httpx.Client) -> None:
    answer = client.get("/search", params={"q": "coal", "asof": "2026-11-24"})
    assert answer.status_code == 303
    assert parse_qs(urlsplit(answer.headers["location"]).query)["q"] == ["coal asof:2026-11-24"]
    shown = get(client, answer.headers["location"])
    assert "as the archive was on 2026-11-24" in only(shown, ".summary").get_text()
    assert client.get("/search?asof=yesterday").status_code == 422


@pytest.mark.parametrize("kind", list(Format))
def test_an_export_has_exactly_the_articles_found(client: httpx.Client, kind: Format) -> None:
    answer = client.get(f"/export/{kind.value}", params={"q": "place:dandong load"})
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith('attachment; filename="yaluwatch-')
    content = answer.content
    counted = {
        Format.CSV: lambda: len(list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))) - 1,
        Format.JSON_LINES: lambda: len(content.splitlines()),
        Format.RIS: lambda: content.count(b"TY  - NEWS"),
        Format.CSL_JSON: lambda: len(json.loads(content)),
        Format.ATOM: lambda: content.count(b"<entry>"),
        Format.PARQUET: lambda: _parquet_rows(content),
    }
    assert counted[kind]() == 60


def _parquet_rows(content: bytes) -> int:
    parquet = pytest.importorskip("pyarrow.parquet")
    return int(parquet.read_table(io.BytesIO(content)).num_rows)


def test_an_export_has_permalinks_that_work(client: httpx.Client) -> None:
    line = client.get("/export/jsonl", params={"q": "밀수 language:ko"}).text.splitlines()[0]
    get(client, json.loads(line)["permalink"].removeprefix(str(client.base_url)))


def test_odd_exports_are_refused(client: httpx.Client) -> None:
    assert client.get("/export/docx").status_code == 404
    assert client.get("/export/csv?order=oldest").status_code == 422


def test_an_article_is_cited_by_its_papers_name_and_local_day(client: httpx.Client) -> None:
    address = link_of(client, "단속")
    ris = client.get(f"{address}/citation.ris").text.split("\r\n")
    assert {"T2  - 한강일보", "PB  - Han Media", "DA  - 2026/11/25", "PY  - 2026", "AU  - 김 기자"} <= set(
        ris
    )
    (item,) = client.get(f"{address}/citation.csl").json()
    assert item["container-title"] == "한강일보"
    assert item["issued"] == {"date-parts": [[2026, 11, 25]]}
    text = client.get(f"{address}/citation.txt").text
    assert "김 기자. “밀수 단속”. 한강일보, 2026-11-25." in text
    assert text.strip() in only(get(client, address), "section:has(.exports) p[lang]").get_text()
    exported = client.get("/export/ris", params={"q": "단속"}).text
    assert "T2  - 한강일보" in exported
    assert client.get(f"{address}/citation.doc").status_code == 404
    assert client.get(f"{address}/citation.ris?version=9").status_code == 404


def test_a_source_that_is_gone_is_cited_by_its_publisher_and_utc(
    client: httpx.Client, archive: Archive
) -> None:
    with served(create_app(archive.path, list, hosts=["127.0.0.1"])) as without_sources:
        ris = without_sources.get(f"{link_of(client, '단속')}/citation.ris").text.split("\r\n")
    assert {"T2  - Han Media", "DA  - 2026/11/24"} <= set(ris)


def test_an_article_shows_where_its_text_comes_from(client: httpx.Client) -> None:
    shown = get(client, link_of(client, "단속"))
    text = " ".join(shown.get_text(" ").split())
    assert "json-ld" in text
    assert "meta (found, but not believed)" in text
    assert "none: the text came with the feed" in text
    assert [cell.get_text() for cell in shown.select("table td")] == ["품목", "톤", "석탄", "1,200"]
    kept = " ".join(get(client, link_of(client, "120 yuan")).get_text(" ").split())
    assert "warc.gz, byte" in kept
    assert "Link of the hash chain" in kept


def test_facts_are_listed_and_lead_to_their_place_in_the_text(client: httpx.Client) -> None:
    shown = get(client, link_of(client, "120 yuan"))
    link = shown.select(".facts a")[0]
    assert shown.select(str(link["href"]))
    assert "120 yuan" in [mark.get_text() for mark in shown.select(".fact")]


def test_contradictions_within_an_article_are_listed_with_both_passages(client: httpx.Client) -> None:
    address = link_of(client, "120 yuan")
    text = only(get(client, address), "#contradictions").get_text()
    assert "a dollar taken for 5.495 CNY" in text
    assert text.count(SUSPECT) == 2
    assert "1달러를 5.495 CNY" in client.get(address, headers={"Accept-Language": "ko"}).text
    (found,) = client.get(f"/api/v1{address}/facts").json()["contradictions"]
    assert (found["contradiction"], found["other_text"]) == ("conversion", "$9.1 million")
    assert not get(client, address, version=1).select("#contradictions")


def test_any_two_versions_are_compared_side_by_side(client: httpx.Client) -> None:
    address = link_of(client, "120 yuan")
    shown = get(client, f"{address}/compare")
    assert any("100" in one.get_text() for one in shown.select("del"))
    assert any("120" in one.get_text() for one in shown.select("ins"))
    assert "Numbers removed: 100; added: 120" in shown.get_text()
    assert "meaning may be reversed" in shown.get_text()
    backwards = get(client, f"{address}/compare", old=2, new=1)
    assert any("100" in one.get_text() for one in backwards.select("ins"))
    assert "The texts are the same" in get(client, f"{address}/compare", old=1, new=1).get_text()
    assert "no version 7" in get(client, f"{address}/compare", 404, old=7).get_text()
    assert "no article 5" in get(client, "/articles/5/compare", 404).get_text()
    assert "The texts are the same" in get(client, f"{link_of(client, '단속')}/compare").get_text()


def test_hostile_texts_are_text_on_every_page(client: httpx.Client) -> None:
    address = link_of(client, "alert")
    searched = ("/search?q=alert", "/search/facets?q=alert", f"/search?q={HOSTILE}")
    for path in (address, f"{address}/compare", *searched, f"/search/timeline?q={HOSTILE}"):
        shown = BeautifulSoup(client.get(path).text, "lxml")
        assert not shown.select("script:not([src^='/static/'])"), path
        assert not shown.select("[href^='javascript:'], [style], [onclick]"), path
        assert "10587703" not in [text.strip() for text in shown.stripped_strings], path
    picture = ElementTree.fromstring(
        client.get("/search/chart.svg", params={"q": '밀수 -"<script>"'}).content
    )
    assert not picture.findall(".//{http://www.w3.org/2000/svg}script")


def test_pages_are_small(client: httpx.Client) -> None:
    for path in ("/search", "/search/facets", "/search/timeline?q=", link_of(client, "coal")):
        assert len(client.get(path).content) < 100_000, path


_PIECES = (
    '"', "(", ")", "-", " ", " OR ", " AND ", "NOT ", " NEAR/3 ", "*", "^", "topic:", "topic:border",
    "place:dandong", "source:'", "publisher:", 'publisher:"Courier Press"', "language:ko", "status:edited",
    "score:>0.5", "after:2024", "before:0001", "after:9999-12-31", "before:2024-02-30", "relevant:any",
    "asof:2024", "asof:0001", "asof:9999", ":", "밀수", "走私", "丹", "coal", "'", "; DROP TABLE articles",
    "\x00", "\u202e", "\u0301", "𝒳", "＂", "％", "\n", "<script>", "{{7919*1337}}", "%00", "a" * 300,
)  # fmt: skip


def _any_query(rng: random.Random) -> dict[str, str]:
    if rng.random() < 0.3:
        return {"q": "".join(map(chr, rng.choices(range(0x3000), k=12)))}
    typed = "".join(rng.choices(_PIECES, k=rng.randint(1, 9)))
    return {"q": typed, "order": rng.choice(("newest", "relevance"))}


def test_any_query_gets_results_or_an_explanation(archive: Archive) -> None:
    rng = random.Random(5)
    asked = httpx.ASGITransport(create_app(archive.path, lambda: [source()], hosts=["127.0.0.1"]))

    async def ask() -> set[int]:
        statuses = set()
        async with httpx.AsyncClient(transport=asked, base_url="http://127.0.0.1") as client:
            for _ in range(300):
                path = rng.choice(("/search", "/search/facets", "/search/timeline", "/search/chart.svg"))
                arguments = _any_query(rng)
                answer = await client.get(path, params=arguments)
                is_explained = answer.status_code == 400 and "mistake" in answer.text
                assert answer.status_code == 200 or is_explained, (path, arguments)
                statuses.add(answer.status_code)
        return statuses

    assert asyncio.run(ask()) == {200, 400}


def test_more_exports_than_the_server_can_bear_have_to_wait(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.research.export._AT_ONCE", _Busy())
    answer = client.get("/export/csv")
    assert (answer.status_code, "try again" in answer.text) == (503, True)


class _Busy:
    def acquire(self, *, blocking: bool) -> bool:
        return False
