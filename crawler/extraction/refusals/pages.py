"""Rejecting pages that are not articles although the server answers 200, each with an outcome."""

import re
from urllib.parse import urlsplit

from lxml import html

from crawler.extraction.refusals.bot_walls import declares_article, wall_on, wall_without_article
from crawler.extraction.refusals.notices import NOTICE, named_by_phrase, notice_in
from crawler.extraction.structured import Metadata
from crawler.text import host_of, is_front_page
from yaluwatch.errors import PageRefused
from yaluwatch.model import Outcome, Page
from yaluwatch.patterns import lazy_regex

#: A body below this weight (`body.weight_of`) is not an article.
TOO_THIN = 120
#: A body below this weight may be the free beginning of an article for subscribers.
STUB = 450

_NOT_HTML = re.compile(rb"\s*(?:\x89PNG|\xff\xd8\xff|GIF8|PK\x03\x04|RIFF|\xd0\xcf\x11\xe0|[{\[])")
_ERROR_PATH = lazy_regex(r"/(?:404|error|not-?found)(?:\.\w+)?/?$", re.IGNORECASE)
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


def refuse_wall(page: Page, markup: str, tree: html.HtmlElement, facts: Metadata) -> None:
    """Raise PageRefused for a page that stops crawlers; it is asked for again at a later poll."""
    if evidence := wall_on(markup, tree, facts, page.headers):
        raise PageRefused(Outcome.FORBIDDEN, f"a bot check: {evidence!r}"[:200])


def refuse_notice(
    title: str,
    text: str,
    weight: float,
    facts: Metadata,
    tree: html.HtmlElement,
    *,
    is_cut: bool,
) -> None:
    """Raise PageRefused for a page that is a notice or too short to be an article, with the fitting outcome.

    `weight` is the body's, 0 when there is none and `text` is what the page shows. `is_cut` says that an
    appeal to subscribe was cut off.
    """
    if weight <= NOTICE:
        _refuse_whole_notice(title, text, is_declared=declares_article(facts))
    if weight >= TOO_THIN:
        return
    if evidence := wall_without_article(tree, facts):
        raise PageRefused(Outcome.FORBIDDEN, f"a bot check: {evidence!r}"[:200])
    if is_cut or not facts.statement.is_free:
        raise PageRefused(Outcome.PAYWALL, "for subscribers only, with hardly any text before it")
    if not weight:
        _refuse_by_phrase(title, text)
    if _linked_share(tree) > 0.5 and facts.first("og:type") in {"", "website"}:
        raise PageRefused(Outcome.HOME_PAGE, "mostly links: a section page")
    raise PageRefused(Outcome.TOO_THIN, f"a body of {len(text)} characters")


def _refuse_whole_notice(title: str, text: str, *, is_declared: bool) -> None:
    """A phrase alone is no evidence: an article may use it (github.com/forcingfx/feedzero, PR 226)."""
    for outcome in (Outcome.CONSENT, Outcome.SOFT_404, Outcome.FORBIDDEN, Outcome.PAYWALL):
        if sentence := notice_in(outcome, title, text, is_declared=is_declared):
            raise PageRefused(outcome, f"it says {sentence!r}"[:200])


def _refuse_by_phrase(title: str, text: str) -> None:
    for outcome in (Outcome.PAYWALL, Outcome.CONSENT, Outcome.SOFT_404):
        if phrase := named_by_phrase(outcome, f"{title}\n{text}" if outcome is Outcome.SOFT_404 else text):
            raise PageRefused(outcome, f"it says {phrase!r}")


def _linked_share(tree: html.HtmlElement) -> float:
    total = sum(len(str(text).strip()) for text in tree.itertext())
    linked = sum(len(str(text).strip()) for link in tree.iter("a") for text in link.itertext())
    return linked / total if total else 0.0
