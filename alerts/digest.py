"""What one reader gets: chosen, ordered and explained, before any word of it is rendered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from alerts.origins import independent
from storage import DueArticle
from yaluwatch.model import Source, SourceState, Span, StoredArticle, Story, Subscription, Term

#: Quotes shown of one story at most.
_MOST_QUOTES = 3

#: A report that is this much older than its discovery is no lead of a daily mail.
_FRESH = timedelta(days=7)


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
    #: What is new since the reader last heard of it, "" for nothing; None when the story is new to him.
    news: str | None
    #: 0–1, see `rank`.
    score: float


@dataclass(frozen=True, slots=True)
class BlindSpot:
    """A source that could not be read, or fell silent."""

    name: str
    #: Last time it answered; None = never.
    since: datetime | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """Everything one mail says."""

    subscription: Subscription
    period_start: datetime
    period_end: datetime
    #: New stories, best first, as many as the subscription wants.
    stories: tuple[DigestStory, ...]
    #: Stories the reader knows, with something new.
    updates: tuple[DigestStory, ...]
    #: New stories left out for length.
    left_out: int
    #: (article, version, story) of everything the reader is taken to know after this mail.
    told: tuple[tuple[int, int, int], ...]
    sources_healthy: int
    sources_total: int
    blind_spots: tuple[BlindSpot, ...]

    @property
    def is_quiet(self) -> bool:
        """Nothing to tell."""
        return not self.stories and not self.updates


def wants(subscription: Subscription, stored: StoredArticle) -> bool:
    """Whether an article is what the subscription asks for; an empty list asks for everything."""
    verdict = stored.verdict
    if verdict is None or not verdict.is_relevant or verdict.relevance < subscription.minimum_score:
        return False
    named = {mention.id for mention in verdict.mentions}
    return (
        _meets(subscription.topics, {tag.topic for tag in verdict.tags})
        and _meets(subscription.places, named)
        and _meets(subscription.languages, {stored.article.language})
        and _meets(subscription.sources, {stored.article.source_id})
    )


def rank(story: Story, tiers: Mapping[str, int]) -> float:
    """How prominently a story is shown, 0–1.

    Relevance counts .60; independent publishers, up to five, .20; the best source's tier .10 (tier 1
    fully, tier 3 not at all); the tags of its most tagged article, up to ten, .10.
    """
    verdicts = [stored.verdict for stored in story.articles if stored.verdict]
    relevance = max((verdict.relevance for verdict in verdicts), default=0.0)
    tags = max((len(verdict.tags) for verdict in verdicts), default=0)
    publishers = len(independent(story.articles))
    tier = min((tiers.get(stored.article.source_id, 3) for stored in story.articles), default=3)
    return 0.6 * relevance + 0.2 * min(publishers, 5) / 5 + 0.1 * (3 - tier) / 2 + 0.1 * min(tags, 10) / 10


def compose(
    subscription: Subscription,
    due: Sequence[DueArticle],
    stories: Mapping[int, Story],
    sources: Sequence[Source],
    states: Mapping[str, SourceState],
    *,
    period_start: datetime,
    period_end: datetime,
) -> Digest:
    """The digest of what is due; articles the subscription does not want are dropped here."""
    known = {source.id: source for source in sources}
    wanted: dict[int, list[DueArticle]] = {}
    for item in due:
        stored = next(stored for stored in stories[item.story_id].articles if stored.id == item.id)
        if wants(subscription, stored):
            wanted.setdefault(item.story_id, []).append(item)
    told = [_digest_story(stories[story_id], items, known) for story_id, items in wanted.items()]
    told.sort(key=lambda story: (story.score, story.id), reverse=True)
    new = [story for story in told if story.news is None]
    # A second article of the same house says nothing new: not even a mention.
    updates = [story for story in told if story.news]
    watched = [source for source in sources if not source.paused]
    blind = _blind_spots(watched, states)
    return Digest(
        subscription=subscription,
        period_start=period_start,
        period_end=period_end,
        stories=tuple(new[: subscription.max_stories]),
        updates=tuple(updates[: subscription.max_stories]),
        left_out=max(0, len(new) - subscription.max_stories),
        told=tuple(
            (stored.id, stored.version, story_id)
            for story_id, items in wanted.items()
            for stored in stories[story_id].articles
            if any(item.id == stored.id for item in items)
        ),
        sources_healthy=len(watched) - len(blind),
        sources_total=len(watched),
        blind_spots=tuple(blind),
    )


def _meets(wanted: Sequence[str], there: set[str]) -> bool:
    return not wanted or not there.isdisjoint(wanted)


def _digest_story(story: Story, due: Sequence[DueArticle], sources: Mapping[str, Source]) -> DigestStory:
    tiers = {source.id: source.tier for source in sources.values()}
    lead = max(story.articles, key=lambda stored: _lead_order(stored, tiers))
    verdict = lead.verdict
    return DigestStory(
        id=story.id,
        lead=lead,
        lead_name=_outlet(lead, sources).name,
        quotes=tuple(_quotes(lead)),
        topics=_topics(story),
        places=_places(story),
        terms=verdict.terms if verdict and lead.article.language != "en" else (),
        outlets=tuple(_outlet(stored, sources) for stored in story.articles),
        publishers=tuple(dict.fromkeys(stored.publisher for stored in story.articles)),
        origins=independent(story.articles),
        languages=tuple(dict.fromkeys(stored.article.language for stored in story.articles)),
        first_seen_at=min(stored.first_seen_at for stored in story.articles),
        news=_news(story, due),
        score=rank(story, tiers),
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


def _outlet(stored: StoredArticle, sources: Mapping[str, Source]) -> Outlet:
    source = sources.get(stored.article.source_id)
    return Outlet(
        name=source.name if source else stored.publisher,
        url=stored.article.url,
        language=stored.article.language,
        is_state_media=bool(source and source.state_media),
    )


def _news(story: Story, due: Sequence[DueArticle]) -> str | None:
    if not any(item.is_known_story for item in due):
        return None
    new_ids = {item.id for item in due if not item.told_version}
    edited = [stored for stored in story.articles if any(i.id == stored.id and i.told_version for i in due)]
    heard = set(independent(stored for stored in story.articles if stored.id not in new_ids))
    fresh = [name for name in independent(s for s in story.articles if s.id in new_ids) if name not in heard]
    parts = [f"edited by {stored.publisher} (version {stored.version})" for stored in edited]
    parts += [f"now also reported by {name}" for name in fresh]
    return "; ".join(parts)


def _blind_spots(sources: Sequence[Source], states: Mapping[str, SourceState]) -> list[BlindSpot]:
    found = []
    for source in sources:
        state = states.get(source.id)
        if state is None or state.last_outcome is None:
            found.append(BlindSpot(source.name, None, "not read yet"))
        elif not state.is_healthy:
            found.append(
                BlindSpot(source.name, state.last_ok_at, state.last_detail or str(state.last_outcome))
            )
        elif state.silent_since:
            reason = f"nothing new since {state.silent_since:%Y-%m-%d}"
            found.append(BlindSpot(source.name, state.last_ok_at, reason))
    return found
