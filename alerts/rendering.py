"""A digest in words: subject, text and HTML from one model. Pure; everything from outside is escaped."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from css_inline import CSSInliner
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from alerts.digest import Digest, DigestStory
from yaluwatch.model import Subscription, Term
from yaluwatch.text import clean, clean_line

#: Mail programs cut off longer ones (Gmail clips at 102 KB); bytes of the HTML part.
LARGEST_HTML = 80_000


@dataclass(frozen=True, slots=True)
class Rendered:
    """One digest, ready to be put into a message."""

    #: One line.
    subject: str
    text: str
    #: A whole document, its style inlined.
    html: str


def render(digest: Digest, *, web_url: str) -> Rendered:
    """Subject, text and HTML; stories are left out from the end until the HTML fits `LARGEST_HTML`.

    `web_url` is where the archive's pages are reached, "" for nowhere.
    """
    rendered = _render(digest, web_url)
    while len(rendered.html.encode()) > LARGEST_HTML and (digest.stories or digest.updates):
        digest = _shortened(digest)
        rendered = _render(digest, web_url)
    return rendered


def _shortened(digest: Digest) -> Digest:
    if not digest.stories:
        return replace(digest, updates=digest.updates[: len(digest.updates) * 3 // 4])
    kept = len(digest.stories) * 3 // 4
    return replace(
        digest, stories=digest.stories[:kept], left_out=digest.left_out + len(digest.stories) - kept
    )


def _render(digest: Digest, web_url: str) -> Rendered:
    zone = ZoneInfo(digest.subscription.timezone)
    words = {
        "digest": digest,
        "web_url": web_url.rstrip("/"),
        "zone": digest.subscription.timezone,
        "criteria": criteria(digest.subscription),
        "counted": _counted,
        "sources": _sources,
    }
    environment = _environment().overlay()
    environment.filters |= {
        "moment": lambda time: _local(time, zone).strftime("%-d %b %H:%M"),
        "day": lambda time: _local(time, zone).strftime("%-d %b"),
    }
    subject, text, html = (
        environment.get_template(name).render(words)
        for name in ("digest-subject.txt", "digest-body.txt", "digest-body.html")
    )
    return Rendered(clean_line(subject), clean(text), _inliner().inline(clean(html)))


def criteria(subscription: Subscription) -> str:
    """What a subscription asks for, in words.

    >>> criteria(Subscription(id="a", name="A", topics=("border",), created_at=now))
    'topics border; relevance from 50 %'
    """
    lists = ("topics", "places", "languages", "sources")
    parts = [f"{name} {', '.join(chosen)}" for name in lists if (chosen := getattr(subscription, name))]
    return "; ".join([*(parts or ["everything"]), f"relevance from {100 * subscription.minimum_score:.0f} %"])


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("alerts"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"short": _short, "link": _link, "gloss": _gloss}
    return environment


@cache
def _inliner() -> CSSInliner:
    return CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


def _local(time: datetime, zone: ZoneInfo) -> datetime:
    return time.astimezone(zone)


def _short(text: str, length: int) -> str:
    line = clean_line(text)
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def _link(url: str) -> str:
    """The address if a browser may follow it, "" for javascript:, data: and the like."""
    try:
        return url if urlsplit(url).scheme in {"http", "https"} else ""
    except ValueError:
        return ""


def _gloss(terms: Sequence[Term]) -> str:
    return " · ".join(f"{term.text} {term.gloss}".strip() for term in terms)


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _sources(story: DigestStory) -> str:
    """Such as "5 outlets, 2 independent, 3 languages, first Daily NK"."""
    outlets = _counted(len(story.outlets), "outlet", "outlets")
    is_passed_on = story.origins[0] not in story.publishers
    if len(story.outlets) == 1:
        return f"{outlets}, after {story.origins[0]}" if is_passed_on else outlets
    languages = _counted(len(story.languages), "language", "languages")
    after = f", after {story.origins[0]}" if is_passed_on else f", first {story.outlets[0].name}"
    return f"{outlets}, {len(story.origins)} independent, {languages}{after}"
