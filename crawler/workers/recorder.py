"""Claiming the sources of a round of crawls, and recording how each crawl ended."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from crawler import robots
from crawler.polling import (
    GOOD,
    PAST,
    Clock,
    CrawlLimits,
    CrawlReport,
    Job,
    JobResult,
    jitter_of,
    next_state,
    postponed,
    staleness_of,
)
from crawler.quick_polls import QuickPoll
from crawler.workers.claiming import Hold
from crawler.workers.host_queue import claimed_names
from crawler.workers.own_outage import (
    NO_ANSWER,
    OutageRecord,
    first_failures,
    has_answered,
    is_own_outage,
    without_failures,
)
from crawler.workers.pool import WorkerExit
from crawler.workers.quick import quick_poll_of
from storage import Archive
from yaluwatch.errors import ArchiveError
from yaluwatch.model import Fetch, Outcome, Source, SourceState
from yaluwatch.shown import without_secrets

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sent:
    """The parts of a job that are the same for every worker."""

    archive_path: Path
    user_agent: str
    limits: CrawlLimits


class CrawlRecorder:
    """Claims sources and records the results of their crawls, all in one thread."""

    def __init__(
        self,
        archive: Archive,
        states: Mapping[str, SourceState],
        clock: Clock,
        on_report: Callable[[CrawlReport], None],
    ) -> None:
        self.states = states
        self.reports: list[CrawlReport] = []
        self._archive = archive
        self._clock = clock
        self._on_report = on_report
        self._outage = OutageRecord(archive)
        #: Source id → what is claimed for its crawl.
        self._holds: dict[str, Hold] = {}
        #: Crawls without an answer, held back until another source answers or the round ends.
        self._unanswered: list[tuple[Job, JobResult]] = []
        #: Whether any source has answered.
        self._is_online = False

    def claim(self, source: Source) -> bool:
        """Claim a source and its hosts; False if another process holds one, or one is pausing."""
        hold = Hold.take(self._archive, claimed_names(source), source.delay_seconds)
        if hold is not None:
            self._holds[source.id] = hold
        return hold is not None

    def job(self, source: Source, sent: Sent) -> Job | None:
        """The job for a claimed source; None if another process has just polled it, releasing the claims."""
        state = self._archive.sources.state(source.id)
        known = self.states.get(source.id)
        if state.last_polled_at != (known.last_polled_at if known else None):
            self._holds.pop(source.id).release()
            outcome, detail = state.last_outcome or Outcome.OK, "another process has just read it"
            self._on_report(CrawlReport(source_id=source.id, outcome=outcome, detail=detail))
            return None
        return Job(
            source=source,
            state=state,
            archive_path=sent.archive_path,
            user_agent=sent.user_agent,
            limits=sent.limits,
            now=self._clock(),
            owner=self._holds[source.id].owner,
            claimed=claimed_names(source),
        )

    def quick_poll(self, job: Job) -> QuickPoll | None:
        """The request to poll the job's source with the light client; None if only a crawl can do it.

        A source whose stored articles are due to be visited again needs a crawl in any case.
        """
        try:
            quick = quick_poll_of(job, self._robots_of)
            if quick and self._archive.articles.due_revisits(job.source.id, job.now, 1):
                return None
        except ArchiveError:
            log.exception("crawled without a quick poll source=%s", job.source.id)
            return None
        return quick

    def _robots_of(self, host: str) -> tuple[int, bytes] | None:
        return self._archive.sources.robots(host, self._clock() - robots.KEEP)

    def take(self, job: Job, ending: WorkerExit) -> None:
        """Record the result of a crawl that has ended, and release its claims."""
        try:
            self._take(job, ending)
        finally:
            if (hold := self._holds.pop(job.source.id, None)) is not None:
                hold.release()

    def _take(self, job: Job, ending: WorkerExit) -> None:
        result = ending.result
        # The pool was stopped before the crawl had read anything: this says nothing about the source.
        if result is None or (ending.was_stopped and result.report.outcome is Outcome.CRASHED):
            return
        if ending.is_ours:
            log.error("crawl failed source=%s reason=%s", job.source.id, result.report.detail)
            self._save(postponed(job.state, self._clock()))
        elif ending.died:
            self._record_death(job, ending, result)
            self._save(self._next(job, result))
        elif result.poll.outcome in NO_ANSWER and not ending.was_stopped:
            self._record(ending.fetches)
            self._unanswered.append((job, result))
            return
        elif result.poll.outcome in GOOD or not ending.was_stopped:
            self._record(ending.fetches)
            if has_answered(result.poll.outcome):
                self._note_answer()
            state = self._next(job, result)
            if ending.was_stopped and result.poll.waiting:
                # What it was stopped over is read at the next start, not an interval later.
                state = replace(state, next_poll_at=self._clock())
            self._save(state)
        self._report(result.report)

    def resolve_unreached(self) -> None:
        """If no source answered any more, assume that our own connection is down, and record since when.

        Then no failures are counted, those of earlier rounds that it explains are taken back, and all of them
        are polled again soon. An outage that began in an earlier round goes on.
        """
        if not self._unanswered:
            return
        polls = [(job.source, job.state, result.poll.outcome) for job, result in self._unanswered]
        began_at = min(job.now for job, _ in self._unanswered)
        earlier = [] if self._is_online else self._earlier_failures()
        lasts = not self._is_online and self._outage.lasts(self._clock())
        is_ours = lasts or is_own_outage(polls, earlier, after_answers=self._is_online)
        if is_ours:
            log.warning("no source answered, our own connection is down sources=%d", len(polls))
            self._outage.begin(min([began_at, *(poll.at for poll in earlier)]))
        self._release(is_own_outage=is_ours)
        if is_ours:
            for poll in earlier:
                state = without_failures(self._archive.sources.state(poll.source_id))
                self._save(postponed(state, self._clock()))

    def _earlier_failures(self) -> list[Fetch]:
        try:
            return first_failures(self._archive)
        except ArchiveError:
            log.exception("earlier polls not read")
            return []

    def _note_answer(self) -> None:
        """A source has answered: those before it are at fault, unless an outage lasted until now."""
        was_down = not self._is_online and self._outage.end(self._clock())
        self._is_online = True
        self._release(is_own_outage=was_down)

    def _release(self, *, is_own_outage: bool) -> None:
        """Record the crawls that were held back, except of sources that another process has polled since."""
        held, self._unanswered = self._unanswered, []
        states = self._archive.sources.states() if held else {}
        for job, result in held:
            now_known = states.get(job.source.id)
            if now_known is None or now_known.last_polled_at == job.state.last_polled_at:
                self._save(postponed(job.state, self._clock()) if is_own_outage else self._next(job, result))
            self._report(replace(result.report, is_own_outage=is_own_outage))

    def _report(self, report: CrawlReport) -> None:
        report = replace(report, detail=without_secrets(report.detail))
        self.reports.append(report)
        self._on_report(report)

    def _next(self, job: Job, result: JobResult) -> SourceState:
        now, source = self._clock(), job.source
        state = next_state(source, job.state, result.poll, now, jitter=jitter_of(source, now))
        staleness = staleness_of(state, self._daily_new(source.id, now), now)
        if staleness and not job.state.silent_since:
            log.warning("source fell silent source=%s %s", source.id, staleness)
        return replace(state, silent_since=staleness.since if staleness else None)

    def _daily_new(self, source_id: str, now: datetime) -> Mapping[str, int]:
        try:
            return self._archive.sources.daily_new(source_id, now - PAST)
        except ArchiveError:
            # Nothing is then said about whether the source has fallen silent.
            log.exception("new articles not counted source=%s", source_id)
            return {}

    def _save(self, state: SourceState) -> None:
        try:
            self._archive.sources.save_state(state)
        except ArchiveError:
            # The source is then polled again sooner than planned, which is harmless.
            log.exception("state not saved source=%s", state.source_id)

    def _record(self, fetches: Sequence[Fetch]) -> None:
        try:
            for fetch in fetches:
                self._archive.sources.record(fetch)
        except ArchiveError:
            log.exception("poll not recorded source=%s", fetches[0].source_id)

    def _record_death(self, job: Job, ending: WorkerExit, result: JobResult) -> None:
        """Record the end of a worker that could not do so itself; a page it died on is dismissed."""
        now, report = self._clock(), result.report
        rows = [(job.source.urls[0], "poll", report.outcome)]
        if ending.reading:
            rows.append((ending.reading, "page", Outcome.CRASHED))
        try:
            for url, kind, outcome in rows:
                fetch = Fetch(
                    source_id=job.source.id, url=url, kind=kind, outcome=outcome, at=now, detail=report.detail
                )
                self._archive.sources.record(fetch)
            if ending.reading:
                self._archive.articles.dismiss(ending.reading, job.source.id, Outcome.CRASHED, now)
        except ArchiveError:
            log.exception("end of crawl not recorded source=%s", job.source.id)
