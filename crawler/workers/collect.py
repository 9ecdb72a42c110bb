"""Crawling many sources, a few at a time, each in its own process, and recording the results."""

import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime
from pathlib import Path
from time import monotonic, sleep, time

from crawler.polling import (
    Clock,
    CrawlLimits,
    CrawlReport,
    Job,
)
from crawler.workers.host_queue import HostQueue, claimed_names
from crawler.workers.pool import WorkerExit, WorkerPool
from crawler.workers.recorder import CrawlRecorder, Sent
from storage import open_archive
from yaluwatch.model import Source
from yaluwatch.owner import is_dead

log = logging.getLogger(__name__)

# How often to check for a request to stop, and, while nothing runs, for a free host, seconds.
_STOP_CHECK_SECONDS, _IDLE_SECONDS = 0.5, 0.02
# How long to wait before trying again to claim a source or host that another process holds, seconds.
_CLAIM_RETRY_SECONDS = 0.5
# When another process crawls a source's host: how long until the next try, seconds.
_BUSY_SECONDS = 3.0


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
        sent = Sent(archive_path.absolute(), user_agent, limits)
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


def collect_one(
    source: Source,
    archive_path: Path,
    *,
    limits: CrawlLimits,
    user_agent: str,
    now: datetime,
    on_report: Callable[[CrawlReport], None],
    workers: WorkerPool,
) -> float:
    """Crawl one source as `collect` does, unless another process holds it or one of its hosts.

    Returns the seconds after which it is worth trying again, 0 when it has been crawled. To be called from
    one thread for each crawl; `workers.stop` ends all of them.
    """
    with open_archive(archive_path) as archive:
        recorder = CrawlRecorder(
            archive, {source.id: archive.sources.state(source.id)}, Clock(now), on_report
        )
        if not recorder.claim(source):
            held = archive.claims.held(claimed_names(source), time())
            pauses = [claim.free_at - time() for claim in held if not claim.owner]
            return max(min(pauses), 0.05) if len(pauses) == len(held) > 0 else _BUSY_SECONDS
        if (job := recorder.job(source, Sent(archive_path.absolute(), user_agent, limits))) is not None:
            recorder.take(job, workers.run(job, recorder.quick_poll(job)))
            recorder.resolve_unreached()
    return 0.0


def _gather(
    queue: HostQueue, recorder: CrawlRecorder, sent: Sent, workers: WorkerPool, stop: threading.Event
) -> None:
    parallel = sent.limits.parallel
    running: dict[Future[WorkerExit], Job] = {}
    with ThreadPoolExecutor(max_workers=parallel, thread_name_prefix="crawl") as pool:
        try:
            while (queue or running) and not stop.is_set():
                while len(running) < parallel and (source := queue.next(monotonic())):
                    if not recorder.claim(source):
                        queue.put_back(source, monotonic() + _CLAIM_RETRY_SECONDS)
                    elif (job := recorder.job(source, sent)) is None:
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
