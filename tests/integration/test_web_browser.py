"""The pages in a browser: at the width of a phone and of a desk, light and dark, with and without scripts."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser

from storage import open_archive, parse_query
from tests import chromium
from tests.accounts import PASSWORD, add_user
from tests.press import fill
from tests.web_server import served
from web import create_app

pytestmark = pytest.mark.skipif(not chromium.executable(), reason="there is no Chromium here")

PHONE, DESK = 375, 1280
#: Every page for people; {article} and the like are replaced.
PAGES = (
    "/",
    "/search",
    "/search?q=밀수",
    "/search?q=topik:x",
    "/articles/{article}",
    "/sources",
    "/digests",
    "/account",
    "/users",
    "/audit",
    "/nowhere",
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, httpx.Client]]:
    data = tmp_path_factory.mktemp("press")
    sources = fill(data)
    add_user(data / "yalu.db", "root", "admin", "desk@example.org")
    app = create_app(data / "yalu.db", lambda: sources, hosts=["127.0.0.1"], secret="s")
    with served(app) as client:
        yield data, client


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium.launched() as opened:
        yield opened


@pytest.fixture(scope="module")
def numbers(site: tuple[Path, httpx.Client]) -> dict[str, int]:
    """An article and what else pages are about, by name."""
    with open_archive(site[0] / "yalu.db", read_only=True) as archive:
        found = archive.search.find(parse_query("밀수"), limit=1)[0]
    return {"article": found.id}


def logged_in(screen: chromium.Screen) -> None:
    screen.open("/login")
    screen.page.get_by_label("Name").fill("root")
    screen.page.get_by_label("Password").fill(PASSWORD)
    screen.page.get_by_role("main").get_by_role("button", name="Log in").click()
    screen.page.wait_for_url(lambda url: "/login" not in url)


@pytest.mark.parametrize(
    ("width", "dark", "scripts"),
    [(PHONE, False, True), (PHONE, True, False), (DESK, True, True), (DESK, False, False)],
)
def test_pages_fit_the_screen_and_ask_nobody_else(
    site: tuple[Path, httpx.Client],
    browser: Browser,
    numbers: dict[str, int],
    width: int,
    dark: bool,
    scripts: bool,
) -> None:
    base = str(site[1].base_url).rstrip("/")
    problems = []
    with chromium.screen(browser, base, width=width, dark=dark, scripts=scripts) as screen:
        logged_in(screen)
        for page in PAGES:
            screen.open(page.format(**numbers))
            if scripts:
                problems += [f"{page}: {violation}" for violation in screen.violations()]
    expected = {"/nowhere: status 404", "/search?q=topik:x: status 400"}
    # The browser itself reports pages that answer with an error.
    found = [fault for fault in screen.faults if "Failed to load resource" not in fault]
    faults = [fault for fault in found if fault not in expected]
    assert not faults + problems
