"""What a source would give: a real crawl of a few pages into an archive that is thrown away.

It runs in the same child process, through the same guards and rules, as any crawl.
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
    """What one poll and a page or two of a source came to. Nothing of it is stored."""

    source: Source
    report: CrawlReport
    #: How each polled address answered.
    polls: tuple[Fetch, ...] = ()
    #: The pages asked for, in their order.
    pages: tuple[Fetch, ...] = ()
    #: The first few articles announced.
    samples: tuple[Candidate, ...] = ()
    #: Date of the newest of all; None without dates. Aware UTC.
    newest_item_at: datetime | None = None
    #: The first article read; None when there was none.
    article: Article | None = None


def try_source(
    source: Source, *, limits: CrawlLimits, user_agent: str, now: datetime, pages: int = 2
) -> Trial:
    """Poll a source and read up to `pages` of its articles; with 0 it is only polled."""
    (trial,) = try_sources([source], limits=limits, user_agent=user_agent, now=now, pages=pages)
    return trial


def try_sources(
    sources: Sequence[Source], *, limits: CrawlLimits, user_agent: str, now: datetime, pages: int
) -> list[Trial]:
    """The same for several, `limits.parallel` at once. Ctrl-C stops them all."""
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
            polls=tuple(archive.sources.ledger(source.id, "poll", limit=50)),
            pages=tuple(archive.sources.ledger(source.id, "page", limit=50)),
            samples=ending.result.samples,
            newest_item_at=ending.result.poll.newest_item_at,
            article=stored.article if stored else None,
        )
