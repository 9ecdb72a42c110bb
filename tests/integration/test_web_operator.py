"""The operator's pages: sources, their health, and what can be done about it."""

import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import httpx
import pytest
from bs4 import BeautifulSoup
from fastapi import FastAPI, HTTPException, Request, Response
from justhtml import JustHTML
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware

from crawler.fetching import Refusal
from crawler.polling import CrawlLimits, CrawlReport
from crawler.sources import read_sources, write_sources
from crawler.workers import PageFetcher, Trial
from newsroom import Newsroom
from storage import Alarm, Archive, DigestRecord, Instance, JobResult, open_archive
from tests.samples import article, source
from tests.samples import page as stored_page
from tests.web_server import served
from web import Desk, KnownBackup, KnownJob, create_app
from web.access import Role
from web.operator import adding, source_actions
from web.operator.exchange import MAX_FILE
from web.operator.source import examples
from web.operator.sources import spark
from web.operator.tasks import Tasks
from yaluwatch.errors import CrawlError
from yaluwatch.model import (
    Candidate,
    DeliveryState,
    Fetch,
    Outcome,
    Selectors,
    Source,
    SourceState,
    StoredArticle,
)
from yaluwatch.owner import new_owner

NOW = datetime.now(UTC)
HOSTILE = "<script>alert(1)</script> \" ' {{ 7*7 }} javascript:alert(1)"
SOURCES = [
    source(),
    source(
        id="dead", name=f"Dead {HOSTILE}", language="ko", urls=("https://dead.example/rss?api_key=s3cret",)
    ),
    source(id="idle", name="Idle", paused=True, urls=("https://idle.example/feed",)),
]


def fill(archive: Archive) -> None:
    """A source that is well, one that fails, one that is paused."""
    archive.articles.add(
        article(published_at=NOW, fetched_at=NOW, title=f"Trucks {HOSTILE}"), None, publisher="Courier Press"
    )
    archive.sources.save_state(SourceState(source_id="courier", last_outcome=Outcome.OK, last_ok_at=NOW))
    detail = f"HTTP 404 {HOSTILE}"
    archive.sources.save_state(
        SourceState(source_id="dead", last_outcome=Outcome.NOT_FOUND, last_detail=detail)
    )
    for number in range(3):
        at = NOW - timedelta(hours=3 - number)
        url = SOURCES[1].urls[0]
        archive.sources.record(
            Fetch(
                source_id="dead",
                url=url,
                kind="poll",
                outcome=Outcome.NOT_FOUND,
                at=at,
                status=404,
                detail=detail,
            )
        )


def as_role(app: FastAPI, role: Role) -> FastAPI:
    """The application for somebody with this role."""

    async def enter(request: Request, proceed: Callable[[Request], Awaitable[Response]]) -> Response:
        request.state.visitor = replace(request.state.visitor, role=role)
        return await proceed(request)

    # Inside of the gate, which sets the visitor.
    app.user_middleware.append(Middleware(BaseHTTPMiddleware, dispatch=enter))
    return app


class Desktop:
    """An archive, a source list and the pages over them."""

    def __init__(self, folder: Path) -> None:
        self.archive, self.file = folder / "yalu.db", folder / "sources.toml"
        self.backups: list[KnownBackup] = []
        write_sources(self.file, SOURCES)
        with open_archive(self.archive) as opened:
            fill(opened)

    def desk(self) -> Desk:
        job = KnownJob("poll", "crawl the sources that are due", "every 5 min")
        return Desk(self.file, CrawlLimits(), "Yaluwatch/test", [job], lambda: self.backups)

    def app(self, *, can_change: bool = True) -> FastAPI:
        return create_app(
            self.archive,
            lambda: read_sources(self.file),
            hosts=["127.0.0.1"],
            secret="s3cret",
            read_desk=self.desk if can_change else None,
        )

    def add_page(self, markup: str) -> int:
        """Store an article of the courier with its page; its id."""
        url = "https://courier.example/paged"
        made = stored_page(body=markup.encode(), fetched_at=NOW, url=url, requested_url=url)
        with open_archive(self.archive) as archive:
            archive.articles.add(
                article(
                    url=url,
                    title="Coal at the quay",
                    body="A ship with coal left Nampo on Sunday. Two others wait.",
                    fetched_at=NOW,
                    published_at=NOW,
                ),
                made,
                publisher="Courier Press",
            )
            newest = archive.sources.newest_stored("courier", limit=5)
        return next(each.id for each in newest if each.article.url.endswith("/paged"))

    @contextmanager
    def client(self, role: Role = Role.ADMIN, *, can_change: bool = True) -> Iterator[httpx.Client]:
        app = self.app(can_change=can_change)
        with served(as_role(app, role) if role is not Role.ADMIN else app) as client:
            yield client


@pytest.fixture
def desktop(tmp_path: Path) -> Desktop:
    return Desktop(tmp_path)


