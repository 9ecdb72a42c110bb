"""The service: the jobs, again and again, until told to stop."""

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.background import BackgroundScheduler

from crawler.polling import CrawlReport, due_sources
from crawler.sources import read_sources
from crawler.workers import WorkerPool
from scheduler import jobs
from storage import open_archive
from stories import Memory
from yaluwatch.config import Settings
from yaluwatch.errors import SourceListError
from yaluwatch.model import Source

log = logging.getLogger(__name__)

# How soon after its article is stored an alert can leave.
_PROCESS_EVERY = timedelta(seconds=20)


class Service:
    """Crawls due sources, and carries what they bring to the readers, in threads of its own."""

    def __init__(self, settings: Settings, clock: Callable[[], datetime] = jobs.clock) -> None:
        self._settings = settings
        self._clock = clock
        self._classifier = jobs.load_classifier(settings)
        self._memory = Memory()
        self._stop = threading.Event()
        #: One fork server for the life of the service.
        self._workers = WorkerPool()
        self._sources: Sequence[Source] = read_sources(settings.sources)
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            # Late rather than never, once rather than piled up, never two at once.
            job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
        )

    def start(self) -> None:
        """Begin at once; returns while the jobs run."""
        every = timedelta(minutes=self._settings.crawl.every_minutes)
        for job, interval in ((self.crawl, every), (self.process, _PROCESS_EVERY)):
            self._scheduler.add_job(
                _guarded(job), "interval", seconds=interval.total_seconds(), next_run_time=datetime.now(UTC)
            )
        self._scheduler.start()

    def stop(self) -> None:
        """End the crawls under way, finish what is being written, and return."""
        self._stop.set()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)
        self._workers.close()

    def sources(self) -> Sequence[Source]:
        """The source list as it is in the file now; the last good one while the file is wrong."""
        try:
            self._sources = read_sources(self._settings.sources)
        except SourceListError as error:
            log.error("source list kept as it was error=%s", error)
        return self._sources

    def crawl(self) -> None:
        """Read the sources that are due."""
        now = self._clock()
        with open_archive(self._settings.archive) as archive:
            due = due_sources(self.sources(), archive.sources.states(), now)
        if due and not self._stop.is_set():
            log.info("crawling sources=%d", len(due))
            jobs.collect(self._settings, due, now, _log_report, self._stop, self._workers)

    def process(self) -> None:
        """Tag and group what is new, queue due digests, hand over what is waiting."""
        now = self._clock()
        with open_archive(self._settings.archive) as archive:
            tagged = jobs.tag(archive, self._classifier, now)
            grouped = jobs.group(archive, now, self._memory)
            if tagged or grouped:
                log.info("processed tagged=%d grouped=%d", tagged, grouped)
            jobs.deliver(archive, self._settings, self.sources(), now)


def _log_report(report: CrawlReport) -> None:
    log.info(
        "crawled source=%s outcome=%s announced=%d new=%d edited=%d seconds=%.1f detail=%s",
        report.source_id,
        report.outcome,
        report.announced,
        report.new,
        report.edited,
        report.seconds,
        report.detail,
    )


def _guarded(job: Callable[[], None]) -> Callable[[], None]:
    """The one broad catch at the top of each loop: a failed round is logged, the next one comes."""

    def run() -> None:
        try:
            job()
        except Exception:
            log.exception("job failed and is tried again name=%s", job.__name__)

    return run
