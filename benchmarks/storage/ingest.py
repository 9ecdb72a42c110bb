"""Fill an archive and the bare baseline from one corpus, alternating, and compare rows per CPU second.

python -m benchmarks.storage.ingest FOLDER [ARTICLES]
"""

import sys
import time
from functools import partial
from itertools import islice
from pathlib import Path

from benchmarks.storage.bare import Bare
from benchmarks.storage.corpus import Corpus
from benchmarks.storage.measure import say
from storage import Archive, open_archive
from yaluwatch.model import Article, Verdict

_BATCH = 500


def main(folder: Path, count: int, *, with_bare: bool = True) -> None:
    """Fill `yalu.db` and `bare.db` in a new folder."""
    folder.mkdir(parents=True)
    bare = Bare(folder / "bare.db") if with_bare else None
    texts = iter(Corpus().articles(count))
    spent = {"archive": 0.0, "bare": 0.0}
    done = size = 0
    with open_archive(folder / "yalu.db") as archive:
        while batch := list(islice(texts, _BATCH)):
            size += sum(len(article.body.encode()) for article, _ in batch)
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
    for name, seconds in spent.items():
        say(f"{name:8} {count / max(seconds, 1e-9):7.0f} rows per CPU second")
    say(f"ratio {spent['bare'] / spent['archive']:.2f} (target 0.70), {size / count:.0f} bytes per article")
    for file in sorted(folder.glob("*.db")):
        say(f"{file.name} {file.stat().st_size / 1e6:,.0f} MB")


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
