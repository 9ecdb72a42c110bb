"""Two crawls of the same sources at once, one of them killed at a random moment; the other finishes the work.

    python -m tests.claims_run --kills 100

Prints what was found; exit code 1 when an article is missing, fetched more often than the kills explain, or a
host was asked by two processes at once or sooner than its delay.
"""

import argparse
import os
import random
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from crawler.sources.source_list import write_sources
from tests.kill_run import below, crawl
from tests.site import Answer, Site
from tests.unit.test_crawler_feeds import source
from yaluwatch.model import Source

HOSTS, SOURCES, PAGES = 3, 2, 2
#: Between two requests to a host, and how long a page takes to come, seconds.
DELAY, ANSWER = 1.0, 0.05
#: A busy machine may notice a request late; two processes that ignore each other ask within milliseconds.
LEAST_GAP = 0.4


@dataclass
class Result:
    """What was found, over all rounds."""

    kills: int = 0
    rounds: int = 0
    requests: int = 0
    #: Pages asked for again after a kill.
    again: int = 0
    #: One line per thing that is not as it should be.
    faults: list[str] = field(default_factory=list)


def run(kills: int, seed: int = 5) -> Result:
    """Rounds of two crawls at once until so many were killed; the first round is left in peace."""
    rng = random.Random(seed)
    result = Result()
    whole = 0.0
    while result.kills < kills or not result.rounds:
        with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
            sites = [stack.enter_context(closing(Site())) for _ in range(HOSTS)]
            data = prepared(Path(folder) / "var", sites)
            started = time.monotonic()
            killed = two_crawls(data, rng.uniform(0.2, 0.9) * whole if result.rounds else None, rng)
            whole = whole or time.monotonic() - started
            result.kills += killed
            result.rounds += 1
            result.faults += faults(data, sites, killed=killed)
            result.requests += sum(len(site.asked) for site in sites)
            result.again += sum(count - 1 for site in sites for count in pages_asked(site).values())
    return result


def prepared(data: Path, sites: list[Site]) -> Path:
    """A data folder whose sources live on the sites."""
    data.mkdir()
    write_sources(data / "sources.toml", [made for site in sites for made in published(site)])
    return data


def published(site: Site) -> Iterator[Source]:
    """Sources of one host, with articles that are on the subject."""
    for part in range(SOURCES):
        paths = [f"/a/{part}00{page}" for page in range(PAGES)]
        site.feed(f"/feed{part}", *paths)
        for path in paths:
            site.article(path, f"Trucks at Dandong {path}", "Freight trucks crossed from Dandong to Sinuiju.")
            site.answers[path] = slowly(site.answers[path])
        yield source(
            id=f"s{site.port}-{part}",
            urls=(f"{site.address}/feed{part}",),
            homepage=site.address,
            allow_private=True,
            delay_seconds=DELAY,
        )


def slowly(answer: Answer | Callable[[], Answer]) -> Callable[[], Answer]:
    """An answer that takes a while, so that two at once are seen."""

    def answered() -> Answer:
        time.sleep(ANSWER)
        return answer() if callable(answer) else answer

    return answered


def two_crawls(data: Path, kill_after: float | None, rng: random.Random) -> int:
    """`yalu crawl --all` twice at once, one killed after a time, alone or with its family; how many were."""
    with crawl(data) as one, crawl(data) as other:
        killed = 0
        if kill_after is not None:
            time.sleep(kill_after)
            if one.poll() is None:
                family = [one.pid, *below(one.pid)]
                for pid in family if rng.random() < 0.5 else family[:1]:
                    with suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
                killed = 1
        codes = {other.wait(900), *(set() if killed else {one.wait(900)})}
        assert codes == {0}, f"a crawl ended with {codes}"
    return killed


def faults(data: Path, sites: list[Site], *, killed: int) -> Iterator[str]:
    """What is not as it should be after a round."""
    wanted = {f"{site.address}{path}" for site in sites for path in pages_asked(site)}
    with closing(sqlite3.connect(data / "yalu.db")) as db:
        stored = [url for (url,) in db.execute("SELECT url FROM articles")]
        grouped = db.execute("SELECT count(*) FROM story_articles").fetchone()[0]
        orphans = db.execute(
            "SELECT count(*) FROM stories WHERE id NOT IN (SELECT story FROM story_articles)"
        ).fetchone()[0]
    if len(stored) != HOSTS * SOURCES * PAGES or set(stored) != wanted:
        yield f"{len(stored)} articles stored, {len(wanted)} wanted"
    if grouped != len(stored):
        yield f"{grouped} of {len(stored)} articles are in a story"
    if orphans:
        yield f"{orphans} stories without an article"
    for site in sites:
        for path, count in pages_asked(site).items():
            if count > 1 + killed:
                yield f"{path} was asked for {count} times"
        spans = sorted(site.spans)
        for earlier, later in pairwise(spans):
            if later[0] < earlier[1]:
                yield "two requests to a host at once"
            elif later[0] - earlier[0] < LEAST_GAP:
                yield f"two requests to a host {later[0] - earlier[0]:.2f} s apart"


def pages_asked(site: Site) -> Counter[str]:
    """How often each article was asked for."""
    return Counter(path for path, _ in site.asked if path.startswith("/a/"))


def main() -> None:
    """Run from a shell."""
    parser = argparse.ArgumentParser(description="Two crawls at once, one of them killed.")
    parser.add_argument("--kills", type=int, default=100)
    result = run(parser.parse_args().kills)
    sys.stdout.write(
        f"{result.kills} kills in {result.rounds} rounds of two crawls: {result.requests} requests, "
        f"{result.again} pages asked for again, {len(result.faults)} faults\n"
    )
    sys.stdout.writelines(f"{fault}\n" for fault in result.faults)
    sys.exit(bool(result.faults))


if __name__ == "__main__":
    main()
