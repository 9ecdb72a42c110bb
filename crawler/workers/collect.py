"""Crawling many sources, a few at a time, each in its own process, and recording the results."""

import logging
import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from time import monotonic, sleep, time

from crawler import robots
from crawler.polling import (
    CLAIM_SECONDS,
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
from crawler.workers.host_queue import HostQueue, claimed_names
from crawler.workers.own_outage import (
    NO_ANSWER,
    OutageRecord,
    first_failures,
    has_answered,
    is_own_outage,
    without_failures,
)
from crawler.workers.pool import WorkerExit, WorkerPool
from crawler.workers.quick import quick_poll_of
from storage import Archive, open_archive
from yaluwatch.errors import ArchiveError
from yaluwatch.model import Fetch, Outcome, Source, SourceState
from yaluwatch.owner import is_dead, new_owner
from yaluwatch.shown import without_secrets

log = logging.getLogger(__name__)

# How often to check for a request to stop, and, while nothing runs, for a free host, seconds.
_STOP_CHECK_SECONDS, _IDLE_SECONDS = 0.5, 0.02
# How long to wait before trying again to claim a source or host that another process holds, seconds.
_CLAIM_RETRY_SECONDS = 0.5


def collect(
    sources: Sequence[Source],
    archive_path: Path,
    *,
    limits: CrawlLimits,
    user_agent: str,
    now: datetime,
    on_report: Callable[[CrawlReport], None],
    stop: threading.Event | None = None,
    workers: WorkerPool | None = None,
) -> list[CrawlReport]:
    """Crawl the sources in order, `limits.parallel` at a time; returns their reports in the order they ended.

    Sources on one host are crawled one after another with their delay in between, across processes too:
    source and hosts are claimed in the archive. A source that another process has polled meanwhile is
    skipped.

    `now` is the time at the start, aware UTC. A crash or hang of one crawl does not affect the others; it
    becomes a report and rows in the fetch log like any other result. `on_report` is called in this thread.
    Ctrl-C, or setting `stop`, stops the running crawls; the reports so far are returned. A service that
    crawls repeatedly passes its own `workers`, so that their fork server starts once.
    """
    with open_archive(archive_path) as archive:
        recorder = CrawlRecorder(archive, archive.sources.states(), Clock(now), on_report)
        archive.claims.release_dead(is_dead, time())
        sent = _Sent(archive_path.absolute(), user_agent, limits)
        pool = workers or WorkerPool()
        try:
            _gather(HostQueue(sources), recorder, sent, pool, stop or threading.Event())
        finally:
            if workers is None:
                pool.close()
            else:
                pool.reopen()
        recorder.resolve_unreached()
    return recorder.reports


@dataclass(frozen=True, slots=True)
class _Sent:
    """The parts of a job that are the same for every worker."""

    archive_path: Path
    user_agent: str
    limits: CrawlLimits


def _gather(
    queue: HostQueue, recorder: "CrawlRecorder", sent: _Sent, workers: WorkerPool, stop: threading.Event
) -> None:
    parallel = sent.limits.parallel
    running: dict[Future[WorkerExit], Job] = {}
    with ThreadPoolExecutor(max_workers=parallel, thread_name_prefix="crawl") as pool:
        try:
            while (queue or running) and not stop.is_set():
                while len(running) < parallel and (source := queue.next(monotonic())):
                    if (owner := recorder.claim(source)) is None:
                        queue.put_back(source, monotonic() + _CLAIM_RETRY_SECONDS)
                    elif (job := recorder.job(source, sent, owner)) is None:
                        queue.ended(source, monotonic())
                    else:
                        running[pool.submit(workers.run, job, recorder.quick_poll(job))] = job
                if not running:
                    sleep(_IDLE_SECONDS)
                for future in wait(running, timeout=_STOP_CHECK_SECONDS, return_when=FIRST_COMPLETED).done:
                    job = running.pop(future)
                    recorder.take(job, ending := future.result())
                    queue.ended(job.source, monotonic(), ending.pause)
        except KeyboardInterrupt:
            log.info("stopping crawls=%d waiting=%d", len(running), len(queue))
        finally:
            if running or queue:
                workers.stop()
        for future, job in running.items():
            recorder.take(job, future.result())


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
        self._daily_new = archive.sources.daily_new(clock() - PAST)
        self._on_report = on_report
        self._outage = OutageRecord(archive)
        #: Crawls without an answer, held back until another source answers or the round ends.
        self._unanswered: list[tuple[Job, JobResult]] = []
        #: Whether any source has answered.
        self._is_online = False

    def claim(self, source: Source) -> str | None:
        """Claim a source and its hosts; returns the owner's name, None if another process holds one."""
        owner = new_owner()
        if self._archive.claims.take(
            claimed_names(source), owner, time(), lease=CLAIM_SECONDS, pause=source.delay_seconds
        ):
            return owner
        self._archive.claims.release_dead(is_dead, time())
        return None

    def job(self, source: Source, sent: _Sent, owner: str) -> Job | None:
        """The job for a claimed source; None if another process has just polled it, releasing the claims."""
        state = self._archive.sources.state(source.id)
        known = self.states.get(source.id)
        if state.last_polled_at != (known.last_polled_at if known else None):
            self._archive.claims.release(owner, time())
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
            owner=owner,
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
            self._archive.claims.release(job.owner, time())

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
        daily = Counter(self._daily_new.get(source.id, {}))
        daily[str(now.date())] += result.report.new
        staleness = staleness_of(state, daily, now)
        if staleness and not job.state.silent_since:
            log.warning("source fell silent source=%s %s", source.id, staleness)
        return replace(state, silent_since=staleness.since if staleness else None)

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
