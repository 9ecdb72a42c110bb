"""A story as digests show it, the same for every subscription: made once per digest run. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from alerts.digests.origins import independent, origin
from alerts.digests.ranking import rank
from yaluwatch.model import Source, Span, StoredArticle, Story, Term
from yaluwatch.text import fold

# Maximum number of quotes per story.
_MAX_QUOTES = 3

# An article published this long before it was first seen is not used as lead if there is another.
_FRESH = timedelta(days=7)

# Figures are looked for in the title and this much of the body, characters.
_LEAD = 2000
_FIGURE = re.compile(r"\d[\d,.]*\d")


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence quoted as evidence."""

    #: Topics it is evidence for, most probable first.
    topics: tuple[str, ...]
    span: Span
    language: str


@dataclass(frozen=True, slots=True)
class Outlet:
    """Where one article of a story appeared."""

    name: str
    url: str
    language: str
    is_state_media: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One article of a story, with what is needed to find what is new."""

    id: int
    version: int
    title: str
    publisher: str
    #: The publisher family it credits, otherwise its own.
    origin: str
    outlet: Outlet
    #: Its first quote; None if it has no tags.
    quote: Quote | None
    #: Figures of two or more digits, as printed.
    figures: frozenset[str]
    removed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestStory:
    """One story as a digest shows it."""

    id: int
    #: The article whose headline and quotes are shown.
    lead: StoredArticle
    #: Name of the lead's outlet.
    lead_name: str
    quotes: tuple[Quote, ...]
    #: Topics of all its articles, most probable first.
    topics: tuple[str, ...]
    #: English names of places, most frequent first.
    places: tuple[str, ...]
    #: Key terms of the lead with their English meaning; empty if the lead is English.
    terms: tuple[Term, ...]
    outlets: tuple[Outlet, ...]
    #: Publisher families of the outlets.
    publishers: tuple[str, ...]
    #: Publisher families that report it independently, in order of first appearance.
    origins: tuple[str, ...]
    languages: tuple[str, ...]
    first_seen_at: datetime
    #: Tier of its best source: 1 specialist or primary, 2 regular, 3 occasional.
    tier: int = 3
    #: What is new since it was last reported; empty for a new story.
    news: tuple["News", ...] = ()
    #: 0–1, see `rank`.
    score: float


@dataclass(frozen=True, slots=True)
class News:
    """New information about a story that was reported before."""

    #: "publisher" or "figures".
    kind: str
    #: The publisher family, or the figures separated by ", ".
    what: str
    #: A sentence of the new article; None if there is none to quote.
    quote: Quote | None
    outlet: Outlet


@dataclass(frozen=True, slots=True)
class StoryView:
    """A story and its articles."""

    story: DigestStory
    #: By article id, first seen first.
    members: Mapping[int, Member]


def view(story: Story, sources: Mapping[str, Source]) -> StoryView:
    """The story as every digest shows it; `sources` by id."""
    tiers = {source.id: source.tier for source in sources.values()}
    lead = max(story.articles, key=lambda stored: _lead_order(stored, tiers))
    verdict = lead.verdict
    members = {stored.id: _member(stored, sources) for stored in story.articles}
    shown = DigestStory(
        id=story.id,
        lead=lead,
        lead_name=members[lead.id].outlet.name,
        quotes=tuple(_quotes(lead)),
        topics=_topics(story),
        places=_places(story),
        terms=verdict.terms if verdict and lead.article.language != "en" else (),
        outlets=tuple(member.outlet for member in members.values()),
        publishers=tuple(dict.fromkeys(stored.publisher for stored in story.articles)),
        origins=independent(story.articles),
        languages=tuple(dict.fromkeys(stored.article.language for stored in story.articles)),
        first_seen_at=min(stored.first_seen_at for stored in story.articles),
        tier=min(tiers.get(stored.article.source_id, 3) for stored in story.articles),
        score=rank(story, tiers),
    )
    return StoryView(shown, members)


def _member(stored: StoredArticle, sources: Mapping[str, Source]) -> Member:
    article = stored.article
    source = sources.get(article.source_id)
    text = fold(f"{article.title} {article.body[:_LEAD]}")
    return Member(
        id=stored.id,
        version=stored.version,
        title=article.title,
        publisher=stored.publisher,
        origin=origin(stored),
        outlet=Outlet(
            name=source.name if source else stored.publisher,
            url=article.url,
            language=article.language,
            is_state_media=bool(source and source.state_media),
        ),
        quote=next(iter(_quotes(stored)), None),
        figures=frozenset(_FIGURE.findall(text)),
        removed_at=stored.removed_at,
    )


def _lead_order(stored: StoredArticle, tiers: Mapping[str, int]) -> tuple[bool, bool, float, float]:
    verdict = stored.verdict
    published = stored.article.published_at or stored.first_seen_at
    return (
        stored.removed_at is None,
        stored.first_seen_at - published < _FRESH,
        (verdict.relevance if verdict else 0.0) - 0.05 * tiers.get(stored.article.source_id, 3),
        -stored.first_seen_at.timestamp(),
    )


def _quotes(lead: StoredArticle) -> list[Quote]:
    """The best sentence for each of the lead's tags, without repeats, ordered by its most probable topic.

    A sentence of the body is preferred, because the headline is shown anyway.
    """
    topics: dict[Span, list[str]] = {}
    for tag in lead.verdict.tags if lead.verdict else ():
        best = next((span for span in tag.evidence if span.part == "body"), tag.evidence[0])
        topics.setdefault(best, []).append(tag.topic)
    first = islice(topics.items(), _MAX_QUOTES)
    return [Quote(tuple(names), span, lead.article.language) for span, names in first]


def _topics(story: Story) -> tuple[str, ...]:
    best: dict[str, float] = {}
    for stored in story.articles:
        for tag in stored.verdict.tags if stored.verdict else ():
            best[tag.topic] = max(tag.probability, best.get(tag.topic, 0.0))
    return tuple(sorted(best, key=lambda topic: -best[topic]))


def _places(story: Story) -> tuple[str, ...]:
    """Places, most frequent first, without the two countries, which every story mentions."""
    times: dict[str, int] = {}
    for stored in story.articles:
        for mention in stored.verdict.mentions if stored.verdict else ():
            if mention.kind == "place" and mention.id not in {"china", "north-korea"}:
                times[mention.gloss] = times.get(mention.gloss, 0) + 1
    return tuple(sorted(times, key=lambda place: -times[place])[:6])
