"""The same articles and searches in SQLite and PostgreSQL: CPU time of the client, and of its server process.

python -m benchmarks.storage.engines FOLDER [ARTICLES]
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path

import psycopg

from benchmarks.storage.corpus import Corpus
from benchmarks.storage.measure import percentile, say
from benchmarks.storage.searching import ONE_TERM
from storage import Archive, Facet, Order, Query, Step, open_archive, parse_query
from tests.postgres import running

_BATCH = 500
_TICKS = os.sysconf("SC_CLK_TCK")
_TWO = ("밀수 단둥 relevant:any", "走私 丹东 relevant:any", "smuggling dandong relevant:any")


def main(folder: Path, count: int) -> None:
    """Fill both, then search in both; prints one line for each kind of work."""
    folder.mkdir(parents=True)
    with running() as server:
        url = f"{server.new_archive()}&pages={folder / 'pages'}"
        where = {"sqlite": str(folder / "yalu.db"), "postgresql": url}
        for name, spent in _fill(where, count).items():
            say(f"ingest {name:12} {count / spent:8,.0f} articles a CPU second")
        _settle(url)
        found: dict[str, list[list[object]]] = {}
        for name, place in where.items():
            with open_archive(place, read_only=True) as archive:
                found[name] = list(_measure(name, archive))
        same = sum(one == other for one, other in zip(*found.values(), strict=True))
        say(f"kinds of searches with equal results: {same} of {len(found['sqlite'])}")


def _fill(where: dict[str, str], count: int) -> dict[str, float]:
    """CPU seconds of adding and judging the articles, batches alternating between the engines."""
    spent = dict.fromkeys(where, 0.0)
    archives = {name: open_archive(place) for name, place in where.items()}
    texts = iter(Corpus().articles(count))
    while batch := list(islice(texts, _BATCH)):
        judged = {one.url: verdict for one, verdict in batch}
        for name, archive in archives.items():
            started = _used(archive)
            archive.articles.add_all((one, None, "Press") for one, _ in batch)
            untagged = archive.verdicts.untagged(_BATCH)
            archive.verdicts.add(
                [(stored, judged[stored.article.url]) for stored in untagged], batch[-1][0].fetched_at
            )
            spent[name] += _used(archive) - started
    for archive in archives.values():
        archive.close()
    return spent


def _settle(url: str) -> None:
    with psycopg.connect(url.partition("&pages=")[0], autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE)")


def _measure(name: str, archive: Archive) -> Iterator[list[object]]:
    """Print the mean CPU time and the 95th percentile of each kind; yields what was found."""
    one = [parse_query(text) for text in ONE_TERM]
    two = [parse_query(text) for text in _TWO]
    kinds: dict[str, list[Callable[[], object]]] = {
        "newest 20, 1 term": [_search(archive, query) for query in one],
        "newest 20, 2 terms": [_search(archive, query) for query in two],
        "newest 20, a place": [_search(archive, parse_query(f"{text} place:place-017")) for text in ONE_TERM],
        "newest 20, no words": [_search(archive, parse_query(""))],
        "by relevance, 1 term": [_search(archive, query, Order.RELEVANCE) for query in one],
        "count": [partial(archive.search.count, query) for query in one],
        "series by month": [partial(archive.research.series, query, Step.MONTH) for query in one],
        **{f"facet {by}": [partial(archive.research.facet, query, by) for query in one] for by in Facet},
    }
    for kind, calls in kinds.items():
        results = [call() for call in calls]
        latencies = []
        started = _used(archive)
        for _ in range(3):
            for call in calls:
                began = time.perf_counter()
                call()
                latencies.append((time.perf_counter() - began) * 1000)
        mean = (_used(archive) - started) * 1000 / len(latencies)
        say(f"{name:12} {kind:24} {mean:8.1f} ms CPU  p95 {percentile(latencies, 0.95):8.1f} ms")
        yield results


def _search(archive: Archive, query: Query, order: Order = Order.NEWEST) -> Callable[[], list[int]]:
    return lambda: [hit.id for hit in archive.search.find(query, limit=20, order=order)]


def _used(archive: Archive) -> float:
    """CPU seconds of this process, and of the server's process for this archive if it has one."""
    process = getattr(getattr(archive, "connection", None), "process", 0)
    if not process:
        return time.process_time()
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(") ")[2].split()
    return time.process_time() + (int(fields[11]) + int(fields[12])) / _TICKS


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 20_000)
