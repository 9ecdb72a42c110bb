"""One look at what is new, shared by all readers that are due: asked once, matched in memory."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from alerts.digests import (
    Batch,
    Correction,
    Digest,
    DueArticle,
    SourceSummary,
    StoryView,
    compose,
    due_of,
    edited,
    removed,
    source_summary,
    view,
)
from alerts.rendering import Rendered, Renderer
from storage import Archive, DigestCandidate, DigestRecord, Query, Removal, parse_query
from yaluwatch.errors import QueryError
from yaluwatch.model import Source, Subscription

#: A first digest looks back this far.
FIRST_LOOK = timedelta(days=2)

#: What was first seen longer ago is no news, however late its verdict or edit.
FORGET_AFTER = timedelta(days=30)

#: Reads a subscription's search.
QueryReader = Callable[[str], Query]

# Stories read from the archive at a time: their texts are let go once their views are made.
_AT_A_TIME = 500


@dataclass(frozen=True, slots=True)
class Draft:
    """A digest as it would be sent now."""

    digest: Digest
    rendered: Rendered
    #: How it goes on record if it is sent.
    record: DigestRecord


@dataclass(frozen=True, slots=True)
class Standing:
    """How far one reader has been told."""

    subscription: Subscription
    after_verdict: int
    #: Start of the period its digest covers.
    start: datetime
    #: What arrived earlier is no news to it.
    since: datetime


class DigestRun:
    """What is new for some subscriptions. Nothing is written."""

    def __init__(
        self,
        archive: Archive,
        subscriptions: Iterable[Subscription],
        sources: Sequence[Source],
        now: datetime,
        renderer: Renderer,
        read_query: QueryReader = parse_query,
        *,
        first_look: timedelta = FIRST_LOOK,
    ) -> None:
        self._archive, self._now, self._renderer, self._read_query = archive, now, renderer, read_query
        self._first_look = first_look
        self._sources = {source.id: source for source in sources}
        #: How the sources fare.
        self.watch: SourceSummary = source_summary(sources, archive.sources.states())
        self._head = archive.maintenance.head()
        self._up_to = archive.verdicts.watermark()
        self._standings = {item.id: self._standing(item) for item in subscriptions}
        self._batch = Batch(self._candidates())
        self._found: dict[str, set[int]] = {}
        #: Reader → why its search can't be read: the others are served all the same.
        self._unreadable: dict[str, QueryError] = {}
        self._chosen = {reader: self._choose(standing) for reader, standing in self._standings.items()}
        self._told = self._known()
        self._removals = self._gone()
        self._views = self._read_views()

    def draft(self, subscription: Subscription, period_key: str) -> Draft:
        """The digest one of the subscriptions would get now, as it goes on record."""
        return self.drafted(self.digest(subscription), period_key, kind="digest")

    def digest(self, subscription: Subscription) -> Digest:
        """What one of the subscriptions would be told now. Raises QueryError for an unreadable search."""
        if subscription.id in self._unreadable:
            raise self._unreadable[subscription.id]
        standing = self._standings[subscription.id]
        digest = compose(
            subscription,
            self.due(subscription),
            self._views,
            self.watch,
            period_start=standing.start,
            period_end=self._now,
            corrections=self._corrections(subscription),
        )
        return replace(digest, chain_head=self._head.digest if self._head.page_id else "")

    def due(self, subscription: Subscription) -> list[DueArticle]:
        """What a reader wants and has not been told of in its present state."""
        return due_of(self._chosen[subscription.id], self._told.get(subscription.id, {}))

    def drafted(self, digest: Digest, period_key: str, *, kind: str) -> Draft:
        """A digest rendered, with what goes on record of it."""
        standing = self._standings[digest.subscription.id]
        rendered = self._renderer.render(digest)
        record = DigestRecord(
            subscription_id=digest.subscription.id,
            period_key=period_key,
            period_start=digest.period_start,
            period_end=digest.period_end,
            after_verdict=standing.after_verdict,
            up_to_verdict=self._up_to,
            subject=rendered.subject,
            composed_at=self._now,
            articles=digest.told,
            kind=kind,
            spikes=tuple(spike.subject for spike in digest.spikes),
        )
        return Draft(digest, rendered, record)

    def _standing(self, subscription: Subscription) -> Standing:
        after, last_end = self._archive.outbox.last_covered(subscription.id)
        start = last_end or self._now - self._first_look
        since = self._now - FORGET_AFTER if last_end else start
        return Standing(subscription, after, start, since)

    def _candidates(self) -> list[DigestCandidate]:
        standings = self._standings.values()
        if not standings:
            return []
        return self._archive.digest_inputs.candidates(
            after_verdict=min(standing.after_verdict for standing in standings),
            up_to_verdict=self._up_to,
            since=min(standing.since for standing in standings),
        )

    def _choose(self, standing: Standing) -> list[DigestCandidate]:
        query = standing.subscription.query
        try:
            found = self._matching(query) if query else None
        except QueryError as error:
            self._unreadable[standing.subscription.id] = error
            return []
        return self._batch.find(
            standing.subscription, after_verdict=standing.after_verdict, since=standing.since, found=found
        )

    def _matching(self, query: str) -> set[int]:
        """What a search finds in the batch; readers who ask the same share the answer."""
        if query not in self._found:
            wanted = self._read_query(query)
            self._found[query] = self._archive.digest_inputs.matching(wanted, at_least=self._batch.oldest)
        return self._found[query]

    def _known(self) -> dict[str, dict[int, Mapping[int, int]]]:
        """Reader → story → article → version told, for the stories that are up."""
        stories = {item.story_id for chosen in self._chosen.values() for item in chosen}
        known: dict[str, dict[int, Mapping[int, int]]] = {}
        for told in self._archive.digest_inputs.reported(stories):
            known.setdefault(told.subscription_id, {})[told.story_id] = told.versions
        return known

    def _gone(self) -> dict[str, list[Removal]]:
        gone: dict[str, list[Removal]] = {}
        earliest = min((standing.start for standing in self._standings.values()), default=self._now)
        for removal in self._archive.digest_inputs.removals(earliest, self._now):
            standing = self._standings.get(removal.subscription_id)
            if standing and removal.removed_at > standing.start:
                gone.setdefault(removal.subscription_id, []).append(removal)
        return gone

    def _read_views(self) -> dict[int, StoryView]:
        """The stories somebody gets, read and composed once."""
        wanted = sorted({item.story_id for chosen in self._chosen.values() for item in chosen})
        views: dict[int, StoryView] = {}
        for start in range(0, len(wanted), _AT_A_TIME):
            stories = self._archive.stories.get(wanted[start : start + _AT_A_TIME])
            views |= {story_id: view(story, self._sources) for story_id, story in stories.items()}
        return views

    def _corrections(self, subscription: Subscription) -> list[Correction]:
        found = []
        for item in self.due(subscription):
            if item.reported_version:
                earlier = self._archive.articles.get(item.id, version=item.reported_version)
                now = self._archive.articles.get(item.id)
                if earlier and now:
                    found.append(edited(earlier, now, self._views[item.story_id].members[item.id]))
        for removal in self._removals.get(subscription.id, ()):
            if stored := self._archive.articles.get(removal.article_id):
                source = self._sources.get(stored.article.source_id)
                found.append(removed(stored, source.name if source else stored.publisher))
        return found
