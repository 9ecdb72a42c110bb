"""Who reaches what: every route and every role."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.routing import Mount, Route

from crawler.polling import CrawlLimits
from crawler.sources import read_sources, write_sources
from storage import open_archive
from tests.accounts import ROLES, Browser, add_user, browser
from tests.samples import NOW, article, placement, source, verdict
from tests.web_server import served
from web import Desk, KnownJob, create_app

#: Everyone; those with the token in the path; monitors; those who are logged in, by what they may do.
OPEN, SIGNED, MONITOR, READ, JUDGE, EXPORT, OPERATE, ADMIN = (
    "open",
    "signed",
    "monitor",
    "read",
    "judge",
    "export",
    "operate",
    "administer",
)
MAY = {
    READ: {"reader", "analyst", "researcher", "operator", "admin"},
    JUDGE: {"analyst", "admin"},
    EXPORT: {"researcher", "admin"},
    OPERATE: {"operator", "admin"},
    ADMIN: {"admin"},
}
#: Every route: a new one without a line here fails.
ROUTES = {
    "MOUNT /static": OPEN,
    "GET /favicon.ico": OPEN,
    "GET /livez": OPEN,
    "GET /readyz": MONITOR,
    "GET /healthz": MONITOR,
    "GET /health": MONITOR,
    "GET /metrics": MONITOR,
    "GET /login": OPEN,
    "POST /login": OPEN,
    "GET /login/oidc": OPEN,
    "GET /login/oidc/done": OPEN,
    "POST /logout": READ,
    "GET /unsubscribe/{token}": SIGNED,
    "POST /unsubscribe/{token}": SIGNED,
    "GET /confirm/{token}": SIGNED,
    "POST /confirm/{token}": SIGNED,
    "GET /carried/{token}": SIGNED,
    "GET /feedback/{token}": SIGNED,
    "POST /feedback/{token}": SIGNED,
    "GET /feeds/{token}/{form}": SIGNED,
    "GET /": READ,
    "GET /search": READ,
    "GET /articles/{article_id}": READ,
    "GET /sources": READ,
    "GET /digests": OPERATE,
    "GET /digests/{delivery_id}": OPERATE,
    "GET /articles/{article_id}/citation.{kind}": READ,
    "GET /articles/{article_id}/compare": READ,
    "GET /search/chart.svg": READ,
    "GET /search/facets": READ,
    "GET /search/timeline": READ,
    "GET /sources/{source_id}": READ,
    "GET /export/{kind}": EXPORT,
    "MOUNT /data": EXPORT,
    "GET /jobs": OPERATE,
    "GET /jobs/{name}": OPERATE,
    "GET /outbox": OPERATE,
    "GET /source-list": OPERATE,
    "GET /source-list/add": OPERATE,
    "GET /source-list/add/{token}": OPERATE,
    "GET /source-list/export": OPERATE,
    "GET /sources/{source_id}/edit": OPERATE,
    "GET /sources/{source_id}/pages/{article_id}": OPERATE,
    "GET /sources/{source_id}/remove": OPERATE,
    "GET /sources/{source_id}/selectors": OPERATE,
    "GET /sources/{source_id}/try/{token}": OPERATE,
    "GET /status": OPERATE,
    "POST /jobs/{name}": OPERATE,
    "POST /outbox/{delivery_id}/drop": OPERATE,
    "POST /outbox/{delivery_id}/retry": OPERATE,
    "POST /source-list/add": OPERATE,
    "POST /source-list/add/{token}": OPERATE,
    "POST /source-list/import": OPERATE,
    "POST /sources": OPERATE,
    "POST /sources/{source_id}/edit": OPERATE,
    "POST /sources/{source_id}/pause": OPERATE,
    "POST /sources/{source_id}/poll": OPERATE,
    "POST /sources/{source_id}/remove": OPERATE,
    "POST /sources/{source_id}/selectors": OPERATE,
    "POST /sources/{source_id}/try": OPERATE,
    "GET /prices": READ,
    "GET /prices.csv": READ,
    "GET /prices/chart.svg": READ,
    "GET /prices/review": JUDGE,
    "POST /prices/review/{article_id}/{number}": JUDGE,
    "GET /trade": READ,
    "GET /trade.csv": READ,
    "GET /trade/chart.svg": READ,
    "GET /trade/claims": READ,
    "GET /trade/claims.csv": READ,
    "GET /stories/{story_id}": READ,
    "POST /stories/{story_id}/marks": READ,
    "POST /stories/{story_id}/note": READ,
    "POST /stories/read": READ,
    "POST /stories/{story_id}/merge": JUDGE,
    "POST /stories/{story_id}/split": JUDGE,
    "POST /stories/{story_id}/feedback": JUDGE,
    "GET /places/{place}": READ,
    "GET /actors/{actor}": READ,
    "GET /subscriptions": READ,
    "POST /subscriptions": READ,
    "GET /subscriptions/new": READ,
    "GET /subscriptions/preview": READ,
    "GET /subscriptions/{subscription_id}": READ,
    "GET /subscriptions/{subscription_id}/preview": READ,
    "POST /subscriptions/{subscription_id}/pause": READ,
    "POST /subscriptions/{subscription_id}/resume": READ,
    "POST /subscriptions/{subscription_id}/remove": READ,
    "POST /subscriptions/{subscription_id}/leave": READ,
    "POST /subscriptions/{subscription_id}/test": READ,
    "GET /account": READ,
    "POST /account": READ,
    "POST /account/password": READ,
    "POST /account/sessions/end": READ,
    "POST /account/tokens": READ,
    "POST /account/tokens/{token_id}/revoke": READ,
    "GET /users": ADMIN,
    "POST /users": ADMIN,
    "POST /users/{user_id}": ADMIN,
    "POST /users/{user_id}/password": ADMIN,
    "POST /users/{user_id}/disable": ADMIN,
    "POST /users/{user_id}/enable": ADMIN,
    "GET /audit": ADMIN,
    "GET /api/v1/articles/{article_id}": READ,
    "GET /api/v1/articles/{article_id}/changes": READ,
    "GET /api/v1/articles/{article_id}/facts": READ,
    "GET /api/v1/articles/{article_id}/versions": READ,
    "GET /api/v1/docs": READ,
    "GET /api/v1/exports": EXPORT,
    "GET /api/v1/facets": READ,
    "GET /api/v1/facts": READ,
    "GET /api/v1/health": READ,
    "GET /api/v1/me": READ,
    "GET /api/v1/openapi.json": READ,
    "GET /api/v1/search": READ,
    "GET /api/v1/prices": READ,
    "GET /api/v1/trade": READ,
    "GET /api/v1/trade/claims": READ,
    "GET /api/v1/series": READ,
    "GET /api/v1/claims": READ,
    "GET /api/v1/sources": READ,
    "GET /api/v1/stories": READ,
    "GET /api/v1/stories/{story_id}": READ,
    "GET /api/v1/subscriptions": READ,
    "POST /api/v1/feedback": JUDGE,
}
#: What to send for the parts of a path.
PARTS = {
    "token": "none",
    "form": "atom",
    "article_id": "1",
    "place": "dandong",
    "actor": "wpk",
    "subscription_id": "none",
    "source_id": "courier",
    "kind": "csv",
    "name": "tag",
    "number": "1",
    "story_id": "1",
    "delivery_id": "1",
    "token_id": "99",
    "user_id": "99",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FastAPI, Path, httpx.Client]]:
    path = tmp_path_factory.mktemp("access") / "yalu.db"
    with open_archive(path) as archive:
        archive.articles.add(article(), None, publisher="Courier Press")
        archive.verdicts.add([(stored, verdict()) for stored in archive.verdicts.untagged(10)], NOW)
        for stored in archive.stories.ungrouped(10):
            archive.stories.add(placement(stored.id), NOW)
    for role in ROLES:
        add_user(path, role, role)
    file = path.with_name("sources.toml")
    write_sources(file, [source()])
    desk = Desk(file, CrawlLimits(), "Yaluwatch/test", [KnownJob("tag", "tag articles", "every 20 s")])
    app = create_app(
        path,
        lambda: read_sources(file),
        hosts=["127.0.0.1"],
        secret="s3cret",
        monitor_token="m" * 20,
        read_desk=lambda: desk,
    )
    with served(app) as client:
        yield app, path, client


@pytest.fixture(scope="module")
def browsers(site: tuple[FastAPI, Path, httpx.Client]) -> Iterator[dict[str, Browser]]:
    """A browser of each role, and one of nobody, by name."""
    with ExitStack() as stack:
        made = {role: stack.enter_context(browser(site[2], role)) for role in ROLES}
        yield made | {"nobody": stack.enter_context(browser(site[2]))}


def routes(app: FastAPI) -> list[str]:
    return sorted({f"{method} {path}" for method, path in listed(app.routes) if method != "HEAD"})


def listed(found: Iterable[object], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Method and path of every route, those of included routers too; a mounted application has one line."""
    for route in found:
        if isinstance(route, APIRoute | Route):
            yield from ((method, prefix + route.path) for method in route.methods or ())
        elif isinstance(route, Mount) and isinstance(route.app, FastAPI):
            yield from listed(route.app.routes, prefix + route.path)
        elif isinstance(route, Mount):
            yield "MOUNT", prefix + route.path
        elif (router := getattr(route, "original_router", None)) is not None:
            yield from listed(router.routes, prefix + route.include_context.prefix)  # type: ignore[attr-defined]
        else:
            raise AssertionError(f"a kind of route this test does not know: {route!r}")


