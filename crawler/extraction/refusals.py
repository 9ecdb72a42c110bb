"""Rejecting pages that are not articles although the server answers 200, each with an outcome."""

import re
from urllib.parse import urlsplit

from crawler.extraction.phrases import phrase_in
from crawler.extraction.structured import Metadata
from crawler.text import host_of, is_front_page
from yaluwatch.errors import PageRefused
from yaluwatch.model import Outcome, Page

#: A body below this weight (`body.weight_of`) is not an article.
TOO_THIN = 120
#: A body below this weight may be the free beginning of an article for subscribers.
STUB = 450
#: Up to this weight, a page may be a notice instead of an article.
NOTICE = 900

_NOT_HTML = re.compile(rb"\s*(?:\x89PNG|\xff\xd8\xff|GIF8|PK\x03\x04|RIFF|\xd0\xcf\x11\xe0|[{\[])")
_ERROR_PATH = re.compile(r"/(?:404|error|not-?found)(?:\.\w+)?/?$", re.IGNORECASE)
_CONSENT_HOSTS = ("consent.", "guce.", "privacy.")


def refuse_non_html(page: Page) -> None:
    """Raise PageRefused for anything but HTML, judging by content type and first bytes."""
    kind = page.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind and not any(word in kind for word in ("html", "xml", "text/plain", "octet-stream")):
        raise PageRefused(Outcome.NOT_HTML, f"content type {kind}")
    head = page.body[:1000]
    if not page.body.strip():
        raise PageRefused(Outcome.TOO_THIN, "the answer is empty")
    if _NOT_HTML.match(head) or (b"<" not in page.body[:20_000] and b"\x00<" not in page.body[:20_000]):
        raise PageRefused(Outcome.NOT_HTML, "no markup")


def refuse_wrong_place(page: Page) -> None:
    """Raise PageRefused when a redirect led to a front page, a consent wall or an error page."""
    if host_of(page.url).startswith(_CONSENT_HOSTS):
        raise PageRefused(Outcome.CONSENT, f"redirected to {host_of(page.url)}")
    if is_front_page(page.url):
        moved = page.url != page.requested_url
        raise PageRefused(Outcome.HOME_PAGE, "redirected to the front page" if moved else "a front page")
    if page.url != page.requested_url and _ERROR_PATH.search(urlsplit(page.url).path):
        raise PageRefused(Outcome.SOFT_404, "redirected to an error page")


def refuse_notice(title: str, text: str, weight: float, facts: Metadata, linked: float) -> None:
    """Raise PageRefused for a page too short to be an article, with the outcome that fits best.

    `linked` is the share of the page's text inside links, 0–1.
    """
    if weight <= NOTICE:
        # Some sites mark every page as not free, even short ones that can be read in full.
        if not facts.statement.is_free and weight < STUB:
            raise PageRefused(Outcome.PAYWALL, "the page is marked as for subscribers only")
        for outcome, shown in (
            (Outcome.PAYWALL, text),
            (Outcome.CONSENT, text),
            (Outcome.SOFT_404, f"{title}\n{text}" if weight < TOO_THIN * 3 else title),
        ):
            if phrase := phrase_in(outcome, shown):
                raise PageRefused(outcome, f"it says {phrase!r}")
        if phrase := phrase_in("challenge", title):
            raise PageRefused(Outcome.FORBIDDEN, f"a bot check: {phrase!r}")
    if weight < TOO_THIN:
        if linked > 0.5 and facts.first("og:type") in {"", "website"}:
            raise PageRefused(Outcome.HOME_PAGE, "mostly links: a section page")
        raise PageRefused(Outcome.TOO_THIN, f"a body of {len(text)} characters")
