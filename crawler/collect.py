"""Crawls of many sources, each in a child process, a few at once; what they teach is recorded here."""

import logging
import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from time import monotonic, sleep

from crawler.children import Children, Ending
from crawler.outcomes import UNREACHED
from crawler.polling import GOOD, jitter_of, next_state, postponed
from crawler.report import Clock, CrawlLimits, CrawlReport, Job, JobResult
from crawler.silence import PAST, silence_of
from crawler.turns import Turns
from crawler.urls import host_of
from storage import Archive
from yaluwatch.errors import ArchiveError
from yaluwatch.model import Fetch, Outcome, Source, SourceState

log = logging.getLogger(__name__)

# How often a wish to stop is looked at, and whether a host may be asked again, seconds.
_GLANCE, _MOMENT = 0.5, 0.02


def collect(
    sources: Sequence[Source],
    archive_path: Path,
    *,
    limits: CrawlLimits,
    user_agent: str,
    now: datetime,
    on_report: Callable[[CrawlReport], None],
    stop: threading.Event | None = None,
) -> list[CrawlReport]:
    """Crawl the sources in their order, `limits.parallel` at once, and return their reports as they ended.

    Sources of one host wait for each other, and for the delay between them.

    `now` is the moment it starts, aware UTC. Each source costs at most its own run: a crash or a hang is
    a report and a ledger row like any other. `on_report` is called in this thread. Ctrl-C, or setting
    `stop`, ends the crawls under way; what is done by then is returned.
    """
    with Archive.open(archive_path) as archive:
        desk = Desk(archive, archive.states(), Clock(now), on_report)
        sent = _Sent(archive_path.absolute(), user_agent, limits)
        with Children() as children:
            _gather(Turns(sources), desk, sent, children, stop or threading.Event())
        desk.settle_unreached()
    return desk.reports


@dataclass(frozen=True, slots=True)
class _Sent:
    """What every child is told alike."""

    archive_path: Path
    user_agent: str
    limits: CrawlLimits


def _gather(turns: Turns, desk: "Desk", sent: _Sent, children: Children, stop: threading.Event) -> None:
    parallel = sent.limits.parallel
    running: dict[Future[Ending], Job] = {}
    with ThreadPoolExecutor(max_workers=parallel, thread_name_prefix="crawl") as pool:
        try:
            while (turns or running) and not stop.is_set():
                while len(running) < parallel and (source := turns.next(monotonic())):
                    job = desk.job(source, sent)
                    running[pool.submit(children.run, job)] = job
                if not running:
                    sleep(_MOMENT)
                for future in wait(running, timeout=_GLANCE, return_when=FIRST_COMPLETED).done:
                    job = running.pop(future)
                    turns.ended(job.source, monotonic())
                    desk.take(job, future.result())
        except KeyboardInterrupt:
            log.info("stopping crawls=%d waiting=%d", len(running), len(turns))
        finally:
            if running or turns:
                children.stop()
        for future, job in running.items():
            desk.take(job, future.result())


class Desk:
    """Takes in what children bring, in one thread, and writes states and ledger rows."""

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
        self._daily_new = archive.daily_new(clock() - PAST)
        self._on_report = on_report
        #: Sources that were not reached at all, until we know whether any was.
        self._unreached: list[tuple[Job, JobResult]] = []

    def job(self, source: Source, sent: _Sent) -> Job:
        """What the child that crawls a source is told now."""
        return Job(
            source=source,
            state=self.states.get(source.id, SourceState(source_id=source.id)),
            archive_path=sent.archive_path,
            user_agent=sent.user_agent,
            limits=sent.limits,
            now=self._clock(),
        )

    def take(self, job: Job, ending: Ending) -> None:
        """One crawl has ended."""
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
            self._unreached.append((job, result))
        elif result.poll.outcome in GOOD or not ending.was_stopped:
            self._save(self._next(job, result))
        self._on_report(result.report)

    def settle_unreached(self) -> None:
        """When nothing at all was reached, the trouble is ours: nobody is blamed, all are asked soon."""
        ours = is_own_outage([(job.source, result.report) for job, result in self._unreached], self.reports)
        if ours:
            log.warning("no source reached, taken for our own outage sources=%d", len(self._unreached))
        for job, result in self._unreached:
            self._save(postponed(job.state, self._clock()) if ours else self._next(job, result))

    def _next(self, job: Job, result: JobResult) -> SourceState:
        now, source = self._clock(), job.source
        state = next_state(source, job.state, result.poll, now, jitter=jitter_of(source, now))
        daily = Counter(self._daily_new.get(source.id, {}))
        daily[str(now.date())] += result.report.new
        silence = silence_of(state, daily, now)
        if silence and not job.state.silent_since:
            log.warning("source fell silent source=%s %s", source.id, silence)
        return replace(state, silent_since=silence.since if silence else None)

    def _save(self, state: SourceState) -> None:
        try:
            self._archive.save_state(state)
        except ArchiveError:
            # It is polled again sooner than planned: harmless.
            log.exception("state not saved source=%s", state.source_id)

    def _record_death(self, job: Job, ending: Ending, result: JobResult) -> None:
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
                self._archive.record(fetch)
            if ending.reading:
                self._archive.settle(ending.reading, job.source.id, Outcome.CRASHED, now)
        except ArchiveError:
            log.exception("end of crawl not recorded source=%s", job.source.id)


def is_own_outage(unreached: Sequence[tuple[Source, CrawlReport]], reports: Sequence[CrawlReport]) -> bool:
    """Whether it is us who are cut off: no source was reached, and they are at least two different hosts."""
    hosts = {host_of(url) for source, _ in unreached for url in source.urls}
    return len(unreached) == len(reports) and len(unreached) >= 2 and len(hosts) >= 2
