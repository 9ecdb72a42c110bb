"""CPU time of polling sources that have not changed, by the light client and by crawl workers, in one run.

python -m benchmarks.crawling.quiet FOLDER [SOURCES]

Crawls SOURCES (default 60) hosts once, then polls them again and again: half of them answer 304, the others
send the same items with a new date. Counted are all of our processes, with their start where it says so.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from typing_extensions import override

from benchmarks.crawling.__main__ import cpu_seconds
from benchmarks.crawling.sources import host_source
from benchmarks.storage.measure import Row, say
from crawler.polling.report import CrawlLimits, CrawlReport, Job
from crawler.quick_polls import QuickPoll
from crawler.workers.collect import collect
from crawler.workers.pool import WorkerExit, WorkerPool
from storage import open_archive
from yaluwatch.model import Outcome, Source

# Rounds after the first one, over which the cost of a round without a start is averaged.
_MORE_ROUNDS = 3


class CrawlsOnly(WorkerPool):
    """A pool that polls every source with a crawl worker."""

    @override
    def run(self, job: Job, quick: QuickPoll | None = None) -> WorkerExit:
        """Run the crawl, whatever the light client could do."""
        return super().run(job)


def small(folder: Path) -> Iterator[Row]:
    """The light client with 20 sources."""
    (folder / "quiet").mkdir()
    archive, start = folder / "quiet" / "quiet.db", datetime.now(UTC)
    with _site() as port:
        sources = _stored(archive, port, 20, start)
        _, later = _measured(archive, sources, start + timedelta(minutes=10), WorkerPool())
    yield Row(work="a quiet poll: CPU ms", ours=later, bar="≤ 10")


def _stored(archive: Path, port: int, count: int, now: datetime) -> list[Source]:
    """Sources that have been crawled once."""
    sources = [host_source(number, port, 20) for number in range(count)]
    with WorkerPool() as pool:
        assert all(report.new for report in _round(archive, sources, now, pool))
    return sources


def main(folder: Path, count: int) -> None:
    """Run both ways and print the cost of a poll."""
    folder.mkdir(parents=True)
    archive = folder / "quiet.db"
    start = datetime.now(UTC)
    with _site() as port:
        sources = _stored(archive, port, count, start)
        say(f"{count} sources")
        first, later = _measured(archive, sources, start + timedelta(minutes=1), CrawlsOnly())
        say(f"crawl workers: {later:.1f} ms per poll; with the start of the fork server {first:.1f} ms")
        quick_first, quick_later = _measured(archive, sources, start + timedelta(minutes=10), WorkerPool())
        say(f"light client: {quick_later:.1f} ms per poll (target 10); with its start {quick_first:.1f} ms")
        say(f"a quiet poll costs 1/{later / quick_later:.0f}; with the start 1/{first / quick_first:.0f}")


def _measured(archive: Path, sources: list[Source], now: datetime, pool: WorkerPool) -> tuple[float, float]:
    """CPU milliseconds per poll in one round with start and end of the processes, and in a round without."""
    costs = []
    for rounds in (1, 1 + _MORE_ROUNDS):
        started = cpu_seconds()
        with pool:
            for number in range(rounds):
                reports = _round(archive, sources, now + timedelta(minutes=number), pool)
                assert len(reports) == len(sources)
                assert {report.outcome for report in reports} <= {Outcome.NOT_MODIFIED, Outcome.OK}
                assert not any(report.new or report.fetched for report in reports)
        costs.append((cpu_seconds() - started) * 1000 / len(sources))
        now += timedelta(minutes=rounds)
    return costs[0], (costs[1] - costs[0]) / _MORE_ROUNDS


def _round(archive: Path, sources: list[Source], now: datetime, pool: WorkerPool) -> list[CrawlReport]:
    open_archive(archive).close()
    return collect(
        sources,
        archive,
        limits=CrawlLimits(),
        user_agent="Yaluwatch-benchmark",
        now=now,
        on_report=lambda _: None,
        workers=pool,
    )


@contextmanager
def _site() -> Iterator[int]:
    """Run the hosts; yields the port they all listen on."""
    command = [sys.executable, "-m", "benchmarks.crawling.quiet_site"]
    with subprocess.Popen(  # noqa: S603
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        yield int(process.stdout.readline())
        process.stdin.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 60)
