"""Try a source: a real crawl of a few pages into a temporary archive.

It runs in a crawl worker, with the same limits and rules as any crawl.
"""

import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from crawler.polling import CrawlLimits, CrawlReport, Job
from crawler.workers.pool import WorkerExit, WorkerPool
from storage import Query, open_archive
from yaluwatch.model import Article, Candidate, Fetch, Outcome, Source, SourceState


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """The result of polling a source and fetching a few of its pages. None of it is stored."""

    source: Source
    report: CrawlReport
    #: The log row of each polled URL.
    polls: tuple[Fetch, ...] = ()
    #: The log rows of the pages, in the order they were fetched.
    pages: tuple[Fetch, ...] = ()
    #: The first few articles announced.
    samples: tuple[Candidate, ...] = ()
    #: Date of the newest article announced; None without dates. Aware UTC.
    newest_item_at: datetime | None = None
    #: The first article extracted; None if there was none.
    article: Article | None = None


def try_source(
    source: Source, *, limits: CrawlLimits, user_agent: str, now: datetime, pages: int = 2
) -> Trial:
    """Poll a source and fetch up to `pages` of its articles; 0 only polls it."""
    (trial,) = try_sources([source], limits=limits, user_agent=user_agent, now=now, pages=pages)
    return trial


def try_sources(
    sources: Sequence[Source], *, limits: CrawlLimits, user_agent: str, now: datetime, pages: int
) -> list[Trial]:
    """`try_source` for several sources, `limits.parallel` at a time. Ctrl-C stops all of them."""
    with (
        tempfile.TemporaryDirectory(prefix="yalu-try-") as folder,
        WorkerPool() as workers,
        ThreadPoolExecutor(max_workers=limits.parallel, thread_name_prefix="try") as pool,
    ):
        jobs = [
            Job(
                source=replace(source, max_pages=pages),
                state=SourceState(source_id=source.id),
                archive_path=Path(folder) / f"{source.id}.db",
                user_agent=user_agent,
                limits=limits,
                now=now,
            )
            for source in sources
        ]
        try:
            endings = list(pool.map(workers.run, jobs))
        except KeyboardInterrupt:
            workers.stop()
            raise
        return [_trial(*each) for each in zip(sources, jobs, endings, strict=True)]


def _trial(source: Source, job: Job, ending: WorkerExit) -> Trial:
    if ending.result is None or not job.archive_path.exists():
        report = CrawlReport(source_id=source.id, outcome=Outcome.CRASHED, detail="it was stopped")
        return Trial(source=source, report=ending.result.report if ending.result else report)
    with open_archive(job.archive_path) as archive:
        hits = archive.search.find(Query(only_relevant=False), limit=1)
        stored = archive.articles.get(hits[0].id) if hits else None
        return Trial(
            source=source,
            report=ending.result.report,
            polls=tuple(archive.sources.fetch_log(source.id, "poll", limit=50)),
            pages=tuple(archive.sources.fetch_log(source.id, "page", limit=50)),
            samples=ending.result.samples,
            newest_item_at=ending.result.poll.newest_item_at,
            article=stored.article if stored else None,
        )