@pytest.fixture
def client(desktop: Desktop) -> Iterator[httpx.Client]:
    with desktop.client() as opened:
        yield opened


def page(client: httpx.Client, path: str, status: int = 200) -> BeautifulSoup:
    answer = client.get(path)
    assert answer.status_code == status, answer.text
    JustHTML(answer.text, strict=True)
    assert len(answer.content) <= 100_000
    shown = BeautifulSoup(answer.text, "lxml")
    assert not shown.select("script:not([src]), style, [style], [onclick], a[href^='javascript:']")
    assert "49" not in shown.get_text().split()
    return shown


def send(client: httpx.Client, path: str, **fields: str | list[str]) -> httpx.Response:
    """Send a form as a browser does that has shown one of our pages."""
    code = page(client, "/sources").select_one("input[name=csrf]")
    given = {"csrf": str(code["value"])} if code else {}
    return client.post(path, data={**given, **fields})


def followed(client: httpx.Client, answer: httpx.Response) -> BeautifulSoup:
    assert answer.status_code == 303, answer.text
    return page(client, answer.headers["location"])


def rows(shown: BeautifulSoup) -> list[str]:
    return [row.get_text(" ", strip=True) for row in shown.select("table.sources tbody tr")]


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
    number = desktop.add_page("<h1>Bridge</h1><script>alert(2)</script><p>Coal {{ 7*7 }}</p>")
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


def wait_until(is_done: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not is_done():
        assert time.monotonic() < end
        time.sleep(0.01)


def filled(client: httpx.Client, path: str, **changes: str) -> dict[str, str]:
    """The fields of a form as the page shows them, with changes."""
    form = page(client, path).select_one("form.entry")
    assert form is not None
    found = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        name = str(field["name"])
        if field.name == "textarea":
            found[name] = field.get_text()
        elif field.name == "select":
            chosen = field.select_one("option[selected]") or field.select_one("option")
            assert chosen is not None
            found[name] = str(chosen.get("value", chosen.get_text()))
        elif field.get("type") != "checkbox" or field.has_attr("checked"):
            found[name] = str(field.get("value", "on"))
    return found | changes


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
    shown = page(client, f"{path}?article={number}&title=h1..x&body=" + "p " * 20, 400)
    assert [str(each["name"]) for each in shown.select(".wrong [name]")] == ["title"]
    assert send(client, path, title="h1..x").status_code == 409
    assert "gives no article" in page(client, f"{path}?article={number}&body=.none").get_text()
    assert page(client, f"{path}?article={number}&title=" + "x" * 900)
    assert client.get(f"{path}?title=" + "x" * 1_001).status_code == 422
    assert page(client, f"{path}?article=1", 404)
    assert "has a stored page" in page(client, "/sources/idle/selectors").get_text()
    assert read_sources(desktop.file) == SOURCES


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


def test_the_status_shows_what_is_wrong_first_and_the_command_that_helps(client: httpx.Client) -> None:
    shown = page(client, "/status")
    first = shown.select_one("section")
    assert first is not None
    assert "failing-sources" in first.get_text() or "service" in first.get_text()
    text = shown.get_text(" ", strip=True)
    for wanted in ("yalu run", "crawl the sources that are due", "every 5 min", "Free disk space", "SQLite"):
        assert wanted in text


def test_the_status_knows_jobs_queues_alarms_backups_and_the_chain(desktop: Desktop) -> None:
    backup = KnownBackup("yalu-1", datetime(2026, 11, 23, 4, 5, tzinfo=UTC), is_complete=False)
    with open_archive(desktop.archive) as archive:
        run = archive.jobs.begin("poll", "me", NOW)
        archive.jobs.end(run, NOW, JobResult.FAILED, {"sources": 1234}, f"no route {HOSTILE}")
        archive.jobs.begin("lonely", new_owner(), NOW)
        archive.alarms.save([Alarm(kind="jobs", level="warn", proof=HOSTILE, noticed_at=NOW, raised_at=NOW)])
        archive.sources.begin_own_outage(NOW)
    desktop.backups = [backup]
    with desktop.client() as client:
        text = page(client, "/status").get_text(" ", strip=True)
        for wanted in ("1,234 sources", "no route", "lonely", "running", "2026-11-23 04:05 incomplete"):
            assert wanted in text
        assert "entry" not in text.split("Newest link of the hash chain")[1][:30] or "entry 1" in text
        assert text.count("alert(1)") >= 2
        assert "no connection" in page(client, "/sources").get_text()
        history = page(client, "/jobs/poll").get_text(" ", strip=True)
        assert "failed" in history
        assert "no route" in history
        assert page(client, "/jobs/none", 404)
        assert client.get("/jobs").headers["location"] == "/status#jobs"


def test_a_job_is_asked_for_once_however_often_the_button_is_pressed(
    desktop: Desktop, client: httpx.Client
) -> None:
    assert "no service runs" in followed(client, send(client, "/jobs/poll")).get_text()
    assert "asked for" in followed(client, send(client, "/jobs/poll")).get_text()
    with open_archive(desktop.archive) as archive:
        assert set(archive.jobs.asked()) == {"poll"}
    assert send(client, "/jobs/none").status_code == 404


def test_the_status_of_an_archive_that_cannot_be_read_is_said(desktop: Desktop) -> None:
    desktop.archive.write_bytes(b"not an archive" * 999)
    with desktop.client() as client:
        assert "The service does not do its work" in page(client, "/status").get_text()


@pytest.fixture
def mail(desktop: Desktop) -> Iterator[Archive]:
    """Four messages: one failed, one waiting, one sent, one of doubt."""
    with open_archive(desktop.archive) as archive:
        archive.outbox.add(
            DigestRecord(
                subscription_id="desk",
                period_key="x",
                period_start=NOW,
                period_end=NOW,
                after_verdict=0,
                up_to_verdict=0,
                subject=f"News {HOSTILE}",
                composed_at=NOW,
            ),
            [(f"reader{number}@example.org", f"<{number}@x>", b"Subject: x\n\nx") for number in range(4)],
        )
        queued, sent = [DeliveryState.QUEUED], [DeliveryState.SENT]
        archive.outbox.set_state(1, queued, DeliveryState.FAILED, f"550 unknown user {HOSTILE}")
        archive.outbox.set_state(3, queued, DeliveryState.SENT, "")
        archive.outbox.set_state(4, queued, DeliveryState.DOUBTFUL, "connection lost")
        assert not archive.outbox.set_state(1, sent, DeliveryState.QUEUED, "")
        yield archive


@pytest.mark.usefixtures("mail")
@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", ["4", "3", "2", "1"]),
        ("?state=waiting", ["2"]),
        ("?state=failed", ["1"]),
        ("?state=doubtful", ["4"]),
        ("?state=dropped", []),
    ],
)
def test_messages_are_listed_by_state_with_the_reason(
    client: httpx.Client, query: str, numbers: list[str]
) -> None:
    shown = page(client, f"/outbox{query}")
    assert [row.select(".quiet")[0].get_text()[0] for row in shown.select("tbody tr")] == numbers
    if "1" in numbers:
        assert "550 unknown user" in shown.get_text()


