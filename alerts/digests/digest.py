"""What one reader gets: chosen, ordered and explained, before any word of it is rendered. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from alerts.digests.batch import DueArticle
from alerts.digests.corrections import Correction
from alerts.digests.spikes import Spike
from alerts.digests.story_view import DigestStory, Member, News, StoryView
from yaluwatch.model import Source, SourceState, Subscription


@dataclass(frozen=True, slots=True)
class BlindSpot:
    """A source that could not be read, or fell silent."""

    name: str
    #: Last time it answered; None = never.
    since: datetime | None
    #: What went wrong; "" = it has not been read yet, or fell silent.
    reason: str
    #: Since when it answers but brings nothing, against its own rhythm; None = it does.
    silent_since: datetime | None = None


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
    #: Articles the reader knows that were edited or removed.
    corrections: tuple[Correction, ...] = ()
    #: What is mentioned more than usual; only in alerts.
    spikes: tuple[Spike, ...] = ()
    #: New stories left out for length.
    left_out: int
    #: (article, version, story) of everything the reader is taken to know after this mail.
    told: tuple[tuple[int, int, int], ...]
    sources_healthy: int
    sources_total: int
    blind_spots: tuple[BlindSpot, ...]
    #: Head of the chain over all pages, "" before the first page.
    chain_head: str = ""
    #: Whether it is an alert.
    is_alert: bool = False

    @property
    def is_quiet(self) -> bool:
        """Nothing to tell."""
        return not (self.stories or self.updates or self.corrections or self.spikes)


@dataclass(frozen=True, slots=True)
class SourceSummary:
    """How the sources fare: the same for every reader."""

    healthy: int
    total: int
    blind_spots: tuple[BlindSpot, ...]


def source_summary(sources: Sequence[Source], states: Mapping[str, SourceState]) -> SourceSummary:
    """What of the sources that are not paused could be read."""
    active = [source for source in sources if not source.paused]
    blind = _blind_spots(active, states)
    return SourceSummary(len(active) - len(blind), len(active), tuple(blind))


def compose(
    subscription: Subscription,
    due: Sequence[DueArticle],
    views: Mapping[int, StoryView],
    summary: SourceSummary,
    *,
    period_start: datetime,
    period_end: datetime,
    corrections: Iterable[Correction] = (),
) -> Digest:
    """The digest of what is due: articles the subscription wants and has not been told of."""
    wanted: dict[int, list[DueArticle]] = {}
    for item in due:
        if len(views[item.story_id].story.origins) >= subscription.minimum_publishers:
            wanted.setdefault(item.story_id, []).append(item)
    told = [_retold(views[story_id], items) for story_id, items in wanted.items()]
    told.sort(key=lambda story: (story.score, story.id), reverse=True)
    known = {story_id for story_id, items in wanted.items() if any(item.is_known_story for item in items)}
    new = [story for story in told if story.id not in known]
    # A second article of the same defaults with nothing new in it: not even a mention.
    updates = [story for story in told if story.news]
    return Digest(
        subscription=subscription,
        period_start=period_start,
        period_end=period_end,
        stories=tuple(new[: subscription.max_stories]),
        updates=tuple(updates[: subscription.max_stories]),
        corrections=tuple(corrections),
        left_out=max(0, len(new) - subscription.max_stories),
        told=tuple(
            (item.id, views[story_id].members[item.id].version, story_id)
            for story_id, items in wanted.items()
            for item in items
        ),
        sources_healthy=summary.healthy,
        sources_total=summary.total,
        blind_spots=summary.blind_spots,
    )


def _retold(view: StoryView, due: Sequence[DueArticle]) -> DigestStory:
    is_known = any(item.is_known_story for item in due)
    return replace(view.story, news=tuple(_news(view, due))) if is_known else view.story


def _news(view: StoryView, due: Sequence[DueArticle]) -> list[News]:
    """What articles new to the reader add: a publisher that tells it by itself, else figures."""
    new_ids = {item.id for item in due if not item.reported_version}
    fresh = [view.members[item.id] for item in due if not item.reported_version]
    heard = [member for member in view.members.values() if member.id not in new_ids]
    known = {member.origin for member in heard}
    found: dict[tuple[str, str], News] = {}
    for member in sorted(fresh, key=lambda member: member.id):
        if member.origin not in known:
            found.setdefault(("publisher", member.origin), _told_by(member))
        elif figures := _new_figures(member, heard):
            found.setdefault(("figures", figures), News("figures", figures, member.quote, member.outlet))
    return list(found.values())


def _told_by(member: Member) -> News:
    return News("publisher", member.origin, member.quote, member.outlet)


def _new_figures(member: Member, heard: Iterable[Member]) -> str:
    """Figures of the quoted sentence that no earlier article of its language printed; "" for none."""
    earlier = [other for other in heard if other.outlet.language == member.outlet.language]
    if not earlier or member.quote is None:
        return ""
    printed = frozenset[str]().union(*(other.figures for other in earlier))
    new = [figure for figure in sorted(member.figures - printed) if figure in member.quote.span.text]
    return ", ".join(new)


def _blind_spots(sources: Sequence[Source], states: Mapping[str, SourceState]) -> list[BlindSpot]:
    found = []
    for source in sources:
        state = states.get(source.id)
        if state is None or state.last_outcome is None:
            found.append(BlindSpot(source.name, None, ""))
        elif not state.is_healthy:
            found.append(
                BlindSpot(source.name, state.last_ok_at, state.last_detail or str(state.last_outcome))
            )
        elif state.silent_since:
            found.append(BlindSpot(source.name, state.last_ok_at, "", state.silent_since))
    return found
