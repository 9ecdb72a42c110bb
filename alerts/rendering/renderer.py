"""A digest in words: subject, text and HTML from one model. Pure; everything from outside is escaped.

A story reads the same for all readers of one language and zone, so that its block is made once
(`Renderer`); the frame around the blocks is made for each reader.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from importlib.resources import files
from urllib.parse import urlsplit

from css_inline import CSSInliner
from jinja2 import Environment, PackageLoader, StrictUndefined, Template, select_autoescape
from markupsafe import Markup

from alerts.digests import BASELINE_DAYS, Correction, Digest, DigestStory, News, Spike
from alerts.rendering.labels import Labels, labels_in
from yaluwatch.model import Subscription, Term
from yaluwatch.text import clean, clean_line

#: Mail programs cut off longer ones (Gmail clips at 102 KB); bytes of the HTML part.
LARGEST_HTML = 80_000

#: Stories shown before the rest is sorted by topic.
TOP_STORIES = 5

# An address of the reader's own stands in the footer in its place.
_UNSUBSCRIBE = "https://unsubscribe.invalid/"

_LISTS = ("topics", "places", "languages", "sources")


@dataclass(frozen=True, slots=True)
class Rendered:
    """One digest, ready to be put into a message."""

    #: One line.
    subject: str
    text: str
    #: A whole document, its style inlined.
    html: str

    def with_unsubscribe(self, url: str) -> "Rendered":
        """The same with a reader's own way out in its footer; "" for none."""
        if not url:
            return self
        return replace(
            self,
            text=self.text.replace(_UNSUBSCRIBE, url),
            html=self.html.replace(_UNSUBSCRIBE, url),
        )


class Renderer:
    """Renders the digests of one round, each story's block once per language and zone."""

    def __init__(self, web_url: str, *, can_unsubscribe: bool = False) -> None:
        #: Where the archive's pages are reached, "" for nowhere.
        self.web_url = web_url.rstrip("/")
        self._unsubscribe_url = _UNSUBSCRIBE if can_unsubscribe else ""
        self._blocks: dict[tuple[object, ...], str] = {}

    def render(self, digest: Digest) -> Rendered:
        """Subject, text and HTML; stories are left out from the end until the HTML fits `LARGEST_HTML`."""
        rendered = self._render(digest)
        while len(rendered.html.encode()) > LARGEST_HTML:
            if (shorter := _shortened(digest)) == digest:
                break
            digest = shorter
            rendered = self._render(digest)
        return rendered

    def _render(self, digest: Digest) -> Rendered:
        subscription = digest.subscription
        labels = labels_in(subscription.language)
        words = _words(labels, subscription, self.web_url) | {
            "digest": digest,
            "top": digest.stories[:TOP_STORIES],
            "by_topic": _by_topic(digest.stories[TOP_STORIES:]),
            "criteria": criteria(subscription),
            "change": _change(labels, subscription),
            "unsubscribe_url": self._unsubscribe_url,
        }
        subject = _template("digest-subject.txt").render(words)
        text = _template("digest-body.txt").render(words, block=partial(self._block, words, "txt"))
        # The frame is inlined with a mark in each story's place: its block is inlined already.
        frame = _template("digest-body.html").render(words, block=_mark)
        html = _inliner().inline(clean(frame))
        for story in (*digest.stories, *digest.updates):
            html = html.replace(_mark(story), self._block(words, "html", story))
        return Rendered(clean_line(subject), clean(text), html)

    def _block(self, words: Mapping[str, object], form: str, story: DigestStory) -> str:
        # News differ between readers; the rest of a story does not.
        key = (form, story.id, words["labels"], words["zone"]) if not story.news else None
        if key and key in self._blocks:
            return self._blocks[key]
        made = clean(_template(f"story.{form}").render(words, story=story))
        if form == "html":
            made = _inliner().inline_fragment(made, _style())
        if key:
            self._blocks[key] = made
        return made


def render(digest: Digest, *, web_url: str) -> Rendered:
    """One digest by itself; `web_url` is where the archive's pages are reached, "" for nowhere."""
    return Renderer(web_url).render(digest)


def render_confirmation(subscription: Subscription, address: str, url: str) -> Rendered:
    """The question whether an address wants a subscription; `url` leads to the button."""
    labels = labels_in(subscription.language)
    name = clean_line(subscription.name)
    asked = labels.say("asks_for", what=criteria(subscription))
    text = labels.say(
        "confirm_text", name=name, rhythm=labels.say(f"rhythm_{subscription.frequency}"), address=address
    )
    words = {
        "labels": labels.language,
        "say": labels.say,
        "name": name,
        "text": text,
        "url": url,
        "asked": asked,
    }
    html = _inliner().inline(clean(_template("confirmation.html").render(words)))
    plain = "\n\n".join((text, url, asked, labels.say("confirm_ignore"))) + "\n"
    return Rendered(clean_line(labels.say("confirm_subject", name=name)), clean(plain), html)


