"""Renders a digest as an e-mail: subject, plain text and HTML. Pure; everything from outside is escaped.

A story looks the same in all digests of one language and time zone, so `Renderer` renders its block once;
the frame around the blocks is rendered for each digest.
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

#: Maximum size of the HTML part, bytes: mail programs cut off longer ones (Gmail clips at 102 KB).
MAX_HTML_BYTES = 80_000

#: Number of stories shown before the rest is grouped by topic.
TOP_STORIES = 5

# Placeholder in the footer, replaced by each recipient's own link.
_UNSUBSCRIBE_PLACEHOLDER = "https://unsubscribe.invalid/"

_FILTERS = ("topics", "places", "languages", "sources")


@dataclass(frozen=True, slots=True)
class Rendered:
    """The contents of one e-mail."""

    #: One line.
    subject: str
    text: str
    #: A complete document with inline styles.
    html: str

    def with_unsubscribe(self, url: str) -> "Rendered":
        """The same with a recipient's unsubscribe link in the footer; "" changes nothing."""
        if not url:
            return self
        return replace(
            self,
            text=self.text.replace(_UNSUBSCRIBE_PLACEHOLDER, url),
            html=self.html.replace(_UNSUBSCRIBE_PLACEHOLDER, url),
        )


class Renderer:
    """Renders the digests of one digest run; each story's block once per language and time zone."""

    def __init__(self, web_url: str, *, can_unsubscribe: bool = False) -> None:
        #: Base URL of the web pages; "" if they can't be reached.
        self.web_url = web_url.rstrip("/")
        self._unsubscribe_url = _UNSUBSCRIBE_PLACEHOLDER if can_unsubscribe else ""
        self._blocks: dict[tuple[object, ...], str] = {}

    def render(self, digest: Digest) -> Rendered:
        """The e-mail; stories are dropped from the end until the HTML fits into `MAX_HTML_BYTES`."""
        rendered = self._render(digest)
        while len(rendered.html.encode()) > MAX_HTML_BYTES:
            if (shorter := _shortened(digest)) == digest:
                break
            digest = shorter
            rendered = self._render(digest)
        return rendered

    def _render(self, digest: Digest) -> Rendered:
        subscription = digest.subscription
        labels = labels_in(subscription.language)
        context = _context(labels, subscription, self.web_url) | {
            "digest": digest,
            "top": digest.stories[:TOP_STORIES],
            "by_topic": _by_topic(digest.stories[TOP_STORIES:]),
            "criteria": criteria(subscription),
            "change": _change(labels, subscription),
            "unsubscribe_url": self._unsubscribe_url,
        }
        subject = _template("digest-subject.txt").render(context)
        text = _template("digest-body.txt").render(context, block=partial(self._block, context, "txt"))
        # The frame's styles are inlined with a marker for each story, whose block is inlined already.
        frame = _template("digest-body.html").render(context, block=_marker)
        html = _inliner().inline(clean(frame))
        for story in (*digest.stories, *digest.updates):
            html = html.replace(_marker(story), self._block(context, "html", story))
        return Rendered(clean_line(subject), clean(text), html)

    def _block(self, context: Mapping[str, object], form: str, story: DigestStory) -> str:
        # News differs between subscriptions; the rest of a story does not.
        key = (form, story.id, context["language"], context["zone"]) if not story.news else None
        if key and key in self._blocks:
            return self._blocks[key]
        made = clean(_template(f"story.{form}").render(context, story=story))
        if form == "html":
            made = _inliner().inline_fragment(made, _style())
        if key:
            self._blocks[key] = made
        return made


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


def criteria(subscription: Subscription) -> str:
    """What a subscription covers, in its language.

    Topics are shown by name; places, languages and sources by id.

    >>> criteria(Subscription(id="a", name="A", topics=("border",), created_at=now))
    'topic border; relevance ≥ 50%'
    """
    labels = labels_in(subscription.language)
    parts = [_filter_text(labels, name, getattr(subscription, name)) for name in _FILTERS]
    if subscription.query:
        parts.append(labels.label("criteria_query", what=subscription.query))
    parts = [part for part in parts if part] or [labels.label("criteria_none")]
    parts.append(labels.label("criteria_score", n=f"{100 * subscription.minimum_score:.0f}"))
    if subscription.minimum_publishers > 1:
        parts.append(labels.label("criteria_publishers", n=subscription.minimum_publishers))
    return labels.label("part_separator").join(parts)


