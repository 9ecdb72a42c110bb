"""A story as digests show it, the same for every subscription of a language. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from alerts.digests.gloss import gloss
from alerts.digests.gloss_names import name_of_entity
from alerts.digests.origins import independent, origin
from alerts.digests.quotes import Quote, quotes, supported_topics
from alerts.digests.ranking import Score, Weights, rank
from alerts.indicators import IndicatorLine
from yaluwatch.model import Source, StoredArticle, Story, Term
from yaluwatch.patterns import lazy_regex
from yaluwatch.text import fold

# An article published this long before it was first seen is not used as lead if there is another.
_FRESH = timedelta(days=7)

# Figures are looked for in the title and this much of the body, characters.
_LEAD = 2000
_FIGURE = lazy_regex(r"\d[\d,.]*\d")


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
    #: Topics whose evidence is shown, most probable first.
    topics: tuple[str, ...]
    #: Names of places in the reader's language where our lists have one, most frequent first.
    places: tuple[str, ...]
    #: Key terms of the lead with their English meaning; empty if the lead is English.
    terms: tuple[Term, ...]
    #: The sense of the headline in the reader's language; empty if the lead is in that language.
    gloss: tuple[str, ...] = ()
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
    #: Whom it names that is listed, and its trade figures beside the official ones.
    beside: tuple[IndicatorLine, ...] = ()
    score: Score

    @property
    def is_history(self) -> bool:
        """Whether it is about the past; a digest never leads with it."""
        return bool(self.lead.verdict and self.lead.verdict.is_history)


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


def view(
    story: Story, sources: Mapping[str, Source], language: str = "", weights: Weights | None = None
) -> StoryView:
    """The story for readers of a language ("" = any); `sources` by id.

    An article in the reader's language leads, if the story has one.
    """
    tiers = {source.id: source.tier for source in sources.values()}
    lead = max(story.articles, key=lambda stored: _lead_order(stored, tiers, language))
    verdict = lead.verdict
    quoted = tuple(quotes(lead))
    members = {stored.id: _member(stored, sources) for stored in story.articles}
    shown = DigestStory(
        id=story.id,
        lead=lead,
        lead_name=members[lead.id].outlet.name,
        quotes=quoted,
        topics=supported_topics(lead, quoted),
        places=_places(story, language),
        terms=verdict.terms if verdict and lead.article.language != "en" else (),
        gloss=gloss(lead, language) if language else (),
        outlets=tuple(member.outlet for member in members.values()),
        publishers=tuple(dict.fromkeys(stored.publisher for stored in story.articles)),
        origins=independent(story.articles),
        languages=tuple(dict.fromkeys(stored.article.language for stored in story.articles)),
        first_seen_at=min(stored.first_seen_at for stored in story.articles),
        tier=min(tiers.get(stored.article.source_id, 3) for stored in story.articles),
        score=rank(story, tiers, weights),
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
        quote=next(iter(quotes(stored)), None),
        figures=frozenset(_FIGURE.findall(text)),
        removed_at=stored.removed_at,
    )


def _lead_order(
    stored: StoredArticle, tiers: Mapping[str, int], language: str
) -> tuple[bool, bool, bool, float, float]:
    verdict = stored.verdict
    published = stored.article.published_at or stored.first_seen_at
    return (
        stored.removed_at is None,
        stored.first_seen_at - published < _FRESH,
        stored.article.language == language,
        (verdict.relevance if verdict else 0.0) - 0.05 * tiers.get(stored.article.source_id, 3),
        -stored.first_seen_at.timestamp(),
    )


def _places(story: Story, language: str) -> tuple[str, ...]:
    """Places, most frequent first, without the two countries, which every story mentions."""
    times: dict[str, int] = {}
    for stored in story.articles:
        for mention in stored.verdict.mentions if stored.verdict else ():
            if mention.kind == "place" and mention.id not in {"china", "north-korea"}:
                name = name_of_entity(language or "en", mention.id, mention.gloss)
                times[name] = times.get(name, 0) + 1
    return tuple(sorted(times, key=lambda place: -times[place])[:6])
