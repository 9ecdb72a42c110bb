"""Renders a digest as an e-mail: subject, plain text and HTML. Pure; everything from outside is escaped.

A story looks the same in all digests of one language and time zone, so `Renderer` renders its block once;
the frame around the blocks is rendered for each digest.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, partial
from importlib.resources import files
from itertools import count
from urllib.parse import urlsplit

from css_inline import CSSInliner
from jinja2 import Environment, PackageLoader, StrictUndefined, Template, select_autoescape
from markupsafe import Markup

from alerts.digests import Digest, DigestStory
from alerts.rendering.labels import labels_in
from alerts.rendering.links import (
    CARRIED,
    FEEDBACK,
    ID,
    MARK,
    NAME,
    UNSUBSCRIBE,
    Links,
    html_with_subscription,
    html_without_links,
    with_subscription,
    without_links,
)
from alerts.rendering.phrases import Phrases, by_topic, criteria_text, short, translated
from alerts.rendering.wrapping import wrapped
from yaluwatch.model import Subscription
from yaluwatch.text import clean, clean_line

#: Maximum size of the HTML part, bytes: mail programs cut off longer ones (Gmail clips at 102 KB).
MAX_HTML_BYTES = 80_000
# How much longer a signed link may be than its placeholder, bytes.
_LINK_BYTES = 200


@dataclass(frozen=True, slots=True)
class Rendered:
    """The contents of one e-mail."""

    #: One line.
    subject: str
    text: str
    #: A complete document with inline styles.
    html: str

    def with_links(self, links: Links | None) -> "Rendered":
        """The same with a recipient's own links; with None, without any."""
        if links is None:
            return replace(self, text=without_links(self.text), html=html_without_links(self.html))
        return replace(self, text=links.put_into(self.text), html=links.put_into(self.html))

    def for_subscription(self, subscription: Subscription) -> "Rendered":
        """The same with the name and id of a subscription, its text wrapped."""
        text = wrapped(with_subscription(self.text, subscription))
        return replace(self, text=text, html=html_with_subscription(self.html, subscription))


class Renderer:
    """Renders the digests of one digest run; each story's block once per language and time zone."""

    def __init__(self, web_url: str, *, can_unsubscribe: bool = False) -> None:
        #: Base URL of the web pages; "" if they can't be reached.
        self.web_url = web_url.rstrip("/")
        # Without signed links there are no pages for a reader's own answers.
        self._has_links = can_unsubscribe
        self._pieces: dict[tuple[object, ...], str] = {}
        self._last: list[tuple[Digest, Rendered]] = []

    def render(self, digest: Digest) -> Rendered:
        """The e-mail, shortened to `MAX_HTML_BYTES`."""
        return self.fit(digest)[0]

    def fit(self, digest: Digest) -> tuple[Rendered, Digest]:
        """The e-mail, at most `MAX_HTML_BYTES` of HTML, and the digest as it shows it.

        What does not fit stands in one line or is carried over to the next digest.
        """
        subscription = digest.subscription
        anonymous = replace(subscription, id=ID, name=NAME, addresses=(), created_at=digest.period_end)
        for shorter, shared in self._lengths(replace(digest, subscription=anonymous)):
            rendered, shown = shared.for_subscription(subscription), shorter
            if _size(rendered) <= MAX_HTML_BYTES:
                break
        return rendered, replace(shown, subscription=subscription)

    def _lengths(self, digest: Digest) -> Iterator[tuple[Digest, Rendered]]:
        """The digest rendered, then ever shorter forms of it.

        Those of the last digest are kept for the next reader with an equal one.
        """
        if not self._last or self._last[0][0] != digest:
            self._last = [(digest, self._render(digest))]
        for position in count():
            if position == len(self._last):
                longer = self._last[-1][0]
                if (shorter := longer.shortened()) == longer:
                    return
                self._last.append((shorter, self._render(shorter)))
            yield self._last[position]

    def _render(self, digest: Digest) -> Rendered:
        subscription = digest.subscription
        labels = labels_in(subscription.language)
        phrases = Phrases(labels, digest)
        context = {
            "digest": digest,
            "language": labels.language,
            "zone": subscription.timezone,
            "web_url": self.web_url,
            "label": labels.label,
            "count": labels.count,
            "topic_name": labels.topic,
            "phrases": phrases,
            "more": by_topic(digest.more),
            "criteria": criteria(subscription),
            "translated": partial(translated, digest.translations),
            "unsubscribe_url": UNSUBSCRIBE if self._has_links else "",
            "carried_url": CARRIED if self._has_links and digest.carried else "",
            "feedback_url": partial(_feedback_url, has_links=self._has_links),
        }
        subject = _template("digest-subject.txt").render(context)
        text = _template("digest-body.txt").render(
            context, block=partial(self._block, context, "txt"), line=partial(self._line, context, "txt")
        )
        # The frame's styles are inlined with a marker for each story, whose block is inlined already.
        frame = _template("digest-body.html").render(
            context, block=_marker, line=partial(self._line, context, "html")
        )
        html = _inliner().inline(clean(frame))
        for story in (*digest.stories, *digest.updates):
            html = html.replace(_marker(story), self._block(context, "html", story))
        return Rendered(clean_line(subject), clean(text), html)

    def _block(self, context: Mapping[str, object], form: str, story: DigestStory) -> str:
        digest = _digest_of(context)

        def make() -> str:
            made = clean(_template(f"story.{form}").render(context, story=story))
            return _inliner().inline_fragment(made, _style()) if form == "html" else made

        # News differs between subscriptions; the rest of a story does not. A date is shown or not depending
        # on the time of the digest.
        if story.news or digest.translations:
            return make()
        return self._made_once(("block", form, story.id, *_place(digest), digest.period_end), make)

    def _line(self, context: Mapping[str, object], form: str, story: DigestStory, detail: str) -> str:
        digest = _digest_of(context)

        def make() -> str:
            made = _template(f"line.{form}").render(context, story=story, detail=detail)
            return Markup(made) if form == "html" else made  # noqa: S704 - escaped by the template

        if digest.translations:
            return make()
        return self._made_once(("line", form, story.id, *_place(digest), detail), make)

    def _made_once(self, key: tuple[object, ...], make: Callable[[], str]) -> str:
        """What many digests of the run contain."""
        if key not in self._pieces:
            self._pieces[key] = make()
        return self._pieces[key]


