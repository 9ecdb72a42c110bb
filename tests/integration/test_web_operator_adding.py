"""Adding a source by its address, trying one, importing and exporting lists."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import httpx
import pytest
from bs4 import BeautifulSoup
from fastapi import HTTPException

from crawler.fetching import Refusal
from crawler.polling import CrawlLimits, CrawlReport
from crawler.sources import read_sources, write_sources
from crawler.workers import PageFetcher, Trial
from newsroom import Newsroom
from storage import open_archive
from tests.operator_desk import (
    HOSTILE,
    NOW,
    SOURCES,
    Desktop,
    filled,
    followed,
    page,
    send,
    wait_until,
)
from tests.samples import article
from web.operator import adding, source_actions
from web.operator.exchange import MAX_FILE
from web.operator.tasks import Tasks
from yaluwatch.errors import CrawlError
from yaluwatch.model import (
    Candidate,
    Fetch,
    Outcome,
    Source,
)


@pytest.fixture
def desktop(tmp_path: Path) -> Desktop:
    return Desktop(tmp_path)


@pytest.fixture
def client(desktop: Desktop) -> Iterator[httpx.Client]:
    with desktop.client() as opened:
        yield opened


def test_work_that_takes_longer_is_shared_bounded_and_never_lost_without_a_word() -> None:
    tasks, go = Tasks(), threading.Event()

    def fail() -> None:
        raise CrawlError("https://a.example/?token=abc can't be read")

    def break_down() -> None:
        raise KeyError("x")

    first = tasks.start("one", lambda: go.wait(60))
    assert tasks.start("one", fail) is first
    tasks.start("two", lambda: go.wait(60))
    with pytest.raises(HTTPException, match="try again"):
        tasks.start("three", fail)
    go.set()
    wait_until(lambda: first.is_done)
    wait_until(lambda: tasks.start("two", lambda: True).is_done)
    failed, broken = tasks.start("three", fail), tasks.start("four", break_down)
    wait_until(lambda: failed.is_done and broken.is_done)
    assert failed.error == "https://a.example/?token=*** can't be read"
    assert broken.error == "KeyError; the log has more"
    assert tasks.get(first.token).result is True


@pytest.fixture(scope="module")
def newsroom() -> Iterator[Newsroom]:
    with Newsroom(NOW - timedelta(hours=1)) as opened:
        yield opened


def looked_at(client: httpx.Client, url: str) -> tuple[str, BeautifulSoup]:
    """Enter an address and wait for what the site offers."""
    answer = send(client, "/source-list/add", url=url)
    assert answer.status_code == 303, answer.text
    path = answer.headers["location"]
    wait_until(lambda: not page(client, path).select("meta[http-equiv=refresh]"))
    return path, page(client, path)


@pytest.fixture
def on_this_computer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sites on this computer may be added, as only the command allows."""
    monkeypatch.setattr(adding, "PageFetcher", partial(PageFetcher, allow_private=True, delay=0.0))


@pytest.mark.usefixtures("on_this_computer")
def test_a_source_is_added_by_its_address_after_its_samples_were_shown(
    desktop: Desktop, client: httpx.Client, newsroom: Newsroom
) -> None:
    feed = next(one for one in newsroom.sources if one.id == "yalu-courier").urls[0]
    path, shown = looked_at(client, feed)
    assert len(shown.select("section:first-of-type .samples li")) == 3
    assert len(read_sources(desktop.file)) == 3
    given = filled(client, path, id="Yalu Two", tier="1")
    wrong = client.post(path, data=given)
    assert wrong.status_code == 400
    assert "must be lower-case letters" in wrong.text
    answer = client.post(path, data=given | {"id": "yalu-two"})
    assert answer.headers["location"] == "/sources/yalu-two?said=added"
    assert "Added to the source list" in followed(client, answer).get_text()
    made = read_sources(desktop.file)[-1]
    assert (made.id, made.urls, made.tier, made.allow_private) == ("yalu-two", (feed,), 1, False)
    again = client.post(path, data=given | {"id": "yalu-three"})
    assert again.status_code == 409
    assert "already belongs to" in again.text
    assert client.post(path, data=given | {"result": "9"}).status_code == 404


def test_addresses_inside_a_network_are_not_looked_at(client: httpx.Client, newsroom: Newsroom) -> None:
    _, shown = looked_at(client, newsroom.sources[0].urls[0])
    assert "blocked_address" in shown.get_text()
    assert "yalu sources add --allow-private" in shown.get_text()


@pytest.mark.parametrize(
    "url", ["", "  ", "javascript:alert(1)", "file:///etc/passwd", "ftp://a.example/", "https://"]
)
def test_what_is_no_address_of_the_web_is_not_looked_at(client: httpx.Client, url: str) -> None:
    answer = send(client, "/source-list/add", url=url)
    assert answer.status_code == 400
    assert "Enter an http or https address" in answer.text


