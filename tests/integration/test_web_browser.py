"""The pages in a browser: at the width of a phone and of a desk, light and dark, with and without scripts."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser

from crawler.polling import CrawlLimits
from crawler.sources import read_sources, write_sources
from storage import open_archive, parse_query
from tests import chromium
from tests.accounts import PASSWORD, add_user
from tests.press import fill
from tests.web_server import served
from web import Desk, KnownJob, create_app

pytestmark = pytest.mark.skipif(not chromium.executable(), reason="there is no Chromium here")

PHONE, DESK = 375, 1280
#: Every page for people; {article} and the like are replaced.
PAGES = (
    "/",
    "/stories/{story}",
    "/places/hyesan",
    "/subscriptions",
    "/subscriptions/new?q=밀수",
    "/search?q=밀수",
    "/search?q=topik:x",
    "/search/facets?q=밀수",
    "/articles/{article}",
    "/prices",
    "/prices/review",
    "/trade",
    "/trade/claims",
    "/sources",
    "/sources/yalu-courier",
    "/source-list",
    "/source-list/add",
    "/status",
    "/outbox",
    "/account",
    "/users",
    "/audit",
    "/api/v1/docs",
    "/nowhere",
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, httpx.Client]]:
    data = tmp_path_factory.mktemp("press")
    sources = fill(data)
    add_user(data / "yalu.db", "root", "admin", "desk@example.org")
    file = data / "sources.toml"
    write_sources(file, sources)
    desk = Desk(file, CrawlLimits(), "Yaluwatch/test", [KnownJob("tag", "tag articles", "every 20 s")])
    app = create_app(
        data / "yalu.db",
        lambda: read_sources(file),
        hosts=["127.0.0.1"],
        secret="s",
        read_desk=lambda: desk,
    )
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
        stored = archive.articles.get(found.id)
    assert stored
    assert stored.story_id
    return {"article": found.id, "story": stored.story_id}


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


@pytest.mark.parametrize("scripts", [True, False])
def test_an_analyst_reads_marks_and_subscribes(
    site: tuple[Path, httpx.Client], browser: Browser, scripts: bool
) -> None:
    with chromium.screen(browser, base_of(site), width=PHONE, scripts=scripts) as screen:
        logged_in(screen)
        page = screen.page
        page.get_by_role("main").locator("article h2 a, article h3 a").first.click()
        page.get_by_role("button", name="Follow", exact=True).click()
        page.get_by_role("button", name="Stop following").click()
        page.get_by_role("button", name="Follow", exact=True).wait_for()
        screen.open("/search?q=밀수")
        page.get_by_role("link", name="Subscribe to this search").click()
        page.wait_for_url("**/subscriptions/new?q=*")
        screen.look()
        assert not screen.faults


@pytest.mark.parametrize("scripts", [True, False])
def test_a_researcher_narrows_reads_and_exports(
    site: tuple[Path, httpx.Client], browser: Browser, scripts: bool
) -> None:
    with chromium.screen(browser, base_of(site), scripts=scripts) as screen:
        logged_in(screen)
        page = screen.page
        screen.open("/search?q=밀수")
        if not scripts:
            page.get_by_role("link", name="Counts by topic").first.click()
        page.get_by_role("link", name="border", exact=False).first.click()
        page.wait_for_url("**topic*border**")
        with page.expect_download() as kept:
            page.get_by_role("link", name="CSV", exact=True).click()
        assert "url" in kept.value.path().read_text(encoding="utf-8-sig").splitlines()[0]
        page.get_by_role("main").locator("article h2 a").first.click()
        page.wait_for_url("**/articles/*")
        assert page.locator("mark").count()
        screen.look()
        assert not screen.faults


@pytest.mark.parametrize("scripts", [True, False])
def test_an_operator_pauses_a_source_and_sees_who_did(
    site: tuple[Path, httpx.Client], browser: Browser, scripts: bool
) -> None:
    with chromium.screen(browser, base_of(site), width=PHONE, scripts=scripts) as screen:
        logged_in(screen)
        page = screen.page
        screen.open("/sources/harbour-post")
        for action in ("Pause", "Resume"):
            page.get_by_role("button", name=action).first.click()
            page.wait_for_load_state()
        screen.open("/audit")
        assert page.get_by_text("source paused").count()
        assert page.get_by_text("source resumed").count()
        assert not screen.faults


def base_of(site: tuple[Path, httpx.Client]) -> str:
    return str(site[1].base_url).rstrip("/")
