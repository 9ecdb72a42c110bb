"""A story as it stands in digests, the same for every reader: made once in a round. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from alerts.digests.origins import independent, origin
from alerts.digests.ranking import rank
from yaluwatch.model import Source, Span, StoredArticle, Story, Term
from yaluwatch.text import fold

#: Quotes shown of one story at most.
_MOST_QUOTES = 3

#: A report that is this much older than its discovery is no lead of a daily mail.
_FRESH = timedelta(days=7)

# Figures are looked for in the beginning of a text, characters.
_LEAD = 2000
_FIGURE = re.compile(r"\d[\d,.]*\d")


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence that earned a story its place."""

    #: Every topic it is evidence for, most probable first.
    topics: tuple[str, ...]
    span: Span
    language: str


@dataclass(frozen=True, slots=True)
class Outlet:
    """One article of a story."""

    name: str
    url: str
    language: str
    is_state_media: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One article of a story, as far as telling what is new needs it."""

    id: int
    version: int
    title: str
    publisher: str
    #: The family whose report it is.
    origin: str
    outlet: Outlet
    #: Its best sentence; None when it was not judged.
    quote: Quote | None
    #: Figures of two digits and more that it prints, as printed.
    figures: frozenset[str]
    removed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestStory:
    """One story as it stands in a digest."""

    id: int
    #: The article whose headline stands for the story, and which is quoted.
    lead: StoredArticle
    #: Name of the outlet it appeared in.
    lead_name: str
    quotes: tuple[Quote, ...]
    #: Topics over all its articles, most probable first.
    topics: tuple[str, ...]
    #: English names of places, most often named first.
    places: tuple[str, ...]
    #: Words of the lead with their English meaning; empty for English.
    terms: tuple[Term, ...]
    outlets: tuple[Outlet, ...]
    #: Publisher families of the outlets.
    publishers: tuple[str, ...]
    #: Publisher families that tell it by themselves, whoever passes it on; first come first.
    origins: tuple[str, ...]
    languages: tuple[str, ...]
    first_seen_at: datetime
    #: Tier of its best source: 1 specialist or primary, 2 regular, 3 occasional.
    tier: int = 3
    #: What is new since the reader last heard of it; empty when the story is new to him.
    news: tuple["News", ...] = ()
    #: 0–1, see `rank`.
    score: float


@dataclass(frozen=True, slots=True)
class News:
    """One new thing about a story a reader knows."""

    #: "publisher" or "figures": a phrase of the catalogue.
    kind: str
    #: The publisher family, or the figures.
    what: str
    #: The new sentence and the article it stands in; None when there is none to quote.
    quote: Quote | None
    outlet: Outlet


@dataclass(frozen=True, slots=True)
class StoryView:
    """A story and the articles it is made of."""

    story: DigestStory
    #: By article id, first seen first.
    members: Mapping[int, Member]


def view(story: Story, sources: Mapping[str, Source]) -> StoryView:
    """The story as it stands in any digest; `sources` by id."""
    tiers = {source.id: source.tier for source in sources.values()}
    lead = max(story.articles, key=lambda stored: _lead_order(stored, tiers))
    verdict = lead.verdict
    members = {stored.id: _member(stored, sources) for stored in story.articles}
    told = DigestStory(
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
    return StoryView(told, members)


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
    """The best sentence for each of the lead's tags, each once, in order of its most probable topic.

    The headline is shown anyway, so that a sentence of the body is quoted where there is one.
    """
    topics: dict[Span, list[str]] = {}
    for tag in lead.verdict.tags if lead.verdict else ():
        best = next((span for span in tag.evidence if span.part == "body"), tag.evidence[0])
        topics.setdefault(best, []).append(tag.topic)
    shown = islice(topics.items(), _MOST_QUOTES)
    return [Quote(tuple(names), span, lead.article.language) for span, names in shown]


def _topics(story: Story) -> tuple[str, ...]:
    best: dict[str, float] = {}
    for stored in story.articles:
        for tag in stored.verdict.tags if stored.verdict else ():
            best[tag.topic] = max(tag.probability, best.get(tag.topic, 0.0))
    return tuple(sorted(best, key=lambda topic: -best[topic]))


def _places(story: Story) -> tuple[str, ...]:
    """Places, leaving out the two countries, which every story names."""
    times: dict[str, int] = {}
    for stored in story.articles:
        for mention in stored.verdict.mentions if stored.verdict else ():
            if mention.kind == "place" and mention.id not in {"china", "north-korea"}:
                times[mention.gloss] = times.get(mention.gloss, 0) + 1
    return tuple(sorted(times, key=lambda place: -times[place])[:6])
