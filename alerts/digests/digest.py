"""The contents of one digest: selects and orders stories, and decides what waits for the next. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Self

from alerts.digests.batch import DueArticle
from alerts.digests.blind_spots import BlindSpot, SourceSummary
from alerts.digests.corrections import Correction
from alerts.digests.news import news
from alerts.digests.spikes import Spike
from alerts.digests.story_view import DigestStory, StoryView
from alerts.indicators import IndicatorSection
from indicators import Sourcing
from storage import OwnOutage
from yaluwatch.model import Subscription

#: Maximum number of stories that stand as one line each, besides those shown in full.
MAX_LINES = 30
#: Maximum number of older stories, newly found, that are listed.
MAX_OLDER = 5

#: (article, version, story).
Reported = tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """The contents of one digest or alert.

    Every story that is due stands in exactly one of `stories`, `more`, `updates`, `more_updates`, `older` or
    `carried`.
    """

    subscription: Subscription
    period_start: datetime
    period_end: datetime
    #: New stories shown in full, highest score first, at most `max_stories` of the subscription.
    stories: tuple[DigestStory, ...]
    #: More new stories, one line each.
    more: tuple[DigestStory, ...] = ()
    #: Stories reported before that have new information, shown in full or one line each.
    updates: tuple[DigestStory, ...]
    more_updates: tuple[DigestStory, ...] = ()
    #: New stories and updates that did not fit; they are due again in the next digest.
    carried: tuple[DigestStory, ...] = ()
    #: Stories published long before they were found, one line each, and how many more there are.
    older: tuple[DigestStory, ...] = ()
    older_left_out: int = 0
    #: Edits and removals of articles reported before.
    corrections: tuple[Correction, ...] = ()
    #: Articles whose correction did not fit; they are due again in the next digest.
    carried_corrections: tuple[int, ...] = ()
    #: What is new about indicators, such as the state of the border; in alerts only of sanctions lists.
    sections: tuple[IndicatorSection, ...] = ()
    #: Places and topics mentioned more than usual; only in alerts.
    spikes: tuple[Spike, ...] = ()
    #: What is due, by story id.
    due: Mapping[int, tuple[Reported, ...]] = field(default_factory=dict)
    #: Story id → its speakers, publishers and denials; stories without a speaker are left out.
    sourcings: Mapping[int, Sourcing] = field(default_factory=dict)
    #: The machine translations that were made for it, by original text.
    translations: Mapping[str, str] = field(default_factory=dict)
    sources_healthy: int
    sources_total: int
    blind_spots: tuple[BlindSpot, ...]
    #: Since when hardly any source could be connected to, so that the fault is ours; None = no outage.
    outage_since: datetime | None = None
    #: Outages of our own connection that ended in its period, oldest first.
    ended_outages: tuple[OwnOutage, ...] = ()
    #: Head of the hash chain over all stored pages; "" before the first page.
    chain_head: str = ""
    is_alert: bool = False

    @property
    def is_quiet(self) -> bool:
        """Whether there is nothing to report."""
        return (
            not (self.stories or self.updates or self.corrections or self.spikes or self.older)
            and not self.has_own_sections
        )

    @property
    def has_own_sections(self) -> bool:
        """Whether a section alone is worth an e-mail: to readers of everything, or of whole topics."""
        one = self.subscription
        return bool(self.sections) and not (one.places or one.languages or one.sources or one.query)

    @property
    def reported(self) -> tuple[Reported, ...]:
        """What counts as reported: everything due, without what is carried."""
        waiting = {story.id for story in self.carried}
        return tuple(
            item
            for story_id, items in self.due.items()
            if story_id not in waiting
            for item in items
            if item[0] not in self.carried_corrections
        )

    @property
    def carried_articles(self) -> tuple[int, ...]:
        """Ids of the articles that are due again in the next digest."""
        waiting = {story.id for story in self.carried}
        articles = [item[0] for story_id, items in self.due.items() if story_id in waiting for item in items]
        return tuple(sorted({*articles, *self.carried_corrections}))

    @property
    def removals(self) -> tuple[int, ...]:
        """Ids of the removed articles it names."""
        return tuple(item.article_id for item in self.corrections if item.kind == "removed")

    @property
    def announced(self) -> int:
        """Number of new stories: those shown, in full or in a line, and those carried."""
        return len(self.stories) + len(self.more) + sum(not story.news for story in self.carried)

    def shortened(self) -> Self:
        """Somewhat shorter, without losing anything: shown in full → one line → carried.

        The same if it can't get shorter.
        """
        if len(self.stories) > 1:
            kept = _three_quarters(self.stories)
            return replace(self, stories=self.stories[:kept], more=self.stories[kept:] + self.more)
        if len(self.updates) > 1:
            kept = _three_quarters(self.updates)
            more = self.updates[kept:] + self.more_updates
            return replace(self, updates=self.updates[:kept], more_updates=more)
        if len(self.corrections) > 1:
            kept = _three_quarters(self.corrections)
            edits = [item.article_id for item in self.corrections[kept:] if item.kind != "removed"]
            return replace(
                self,
                corrections=self.corrections[:kept],
                carried_corrections=(*self.carried_corrections, *edits),
            )
        if self.more_updates:
            shown, rest = self._longest_waiting(self.more_updates)
            return replace(self, more_updates=shown, carried=rest + self.carried)
        if self.more:
            shown, rest = self._longest_waiting(self.more)
            return replace(self, more=shown, carried=rest + self.carried)
        return self

    def _longest_waiting(
        self, stories: tuple[DigestStory, ...]
    ) -> tuple[tuple[DigestStory, ...], tuple[DigestStory, ...]]:
        """The three quarters whose articles are oldest, in their order, and the rest: none waits for long."""
        by_age = sorted(stories, key=lambda story: min((item[0] for item in self.due[story.id]), default=0))
        kept = {story.id for story in by_age[: _three_quarters(stories)]}
        shown = tuple(story for story in stories if story.id in kept)
        return shown, tuple(story for story in stories if story.id not in kept)


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
    known = {item.story_id for item in due if item.is_known_story}
    aged = wanted.keys() - known - {item.story_id for item in due if not item.is_old}
    waited: dict[int, int] = {}
    for item in due:
        if item.is_carried:
            waited[item.story_id] = min(item.id, waited.get(item.story_id, item.id))
    stories = [
        _with_news(views[story_id], items) if story_id in known else views[story_id].story
        for story_id, items in wanted.items()
    ]
    ordered = sorted(
        stories, key=lambda story: (not story.is_history, story.score.total, story.id), reverse=True
    )
    new = [story for story in ordered if story.id not in known and story.id not in aged]
    # A known story whose new articles only repeat what was reported is left out altogether.
    updates = [story for story in ordered if story.news]
    older = [story for story in ordered if story.id in aged]
    cards, update_cards = new[: subscription.max_stories], updates[: subscription.max_stories]
    lines, carried = _lines([*new[len(cards) :], *updates[len(update_cards) :]], waited)
    return Digest(
        subscription=subscription,
        period_start=period_start,
        period_end=period_end,
        stories=tuple(cards),
        more=tuple(story for story in lines if not story.news),
        updates=tuple(update_cards),
        more_updates=tuple(story for story in lines if story.news),
        carried=tuple(carried),
        older=tuple(older[:MAX_OLDER]),
        older_left_out=max(0, len(older) - MAX_OLDER),
        corrections=tuple(corrections),
        due={story_id: _versions(views[story_id], items) for story_id, items in wanted.items()},
        sources_healthy=summary.healthy,
        sources_total=summary.total,
        blind_spots=tuple(
            spot
            for spot in summary.blind_spots
            if spot.kind != "missed" or (spot.since and period_start < spot.since <= period_end)
        ),
        outage_since=summary.outage_since,
        ended_outages=tuple(
            outage
            for outage in summary.ended_outages
            if outage.ended_at and period_start < outage.ended_at <= period_end
        ),
    )


def _lines(
    stories: Sequence[DigestStory], waited: Mapping[int, int]
) -> tuple[list[DigestStory], list[DigestStory]]:
    """The stories that stand as one line, in their order, and those that are carried.

    Those carried before come first, so that no story waits for long.
    """
    first = sorted(stories, key=lambda story: (story.id not in waited, waited.get(story.id, 0)))
    shown = {story.id for story in first[:MAX_LINES]}
    return [one for one in stories if one.id in shown], [one for one in stories if one.id not in shown]


def _with_news(view: StoryView, due: Sequence[DueArticle]) -> DigestStory:
    """A story that was reported before, with its news."""
    return replace(view.story, news=tuple(news(view, due)))


def _versions(view: StoryView, due: Sequence[DueArticle]) -> tuple[Reported, ...]:
    return tuple([(item.id, view.members[item.id].version, view.story.id) for item in due])


def _three_quarters(items: Sequence[object]) -> int:
    return len(items) * 3 // 4