def _filter_text(labels: Labels, name: str, values: Sequence[str]) -> str:
    """One filter of a subscription, such as "topics border, trade"; "" if it is empty."""
    if not values:
        return ""
    shown = [labels.topic(value) for value in values] if name == "topics" else values
    return labels.count(len(values), f"criteria_{name}", what=labels.label("list_separator").join(shown))


def _context(labels: Labels, subscription: Subscription, web_url: str) -> dict[str, object]:
    """Values and functions available in every template."""
    zone = subscription.timezone
    return {
        "language": labels.language,
        "zone": zone,
        "web_url": web_url,
        "label": labels.label,
        "count": labels.count,
        "topic_name": labels.topic,
        "day": lambda time: labels.day(time, zone),
        "moment": lambda time: labels.moment(time, zone),
        "coverage_text": partial(_coverage_text, labels),
        "credibility_text": partial(_credibility_text, labels),
        "dates_text": partial(_dates_text, labels, zone),
        "news_text": partial(_news_text, labels),
        "correction_text": partial(_correction_text, labels),
        "spike_text": partial(_spike_text, labels),
        "subject_name": partial(_subject_name, labels),
    }


def _shortened(digest: Digest) -> Digest:
    """Without the last quarter of its stories; if it has none, of its updates, corrections or blind spots."""
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
    """Stories grouped by most probable topic ("" for none), in order of each group's first story."""
    found: dict[str, list[DigestStory]] = {}
    for story in stories:
        found.setdefault(story.topics[0] if story.topics else "", []).append(story)
    return list(found.items())


def _change(labels: Labels, subscription: Subscription) -> str:
    commands = (f"yalu subscriptions {word} {subscription.id}" for word in ("edit", "pause"))
    edit, pause = commands
    return labels.label("change", edit=edit, pause=pause)


def _coverage_text(labels: Labels, story: DigestStory) -> str:
    """Such as "5 outlets, 2 independent publishers, 3 languages, first reported by Daily NK"."""
    separator = labels.label("clause_separator")
    outlets = labels.count(len(story.outlets), "outlet")
    is_cited = story.origins[0] not in story.publishers
    after = labels.label("after", name=story.origins[0]) if is_cited else ""
    if len(story.outlets) == 1:
        return separator.join((outlets, after)) if after else outlets
    return separator.join(
        (
            outlets,
            labels.count(len(story.origins), "independent"),
            labels.count(len(story.languages), "language"),
            after or labels.label("first", name=story.outlets[0].name),
        )
    )


def _credibility_text(labels: Labels, story: DigestStory) -> str:
    """Independent publishers, best source tier and state media of a story."""
    names = dict.fromkeys(outlet.name for outlet in story.outlets if outlet.is_state_media)
    state = labels.label("list_separator").join(names)
    independent = labels.count(len(story.origins), "independent")
    if state:
        return labels.label("credibility_state", independent=independent, tier=story.tier, names=state)
    return labels.label("credibility", independent=independent, tier=story.tier)


def _dates_text(labels: Labels, zone: str, story: DigestStory) -> str:
    seen = labels.moment(story.first_seen_at, zone)
    published = story.lead.article.published_at
    if published is None:
        return labels.label("first_seen", seen=seen)
    return labels.label("published", at=labels.moment(published, zone), seen=seen)


def _news_text(labels: Labels, news: News) -> str:
    return labels.label(f"news_{news.kind}", what=news.what)


def _correction_text(labels: Labels, item: Correction) -> str:
    return labels.label(f"news_{item.kind}", name=item.name, version=item.version)


def _spike_text(labels: Labels, spike: Spike) -> str:
    return labels.label(
        "spike",
        what=_subject_name(labels, spike),
        n=spike.publishers,
        usual=f"{spike.usual:.1f}",
        days=BASELINE_DAYS,
        most=spike.most,
    )


def _subject_name(labels: Labels, spike: Spike) -> str:
    return labels.topic(spike.name) if spike.kind == "topic" else spike.name


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
    """The URL if it is http or https; "" for javascript:, data: and other schemes."""
    try:
        return url if urlsplit(url).scheme in {"http", "https"} else ""
    except ValueError:
        return ""


def _gloss(terms: Sequence[Term]) -> str:
    return " · ".join(f"{term.text} {term.gloss}".strip() for term in terms)
