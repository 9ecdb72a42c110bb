"""The service: runs the jobs on schedule until it is stopped."""

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.background import BackgroundScheduler

from alerts.translation import translator
from crawler.polling import CrawlReport, due_sources
from crawler.sources import read_sources
from crawler.workers import WorkerPool
from scheduler import jobs, mailing
from storage import open_archive
from stories import Memory
from yaluwatch.config import Settings
from yaluwatch.errors import SourceListError
from yaluwatch.model import Source

log = logging.getLogger(__name__)

# Longest wait between storing an article and processing it for alerts.
_PROCESS_EVERY = timedelta(seconds=20)
# Interval at which returned mail is picked up.
_PICK_UP_EVERY = timedelta(minutes=5)


class Service:
    """Crawls due sources, processes new articles and sends digests, in background threads."""

    def __init__(self, settings: Settings, clock: Callable[[], datetime] = jobs.clock) -> None:
        self._settings = settings
        self._clock = clock
        self._classifier = jobs.load_classifier(settings)
        # Invalid settings stop the start, not every digest.
        mailing.preferences(settings)
        translator(settings.translation)
        self._memory = Memory()
        self._stop = threading.Event()
        #: One fork server for the life of the service.
        self._workers = WorkerPool()
        self._sources: Sequence[Source] = read_sources(settings.sources)
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            # A missed run is caught up, several missed runs count as one, and no job runs twice at once.
            job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
        )

    def start(self) -> None:
        """Start the jobs at once; returns while they run."""
        every = timedelta(minutes=self._settings.crawl.every_minutes)
        # Jobs that wait for others are apart, so that a slow mail server or translation service does not
        # delay tagging and grouping.
        for job, interval in (
            (self.crawl, every),
            (self.process, _PROCESS_EVERY),
            (self.compose, _PROCESS_EVERY),
            (self.send, _PROCESS_EVERY),
            *([(self.take_returned_mail, _PICK_UP_EVERY)] if self._settings.mail.bounce_mailbox else []),
        ):
            self._scheduler.add_job(
                _guarded(job), "interval", seconds=interval.total_seconds(), next_run_time=datetime.now(UTC)
            )
        self._scheduler.start()

    def stop(self) -> None:
        """Stop the running crawls, finish pending writes, and return."""
        self._stop.set()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)
        self._workers.close()

    def sources(self) -> Sequence[Source]:
        """The source list as it is in the file now; while the file is invalid, the last valid list."""
        try:
            self._sources = read_sources(self._settings.sources)
        except SourceListError as error:
            log.error("source list is invalid, keeping the previous one error=%s", error)
        return self._sources

    def crawl(self) -> None:
        """Crawl the sources that are due."""
        now = self._clock()
        with open_archive(self._settings.archive) as archive:
            due = due_sources(self.sources(), archive.sources.states(), now)
        if due and not self._stop.is_set():
            log.info("crawling sources=%d", len(due))
            jobs.collect(self._settings, due, now, _log_report, self._stop, self._workers)

    def process(self) -> None:
        """Tag and group new articles."""
        now = self._clock()
        with open_archive(self._settings.archive) as archive:
            tagged = jobs.tag(archive, self._classifier, now)
            grouped = jobs.group(archive, now, self._memory)
            if tagged or grouped:
                log.info("processed tagged=%d grouped=%d", tagged, grouped)

    def compose(self) -> None:
        """Queue the digests and alerts that are due."""
        with open_archive(self._settings.archive) as archive:
            mailing.compose(archive, self._settings, self.sources(), self._clock(), self._stop)

    def send(self) -> None:
        """Send waiting messages."""
        mailing.send(self._settings, self._clock(), self._stop)

    def take_returned_mail(self) -> None:
        """Read the mailbox that bounces arrive in."""
        with open_archive(self._settings.archive) as archive:
            mailing.take_returned_mail(archive, self._settings, self._clock(), stop=self._stop)


def _log_report(report: CrawlReport) -> None:
    if report.is_own_outage:
        # One line says so for all of them.
        return
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
    """The one broad catch at the top of each loop: a failure is logged, and the job runs again later."""

    def run() -> None:
        try:
            job()
        except Exception:
            log.exception("job failed and will be retried name=%s", job.__name__)

    return run