def criteria(subscription: Subscription) -> str:
    """What a subscription asks for, in its language.

    >>> criteria(Subscription(id="a", name="A", topics=("border",), created_at=now))
    'topics border; relevance from 50 %'
    """
    labels = labels_in(subscription.language)
    parts = [
        labels.say(f"asks_{name}", what=", ".join(chosen))
        for name in _LISTS
        if (chosen := getattr(subscription, name))
    ]
    if subscription.query:
        parts.append(labels.say("asks_query", what=subscription.query))
    parts = parts or [labels.say("everything")]
    parts.append(labels.say("asks_score", n=f"{100 * subscription.minimum_score:.0f}"))
    if subscription.minimum_publishers > 1:
        parts.append(labels.say("asks_publishers", n=subscription.minimum_publishers))
    return "; ".join(parts)


def _words(labels: Labels, subscription: Subscription, web_url: str) -> dict[str, object]:
    """What every template may call."""
    zone = subscription.timezone
    return {
        "labels": labels.language,
        "zone": zone,
        "web_url": web_url,
        "say": labels.say,
        "count": labels.count,
        "topic_name": labels.topic,
        "day": lambda time: labels.day(time, zone),
        "moment": lambda time: labels.moment(time, zone),
        "sources": partial(_sources, labels),
        "credibility": partial(_credibility, labels),
        "seen": partial(_seen, labels, zone),
        "told": partial(_told, labels),
        "corrected": partial(_corrected, labels),
        "spiked": partial(_spiked, labels),
        "subject_name": partial(_subject_name, labels),
    }


def _shortened(digest: Digest) -> Digest:
    """With a quarter of its stories fewer, else of its updates, else of its corrections."""
    if digest.stories:
        kept = len(digest.stories) * 3 // 4
        left_out = digest.left_out + len(digest.stories) - kept
        return replace(digest, stories=digest.stories[:kept], left_out=left_out)
    if digest.updates:
        return replace(digest, updates=digest.updates[: len(digest.updates) * 3 // 4])
    if digest.corrections:
        return replace(digest, corrections=digest.corrections[: len(digest.corrections) * 3 // 4])
    return replace(digest, blind_spots=digest.blind_spots[: len(digest.blind_spots) * 3 // 4])


def _by_topic(stories: Sequence[DigestStory]) -> list[tuple[str, list[DigestStory]]]:
    """By their most probable topic, that of the best story first; "" for those without one."""
    found: dict[str, list[DigestStory]] = {}
    for story in stories:
        found.setdefault(story.topics[0] if story.topics else "", []).append(story)
    return list(found.items())


def _change(labels: Labels, subscription: Subscription) -> str:
    commands = (f"yalu subscriptions {word} {subscription.id}" for word in ("edit", "pause"))
    edit, pause = commands
    return labels.say("change", edit=edit, pause=pause)


def _sources(labels: Labels, story: DigestStory) -> str:
    """Such as "5 outlets, 2 independent, 3 languages, first Daily NK"."""
    outlets = labels.count(len(story.outlets), "outlet")
    is_passed_on = story.origins[0] not in story.publishers
    after = labels.say("after", name=story.origins[0]) if is_passed_on else ""
    if len(story.outlets) == 1:
        return f"{outlets}, {after}" if after else outlets
    return ", ".join(
        (
            outlets,
            labels.count(len(story.origins), "independent"),
            labels.count(len(story.languages), "language"),
            after or labels.say("first", name=story.outlets[0].name),
        )
    )


def _credibility(labels: Labels, story: DigestStory) -> str:
    """Who vouches for a story: a line of its own, never part of its score."""
    state = ", ".join(dict.fromkeys(outlet.name for outlet in story.outlets if outlet.is_state_media))
    independent = labels.count(len(story.origins), "independent")
    if state:
        return labels.say("credibility_state", independent=independent, tier=story.tier, names=state)
    return labels.say("credibility", independent=independent, tier=story.tier)


def _seen(labels: Labels, zone: str, story: DigestStory) -> str:
    seen = labels.moment(story.first_seen_at, zone)
    published = story.lead.article.published_at
    if published is None:
        return labels.say("first_seen", seen=seen)
    return labels.say("published", at=labels.moment(published, zone), seen=seen)


def _told(labels: Labels, news: News) -> str:
    return labels.say(f"news_{news.kind}", what=news.what)


def _corrected(labels: Labels, item: Correction) -> str:
    return labels.say(f"news_{item.kind}", name=item.name, version=item.version)


def _spiked(labels: Labels, spike: Spike) -> str:
    return labels.say(
        "spike",
        what=_subject_name(labels, spike),
        n=spike.publishers,
        usual=f"{spike.usual:.1f}",
        days=BASELINE_DAYS,
        most=spike.most,
    )


def _subject_name(labels: Labels, spike: Spike) -> str:
    return labels.topic(spike.name) if spike.kind == "topic" else spike.name


def _mark(story: DigestStory) -> Markup:
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
        "short": _short,
        "link": _link,
        "gloss": _gloss,
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
