"""Reading a source's past: crawls one after another, each for some minutes, until nothing is left."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from time import monotonic

from crawler.fetching import TEMPORARY
from crawler.polling import GOOD, CrawlLimits, Job
from crawler.workers.claiming import Hold
from crawler.workers.host_queue import claimed_names
from crawler.workers.pool import WorkerExit, WorkerPool
from storage import Archive, Backfill, open_archive
from yaluwatch.errors import CrawlError
from yaluwatch.model import Outcome, Source, SourceState

#: Seconds of one crawl: afterwards the source and its hosts are free, so that polls get their turn.
PART_SECONDS = 300.0
#: Crawls in a row that bring nothing before it gives up, and the pause after the first of them, seconds; each
#: further one is twice as long.
MAX_FRUITLESS, FIRST_PAUSE = 6, 2.0
# Articles fetched in one crawl, at most.
_PART_PAGES = 10_000
_MAY_PASS = TEMPORARY | {Outcome.TOO_LARGE, Outcome.CRASHED}
# How often progress is told, and a free host is looked for, seconds.
_TELL_SECONDS, _CLAIM_CHECK_SECONDS = 0.5, 0.1


def read_past(
    source: Source,
    begun: Backfill,
    archive_path: Path,
    *,
    limits: CrawlLimits,
    user_agent: str,
    clock: Callable[[], datetime],
    on_progress: Callable[[Backfill, float], None],
    stop: threading.Event,
) -> Backfill:
    """Go on with a backfill until it is finished, or `stop` is set; returns it as it is then.

    `on_progress` is called in this thread twice a second, with the backfill and the seconds that are still to
    be waited before the next request. Raises CrawlError when the site refuses, or brings nothing several
    times: all that was read is stored, and the next call goes on from there.
    """
    limits = replace(limits, seconds=min(limits.seconds, PART_SECONDS))
    with open_archive(archive_path) as archive, WorkerPool() as workers:
        backfill, fruitless = archive.backfills.get(begun.id), 0
        while backfill.finished_at is None and not stop.is_set():
            if (hold := _claim(archive, source, stop)) is None:
                break
            try:
                job = _job(source, backfill, archive_path, limits, user_agent, clock(), hold.owner)
                ending = _crawled(workers, job, archive, on_progress, stop)
            finally:
                hold.release()
            if ending.was_stopped:
                break
            last, backfill = backfill, archive.backfills.get(begun.id)
            fruitless = 0 if _progress(backfill) != _progress(last) else fruitless + 1
            if seconds := _seconds_to_wait(ending, backfill, fruitless):
                _wait(seconds, backfill, on_progress, stop)
        return archive.backfills.get(begun.id)


def _job(
    source: Source,
    backfill: Backfill,
    archive_path: Path,
    limits: CrawlLimits,
    user_agent: str,
    now: datetime,
    owner: str,
) -> Job:
    return Job(
        source=replace(source, max_pages=_PART_PAGES),
        state=SourceState(source_id=source.id),
        archive_path=archive_path.absolute(),
        user_agent=user_agent,
        limits=limits,
        now=now,
        owner=owner,
        claimed=claimed_names(source),
        backfill_id=backfill.id,
    )


def _claim(archive: Archive, source: Source, stop: threading.Event) -> Hold | None:
    """Wait until no other process works on the source or a host of it; None when `stop` was set before."""
    while (hold := Hold.take(archive, claimed_names(source), source.delay_seconds)) is None:
        if stop.wait(_CLAIM_CHECK_SECONDS):
            return None
    return hold


def _crawled(
    workers: WorkerPool,
    job: Job,
    archive: Archive,
    on_progress: Callable[[Backfill, float], None],
    stop: threading.Event,
) -> WorkerExit:
    """Run one crawl and report its progress."""
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="backfill") as pool:
        future = pool.submit(workers.run, job)
        try:
            while not wait([future], timeout=_TELL_SECONDS).done:
                on_progress(archive.backfills.get(job.backfill_id), 0.0)
                if stop.is_set():
                    workers.stop()
        except KeyboardInterrupt:
            stop.set()
            workers.stop()
        ending = future.result()
    if ending.reading:
        # A page that crashed a worker would do so again.
        archive.articles.dismiss(ending.reading, job.source.id, Outcome.CRASHED, job.now)
    on_progress(archive.backfills.get(job.backfill_id), 0.0)
    return ending


def _progress(backfill: Backfill) -> tuple[object, ...]:
    return backfill.cursor, backfill.method, backfill.listed, backfill.waiting


def _seconds_to_wait(ending: WorkerExit, backfill: Backfill, fruitless: int) -> float:
    """Seconds until the next crawl. Raises CrawlError when there should be none."""
    result = ending.result
    outcome = result.report.outcome if result else Outcome.CRASHED
    reason = backfill.detail or (result.report.detail if result else "it was stopped")
    if ending.is_ours:
        raise CrawlError(f"stopped: {reason}; the same command goes on from here")
    if fruitless and not (outcome in GOOD or outcome in _MAY_PASS):
        raise CrawlError(f"{backfill.source_id} can't be read any further: {reason}")
    if fruitless >= MAX_FRUITLESS:
        raise CrawlError(
            f"{backfill.source_id} brought nothing {fruitless} times in a row ({reason}); "
            "the same command goes on from here"
        )
    asked = result.poll.retry_after if result else None
    backoff = FIRST_PAUSE * 2 ** (fruitless - 1) if fruitless else 0.0
    return max(asked.total_seconds() if asked else 0.0, backoff)


def _wait(
    seconds: float, backfill: Backfill, on_progress: Callable[[Backfill, float], None], stop: threading.Event
) -> None:
    end = monotonic() + seconds
    while (left := end - monotonic()) > 0:
        on_progress(backfill, left)
        if stop.wait(min(left, _TELL_SECONDS)):
            return