def test_a_message_is_sent_again_or_given_up(client: httpx.Client, mail: Archive) -> None:
    followed(client, send(client, "/outbox/1/retry"))
    assert "will be sent again" in followed(client, send(client, "/outbox/1/retry")).get_text()
    followed(client, send(client, "/outbox/2/drop"))
    assert "will not be sent" in followed(client, send(client, "/outbox/2/drop")).get_text()
    states = [str(one.state) for one in mail.outbox.listed(10)]
    assert states == ["doubtful", "sent", "dropped", "queued"]
    assert send(client, "/outbox/3/drop").status_code == 409
    assert send(client, "/outbox/3/retry").status_code == 409
    assert send(client, "/outbox/99/retry").status_code == 404
    assert send(client, f"/outbox/{2**70}/retry").status_code == 422


@pytest.mark.usefixtures("mail")
def test_only_operators_see_mail_and_the_service(desktop: Desktop) -> None:
    paths = ("/status", "/jobs", "/jobs/poll", "/outbox", "/digests", "/source-list", "/source-list/add")
    with desktop.client(Role.RESEARCHER) as client:
        for path in (*paths, "/source-list/export", "/sources/courier/edit", "/sources/courier/selectors"):
            assert client.get(path).status_code == 403
        for path in ("/outbox/1/retry", "/outbox/2/drop", "/jobs/poll", "/source-list/import"):
            assert send(client, path).status_code == 403
    with desktop.client(Role.OPERATOR, can_change=False) as client:
        assert not page(client, "/outbox").select("form")
        assert not page(client, "/status").select("form")
        assert send(client, "/outbox/1/retry").status_code == 403


def test_a_long_list_is_split_into_pages_that_load_fast(desktop: Desktop) -> None:
    many = [source(id=f"s{n:03}", name=f"Source {n}", urls=(f"https://{n}.example/f",)) for n in range(130)]
    with served(
        create_app(desktop.archive, lambda: many, hosts=["127.0.0.1"], read_desk=desktop.desk)
    ) as client:
        shown = page(client, "/sources?sort=name")
        assert len(rows(shown)) == 100
        further = shown.select_one("a[href*='page=2']")
        assert further is not None
        rest = page(client, str(further["href"]))
        assert len(rows(rest)) == 30
        assert rest.select_one("a[href='/sources?sort=name&page=1']")
        assert rows(page(client, "/sources?page=9")) == []
        assert client.get("/sources?page=0").status_code == 422


def test_a_sparkline_has_a_bar_for_each_day_with_articles() -> None:
    assert spark([]) == spark([0, 0]) == ""
    assert spark([0] * 26 + [1, 19]) == "M104 20v-1h3V20M108 20v-19h3V20"
    assert spark([5]) == "M108 20v-19h3V20"
