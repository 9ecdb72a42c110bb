"""An archive, a source list and the operator's pages over them, for tests."""

import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
from bs4 import BeautifulSoup
from fastapi import FastAPI, Request, Response
from justhtml import JustHTML
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware

from crawler.polling import CrawlLimits
from crawler.sources import read_sources, write_sources
from storage import Archive, open_archive
from tests.samples import article, source
from tests.samples import page as stored_page
from tests.web_server import served
from web import Desk, KnownBackup, KnownJob, create_app
from web.access import Role
from yaluwatch.model import (
    Fetch,
    Outcome,
    SourceState,
)

NOW = datetime.now(UTC)
HOSTILE = "<script>alert(1)</script> \" ' {{ 7919*1337 }} javascript:alert(1)"
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


def page(client: httpx.Client, path: str, status: int = 200) -> BeautifulSoup:
    answer = client.get(path)
    assert answer.status_code == status, answer.text
    JustHTML(answer.text, strict=True)
    assert len(answer.content) <= 100_000
    shown = BeautifulSoup(answer.text, "lxml")
    assert not shown.select("script:not([src]), style, [style], [onclick], a[href^='javascript:']")
    assert "10587703" not in shown.get_text().split()
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
