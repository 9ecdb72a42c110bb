"""What workers do: the crawl of one source, one file of a web archive, looking for what is due."""

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass

from crawler.polling import due_sources
from crawler.workers import WorkerPool, main_host
from scheduler import jobs, web_archives
from scheduler.job_table import log_report
from scheduler.running import Reloader
from storage import open_archive
from yaluwatch import times
from yaluwatch.model import Source

log = logging.getLogger(__name__)

# A file that another process reads is looked for again after this time, in case that process dies. Seconds.
_TAKEN_SECONDS = 60.0


class BusyError(Exception):
    """Another process works on the same host; to be tried again."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"try again in {seconds:.1f} seconds")
        #: Until it is worth trying again.
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class DueCrawl:
    """A source that is due."""

    source_id: str
    #: The host that is asked first: crawls of one host are given out one after another.
    host: str


class Work:
    """Does jobs, in threads: any number at once."""

    def __init__(self, reloader: Reloader, workers: WorkerPool) -> None:
        self._reloader = reloader
        self._workers = workers
        #: Set when the process ends.
        self.stop = threading.Event()

    def end(self) -> None:
        """End what runs; crawls keep what they have read."""
        self.stop.set()
        self._workers.stop()

    def due(self) -> list[DueCrawl]:
        """The crawls that are due now, the most overdue first. Raises ArchiveError."""
        with open_archive(self._reloader.settings.archive) as archive:
            states = archive.sources.states()
        found = due_sources(self._reloader.sources(), states, times.clock())
        return [DueCrawl(source.id, main_host(source)) for source in found]

    def crawl(self, source_id: str) -> None:
        """Crawl a source if it is due. Raises BusyError, or ArchiveError."""
        source = self._source(source_id)
        if source is None or self.stop.is_set():
            return
        now = times.clock()
        with open_archive(self._reloader.settings.archive) as archive:
            state = archive.sources.state(source_id)
        # It may have been crawled since it was queued.
        if not due_sources([source], {source_id: state}, now):
            return
        seconds = jobs.collect_one(self._reloader.settings, source, now, log_report, self._workers)
        if seconds:
            raise BusyError(seconds)

    def read_file(self, file_id: int) -> None:
        """Read a file of a web archive; what can't be read is noted in the archive. Raises YaluError."""
        with open_archive(self._reloader.settings.archive) as archive:
            file = archive.web_archives.get(file_id)
        if file is None:
            return
        progress, failures = web_archives.backfill_files(
            self._reloader.settings, [file], parallel=1, on_progress=lambda _: None, stop=self.stop
        )
        if progress.taken:
            raise BusyError(_TAKEN_SECONDS)
        for name, reason in failures.items():
            log.error("file not read file=%s reason=%s", name, reason)

    def _source(self, source_id: str) -> Source | None:
        sources: Sequence[Source] = self._reloader.sources()
        found = next((source for source in sources if source.id == source_id), None)
        if found is None:
            log.warning("source is not in the list of this computer source=%s", source_id)
        return found
