"""Crawls of many sources, each in a child process, a few at once; what they teach is recorded here."""

import logging
import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from time import monotonic, sleep, time

from crawler.fetching import UNREACHED
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
from crawler.text import host_of
from crawler.workers.host_queue import HostQueue, claimed_names
from crawler.workers.pool import WorkerExit, WorkerPool
from storage import Archive, open_archive
from yaluwatch.errors import ArchiveError
from yaluwatch.model import Fetch, Outcome, Source, SourceState
from yaluwatch.owner import is_dead, new_owner

log = logging.getLogger(__name__)

# How often a wish to stop is looked at, and whether a host may be asked again, seconds.
_GLANCE, _MOMENT = 0.5, 0.02
# When to look again whether another process has ended its work on a source or host, seconds.
_CLAIMED = 0.5


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
    """Crawl the sources in their order, `limits.parallel` at once, and return their reports as they ended.

    Sources of one host wait for each other, and for the delay between them; so do other processes, for
    source and hosts are claimed in the archive. What another process has read meanwhile is not read again.

    `now` is the moment it starts, aware UTC. Each source costs at most its own run: a crash or a hang is
    a report and a ledger row like any other. `on_report` is called in this thread. Ctrl-C, or setting
    `stop`, ends the crawls under way; what is done by then is returned. A service that crawls again and
    again gives its own `workers`, so that their fork server starts once.
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
    """What every child is told alike."""

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
                        queue.put_back(source, monotonic() + _CLAIMED)
                    elif (job := recorder.job(source, sent, owner)) is None:
                        queue.ended(source, monotonic())
                    else:
                        running[pool.submit(workers.run, job)] = job
                if not running:
                    sleep(_MOMENT)
                for future in wait(running, timeout=_GLANCE, return_when=FIRST_COMPLETED).done:
                    job = running.pop(future)
                    recorder.take(job, future.result())
                    queue.ended(job.source, monotonic())
        except KeyboardInterrupt:
            log.info("stopping crawls=%d waiting=%d", len(running), len(queue))
        finally:
            if running or queue:
                workers.stop()
        for future, job in running.items():
            recorder.take(job, future.result())


class CrawlRecorder:
    """Takes in what workers bring, in one thread, and writes states and ledger rows."""

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
        #: Sources that were not reached at all, until we know whether any was.
        self._unreached: list[tuple[Job, JobResult]] = []

    def claim(self, source: Source) -> str | None:
        """Claim a source and its hosts; who holds them now, None while another process does."""
        owner = new_owner()
        if self._archive.claims.take(
            claimed_names(source), owner, time(), lease=CLAIM_SECONDS, pause=source.delay_seconds
        ):
            return owner
        self._archive.claims.release_dead(is_dead, time())
        return None

    def job(self, source: Source, sent: _Sent, owner: str) -> Job | None:
        """What the child that crawls a claimed source is told; None when another process has just read it."""
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
        )

    def take(self, job: Job, ending: WorkerExit) -> None:
        """One crawl has ended: record what it came to, and let go of source and hosts."""
        try:
            self._take(job, ending)
        finally:
            self._archive.claims.release(job.owner, time())

    def _take(self, job: Job, ending: WorkerExit) -> None:
        result = ending.result
        # Stopped by us before it had read anything: there is nothing to say of the source.
        if result is None or (ending.was_stopped and result.report.outcome is Outcome.CRASHED):
            return
        self.reports.append(result.report)
        if ending.is_ours:
            log.error("crawl failed source=%s reason=%s", job.source.id, result.report.detail)
            self._save(postponed(job.state, self._clock()))
        elif ending.died:
            self._record_death(job, ending, result)
            self._save(self._next(job, result))
        elif result.poll.outcome in UNREACHED:
            # Should it turn out to be our own outage, this is taken back at the end.
            self._save(self._next(job, result))
            self._unreached.append((job, result))
        elif result.poll.outcome in GOOD or not ending.was_stopped:
            self._save(self._next(job, result))
        self._on_report(result.report)

    def resolve_unreached(self) -> None:
        """When nothing at all was reached, the trouble is ours: nobody is blamed, all are asked soon."""
        ours = is_own_outage([(job.source, result.report) for job, result in self._unreached], self.reports)
        if ours:
            log.warning("no source reached, taken for our own outage sources=%d", len(self._unreached))
            for job, _ in self._unreached:
                self._save(postponed(job.state, self._clock()))

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
            # It is polled again sooner than planned: harmless.
            log.exception("state not saved source=%s", state.source_id)

    def _record_death(self, job: Job, ending: WorkerExit, result: JobResult) -> None:
        """The child could not write its own row. A page it died over is not read again."""
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


def is_own_outage(unreached: Sequence[tuple[Source, CrawlReport]], reports: Sequence[CrawlReport]) -> bool:
    """Whether it is us who are cut off: no source was reached, and they are at least two different hosts."""
    hosts = {host_of(url) for source, _ in unreached for url in source.urls}
    return len(unreached) == len(reports) and len(unreached) >= 2 and len(hosts) >= 2
