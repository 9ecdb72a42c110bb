"""The same articles and searches in SQLite and PostgreSQL: CPU time of the client, and of the whole server.

python -m benchmarks.storage.engines FOLDER [ARTICLES] [--searches N] [--url URL]

The server is one for tests, which waits for no disk, unless `--url` names an empty database. A folder and a
database that are filled already are measured again. With `--searches`, the benchmark's searches and so many
random ones must find the same articles in the same order.
"""

import argparse
import os
import random
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, suppress
from functools import partial
from itertools import islice
from pathlib import Path

import psycopg

from benchmarks.storage.corpus import Corpus
from benchmarks.storage.measure import percentile, say
from benchmarks.storage.random_searches import random_searches
from benchmarks.storage.searching import ONE_TERM
from storage import Archive, Facet, Order, Query, Step, open_archive, parse_query
from tests.postgres import running
from yaluwatch.errors import QueryError
from yaluwatch.model import Article, Verdict

# The manual wants a quarter of the computer's memory
# (https://www.postgresql.org/docs/current/runtime-config-resource.html#GUC-SHARED-BUFFERS).
_SERVER = {"shared_buffers": "512MB", "maintenance_work_mem": "256MB", "autovacuum": "on"}
_BATCH = 500
_TICKS = os.sysconf("SC_CLK_TCK")
_TWO = ("밀수 단둥 relevant:any", "走私 丹东 relevant:any", "smuggling dandong relevant:any")


def main(folder: Path, count: int, *, searches: int = 0, url: str = "") -> bool:
    """Fill both, then search in both; prints a line for each kind of work. Whether all results are equal."""
    is_new = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        url = url or stack.enter_context(running(**_SERVER)).new_archive()
        where = {
            "sqlite": str(folder / "yalu.db"),
            "postgresql": f"{url}{'&' if '?' in url else '?'}pages={folder / 'pages'}",
        }
        if is_new:
            for name, spent in _fill(where, count).items():
                say(f"ingest {name:12} {count / spent:8,.0f} articles a CPU second")
            _settle(url)
        archives = {
            name: stack.enter_context(open_archive(place, read_only=True)) for name, place in where.items()
        }
        found = [list(_measure(name, archive)) for name, archive in archives.items()]
        same = sum(one == other for one, other in zip(*found, strict=True))
        say(f"kinds of searches with equal results: {same} of {len(found[0])}")
        return same == len(found[0]) and (not searches or _compare(archives, searches))


def _fill(where: Mapping[str, str], count: int) -> dict[str, float]:
    """CPU seconds of adding and judging the articles, batches alternating between the engines."""
    spent = dict.fromkeys(where, 0.0)
    archives = {name: open_archive(place) for name, place in where.items()}
    texts = iter(Corpus().articles(count))
    done = 0
    while batch := list(islice(texts, _BATCH)):
        # Alternate the order, because the second one finds the texts encoded and in the CPU cache.
        for name, archive in (list if done // _BATCH % 2 else reversed)(archives.items()):  # type: ignore[operator]
            started = _used(archive)
            _add(archive, batch)
            spent[name] += _used(archive) - started
        done += len(batch)
        if done % 10_000 == 0:
            rates = ", ".join(f"{name} {done / seconds:,.0f}" for name, seconds in spent.items())
            say(f"{done:9,} articles; a CPU second: {rates}; load {os.getloadavg()[0]:.1f}")
    for archive in archives.values():
        archive.close()
    return spent


def _add(archive: Archive, batch: list[tuple[Article, Verdict]]) -> None:
    archive.articles.add_all((article, None, "Press") for article, _ in batch)
    judged = {article.url: verdict for article, verdict in batch}
    untagged = archive.verdicts.untagged(_BATCH)
    archive.verdicts.add(
        [(stored, judged[stored.article.url]) for stored in untagged], batch[-1][0].fetched_at
    )


def _settle(url: str) -> None:
    """What autovacuum does, now."""
    with psycopg.connect(url, autocommit=True) as connection:
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
        "by relevance, 2 terms": [_search(archive, query, Order.RELEVANCE) for query in two],
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
        load = os.getloadavg()[0]
        p95 = percentile(latencies, 0.95)
        say(f"{name:12} {kind:24} {mean:8.1f} ms CPU  p95 {p95:8.1f} ms  load {load:.1f}")
        yield results


def _compare(archives: Mapping[str, Archive], count: int) -> bool:
    """Whether the benchmark's and random searches give equal results; prints those that do not."""
    rng = random.Random(17)  # noqa: S311 - no secret
    differing = hits = errors = 0
    for number, text in enumerate([*ONE_TERM, *_TWO, *islice(random_searches(rng), count)], 1):
        if number % 100 == 0:
            say(f"{number:9,} searches compared: {hits:,} hits, {differing} differ")
        try:
            query = parse_query(text)
        except QueryError:
            errors += 1
            continue
        for order in Order:
            found = [_search(archive, query, order)() for archive in archives.values()]
            hits += len(found[0])
            if found[0] != found[1]:
                differing += 1
                say(f"{order} {text!r} differs: {found[0]} {found[1]}")
        counts = [archive.search.count(query) for archive in archives.values()]
        if counts[0] != counts[1]:
            differing += 1
            say(f"count of {text!r} differs: {counts}")
    say(f"{count:,} random searches in each order: {hits:,} hits, {errors} refused, {differing} differ")
    return not differing


def _search(archive: Archive, query: Query, order: Order = Order.NEWEST) -> Callable[[], list[int]]:
    return lambda: [hit.id for hit in archive.search.find(query, limit=20, order=order)]


def _used(archive: Archive) -> float:
    """CPU seconds of this process, and of all processes of the server if the archive has one."""
    process = getattr(getattr(archive, "connection", None), "process", 0)
    return time.process_time() + (_used_by_server(process) if process else 0)


def _used_by_server(process: int) -> float:
    """CPU seconds of all processes of the server that this one is of, those that have ended among them."""
    parent = int(_fields(process)[1])
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii").split()
    ticks = sum(map(int, _fields(parent)[11:15]))
    for child in children:
        with suppress(FileNotFoundError, ProcessLookupError):
            ticks += sum(map(int, _fields(int(child))[11:13]))
    return ticks / _TICKS


def _fields(process: int) -> list[str]:
    """What the system says of a process, from its state on (man 5 proc_pid_stat)."""
    return Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(") ")[2].split()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.storage.engines")
    parser.add_argument("folder", type=Path)
    parser.add_argument("articles", type=int, nargs="?", default=20_000)
    parser.add_argument("--searches", type=int, default=0, metavar="N", help="compare N random searches")
    parser.add_argument("--url", default="", help="an empty database, or the one that was filled")
    return parser.parse_args()


if __name__ == "__main__":
    _given = _options()
    sys.exit(not main(_given.folder, _given.articles, searches=_given.searches, url=_given.url))
