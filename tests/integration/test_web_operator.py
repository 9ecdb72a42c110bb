"""The operator's pages: sources, their health, and what can be done about it."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from bs4 import BeautifulSoup
from fastapi import FastAPI, Request, Response
from justhtml import JustHTML
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware

from crawler.polling import CrawlLimits
from crawler.sources import read_sources, write_sources
from storage import Archive, open_archive
from tests.samples import article, source
from tests.web_server import served
from web import Desk, KnownJob, create_app
from web.access import Role
from yaluwatch.model import Fetch, Outcome, SourceState

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
        write_sources(self.file, SOURCES)
        with open_archive(self.archive) as opened:
            fill(opened)

    def desk(self) -> Desk:
        job = KnownJob("poll", "crawl the sources that are due", "every 5 min")
        return Desk(self.file, CrawlLimits(), "Yaluwatch/test", [job])

    def app(self, *, can_change: bool = True) -> FastAPI:
        return create_app(
            self.archive,
            lambda: read_sources(self.file),
            hosts=["127.0.0.1"],
            secret="s3cret",
            read_desk=self.desk if can_change else None,
        )

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