def path_of(route: str) -> tuple[str, str]:
    method, path = route.split(" ")
    if method == "MOUNT":
        method, path = "GET", f"{path}/"
    for name, value in PARTS.items():
        path = path.replace(f"{{{name}}}", value)
    return method, path


def ask(one: Browser, route: str) -> httpx.Response:
    method, path = path_of(route)
    if method == "GET":
        return one.client.get(path)
    # Without fields, so that nothing is changed: who may act is told that something is missing or wrong.
    return one.client.request(method, path, data={"csrf": one.code("/account") or one.code("/login")})


def test_every_route_is_in_the_table(site: tuple[FastAPI, Path, httpx.Client]) -> None:
    assert routes(site[0]) == sorted(ROUTES)


@pytest.mark.parametrize("route", [route for route, who in ROUTES.items() if who in MAY])
def test_nobody_reaches_a_page_without_logging_in(browsers: dict[str, Browser], route: str) -> None:
    method, path = path_of(route)
    answer = browsers["nobody"].client.request(method, path)
    if method == "GET" and (not path.startswith("/api/") or path == "/api/v1/docs"):
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/login?next=%2F")
    else:
        assert answer.status_code == 401


# They end sessions that other tests here use; tests/integration/test_web_login.py has its own.
ENDING = {"POST /logout", "POST /account/sessions/end"}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    "route", [route for route, who in ROUTES.items() if who in MAY and route not in ENDING]
)
def test_a_role_reaches_what_it_may_and_nothing_else(
    browsers: dict[str, Browser], route: str, role: str
) -> None:
    answer = ask(browsers[role], route)
    assert (answer.status_code == 403) == (role not in MAY[ROUTES[route]]), answer.text[-600:]
    assert answer.status_code < 500
    assert answer.status_code != 401


