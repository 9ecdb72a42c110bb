"""A headless Chromium for tests of the pages, and what it must never see there."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Route, sync_playwright

#: Names of the browser, as distributions call it.
_NAMES = ("chromium", "chromium-browser", "google-chrome")
#: A page is larger than a screenful, but not a download.
MOST_BYTES = 100_000
# On a phone these tables are lists: whatever is beyond their edge is not found by scrolling sideways.
_HIDDEN = """Math.max(0, ...(innerWidth > 700 ? [] : [...document.querySelectorAll(".sources, .stacked")])
    .map(one => one.parentElement.scrollWidth - one.parentElement.clientWidth))"""


def executable() -> str:
    """Path of the browser; "" if there is none."""
    return next((path for name in _NAMES if (path := shutil.which(name))), "")


@contextmanager
def launched() -> Iterator[Browser]:
    """A headless browser without network but this computer."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Screen:
    """A page in a browser, and what went wrong on it."""

    page: Page
    base: str
    #: Errors of scripts, refused resources, requests to other sites, pages that are too large or too wide.
    faults: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        """Open a path of the site and look at it."""
        answer = self.page.goto(self.base + path)
        assert answer is not None
        if answer.status >= 400:
            self.faults.append(f"{path}: status {answer.status}")
        if len(answer.body()) > MOST_BYTES:
            self.faults.append(f"{path}: {len(answer.body())} bytes")
        self.look()

    def look(self) -> None:
        """Note what is wrong with what is shown now."""
        wide = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        if wide > 0:
            self.faults.append(f"{self.page.url}: {wide} pixels wider than the screen")
        if hidden := self.page.evaluate(_HIDDEN):
            self.faults.append(f"{self.page.url}: {hidden} pixels of a list are beyond its edge")

    def violations(self) -> list[str]:
        """What assistive technology has trouble with here: serious and critical violations (axe)."""
        # What is in a frame is a mail, and lets no script in.
        options = {"resultTypes": ["violations"], "iframes": False}
        found = Axe().run(self.page, options=options).response["violations"]
        return [_violation(one) for one in found if one["impact"] in {"serious", "critical"}]

    def _note_message(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.faults.append(f"{self.page.url}: {message.text}")

    def _route(self, route: Route) -> None:
        asked = urlsplit(route.request.url)
        if asked.scheme in {"http", "https"} and f"{asked.scheme}://{asked.netloc}" != self.base:
            self.faults.append(f"{self.page.url}: asks {route.request.url}")
            route.abort()
        else:
            route.continue_()


@contextmanager
def screen(
    browser: Browser,
    base: str,
    *,
    width: int = 1280,
    dark: bool = False,
    scripts: bool = True,
    cookies: Sequence[Any] = (),
) -> Iterator[Screen]:
    """A new window of this width, in the colours somebody set, with or without scripts."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if dark else "light",
        java_script_enabled=scripts,
        reduced_motion="reduce",
    )
    try:
        context.set_default_timeout(30_000)
        context.add_cookies(list(cookies))
        made = Screen(context.new_page(), base)
        made.page.on("console", made._note_message)
        made.page.on("pageerror", lambda error: made.faults.append(f"{made.page.url}: {error}"))
        made.page.route("**/*", made._route)
        yield made
    finally:
        context.close()


def _violation(found: dict[str, Any]) -> str:
    places = "; ".join(str(node["target"][0]) for node in found["nodes"][:3])
    return f"{found['id']} ({found['impact']}): {found['help']} at {places}"
