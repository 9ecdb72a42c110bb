"""A digest run: composes the digests of all due subscriptions from one read of the archive."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from alerts.digests import (
    AgeRule,
    Batch,
    Correction,
    Digest,
    DigestStory,
    DueArticle,
    SourceSummary,
    StoryView,
    Weights,
    compose,
    due_of,
    edited,
    is_backlog,
    removed,
    source_summary,
    view,
)
from alerts.indicators import IndicatorLine, IndicatorSection, import_marks, indicator_sections, lines_beside
from alerts.rendering import Rendered, Renderer
from indicators import Sourcing, story_sourcing
from indicators.trade import ClaimReader
from storage import Archive, DigestCandidate, DigestRecord, Head, ImportMarks, Query, parse_query
from yaluwatch.errors import QueryError
from yaluwatch.model import Source, Subscription

#: How far back the first digest of a subscription looks.
FIRST_LOOK_BACK = timedelta(days=2)

#: Articles first seen so long before the last digest are never reported, however late their verdict or edit.
MAX_AGE = timedelta(days=30)

# Section → the topic whose readers get it; who chose no topics gets all.
_SECTION_TOPICS = {"border": "border", "lists": "sanctions", "trade": "trade", "prices": "markets"}
# Of a story with more articles, lines are made from the first so many.
_MAX_BESIDE = 50

#: Parses a subscription's search. Raises QueryError.
QueryReader = Callable[[str], Query]

# Stories read from the archive at a time; their texts are released once their views are made.
_BATCH_SIZE = 500


# Story → article → last version reported.
_Versions = Mapping[int, Mapping[int, int]]

#: Machine translations of texts from one language into another, by text; texts without one are left out.
Translate = Callable[[Sequence[str], str, str], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Preferences:
    """How digests are composed, whatever the subscription."""

    #: What decides the order of stories; None = the defaults.
    weights: Weights | None = None
    #: Hours after its publication an article is still news when it is found.
    news_hours: int = 96
    #: None = no machine translation.
    translate: Translate | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A digest, composed and rendered but not queued."""

    digest: Digest
    rendered: Rendered
    #: What the archive records if it is queued.
    record: DigestRecord
    #: The head of the hash chain it prints.
    head: Head


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far the digests of one subscription have covered the archive."""

    subscription: Subscription
    #: Id of the last verdict covered; 0 before the first digest.
    after_verdict: int
    #: Start of the period the next digest covers. Aware UTC.
    start: datetime
    #: Articles first seen earlier are not reported. Aware UTC.
    since: datetime
    #: Articles that did not fit into the last digest.
    carried: frozenset[int]
    #: The last verdict its first digest covered; None before it.
    first_covered: int | None
    #: The imports of lists and statistics that were covered; None before the first digest with such sections.
    imports: ImportMarks | None

    def as_anybody(self) -> "Coverage":
        """The same without whom it is for: equal for readers who are to get the same articles."""
        nobody = replace(self.subscription, id="", name="", addresses=(), created_at=self.start)
        return replace(self, subscription=nobody)


class DigestRun:
    """What is new for a set of subscriptions, as of one moment. Writes nothing to the archive."""

    def __init__(
        self,
        archive: Archive,
        subscriptions: Iterable[Subscription],
        sources: Sequence[Source],
        now: datetime,
        renderer: Renderer,
        read_query: QueryReader = parse_query,
        preferences: Preferences | None = None,
        *,
        first_look_back: timedelta = FIRST_LOOK_BACK,
    ) -> None:
        self._archive, self._now, self._renderer, self._read_query = archive, now, renderer, read_query
        self._first_look_back = first_look_back
        self._preferences = preferences or Preferences()
        self._sources = {source.id: source for source in sources}
        #: Which sources could be read; the same in every digest.
        self.source_summary: SourceSummary = source_summary(
            sources, archive.sources.states(), archive.sources.own_outages(now - MAX_AGE)
        )
        self._head = archive.maintenance.head()
        self._up_to = archive.verdicts.watermark()
        self._coverages = {item.id: self._coverage(item) for item in subscriptions}
        # Subscription id → what is the same for all readers of equal subscriptions.
        self._groups = {id_: coverage.as_anybody() for id_, coverage in self._coverages.items()}
        candidates = self._candidates()
        age_rule = AgeRule.of(self._sources, self._preferences.news_hours)
        self._old = {item.id for item in candidates if age_rule.is_old(item)}
        self._batch = Batch(candidates)
        self._beginnings = archive.digest_inputs.beginnings({item.source_id for item in candidates})
        self._query_matches: dict[str, int] = {}
        #: Search → why it can't be parsed. It does not hold up the other subscriptions.
        self._query_errors: dict[str, QueryError] = {}
        self._matches = {group: self._find(group) for group in dict.fromkeys(self._groups.values())}
        self._stories = {item.story_id for matches in self._matches.values() for item in matches}
        self._reported = self._reported_versions()
        self._removals = self._removals_by_subscription()
        self._views = self._read_views(self._stories_with_news())
        self._known_sourcings: dict[int, Sourcing | None] = {}
        self._imports = import_marks(archive)
        # Start of a period and the imports covered before → its sections.
        self._known_sections: dict[tuple[datetime, ImportMarks | None], tuple[IndicatorSection, ...]] = {}
        self._claims = ClaimReader(archive)
        # Story → the lines beside it.
        self._beside: dict[int, tuple[IndicatorLine, ...]] = {}
        # The group, what was reported to it and its removals, and the digest composed for them.
        self._last: tuple[Coverage, _Versions, list[int], Digest] | None = None

    @property
    def in_groups(self) -> list[Subscription]:
        """The subscriptions; those that may share a digest are next to each other."""
        members: dict[Coverage, list[Subscription]] = {}
        for id_, group in self._groups.items():
            members.setdefault(group, []).append(self._coverages[id_].subscription)
        return [subscription for group in members.values() for subscription in group]

    def draft(self, subscription: Subscription, period_key: str) -> Draft:
        """The digest of one of the subscriptions, rendered. Raises QueryError for an invalid search."""
        return self.drafted(self.digest(subscription), period_key, kind="digest")

    def digest(self, subscription: Subscription) -> Digest:
        """The digest of one of the subscriptions. Raises QueryError for an invalid search.

        Readers of equal subscriptions to whom the same was reported before share it; only the last one
        composed is kept, so ask in the order of `in_groups`.
        """
        if subscription.query in self._query_errors:
            raise self._query_errors[subscription.query]
        group, reported = self._groups[subscription.id], self._reported.get(subscription.id, {})
        removals = self._removals.get(subscription.id, [])
        if self._last is None or self._last[:3] != (group, reported, removals):
            self._last = (group, reported, removals, self._composed(subscription))
        return replace(self._last[3], subscription=subscription)

    def _composed(self, subscription: Subscription) -> Digest:
        coverage = self._coverages[subscription.id]
        due = self.due(subscription)
        digest = compose(
            subscription,
            due,
            self._views[subscription.language],
            self.source_summary,
            period_start=coverage.start,
            period_end=self._now,
            corrections=self._corrections(subscription, due),
        )
        beside = self._lines_beside((*digest.stories, *digest.updates))
        return replace(
            digest,
            stories=tuple(replace(story, beside=beside[story.id]) for story in digest.stories),
            updates=tuple(replace(story, beside=beside[story.id]) for story in digest.updates),
            chain_head=self._head.digest if self._head.entry else "",
            translations=self._translations(digest),
            sourcings=self._sourcings(digest),
            sections=self._sections(coverage),
        )

    def _sections(self, coverage: Coverage) -> tuple[IndicatorSection, ...]:
        """What is new about the indicators on a subscription's topics; read once for each period."""
        topics = coverage.subscription.topics
        if topics and not set(topics) & set(_SECTION_TOPICS.values()):
            return ()
        period = (coverage.start, coverage.imports)
        if period not in self._known_sections:
            self._known_sections[period] = indicator_sections(
                self._archive, coverage.start, self._now, coverage.imports, self._imports
            )
        found = self._known_sections[period]
        return tuple(section for section in found if not topics or _SECTION_TOPICS[section.id] in topics)

    def _lines_beside(self, stories: Iterable[DigestStory]) -> Mapping[int, tuple[IndicatorLine, ...]]:
        """Story → the lines beside it; each story is asked for once in a run."""
        wanted = {story.id for story in stories} - self._beside.keys()
        if wanted:
            members = next(iter(self._views.values()))
            articles = {id_: list(members[id_].members)[:_MAX_BESIDE] for id_ in wanted}
            self._beside |= lines_beside(self._archive, articles, self._claims)
        return self._beside

    def due(self, subscription: Subscription) -> list[DueArticle]:
        """Matching articles whose current version has not been reported to the subscription."""
        return due_of(
            self._matches[self._groups[subscription.id]],
            self._reported.get(subscription.id, {}),
            old=self._old,
            carried=self._coverages[subscription.id].carried,
        )

    def drafted(self, digest: Digest, period_key: str, *, kind: str) -> Draft:
        """A digest rendered, with the record to store for it; `kind` is "digest" or "alert"."""
        coverage = self._coverages[digest.subscription.id]
        rendered, digest = self._renderer.fit(digest)
        record = DigestRecord(
            subscription_id=digest.subscription.id,
            period_key=period_key,
            period_start=digest.period_start,
            period_end=digest.period_end,
            after_verdict=coverage.after_verdict,
            up_to_verdict=self._up_to,
            subject=rendered.subject,
            composed_at=self._now,
            articles=digest.reported,
            carried=digest.carried_articles,
            removals=digest.removals,
            kind=kind,
            spikes=tuple(spike.subject for spike in digest.spikes),
            imports=self._imports,
        )
        return Draft(digest, rendered, record, self._head)

    def _coverage(self, subscription: Subscription) -> Coverage:
        after, last_end = self._archive.outbox.last_covered(subscription.id)
        # The last one may have ended in the future, while the clock was ahead. The first one may come long
        # after the subscription was made: a weekly one, one whose machine was off, one while the clock is
        # ahead. From the last digest, or from its making on, nothing is too old.
        first = min(self._now - self._first_look_back, subscription.created_at)
        start = min(last_end, self._now) if last_end else first
        since = start - MAX_AGE if last_end else start
        inputs = self._archive.digest_inputs
        carried = frozenset(inputs.carried(subscription.id)) if last_end else frozenset()
        first_covered = inputs.first_covered(subscription.id)
        imports = self._archive.outbox.covered_imports(subscription.id)
        return Coverage(subscription, after, start, since, carried, first_covered, imports)

    def _candidates(self) -> list[DigestCandidate]:
        coverages = self._coverages.values()
        if not coverages:
            return []
        return self._archive.digest_inputs.candidates(
            after_verdict=min(coverage.after_verdict for coverage in coverages),
            up_to_verdict=self._up_to,
            since=min(coverage.since for coverage in coverages),
            carried=frozenset().union(*(coverage.carried for coverage in coverages)),
        )

    def _find(self, coverage: Coverage) -> list[DigestCandidate]:
        query = coverage.subscription.query
        try:
            found = self._matching(query) if query else None
        except QueryError as error:
            self._query_errors[query] = error
            return []
        matching = self._batch.find(
            coverage.subscription,
            after_verdict=coverage.after_verdict,
            since=coverage.since,
            carried=coverage.carried,
            found=found,
        )
        return [item for item in matching if not is_backlog(item, self._beginnings, coverage.first_covered)]

    def _matching(self, query: str) -> int:
        """The bitmap of the articles a search matches, asked once per search."""
        if query not in self._query_matches:
            wanted = self._read_query(query)
            found = self._archive.digest_inputs.matching(wanted, at_least=self._batch.oldest)
            self._query_matches[query] = self._batch.among(found)
        return self._query_matches[query]

    def _reported_versions(self) -> dict[str, dict[int, Mapping[int, int]]]:
        """Subscription id → story → article → last version reported, for the stories in this run."""
        known: dict[str, dict[int, Mapping[int, int]]] = {}
        for reported in self._archive.digest_inputs.reported(self._stories):
            known.setdefault(reported.subscription_id, {})[reported.story_id] = reported.versions
        return known

    def _removals_by_subscription(self) -> dict[str, list[int]]:
        """Subscription id → the removed articles to name."""
        removals: dict[str, list[int]] = {}
        for removal in self._archive.digest_inputs.removals(self._now - MAX_AGE, self._now):
            if removal.subscription_id in self._coverages:
                removals.setdefault(removal.subscription_id, []).append(removal.article_id)
        return removals

    def _stories_with_news(self) -> set[int]:
        """The stories that have something to report to at least one of the subscriptions."""
        # Nobody was told anything of most of them.
        wanted = self._stories - {story for known in self._reported.values() for story in known}
        for id_, group in self._groups.items():
            known = self._reported.get(id_, {})
            wanted |= {
                item.story_id
                for item in self._matches[group]
                if item.story_id not in wanted and known.get(item.story_id, {}).get(item.id, 0) < item.version
            }
        return wanted

    def _read_views(self, stories: Iterable[int]) -> dict[str, dict[int, StoryView]]:
        """Language → story → its view for readers of that language; each story is read once."""
        languages = {coverage.subscription.language for coverage in self._coverages.values()}
        wanted = sorted(stories)
        views: dict[str, dict[int, StoryView]] = {language: {} for language in languages}
        for start in range(0, len(wanted), _BATCH_SIZE):
            read = self._archive.stories.get(wanted[start : start + _BATCH_SIZE])
            for language, known in views.items():
                known |= {
                    story_id: view(story, self._sources, language, self._preferences.weights)
                    for story_id, story in read.items()
                }
        return views

    def _sourcings(self, digest: Digest) -> Mapping[int, Sourcing]:
        """What the stories shown rest on, read once for each story."""
        views, today = self._views[digest.subscription.language], self._now.date()
        for story in (*digest.stories, *digest.updates):
            if story.id not in self._known_sourcings:
                members = list(views[story.id].members)
                self._known_sourcings[story.id] = story_sourcing(self._archive, members, today)
        shown = {story.id: self._known_sourcings[story.id] for story in (*digest.stories, *digest.updates)}
        return {story_id: sourcing for story_id, sourcing in shown.items() if sourcing is not None}

    def _translations(self, digest: Digest) -> Mapping[str, str]:
        """Machine translations of the headlines and quotes that are not in the reader's language."""
        if (translate := self._preferences.translate) is None:
            return {}
        target = digest.subscription.language
        wanted: dict[str, dict[str, None]] = {}
        for story in (*digest.stories, *digest.updates, *digest.more, *digest.more_updates, *digest.older):
            if (language := story.lead.article.language) != target:
                texts = wanted.setdefault(language, {})
                texts[story.lead.article.title] = None
                texts |= dict.fromkeys(quote.span.text for quote in story.quotes)
        found: dict[str, str] = {}
        for language, texts in wanted.items():
            found |= translate(list(texts), language, target)
        return found

    def _corrections(self, subscription: Subscription, due: Sequence[DueArticle]) -> list[Correction]:
        found = []
        for item in due:
            if item.reported_version:
                earlier = self._archive.articles.get(item.id, version=item.reported_version)
                now = self._archive.articles.get(item.id)
                if earlier and now:
                    views = self._views[subscription.language]
                    found.append(edited(earlier, now, views[item.story_id].members[item.id]))
        for article in self._removals.get(subscription.id, ()):
            if stored := self._archive.articles.get(article):
                source = self._sources.get(stored.article.source_id)
                found.append(removed(stored, source.name if source else stored.publisher))
        return found