def _digest_of(context: Mapping[str, object]) -> Digest:
    digest = context["digest"]
    assert isinstance(digest, Digest)
    return digest


def _place(digest: Digest) -> tuple[str, str]:
    """Language and time zone of the reader."""
    return digest.subscription.language, digest.subscription.timezone


def render(digest: Digest, *, web_url: str) -> Rendered:
    """One digest on its own; `web_url` as in `Renderer`."""
    return Renderer(web_url).render(digest)


def render_confirmation(subscription: Subscription, address: str, url: str) -> Rendered:
    """The confirmation request; `url` is the page with the button."""
    labels = labels_in(subscription.language)
    name = clean_line(subscription.name)
    covers = labels.label("criteria_line", what=criteria(subscription))
    text = labels.label(
        "confirm_text",
        name=name,
        frequency=labels.label(f"frequency_{subscription.frequency}"),
        address=address,
    )
    context = {
        "language": labels.language,
        "label": labels.label,
        "name": name,
        "text": text,
        "url": url,
        "criteria": covers,
    }
    html = _inliner().inline(clean(_template("confirmation.html").render(context)))
    plain = "\n\n".join((text, url, covers, labels.label("confirm_ignore"))) + "\n"
    return Rendered(clean_line(labels.label("confirm_subject", name=name)), clean(plain), html)


def criteria(subscription: Subscription, language: str = "") -> str:
    """What a subscription covers, in a language; in that of its mail without one.

    Topics are shown by name; places, languages and sources by id.

    >>> criteria(Subscription(id="a", name="A", topics=("border",), created_at=now))
    'topic border; relevance ≥ 50%'
    """
    return criteria_text(labels_in(language or subscription.language), subscription)


def _size(rendered: Rendered) -> int:
    """Size of the HTML part in bytes, once each reader's own links stand in it."""
    return len(rendered.html.encode()) + _LINK_BYTES * rendered.html.count(MARK)


def _feedback_url(story: DigestStory, *, has_links: bool) -> str:
    """Where a reader says that a story is wrong; "" without signed links."""
    return f"{FEEDBACK}{story.lead.id}/{story.lead.version}" if has_links else ""


def _marker(story: DigestStory) -> Markup:
    return Markup(f"<!--story-{int(story.id)}-->")  # noqa: S704 - a number


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("alerts.rendering"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters: dict[str, Callable[..., str]] = {
        "short": short,
        "link": _link,
        "oneline": clean_line,
    }
    environment.filters |= filters
    return environment


@cache
def _template(name: str) -> Template:
    return _environment().get_template(name)


@cache
def _inliner() -> CSSInliner:
    return CSSInliner(extra_css=_style(), keep_at_rules=True, load_remote_stylesheets=False)


@cache
def _style() -> str:
    return (files("alerts.rendering") / "templates" / "digest.css").read_text(encoding="utf-8")


def _link(url: str) -> str:
    """The URL if it is http or https; "" for javascript:, data: and other schemes."""
    try:
        return url if urlsplit(url).scheme in {"http", "https"} else ""
    except ValueError:
        return ""
