"""Fill an archive and the bare baseline from one corpus, alternating, and compare rows per CPU second.

python -m benchmarks.storage.ingest FOLDER [ARTICLES]
"""

import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from itertools import islice
from pathlib import Path

from benchmarks.storage.bare import Bare
from benchmarks.storage.corpus import Corpus
from benchmarks.storage.measure import Row, say
from storage import Archive, open_archive
from yaluwatch.model import Article, Verdict

_BATCH = 500


def small(folder: Path) -> Iterator[Row]:
    """Ingest beside the bare design; leaves both in `folder`/archive for the other benchmarks."""
    count = 10_000
    spent = fill(folder / "archive", count)
    yield Row(
        work="ingest: articles a CPU second",
        floor=count / spent["bare"],
        ours=count / spent["archive"],
        bar="ratio ≥ 0.75",
    )
    sizes = [_used(folder / "archive" / name) / count / 1000 for name in ("bare.db", "yalu.db")]
    yield Row(work="file: KB an article", floor=sizes[0], ours=sizes[1], bar="≤ 6.5")


def _used(file: Path) -> int:
    """Bytes in use: a merge of the index leaves free pages, which in a small file are many."""
    with closing(sqlite3.connect(file)) as db:
        (pages,), (free,), (size,) = (
            db.execute(f"PRAGMA {name}").fetchone() for name in ("page_count", "freelist_count", "page_size")
        )
    return int((pages - free) * size)


def main(folder: Path, count: int, *, with_bare: bool = True) -> None:
    """Fill `yalu.db` and `bare.db` in a new folder and print what it cost."""
    spent = fill(folder, count, with_bare=with_bare)
    for name, seconds in spent.items():
        say(f"{name:8} {count / max(seconds, 1e-9):7.0f} rows per CPU second")
    say(f"ratio {spent['bare'] / spent['archive']:.2f} (target 0.75)")
    for file in sorted(folder.glob("*.db")):
        say(f"{file.name} {file.stat().st_size / 1e6:,.0f} MB")


def fill(folder: Path, count: int, *, with_bare: bool = True) -> dict[str, float]:
    """Fill `yalu.db` and `bare.db` in a new folder; returns the CPU seconds of "archive" and "bare"."""
    folder.mkdir(parents=True)
    bare = Bare(folder / "bare.db") if with_bare else None
    texts = iter(Corpus().articles(count))
    spent = {"archive": 0.0, "bare": 0.0}
    done = 0
    with open_archive(folder / "yalu.db") as archive:
        while batch := list(islice(texts, _BATCH)):
            steps = [("archive", partial(_add, archive, batch))]
            if bare:
                steps.append(("bare", partial(bare.add, done, [article for article, _ in batch])))
            # Alternate the order, because the second one finds the texts encoded and in the CPU cache.
            for name, step in steps if done // _BATCH % 2 else reversed(steps):
                started = time.process_time()
                step()
                spent[name] += time.process_time() - started
            done += len(batch)
            if done % 20_000 == 0:
                say(f"{done:9,} articles, archive/bare {spent['bare'] / spent['archive']:.2f}")
        archive.maintenance.optimize()
    return spent


def _add(archive: Archive, batch: list[tuple[Article, Verdict]]) -> None:
    """The writes of collecting and tagging: store articles, find untagged ones, add verdicts."""
    archive.articles.add_all((article, None, "Press") for article, _ in batch)
    verdicts = {article.url: verdict for article, verdict in batch}
    untagged = archive.verdicts.untagged(_BATCH)
    archive.verdicts.add(
        [(stored, verdicts[stored.article.url]) for stored in untagged], batch[-1][0].fetched_at
    )


if __name__ == "__main__":
    main(
        Path(sys.argv[1]),
        int(sys.argv[2]) if len(sys.argv) > 2 else 200_000,
        with_bare="archive-only" not in sys.argv,
    )
