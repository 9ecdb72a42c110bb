"""A small archive behind the API, and clients of it with any role, in the same process."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI
from starlette.types import Receive, Scope, Send

from storage import open_archive
from tests.samples import NOW, article, placement, source, subscribe, subscription, verdict
from tests.web_server import served
from web import create_app
from web.access import RIGHTS, Role, Visitor
from yaluwatch.model import Fact, FactSet, MarketPrice, Outcome, SourceState

HOSTILE = '<script>alert(1)</script>"밀수" {{ 7919*1337 }}\r\nSet-Cookie: a=b'
#: Host names the application answers to.
HOSTS = ["127.0.0.1", "testserver"]
#: Of the price in the text of `article` number 3.
PRICE = Fact(
    kind="price", start=22, end=31, sentence_start=0, sentence_end=31, value=9200.0, unit="KPW", per="kg",
    good="rice", place="hyesan",
)  # fmt: skip

MARKET_PRICE = MarketPrice(
    good="rice", place="hyesan", day="2026-11-24", is_day_printed=True, value=9200.0, unit="KPW", per="kg",
    quote="Rice in Hyesan at 9,200", speaker="a source",
)  # fmt: skip


def fill(path: Path) -> Path:
    """Three relevant articles in two stories, one of them edited, one with a price, and one off topic."""
    with open_archive(path) as archive:
        archive.articles.add(article(), None, publisher="Courier Press")
        hostile = article(url="https://b.example/2", title=HOSTILE, language="ko")
        archive.articles.add(hostile, None, publisher="Harbour")
        priced = article(url="https://b.example/3", title="Rice in Hyesan at 9,200", body="won a kilo.")
        archive.articles.add(priced, None, publisher="Harbour")
        for stored in archive.verdicts.untagged(10):
            is_priced = stored.article.url == priced.url
            facts = FactSet(1, (PRICE,), (MARKET_PRICE,)) if is_priced else FactSet(1, ())
            archive.verdicts.add([(stored, verdict(facts=facts))], NOW)
        archive.articles.add(
            article(url="https://b.example/4", title="Football in Dandong"), None, publisher="Harbour"
        )
        off = verdict(is_relevant=False, tags=(), relevance=0.1)
        archive.verdicts.add([(stored, off) for stored in archive.verdicts.untagged(10)], NOW)
        first, second, third = archive.stories.ungrouped(10)
        archive.stories.add(placement(first.id), NOW)
        archive.stories.add(placement(second.id, first.id), NOW)
        archive.stories.add(placement(third.id), NOW)
        edited = replace(article(), body="Coal barges did not cross from Dandong.")
        archive.articles.add(edited, None, publisher="Courier Press")
        archive.verdicts.add([(stored, verdict()) for stored in archive.verdicts.untagged(10)], NOW)
        archive.sources.save_state(SourceState(source_id="courier", last_outcome=Outcome.OK, last_ok_at=NOW))
        for name, address in (("hers", "Her@example.org"), ("his", "his@example.org")):
            subscribe(archive, subscription(id=name, addresses=(address, "https://hooks.example/s3cret")))
    return path


def made_app(path: Path) -> FastAPI:
    """The application over an archive file."""
    listed = [source(), source(id="dead", name="Dead One", homepage="https://x.example/?api_key=hidden")]
    return create_app(path, lambda: listed, hosts=HOSTS, secret="s3cret")


class AsVisitor:
    """The application for a visitor, who comes in without a gate; None = someone who is not logged in."""

    def __init__(self, app: FastAPI, visitor: Visitor | None) -> None:
        site = app.state.site
        twin = create_app(site.archive, site.read_sources, hosts=HOSTS, secret=site.secret)
        twin.user_middleware = [
            one for one in twin.user_middleware if getattr(one.cls, "__name__", "") != "Gate"
        ]
        twin.state.buckets = app.state.buckets
        self._app, self._visitor = twin, visitor

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with the visitor."""
        await self._app({**scope, "state": {"visitor": self._visitor}}, receive, send)


def visitor(role: Role, **changes: Any) -> Visitor:
    """Somebody with an account, who sends a token."""
    return replace(Visitor(7, role.value, role, scopes=RIGHTS[role]), **changes)


@contextmanager
def client_of(app: FastAPI, who: Visitor | None) -> Iterator[httpx.Client]:
    """A client of the API for a visitor."""
    with served(AsVisitor(app, who)) as client:
        yield client
