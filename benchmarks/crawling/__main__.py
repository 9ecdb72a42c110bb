"""Pages per CPU second, compared with bare Scrapy plus extraction, and memory of a long crawl.

python -m benchmarks.crawling FOLDER PAGES_DIR [PAGES [LONG]]

Crawls PAGES (default 2,000) pages of 40 hosts both ways in one run, then LONG (default 20,000) pages once,
sampling the total memory of all processes ten times a second; shared pages are counted once.
"""

import os
import resource
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.crawling.site import HOSTS
from benchmarks.crawling.sources import all_sources
from benchmarks.storage.measure import say
from crawler.polling.report import CrawlLimits, CrawlReport
from crawler.workers.collect import collect
from storage import open_archive


def main(folder: Path, pages_dir: Path, pages: int, long: int) -> None:
    """Run both benchmarks and print the results."""
    folder.mkdir(parents=True)
    per_host = pages // HOSTS
    with site(pages_dir, per_host) as port:
        bare_seconds, bare_articles = bare(port, per_host)
        rate = pages / bare_seconds
        say(f"bare: {pages:,} pages, {bare_articles:,} articles, {rate:.1f} pages per CPU second")
        started = cpu_seconds()
        new = sum(report.new for report in crawl(folder / "short.db", port, per_host))
        seconds = cpu_seconds() - started
        say(f"ours: {pages:,} pages, {new:,} articles stored, {pages / seconds:.1f} pages per CPU second")
        say(f"ours reaches {bare_seconds / seconds:.0%} of bare (target 70%)")
    if long:
        with site(pages_dir, long // HOSTS) as port, MemorySampler() as sampler:
            reports = crawl(folder / "long.db", port, long // HOSTS)
        say(f"{long:,} pages, {sum(report.new for report in reports):,} articles stored; peak memory in MB")
        say(f"in each tenth of the run: {', '.join(f'{peak:.0f}' for peak in sampler.tenths())} (target 400)")


@contextmanager
def site(pages_dir: Path, per_host: int) -> Iterator[int]:
    """Run the hosts; yields the port they all listen on."""
    command = [sys.executable, "-m", "benchmarks.crawling.site", str(pages_dir), str(per_host)]
    with subprocess.Popen(  # noqa: S603
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        yield int(process.stdout.readline())
        process.stdin.close()


def bare(port: int, per_host: int) -> tuple[float, int]:
    """CPU seconds (including imports, as in ours) and number of articles of the bare crawl."""
    started = cpu_seconds()
    command = [sys.executable, "-m", "benchmarks.crawling.bare", str(port), str(per_host)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    return cpu_seconds() - started, int(done.stdout)


def crawl(archive: Path, port: int, per_host: int) -> list[CrawlReport]:
    """Crawl all hosts into a new archive."""
    open_archive(archive).close()
    return collect(
        all_sources(port, per_host),
        archive,
        limits=CrawlLimits(seconds=3600),
        user_agent="Yaluwatch-benchmark",
        now=datetime.now(UTC),
        on_report=lambda _: None,
    )


def cpu_seconds() -> float:
    """CPU time of this process and of all its finished descendants."""
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


class MemorySampler:
    """Samples the memory of this process and its crawl workers inside a `with` block."""

    def __init__(self) -> None:
        self._samples: list[float] = []
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._sample)

    def __enter__(self) -> "MemorySampler":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def tenths(self) -> list[float]:
        """Peak memory in each tenth of the time, MB."""
        size = max(1, len(self._samples) // 10)
        return [max(self._samples[at : at + size]) for at in range(0, size * 10, size)]

    def _sample(self) -> None:
        while not self._done.wait(0.1):
            self._samples.append(sum(map(_megabytes, _crawling())))


def _crawling() -> list[Path]:
    """Folders in /proc of this process and its descendants, except the site."""
    children: dict[str, list[Path]] = {}
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            parent = process.joinpath("stat").read_text().rpartition(")")[2].split()[1]
            children.setdefault(parent, []).append(process)
    found, pending = [], [Path("/proc") / str(os.getpid())]
    while pending:
        process = pending.pop()
        with suppress(OSError):
            if b"crawling.site" not in process.joinpath("cmdline").read_bytes():
                found.append(process)
                pending += children.get(process.name, [])
    return found


def _megabytes(process: Path) -> float:
    """Proportional set size (PSS), MB: a page shared by n processes counts as 1/n."""
    with suppress(OSError, StopIteration):
        lines = process.joinpath("smaps_rollup").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("Pss:")).split()[1]) / 1024
    return 0.0


if __name__ == "__main__":
    given = sys.argv[3:]
    main(
        Path(sys.argv[1]),
        Path(sys.argv[2]),
        int(given[0]) if given else 2000,
        int(given[1]) if len(given) > 1 else 20_000,
    )
