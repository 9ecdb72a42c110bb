"""The list of sources and the page of each: states, polls, findings, and what can be done."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from crawler.sources import read_sources
from storage import Instance, open_archive
from tests.operator_desk import HOSTILE, NOW, Desktop, followed, page, rows, send
from tests.samples import article, source
from tests.web_server import served
from web import create_app
from web.access import Role
from web.operator.source import examples
from web.operator.sources import spark
from yaluwatch.model import (
    Selectors,
    StoredArticle,
)
from yaluwatch.owner import new_owner


@pytest.fixture
def desktop(tmp_path: Path) -> Desktop:
    return Desktop(tmp_path)


@pytest.fixture
def client(desktop: Desktop) -> Iterator[httpx.Client]:
    with desktop.client() as opened:
        yield opened


def test_the_list_begins_with_what_needs_attention_in_the_words_of_the_command(client: httpx.Client) -> None:
    shown = page(client, "/sources")
    listed = rows(shown)
    assert [each.split()[0] for each in listed] == ["Dead", "The", "Idle"]
    assert "moved feed" in listed[0]
    assert "the last 3+ polls" in listed[0]
    assert "up to date" in listed[1]
    assert "paused" in listed[2]
    assert "1 source needs attention" in shown.get_text()
    assert "s3cret" not in shown.get_text()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=attention", ["Dead"]),
        ("state=up+to+date", ["The"]),
        ("language=ko", ["Dead"]),
        ("kind=sitemap", []),
        ("kind=&q=YALU+courier", ["The"]),
        ("sort=name", ["Dead", "Idle", "The"]),
        ("sort=new", ["The", "Dead", "Idle"]),
        ("sort=read", ["The", "Dead", "Idle"]),
        ("sort=newest&q=nothing+like+it", []),
    ],
)
def test_the_list_is_filtered_and_sorted(client: httpx.Client, query: str, found: list[str]) -> None:
    assert [each.split()[0] for each in rows(page(client, f"/sources?{query}"))] == found


@pytest.mark.parametrize("query", ["sort=colour", "kind=rss", "q=" + "x" * 300, "state=" + "x" * 99])
def test_odd_filters_are_refused_without_an_error_of_ours(client: httpx.Client, query: str) -> None:
    assert 400 <= client.get(f"/sources?{query}").status_code < 500


def test_several_sources_are_paused_and_resumed_at_once(desktop: Desktop, client: httpx.Client) -> None:
    answer = send(client, "/sources", ids=["courier", "dead", "idle"], do="pause", q="e", sort="name")
    assert answer.headers["location"] == "/sources?q=e&sort=name&said=paused"
    assert "Paused." in followed(client, answer).get_text()
    assert all(one.paused for one in read_sources(desktop.file))
    followed(client, send(client, "/sources", ids=["dead", "dead"], do="resume"))
    assert [one.id for one in read_sources(desktop.file) if not one.paused] == ["dead"]
    again = followed(client, send(client, "/sources", ids=["dead"], do="resume"))
    assert "Resumed." in again.get_text()


def test_choosing_nothing_or_what_is_unknown_changes_nothing(desktop: Desktop, client: httpx.Client) -> None:
    before = desktop.file.read_text()
    assert "No source was chosen" in followed(client, send(client, "/sources", do="pause")).get_text()
    assert send(client, "/sources", ids=["courier", HOSTILE], do="pause").status_code == 404
    assert send(client, "/sources", ids=["courier"], do="delete").status_code == 422
    assert desktop.file.read_text() == before


def test_a_message_comes_from_a_closed_list(client: httpx.Client) -> None:
    assert not page(client, "/sources?said=You+were+hacked").select(".said")


def test_readers_see_the_list_and_can_change_nothing(desktop: Desktop) -> None:
    with desktop.client(Role.READER) as client:
        shown = page(client, "/sources")
        assert len(rows(shown)) == 3
        assert not shown.select("form[method=post], input[type=checkbox]")
        assert send(client, "/sources", ids=["courier"], do="pause").status_code == 403


def test_without_the_list_to_write_nothing_is_offered(desktop: Desktop) -> None:
    with desktop.client(can_change=False) as client:
        assert not page(client, "/sources").select("form[method=post]")


def test_a_form_from_elsewhere_changes_nothing(desktop: Desktop, client: httpx.Client) -> None:
    before = desktop.file.read_text()
    client.get("/sources")
    assert client.post("/sources", data={"ids": "courier", "do": "pause"}).status_code == 403
    forged = {"Origin": "https://evil.example"}
    assert client.post("/sources", data={"ids": "courier"}, headers=forged).status_code == 403
    assert desktop.file.read_text() == before


def test_a_source_shows_its_state_its_polls_and_the_findings_with_proof(client: httpx.Client) -> None:
    text = page(client, "/sources/dead").get_text(" ", strip=True)
    for wanted in ("moved feed", "Evidence: the last 3+ polls", "yalu sources find", "404", "page not found"):
        assert wanted in text
    assert "api_key=***" in text
    assert "s3cret" not in text
    assert "nothing is wrong" in page(client, "/sources/courier").get_text()
    assert "A paused source is not examined" in page(client, "/sources/idle").get_text()


def test_the_newest_articles_lead_to_their_pages_as_text(desktop: Desktop, client: httpx.Client) -> None:
    shown = page(client, "/sources/courier")
    assert "Trucks" in shown.get_text()
    link = shown.select_one("a[href^='/sources/courier/pages/']")
    assert link is not None
    assert "came with the feed" in page(client, str(link["href"]), 404).get_text()
    number = desktop.add_page("<h1>Bridge</h1><script>alert(2)</script><p>Coal {{ 7919*1337 }}</p>")
    markup = page(client, f"/sources/courier/pages/{number}").select_one("pre")
    assert markup is not None
    assert "<script>alert(2)</script>" in markup.get_text()
    assert page(client, f"/sources/dead/pages/{number}", 404)


def test_the_last_page_the_selectors_fit_stands_beside_the_last_they_dont(desktop: Desktop) -> None:
    rules = source(selectors=Selectors(title="h1", body="div.story"))
    by = {"title": "selector", "body": "selector"}
    texts = [("Old layout", by), ("New layout", {"title": "selector", "body": "generic"})]
    stored = [
        StoredArticle(
            id=number,
            article=article(title=title, found_by=found, body="long " * 900),
            publisher="",
            version=1,
            first_seen_at=NOW,
        )
        for number, (title, found) in enumerate(texts)
    ]
    good, bad = examples(rules, stored[::-1])
    assert good is not None
    assert bad is not None
    assert (good.stored.article.title, good.missed) == ("Old layout", ())
    assert (bad.stored.article.title, bad.missed) == ("New layout", ("body",))
    assert good.text.endswith("…")
    assert examples(source(), stored)[1] is None


def test_polling_now_asks_the_service_and_says_if_none_runs(desktop: Desktop, client: httpx.Client) -> None:
    later = NOW + timedelta(hours=9)
    with open_archive(desktop.archive) as archive:
        archive.sources.save_state(replace(archive.sources.state("courier"), next_poll_at=later))
        shown = followed(client, send(client, "/sources/courier/poll"))
        assert "no service runs" in shown.get_text()
        followed(client, send(client, "/sources/courier/poll"))
        assert set(archive.jobs.asked()) == {"poll"}
        due = archive.sources.state("courier").next_poll_at
        assert due is not None
        assert due < later
        archive.jobs.appear(Instance(new_owner(), "host", 1, "1", datetime.now(UTC), datetime.now(UTC)))
    assert send(client, "/sources/idle/poll").status_code == 409


def test_a_running_service_begins_within_seconds(desktop: Desktop) -> None:
    with open_archive(desktop.archive) as archive:
        archive.jobs.appear(Instance(new_owner(), "host", 1, "1", datetime.now(UTC), datetime.now(UTC)))
    with desktop.client() as client:
        assert "begins within seconds" in followed(client, send(client, "/sources/courier/poll")).get_text()


def test_one_source_is_paused_resumed_and_removed(desktop: Desktop, client: httpx.Client) -> None:
    followed(client, send(client, "/sources/courier/pause", do="pause"))
    followed(client, send(client, "/sources/courier/pause", do="pause"))
    assert "Resume" in page(client, "/sources/courier").get_text()
    followed(client, send(client, "/sources/courier/pause", do="resume"))
    assert [one.id for one in read_sources(desktop.file) if one.paused] == ["idle"]
    asked = page(client, "/sources/dead/remove").get_text()
    assert "api_key=***" in asked
    assert len(read_sources(desktop.file)) == 3
    assert "Removed from the source list" in followed(client, send(client, "/sources/dead/remove")).get_text()
    assert [one.id for one in read_sources(desktop.file)] == ["courier", "idle"]
    assert send(client, "/sources/dead/remove").status_code == 404


def test_a_file_that_became_invalid_is_said_and_not_written(desktop: Desktop) -> None:
    sources = read_sources(desktop.file)
    app = create_app(desktop.archive, lambda: sources, hosts=["127.0.0.1"], read_desk=desktop.desk)
    desktop.file.write_text("[[source]]\nid = 1")
    with served(app) as client:
        answer = send(client, "/sources/courier/pause", do="pause")
        assert answer.status_code == 409
        assert "sources.toml" in answer.text
    assert desktop.file.read_text() == "[[source]]\nid = 1"


@pytest.mark.parametrize(
    "path", ["/sources/no-such", "/sources/%00", "/sources/courier/pages/99", "/sources/courier/try/x"]
)
def test_what_is_not_there_is_said(client: httpx.Client, path: str) -> None:
    assert page(client, path, 404).select_one(".mistake")


def test_what_only_operators_may_do_is_refused_to_readers(desktop: Desktop) -> None:
    with desktop.client(Role.ANALYST) as client:
        shown = page(client, "/sources/dead")
        assert not shown.select("main form, main a.button")
        for path in ("poll", "pause", "try", "remove"):
            assert send(client, f"/sources/dead/{path}", do="pause").status_code == 403
        assert client.get("/sources/dead/remove").status_code == 403


def test_a_long_list_is_split_into_pages_that_load_fast(desktop: Desktop) -> None:
    many = [source(id=f"s{n:03}", name=f"Source {n}", urls=(f"https://{n}.example/f",)) for n in range(130)]
    with served(
        create_app(desktop.archive, lambda: many, hosts=["127.0.0.1"], read_desk=desktop.desk)
    ) as client:
        shown = page(client, "/sources?sort=name")
        assert len(rows(shown)) == 80
        further = shown.select_one("a[href*='page=2']")
        assert further is not None
        rest = page(client, str(further["href"]))
        assert len(rows(rest)) == 50
        assert rest.select_one("a[href='/sources?sort=name&page=1']")
        assert rows(page(client, "/sources?page=9")) == []
        assert client.get("/sources?page=0").status_code == 422


def test_a_sparkline_has_a_bar_for_each_day_with_articles() -> None:
    assert spark([]) == spark([0, 0]) == ""
    assert spark([0] * 26 + [1, 19]) == "M104 20v-1h3V20M108 20v-19h3V20"
    assert spark([5]) == "M108 20v-19h3V20"
