"""Four reading processes and one writing process on one archive: errors and search latency.

python -m benchmarks.storage.together FOLDER [SECONDS]
"""

import multiprocessing
import random
import sys
import time
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path

from benchmarks.storage.corpus import PLANTED, Corpus
from benchmarks.storage.measure import percentile, say, shown
from storage import open_archive, parse_query

_WORDS = [word for words in PLANTED.values() for word in words]


def read(path: Path, seconds: float, seed: int, result: Connection) -> None:
    """Search repeatedly; send the latencies in milliseconds."""
    rng = random.Random(seed)  # noqa: S311 - no secret
    times = []
    with open_archive(path, read_only=True) as archive:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            query = parse_query(f'"{rng.choice(_WORDS)}" relevant:any')
            started = time.perf_counter()
            archive.search.find(query, limit=20)
            times.append((time.perf_counter() - started) * 1000)
            # Simulates the user reading the results.
            time.sleep(0.01)
    result.send(times)


def write(path: Path, seconds: float, result: Connection) -> None:
    """Store ten articles at a time; send how many were stored."""
    count = 0
    with open_archive(path) as archive:
        end = time.monotonic() + seconds
        texts = Corpus(seed=int(time.time())).articles(1_000_000)
        while time.monotonic() < end:
            batch = [article for article, _ in islice(texts, 10)]
            count += sum(
                added.is_new for added in archive.articles.add_all((one, None, "Press") for one in batch)
            )
    result.send(count)


def main(folder: Path, seconds: float) -> None:
    """Run the processes and print the results."""
    context = multiprocessing.get_context("spawn")
    pipes = [context.Pipe() for _ in range(5)]
    path = folder / "yalu.db"
    readers = [
        context.Process(target=read, args=(path, seconds, number, pipes[number][1])) for number in range(4)
    ]
    writer = context.Process(target=write, args=(path, seconds, pipes[4][1]))
    for process in (*readers, writer):
        process.start()
    times = [value for receiving, _ in pipes[:4] for value in receiving.recv()]
    written = pipes[4][0].recv()
    for process in (*readers, writer):
        process.join()
    failed = sum(process.exitcode != 0 for process in (*readers, writer))
    say(f"{len(times):,} searches, {written:,} articles written, {failed} processes failed")
    say(f"ms p50 p95 slowest {shown(times)}, p99 {percentile(times, 0.99):.2f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else 60)