def test_an_address_without_scheme_is_one_of_the_web(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adding, "_look", lambda _archive, _desk, url: adding.Offer(url, []))
    _, shown = looked_at(client, "news.example/trade")
    assert "https://news.example/trade" in shown.get_text()


def test_a_site_without_anything_to_follow_says_so(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adding, "discover", lambda _url, _get: [])
    _, shown = looked_at(client, "https://news.example/")
    assert "recognisable list of articles" in shown.get_text()


def test_looking_at_a_site_ends_in_time(tmp_path: Path) -> None:
    with (
        open_archive(tmp_path / "yalu.db") as archive,
        PageFetcher(archive, "test", NOW, limits=CrawlLimits(), seconds=-1) as fetcher,
        pytest.raises(Refusal, match="the time for looking at this site is over"),
    ):
        fetcher.get("https://news.example/")


def test_a_source_is_tried_without_storing_anything(
    desktop: Desktop, client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def try_source(tried: Source, **given: object) -> Trial:
        limits = given["limits"]
        assert isinstance(limits, CrawlLimits)
        assert limits.seconds <= 90
        return Trial(
            source=tried,
            report=CrawlReport(source_id=tried.id, outcome=Outcome.OK, detail=HOSTILE),
            polls=(Fetch(source_id=tried.id, url=tried.urls[0], kind="poll", outcome=Outcome.OK, at=NOW),),
            pages=(Fetch(source_id=tried.id, url="x", kind="page", outcome=Outcome.TOO_THIN, at=NOW),),
            samples=(Candidate(source_id=tried.id, url="https://a.example/1", title=HOSTILE),),
            article=article(title=HOSTILE, body="long " * 999),
        )

    monkeypatch.setattr(source_actions, "try_source", try_source)
    path = send(client, "/sources/dead/try").headers["location"]
    wait_until(lambda: not page(client, path).select("meta[http-equiv=refresh]"))
    text = page(client, path).get_text(" ", strip=True)
    for wanted in ("Nothing was stored", "Samples", "field by field", "too little text", "api_key=***"):
        assert wanted in text
    with open_archive(desktop.archive) as archive:
        assert archive.sources.newest_stored("dead", limit=1) == []


@pytest.mark.parametrize("form", ["csv", "opml", "toml"])
def test_a_list_goes_out_masked_and_comes_in_again(desktop: Desktop, client: httpx.Client, form: str) -> None:
    exported = client.get(f"/source-list/export?format={form}")
    assert exported.headers["content-disposition"] == f'attachment; filename="sources.{form}"'
    assert "s3cret" not in exported.text
    assert "api_key=***" in exported.text
    write_sources(desktop.file, [])
    masked = imported(client, f"sources.{form}", exported.content)
    assert masked.status_code == 400
    assert "write the key itself" in masked.text
    whole = exported.text.replace("***", "s3cret").encode()
    followed(client, imported(client, f"sources.{form}", whole))
    found = {url for one in read_sources(desktop.file) for url in one.urls}
    assert found == {url for one in SOURCES for url in one.urls}
    again = imported(client, f"sources.{form}", whole)
    assert "already listed" in followed(client, again).get_text()


def imported(client: httpx.Client, name: str, content: bytes) -> httpx.Response:
    code = page(client, "/source-list").select_one("input[name=csrf]")
    assert code is not None
    return client.post(
        "/source-list/import", data={"csrf": str(code["value"])}, files={"file": (name, content)}
    )


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("x.opml", b"", "Choose a file"),
        ("x.opml", b"\xff\xfe\x00garbage", "not an OPML file"),
        ("x.csv", b"id,name\n1", "CSV"),
        ("x.toml", b"[[source]]\nid = 1", "x.toml"),
        ("<script>.toml", b"[", "script"),
        ("x.opml", b"<opml><body></body></opml>", "lists no source"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_a_sentence(
    desktop: Desktop, client: httpx.Client, name: str, content: bytes, said: str
) -> None:
    before = desktop.file.read_text()
    answer = imported(client, name, content)
    assert answer.status_code == 400
    assert said in answer.text
    assert "<script>.toml" not in answer.text
    assert desktop.file.read_text() == before


def test_a_file_too_large_and_no_file_are_refused(client: httpx.Client) -> None:
    assert imported(client, "x.opml", b"x" * (MAX_FILE + 1)).status_code == 413
    assert send(client, "/source-list/import").status_code == 400
    assert client.get("/source-list/export?format=exe").status_code == 422


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        (" https://news.example/rss ", "https://news.example/rss"),
        ("feed:https://news.example/rss", "https://news.example/rss"),
        ("feed://news.example/rss", "https://news.example/rss"),
        ("news.example:8080/trade", "https://news.example:8080/trade"),
        ("//news.example/trade", "https://news.example/trade"),
        ("mailto:desk@news.example", None),
        ("feed:", None),
    ],
)
def test_an_address_is_understood_as_people_paste_it(typed: str, address: str | None) -> None:
    assert adding.address_of(typed) == address
