"""Editing an entry of the source list; trying selectors on stored pages."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from bs4 import BeautifulSoup

from crawler.sources import read_sources
from tests.operator_desk import (
    HOSTILE,
    SOURCES,
    Desktop,
    filled,
    followed,
    page,
    send,
)


@pytest.fixture
def desktop(tmp_path: Path) -> Desktop:
    return Desktop(tmp_path)


@pytest.fixture
def client(desktop: Desktop) -> Iterator[httpx.Client]:
    with desktop.client() as opened:
        yield opened


def test_an_entry_is_edited_and_its_comments_stay(desktop: Desktop, client: httpx.Client) -> None:
    text = desktop.file.read_text().replace(
        'name = "The Yalu Courier"', 'name = "The Yalu Courier" # as it says'
    )
    desktop.file.write_text("# the list of the desk\n" + text)
    path = "/sources/courier/edit"
    assert "Nothing was changed" in followed(client, client.post(path, data=filled(client, path))).get_text()
    changes = {"name": "Courier", "tier": "1", "delay_seconds": "0.5", "include": "/news/\r\n\r\n/trade/"}
    changes |= {"state_media": "on", "selectors.title": "h1.headline", "timezone": "Asia/Seoul"}
    shown = followed(client, client.post(path, data=filled(client, path, **changes)))
    assert "Saved." in shown.get_text()
    made = next(one for one in read_sources(desktop.file) if one.id == "courier")
    assert (made.name, made.tier, made.delay_seconds, made.state_media) == ("Courier", 1, 0.5, True)
    assert (made.include, made.selectors.title) == (("/news/", "/trade/"), "h1.headline")
    written = desktop.file.read_text()
    assert written.startswith("# the list of the desk\n")
    assert 'name = "Courier" # as it says' in written
    # Taking everything back leaves no trace of it.
    back = {"name": "The Yalu Courier", "tier": "2", "delay_seconds": "2", "include": "", "timezone": "UTC"}
    given = filled(client, path, **back, **{"selectors.title": ""})
    del given["state_media"]
    followed(client, client.post(path, data=given))
    assert read_sources(desktop.file)[0] == SOURCES[0]


def test_a_masked_key_means_the_key_it_has(desktop: Desktop, client: httpx.Client) -> None:
    path = "/sources/dead/edit"
    given = filled(client, path, tier="3")
    assert given["urls"].strip() == "https://dead.example/rss?api_key=***"
    given["urls"] += "\nhttps://dead.example/second"
    followed(client, client.post(path, data=given))
    made = read_sources(desktop.file)[1]
    assert made.urls == ("https://dead.example/rss?api_key=s3cret", "https://dead.example/second")


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "  ", "must not be empty"),
        ("tier", "7", "is not 1, 2 or 3"),
        ("poll_minutes_min", "soon", "valid integer"),
        ("poll_minutes_max", "3", "less than poll_minutes_min"),
        ("delay_seconds", "1e99", "not between 0 and 300"),
        ("timezone", "Asia/Pyongyong", "not an IANA zone"),
        ("homepage", "javascript:alert(1)", "not an http or https address"),
        ("urls", "ftp://a.example/feed", "not an http or https address"),
        ("urls", "", "at least one address"),
        ("include", "(", "("),
        ("selectors.body", "div..x", "div..x"),
        ("encoding", "klingon", "not a charset"),
        ("language", "korean", "two-letter"),
        ("kind", "rss", "feed"),
    ],
)
def test_a_mistake_is_shown_at_its_field_and_nothing_is_written(
    desktop: Desktop, client: httpx.Client, field: str, value: str, said: str
) -> None:
    path, before = "/sources/courier/edit", desktop.file.read_text()
    answer = client.post(path, data=filled(client, path, **{field: value, "publisher": HOSTILE}))
    assert answer.status_code == 400
    shown = BeautifulSoup(answer.text, "lxml")
    (wrong,) = shown.select(".field.wrong")
    (name,) = [str(each["name"]) for each in wrong.select("[name]")]
    assert (name, said in wrong.get_text()) == (field, True)
    kept = shown.select_one("[name=publisher]")
    assert kept is not None
    assert kept["value"] == HOSTILE
    assert desktop.file.read_text() == before


def test_mistakes_that_no_field_has_stand_above_the_form(desktop: Desktop, client: httpx.Client) -> None:
    path = "/sources/courier/edit"
    taken = filled(client, path, urls="https://idle.example/feed")
    assert "already belongs to" in client.post(path, data=taken).text
    stale = filled(client, path, name="Mine", seen="0")
    answer = client.post(path, data=stale)
    assert answer.status_code == 409
    assert "changed meanwhile" in answer.text
    assert 'value="Mine"' in answer.text
    json = client.post(path, data=filled(client, path, kind="json"))
    assert json.status_code == 400
    assert "fields.items" in json.text
    assert read_sources(desktop.file) == SOURCES


def test_selectors_are_tried_on_a_stored_page_and_saved(desktop: Desktop, client: httpx.Client) -> None:
    story = "Trucks with coal crossed the bridge at Dandong on Monday, a trader said. " * 6
    number = desktop.add_page(
        f"<html><body><h1>The paper</h1><h2 class=t>Coal at the quay</h2><p class=by>Kim</p>"
        f"<div class=story><p>{story}</p></div><script>alert(3)</script></body></html>"
    )
    path = "/sources/courier/selectors"
    tried = page(client, f"{path}?article={number}&title=h2.t&body=div.story&author=.by&published=time")
    text = tried.select_one("#preview").get_text(" ", strip=True)  # type: ignore[union-attr]
    for wanted in ("title: 1 element", "published: 0 elements", "selector", "Trucks with coal", "Kim"):
        assert wanted in text
    assert not any(one.selectors.title for one in read_sources(desktop.file))
    saved = {"title": "h2.t", "body": "div.story", "author": " .by "}
    followed(client, send(client, path, **saved))
    again = followed(client, send(client, path, **saved))
    assert "Nothing was changed" in again.get_text()
    made = read_sources(desktop.file)[0].selectors
    assert (made.title, made.body, made.author) == ("h2.t", "div.story", ".by")
    assert 'value="h2.t"' in client.get(path).text


def test_a_selector_with_a_mistake_is_said_at_its_field(desktop: Desktop, client: httpx.Client) -> None:
    number = desktop.add_page("<p>x</p>")
    path = "/sources/courier/selectors"
    shown = page(client, f"{path}?article={number}&title=h1..x&body=" + "p " * 20)
    assert [str(each["name"]) for each in shown.select(".wrong [name]")] == ["title"]
    assert send(client, path, title="h1..x").status_code == 409
    assert "gives no article" in page(client, f"{path}?article={number}&body=.none").get_text()
    assert page(client, f"{path}?article={number}&title=" + "x" * 900)
    assert client.get(f"{path}?title=" + "x" * 1_001).status_code == 422
    assert page(client, f"{path}?article=1", 404)
    assert "has a stored page" in page(client, "/sources/idle/selectors").get_text()
    assert read_sources(desktop.file) == SOURCES