@pytest.mark.parametrize("route", [route for route, who in ROUTES.items() if who == SIGNED])
def test_signed_pages_need_no_log_in_but_the_token(browsers: dict[str, Browser], route: str) -> None:
    method, path = path_of(route)
    data = {"what": "wrong"} if method == "POST" else None
    answer = browsers["nobody"].client.request(method, path, data=data)
    assert answer.status_code == 404
    assert "log in" not in answer.text.lower()


@pytest.mark.parametrize("route", [route for route, who in ROUTES.items() if who == MONITOR])
def test_monitors_come_from_here_or_have_a_token(browsers: dict[str, Browser], route: str) -> None:
    _, path = path_of(route)
    client = browsers["nobody"].client
    from_afar = {"x-forwarded-for": "192.0.2.7"}
    assert client.get(path).status_code in {200, 503}
    assert client.get(path, headers=from_afar).status_code == 401
    right = from_afar | {"authorization": f"Bearer {'m' * 20}"}
    assert client.get(path, headers=right).status_code in {200, 503}


def test_an_unknown_path_says_nothing_to_a_stranger(browsers: dict[str, Browser]) -> None:
    assert browsers["nobody"].client.get("/nowhere").status_code == 303
    assert browsers["reader"].client.get("/nowhere").status_code == 404
    assert browsers["nobody"].client.post("/nowhere").status_code == 401
    answer = browsers["nobody"].client.get("/api/v1/nowhere")
    assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")
