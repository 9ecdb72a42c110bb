"""As a new operator would: publications added by URL alone, one redesigned, the feed of another moved."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.app import app
from crawler.sources.import_export import from_csv, from_opml
from crawler.sources.source_list import read_sources, write_sources
from newsroom import Newsroom
from storage import Query, open_archive
from tests.samples import source
from yaluwatch import times
from yaluwatch.errors import CrawlError, SourceListError

NOW = datetime.now(UTC) - timedelta(hours=1)


@pytest.fixture(scope="module")
def open_newsroom() -> Iterator[Newsroom]:
    with Newsroom(NOW) as opened:
        yield opened


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with Newsroom(NOW) as opened:
        yield opened


@pytest.fixture
def data(tmp_path: Path) -> Path:
    assert run(tmp_path, "init").exit_code == 0
    (tmp_path / "sources.toml").write_text("# Our own list.\n", encoding="utf-8")
    return tmp_path


def run(data: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["--data", str(data), *arguments])


def shown(data: Path, *arguments: str) -> str:
    result = run(data, *arguments)
    assert result.exit_code == 0, f"{result.output}\n{result.exception}"
    return result.output


def words(data: Path) -> dict[str, str]:
    return {line["id"]: line["word"] for line in json.loads(shown(data, "sources", "--json"))}


def test_the_table_and_the_doctor_tell_a_new_layout_and_a_moved_feed(
    newsroom: Newsroom, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("meridian-globe", "harbour-post", "duman-tongsin"):
        output = shown(data, "sources", "add", newsroom.publications[name], "--id", name, "--allow-private")
        assert f"Added {name}" in output
    listed = {entry.id: entry for entry in read_sources(data / "sources.toml")}
    for truth in newsroom.sources:
        if entry := listed.get(truth.id):
            found = (entry.kind, entry.urls, entry.language, entry.name)
            assert found == (truth.kind, truth.urls, truth.language, truth.name)
    assert (data / "sources.toml").read_text("utf-8").startswith("# Our own list.\n")
    shown(data, "crawl")
    assert words(data) == dict.fromkeys(listed, "ok")
    assert "3 sources checked, 0 with problems" in shown(data, "sources", "doctor")

    newsroom.redesign("meridian-globe", "shell")
    newsroom.move_feed("harbour-post", "/latest.atom")
    for hours in (72, 75):
        monkeypatch.setattr(times, "clock", lambda hours=hours: NOW + timedelta(hours=hours))
        assert run(data, "crawl", "--all").exit_code == 1
    told = {"meridian-globe": "new layout", "harbour-post": "moved feed", "duman-tongsin": "ok"}
    assert {**words(data), "duman-tongsin": "ok"} == told
    findings = json.loads(shown(data, "sources", "doctor", "--json"))
    assert "100% of the pages had no article, 0% before" in findings["meridian-globe"][0]["proof"]
    assert "failed: page not found (HTTP 404)" in findings["harbour-post"][0]["proof"]
    assert findings["duman-tongsin"] == []

    # The way out the doctor names.
    homepage = newsroom.publications["harbour-post"]
    assert f"yalu sources find {homepage}" in findings["harbour-post"][0]["advice"]
    assert f"{homepage}/latest.atom" in shown(data, "sources", "find", homepage, "--allow-private")


def test_a_broken_selector_is_told_with_a_new_one_tried_on_stored_pages(
    newsroom: Newsroom, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (mine,) = (entry for entry in newsroom.sources if entry.id == "tumen-guancha")
    write_sources(data / "sources.toml", [replace(mine, max_pages=6)])
    shown(data, "crawl")
    newsroom.redesign("tumen-guancha", "opengraph")
    monkeypatch.setattr(times, "clock", lambda: NOW + timedelta(hours=50))
    shown(data, "crawl", "--all")
    (finding,) = json.loads(shown(data, "sources", "doctor", "tumen-guancha", "--json"))["tumen-guancha"]
    assert finding["cause"] == "new layout"
    assert "selectors.body found nothing in 100% of the articles" in finding["proof"]
    proposal = "selectors.body = 'div.story-body' finds it on 6 of 6 stored pages (100% similar)"
    assert proposal in finding["advice"]


def test_a_trial_shows_every_field_and_its_rule_and_stores_nothing(
    open_newsroom: Newsroom, data: Path
) -> None:
    (mine,) = (entry for entry in open_newsroom.sources if entry.id == "yalu-courier")
    write_sources(data / "sources.toml", [mine])
    output = shown(data, "sources", "try", "yalu-courier")
    for said in (
        "poll  ok  13 announced",
        "Truck traffic on the Friendship Bridge",
        "json-ld",
        "Nora Whitlock",
    ):
        assert said in output
    by_url = json.loads(shown(data, "sources", "try", mine.urls[0], "--json"))
    assert by_url["source"]["id"] == "yalu-courier"
    assert by_url["article"]["found_by"]["published_at"] == "json-ld"
    unlisted = shown(
        data, "sources", "try", open_newsroom.publications["saltwater-tracker"], "--allow-private"
    )
    assert "Four bulkers, one loop" in unlisted
    with open_archive(data / "yalu.db") as archive:
        assert archive.sources.states() == {}
        assert archive.search.count(Query(only_relevant=False)) == 0
    assert [entry.id for entry in read_sources(data / "sources.toml")] == ["yalu-courier"]


def test_a_trial_of_a_site_that_gives_nothing_says_why(open_newsroom: Newsroom, data: Path) -> None:
    dead = open_newsroom.publications["liaodong-herald"]
    result = run(data, "sources", "try", f"{dead}/rss", "--allow-private")
    assert isinstance(result.exception, CrawlError)
    (mine,) = (entry for entry in open_newsroom.sources if entry.id == "liaodong-herald")
    write_sources(data / "sources.toml", [mine])
    result = run(data, "sources", "try", "liaodong-herald")
    assert "liaodong-herald can't be read: html_instead_of_feed" in str(result.exception)


def test_our_own_network_is_not_looked_at_unless_that_is_meant(open_newsroom: Newsroom, data: Path) -> None:
    for command in ("find", "add", "try"):
        result = run(data, "sources", command, open_newsroom.publications["yalu-courier"])
        assert "127.0.0.1 is an address in our own network; --allow-private allows" in str(result.exception)


def test_check_polls_all_without_storing(open_newsroom: Newsroom, data: Path) -> None:
    chosen = [entry for entry in open_newsroom.sources if entry.id in {"harbour-post", "liaodong-herald"}]
    write_sources(data / "sources.toml", chosen)
    before = len(open_newsroom.requests())
    result = run(data, "sources", "check")
    assert str(result.exception) == "1 of 2 sources can't be read (see above)"
    assert result.output.index("html_instead_of_feed") < result.output.index("harbour-post")
    asked = [request.path for request in open_newsroom.requests()[before:]]
    assert sorted(asked) == ["/feeds/latest.atom", "/robots.txt", "/robots.txt", "/rss"]
    assert "ok" in shown(data, "sources", "check", "harbour-post")
    with open_archive(data / "yalu.db") as archive:
        assert archive.sources.states() == {}


def test_a_source_is_not_added_twice_under_another_spelling(open_newsroom: Newsroom, data: Path) -> None:
    address = open_newsroom.publications["jeopgyeong-today"]
    shown(data, "sources", "add", address, "--allow-private")
    before = (data / "sources.toml").read_bytes()
    result = run(data, "sources", "add", f"{address}/rss.xml?utm_source=x", "--allow-private")
    assert isinstance(result.exception, SourceListError)
    assert "already belongs to '127-0-0-1'" in str(result.exception)
    assert (data / "sources.toml").read_bytes() == before


def test_lists_go_out_and_come_in(data: Path, tmp_path: Path) -> None:
    one = source(id="one", urls=("https://a.example/feed",))
    two = source(id="two", urls=("https://b.example/feed",), paused=True)
    write_sources(data / "sources.toml", [one, two])
    shown(data, "sources", "export", "--format", "opml", "-o", str(tmp_path / "out.opml"))
    shown(data, "sources", "export", "-o", str(tmp_path / "out.csv"))
    assert from_csv((tmp_path / "out.csv").read_text("utf-8")) == [one, two]
    assert len(from_opml((tmp_path / "out.opml").read_bytes())) == 2
    assert shown(data, "sources", "export").startswith("id,name,")

    write_sources(data / "sources.toml", [replace(one, urls=("http://www.a.example/feed/",))])
    assert "1 source added" in shown(data, "sources", "import", str(tmp_path / "out.opml"))
    assert "0 sources added" in shown(data, "sources", "import", str(tmp_path / "out.csv"))
    added = read_sources(data / "sources.toml")[1]
    assert (added.name, added.urls, added.language) == (two.name, two.urls, two.language)
    assert "can't be read" in str(run(data, "sources", "import", str(tmp_path / "none.csv")).exception)


def test_a_wish_for_what_was_not_found_is_refused(open_newsroom: Newsroom, data: Path) -> None:
    address = open_newsroom.publications["meridian-globe"]
    result = run(data, "sources", "add", address, "--result", "9", "--allow-private")
    assert "--result 9 is too high" in str(result.exception)
    assert "Added" in shown(data, "sources", "add", address, "--use", "2", "--allow-private")
    assert read_sources(data / "sources.toml")[0].kind == "listing"
