"""Pages below a path of a proxy."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from fastapi.routing import APIRoute
from starlette.routing import Route

from storage import open_archive
from tests.accounts import add_user, browser
from tests.samples import NOW, article, placement, source, verdict
from tests.web_server import served
from web import AccessRules, create_app
from yaluwatch.errors import SettingsError

ROOT = "/news/yalu"
#: Pages to begin at; all they link to is followed.
FIRST = ("/", "/search", "/sources", "/account", "/users", "/audit", "/login")
MOST = 150


def test_every_link_form_and_redirect_stays_below_the_path(tmp_path: Path) -> None:
    path = tmp_path / "yalu.db"
    with open_archive(path) as archive:
        archive.articles.add(article(), None, publisher="Courier Press")
        archive.verdicts.add([(stored, verdict()) for stored in archive.verdicts.untagged(10)], NOW)
        for stored in archive.stories.ungrouped(10):
            archive.stories.add(placement(stored.id), NOW)
    add_user(path, "root", "admin")
    rules = AccessRules(root_path=ROOT)
    app = create_app(path, lambda: [source()], hosts=["127.0.0.1"], secret="s", access=rules)
    with served(app) as client, browser(client, "root") as admin:
        assert client.get(f"{ROOT}/search").headers["location"].startswith(f"{ROOT}/login?next=%2Fsearch")
        assert admin.client.get(f"{ROOT}/account").status_code == 200
        waiting, seen = [ROOT + one for one in FIRST], set[str]()
        while waiting and len(seen) < MOST:
            address = waiting.pop(0)
            if address in seen:
                continue
            seen.add(address)
            answer = admin.client.get(address)
            assert answer.status_code < 400, address
            page = answer.text if "text/html" in answer.headers.get("content-type", "") else ""
            goals = [answer.headers["location"]] if answer.is_redirect else links(page, "href", "src")
            for link in (*goals, *links(page, "action", "formaction")):
                assert link.startswith((f"{ROOT}/", "?", "#", "http://", "https://")), (address, link)
            waiting += [link for link in goals if link.startswith(ROOT)]
    assert len(seen) > len(FIRST)


def links(page: str, *names: str) -> list[str]:
    tree = BeautifulSoup(page, "lxml")
    return [str(tag[name]) for tag in tree.find_all(True) for name in names if tag.get(name)]


def test_a_slash_too_many_leads_to_the_page_below_the_path(tmp_path: Path) -> None:
    open_archive(tmp_path / "yalu.db").close()
    for root in (ROOT, ""):
        rules = AccessRules(root_path=root)
        app = create_app(tmp_path / "yalu.db", list, hosts=["127.0.0.1"], access=rules)
        pages = [
            path for path in paths(app.routes) if "{" not in path and path != "/" and "/api/" not in path
        ]
        assert len(pages) > 20
        with served(app) as client:
            for path in pages:
                answer = client.get(f"{root}{path}/?q=a")
                assert answer.headers.get("location") == f"{root}{path}?q=a", path


@pytest.mark.parametrize("root", ["/search", "/static/x", "/api/v1", "/places/x", "/login"])
def test_a_path_that_is_a_pages_address_is_refused(tmp_path: Path, root: str) -> None:
    with pytest.raises(SettingsError, match="is the address of a page"):
        create_app(tmp_path / "yalu.db", list, hosts=["127.0.0.1"], access=AccessRules(root_path=root))


def paths(routes: Iterable[object], prefix: str = "") -> set[str]:
    """The addresses of all pages. Those of the API are exact: any other is a problem in JSON."""
    found: set[str] = set()
    for route in routes:
        if isinstance(route, Route | APIRoute):
            found |= {prefix + route.path} if "GET" in (route.methods or ()) else set()
        elif (router := getattr(route, "original_router", None)) is not None:
            found |= paths(router.routes, prefix + route.include_context.prefix)  # type: ignore[attr-defined]
    return found
