"""The contents of one digest: selects and orders stories, and finds what is new in each. Pure."""

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
    """A source that could not be read, or that is stale."""

    name: str
    #: When it was last read successfully, aware UTC; None = never.
    since: datetime | None
    #: What went wrong; "" if it has not been read yet or is stale.
    reason: str
    #: Since when it has been stale (readable, but without new articles for unusually long); None = it is not.
    silent_since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """The contents of one digest or alert."""

    subscription: Subscription
    period_start: datetime
    period_end: datetime
    #: New stories, highest score first, at most `max_stories` of the subscription.
    stories: tuple[DigestStory, ...]
    #: Stories reported before that have new information.
    updates: tuple[DigestStory, ...]
    #: Edits and removals of articles reported before.
    corrections: tuple[Correction, ...] = ()
    #: Places and topics mentioned more than usual; only in alerts.
    spikes: tuple[Spike, ...] = ()
    #: Number of new stories left out for length.
    left_out: int
    #: (article, version, story) of everything this digest counts as reported.
    reported: tuple[tuple[int, int, int], ...]
    sources_healthy: int
    sources_total: int
    blind_spots: tuple[BlindSpot, ...]
    #: Head of the hash chain over all stored pages; "" before the first page.
    chain_head: str = ""
    is_alert: bool = False

    @property
    def is_quiet(self) -> bool:
        """Whether there is nothing to report."""
        return not (self.stories or self.updates or self.corrections or self.spikes)


@dataclass(frozen=True, slots=True)
class SourceSummary:
    """How many sources could be read, and which could not."""

    healthy: int
    #: Sources that are not paused.
    total: int
    blind_spots: tuple[BlindSpot, ...]


def source_summary(sources: Sequence[Source], states: Mapping[str, SourceState]) -> SourceSummary:
    """The summary of all sources that are not paused; `states` by source id."""
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
    """The digest of the articles that are due; `views` by story id, times aware UTC."""
    wanted: dict[int, list[DueArticle]] = {}
    for item in due:
        if len(views[item.story_id].story.origins) >= subscription.minimum_publishers:
            wanted.setdefault(item.story_id, []).append(item)
    stories = [_with_news(views[story_id], items) for story_id, items in wanted.items()]
    stories.sort(key=lambda story: (story.score, story.id), reverse=True)
    known = {story_id for story_id, items in wanted.items() if any(item.is_known_story for item in items)}
    new = [story for story in stories if story.id not in known]
    # A known story whose new articles only repeat what was reported is left out altogether.
    updates = [story for story in stories if story.news]
    return Digest(
        subscription=subscription,
        period_start=period_start,
        period_end=period_end,
        stories=tuple(new[: subscription.max_stories]),
        updates=tuple(updates[: subscription.max_stories]),
        corrections=tuple(corrections),
        left_out=max(0, len(new) - subscription.max_stories),
        reported=tuple(
            (item.id, views[story_id].members[item.id].version, story_id)
            for story_id, items in wanted.items()
            for item in items
        ),
        sources_healthy=summary.healthy,
        sources_total=summary.total,
        blind_spots=summary.blind_spots,
    )


def _with_news(view: StoryView, due: Sequence[DueArticle]) -> DigestStory:
    """The story, with its news if it was reported before."""
    is_known = any(item.is_known_story for item in due)
    return replace(view.story, news=tuple(_news(view, due))) if is_known else view.story


def _news(view: StoryView, due: Sequence[DueArticle]) -> list[News]:
    """What new articles add: another independent publisher, otherwise figures not reported before."""
    new_ids = {item.id for item in due if not item.reported_version}
    fresh = [view.members[item.id] for item in due if not item.reported_version]
    seen = [member for member in view.members.values() if member.id not in new_ids]
    known = {member.origin for member in seen}
    found: dict[tuple[str, str], News] = {}
    for member in sorted(fresh, key=lambda member: member.id):
        if member.origin not in known:
            found.setdefault(("publisher", member.origin), _new_publisher(member))
        elif figures := _new_figures(member, seen):
            found.setdefault(("figures", figures), News("figures", figures, member.quote, member.outlet))
    return list(found.values())


def _new_publisher(member: Member) -> News:
    return News("publisher", member.origin, member.quote, member.outlet)


def _new_figures(member: Member, seen: Iterable[Member]) -> str:
    """Figures in the quoted sentence that no earlier article in its language has; "" for none."""
    earlier = [other for other in seen if other.outlet.language == member.outlet.language]
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
