"""The analysts' pages in a browser: keys and buttons, with and without scripts; what axe finds wrong."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright

from storage import Mark, open_archive
from tests.samples import article, placement, source, verdict
from tests.web_server import served
from web import create_app

CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs chromium")

#: Pages that are examined, at the widths of a phone and of a laptop.
PATHS = ("/", "/stories/1", "/places/dandong", "/actors/wpk", "/subscriptions", "/subscriptions/new?q=trucks")
WIDTHS = (375, 1280)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("browser") / "yalu.db"
    at = datetime.now(UTC) - timedelta(hours=1)
    with open_archive(path) as opened:
        for number in range(3):
            made = article(url=f"https://a.example/{number}", title=f"Trucks {number}", fetched_at=at)
            added = opened.articles.add(made, None, publisher="Courier Press")
            opened.verdicts.add([(stored, verdict()) for stored in opened.verdicts.untagged(9)], at)
            opened.stories.add(placement(added.id), at)
    return path


@pytest.fixture(scope="module")
def address(archive: Path) -> Iterator[str]:
    with served(create_app(archive, lambda: [source()], hosts=["127.0.0.1"])) as client:
        yield str(client.base_url).rstrip("/")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


def watched(context: BrowserContext, address: str) -> tuple[Page, list[str]]:
    """A page, and the list of what goes wrong on it: errors, and requests to elsewhere."""
    page, wrong = context.new_page(), list[str]()
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on("request", lambda sent: None if sent.url.startswith(address) else wrong.append(sent.url))
    return page, wrong


def starred(archive: Path) -> list[int]:
    with open_archive(archive, read_only=True) as opened:
        return [one.story_id for one in opened.marks.listed(0, Mark.STARRED, 9)]


def test_keys_move_star_and_open(browser: Browser, address: str, archive: Path) -> None:
    with browser.new_context() as context:
        page, wrong = watched(context, address)
        page.goto(f"{address}/")
        page.keyboard.press("?")
        assert page.locator("dialog#keys").is_visible()
        page.keyboard.press("?")
        assert not page.locator("dialog#keys").is_visible()
        page.keyboard.press("j")
        page.keyboard.press("j")
        page.keyboard.press("k")
        page.keyboard.press("j")
        current = page.locator("article.is-current")
        story = int(current.get_attribute("data-story") or 0)
        assert story == int(page.locator("article.story").nth(1).get_attribute("data-story") or 0)
        page.keyboard.press("s")
        current.locator("button.star[aria-pressed=true]").wait_for()
        assert starred(archive) == [story]
        assert current.locator("button.star").get_attribute("value") == "unstar"
        page.keyboard.press("s")
        current.locator("button.star[aria-pressed=false]").wait_for()
        assert starred(archive) == []
        # The key of "r" on a Korean layout.
        event = "new KeyboardEvent('keydown', {key: 'ㄱ', code: 'KeyR', bubbles: true})"
        page.evaluate(f"document.body.dispatchEvent({event})")
        page.locator("article.is-current.is-read").wait_for()
        page.keyboard.press("o")
        page.wait_for_url(f"{address}/stories/{story}")
        page.locator("textarea").fill("jk")
        assert page.locator("textarea").input_value() == "jk"
        assert wrong == []


def test_a_mark_that_can_not_be_sent_in_passing_is_sent_as_a_form(
    browser: Browser, address: str, archive: Path
) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{address}/")
        page.evaluate("() => { window.fetch = () => Promise.reject(new Error('offline')); }")
        page.locator("button.star").first.click()
        page.wait_for_url(f"{address}/#story-*")
        assert len(starred(archive)) == 1
        page.locator("button.star[aria-pressed=true]").click()
        page.locator("button.star[aria-pressed=true]").wait_for(state="detached")
        assert starred(archive) == []


def test_without_scripts_everything_is_a_link_or_a_form(
    browser: Browser, address: str, archive: Path
) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page, wrong = watched(context, address)

        def press(button: Locator) -> None:
            with page.expect_navigation():
                button.click()

        page.goto(f"{address}/")
        press(page.locator("button.star").first)
        assert len(starred(archive)) == 1
        press(page.get_by_role("link", name="Starred"))
        assert page.locator("article.story").count() == 1
        press(page.locator("button.star"))
        assert starred(archive) == []
        page.goto(f"{address}/")
        press(page.get_by_role("link", name="Trucks 1"))
        page.locator("textarea").fill("ask again")
        press(page.get_by_role("button", name="Save the note"))
        assert page.locator("textarea").input_value() == "ask again"
        page.goto(f"{address}/subscriptions")
        page.locator("input[name=q]").last.fill("trucks")
        press(page.get_by_role("button", name="Subscribe…"))
        assert page.locator("svg.weeks rect").count() == 30
        page.frame_locator("iframe").get_by_text("Trucks 1").first.wait_for()
        assert wrong == []


def test_links_in_the_mail_of_a_frame_open_outside_of_it(browser: Browser, address: str) -> None:
    with browser.new_context() as context:
        context.route("https://a.example/*", lambda route: route.fulfill(body="the article"))
        page = context.new_page()
        page.goto(f"{address}/subscriptions/new?q=trucks")
        with context.expect_page() as opened:
            page.frame_locator("iframe").locator("a[href^='https://a.example/']").first.click()
        assert opened.value.url.startswith("https://a.example/")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_fit_and_can_be_read_by_everybody(browser: Browser, address: str, scheme: str) -> None:
    with browser.new_context(color_scheme="dark" if scheme == "dark" else "light") as context:
        page = context.new_page()
        for path in PATHS:
            page.goto(f"{address}{path}")
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
                assert wider <= 0, (path, width)
            found = Axe().run(page).response["violations"]
            bad = [one["id"] for one in found if one["impact"] in {"serious", "critical"}]
            assert bad == [], path
