"""Pages per CPU second beside bare Scrapy with the extractor alone, and the memory of a long crawl.

python -m benchmarks.crawling FOLDER PAGES_DIR [PAGES [LONG]]

PAGES (2,000) pages of 40 hosts are crawled both ways in one run; then LONG (20,000) pages once, with the
memory of all our processes together, shared pages counted once, looked at ten times a second.
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
    """Measure and tell."""
    folder.mkdir(parents=True)
    per_host = pages // HOSTS
    with site(pages_dir, per_host) as port:
        bare_seconds, bare_articles = bare(port, per_host)
        rate = pages / bare_seconds
        say(f"bare: {pages:,} pages, {bare_articles:,} articles, {rate:.1f} pages a CPU second")
        started = cpu_seconds()
        new = sum(report.new for report in crawl(folder / "short.db", port, per_host))
        seconds = cpu_seconds() - started
        say(f"ours: {pages:,} pages, {new:,} articles stored, {pages / seconds:.1f} pages a CPU second")
        say(f"ours reaches {bare_seconds / seconds:.0%} of bare (bar 70 %)")
    if long:
        with site(pages_dir, long // HOSTS) as port, Watcher() as watcher:
            reports = crawl(folder / "long.db", port, long // HOSTS)
        say(f"{long:,} pages, {sum(report.new for report in reports):,} articles stored; most memory in MB")
        say(f"in each tenth of the time: {', '.join(f'{most:.0f}' for most in watcher.tenths())} (bar 400)")


@contextmanager
def site(pages_dir: Path, per_host: int) -> Iterator[int]:
    """The hosts, and the port they all listen on."""
    command = [sys.executable, "-m", "benchmarks.crawling.site", str(pages_dir), str(per_host)]
    with subprocess.Popen(  # noqa: S603
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        yield int(process.stdout.readline())
        process.stdin.close()


def bare(port: int, per_host: int) -> tuple[float, int]:
    """CPU seconds and articles of the bare crawl, its imports included as they are in ours."""
    started = cpu_seconds()
    command = [sys.executable, "-m", "benchmarks.crawling.bare", str(port), str(per_host)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    return cpu_seconds() - started, int(done.stdout)


def crawl(archive: Path, port: int, per_host: int) -> list[CrawlReport]:
    """Our crawl of all hosts into a new archive."""
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
    """Of this process and of those it has waited for, theirs included."""
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


class Watcher:
    """Looks at the memory of this process and its crawling workers while the block runs."""

    def __init__(self) -> None:
        self._samples: list[float] = []
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> "Watcher":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def tenths(self) -> list[float]:
        """The most in each tenth of the time, MB."""
        size = max(1, len(self._samples) // 10)
        return [max(self._samples[at : at + size]) for at in range(0, size * 10, size)]

    def _watch(self) -> None:
        while not self._done.wait(0.1):
            self._samples.append(sum(map(_megabytes, _crawling())))


def _crawling() -> list[Path]:
    """Our process and all below it but the site, as folders of /proc."""
    below: dict[str, list[Path]] = {}
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            parent = process.joinpath("stat").read_text().rpartition(")")[2].split()[1]
            below.setdefault(parent, []).append(process)
    found, open_ones = [], [Path("/proc") / str(os.getpid())]
    while open_ones:
        process = open_ones.pop()
        with suppress(OSError):
            if b"crawling.site" not in process.joinpath("cmdline").read_bytes():
                found.append(process)
                open_ones += below.get(process.name, [])
    return found


def _megabytes(process: Path) -> float:
    """Its share of memory: a page that n processes hold counts as a nth (PSS)."""
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
