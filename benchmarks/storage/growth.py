"""What an idle round, a search and the front page cost in a small archive and in a large one.

    python -m benchmarks.storage.growth FOLDER [SMALL LARGE]

By default 10,000 and 1,000,000 articles; an archive that FOLDER already holds is used again. Building the
large one takes an hour and 8 GB. Also prints the searches and counts of the large one, beside their bars.
"""

import math
import sqlite3
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import timedelta
from functools import partial
from pathlib import Path

from benchmarks.storage import ingest, searching
from benchmarks.storage.corpus import LAST
from benchmarks.storage.measure import Row, latencies, percentile, say
from storage import Archive, open_archive, parse_query

#: Cost grows with the number of articles to the power of this, at most.
MOST = 0.15

_NOW = LAST + timedelta(hours=1)
_SMALL, _LARGE = 1_000, 10_000


def main(folder: Path, small_count: int, large_count: int) -> None:
    """Build what is missing, and print two tables."""
    paths = [fill(folder / str(count), count) for count in (small_count, large_count)]
    say(f"{'p95, ms':36} {'ours':>8} {'bar':>8}")
    for row in searching.measured(paths[1]):
        say(f"{row.work:36} {row.ours or 0:8.1f} {row.bar:>8}")
    say(f"{'median, ms':36} {small_count:>10,} {large_count:>10,} {'exponent':>9} (at most {MOST})")
    before, after = map(costs, paths)
    for work, cost in after.items():
        exponent = math.log(cost / before[work]) / math.log(large_count / small_count)
        say(f"{work:36} {before[work]:10.2f} {cost:10.2f} {exponent:9.2f}")


def small(folder: Path) -> Iterator[Row]:
    """The growth from 1,000 articles to 10,000."""
    before, after = (costs(fill(folder / f"growth-{count}", count)) for count in (_SMALL, _LARGE))
    for work, cost in after.items():
        bar = f"ratio ≤ {(_LARGE / _SMALL) ** MOST:.2f}"
        yield Row(work=f"{work}: ms, 10 × the articles", floor=before[work], ours=cost, bar=bar)


def fill(folder: Path, count: int) -> Path:
    """An archive of articles that are judged and wait for nothing, in a folder; built unless it is there."""
    path = folder / "yalu.db"
    if not path.exists():
        ingest.fill(folder, count, with_bare=False)
        with closing(sqlite3.connect(path)) as db:
            # To group a million articles would take longer than everything else.
            db.execute("UPDATE article_facets SET is_grouped = 1 WHERE is_relevant")
            db.commit()
    return path


def costs(path: Path) -> Mapping[str, float]:
    """Work → milliseconds, the median."""
    everything, searches = parse_query(""), [parse_query(text) for text in searching.ONE_TERM]
    with open_archive(path) as archive:
        calls: dict[str, list[Callable[[], object]]] = {
            "an idle round": [partial(_idle_round, archive)],
            "a search": [partial(archive.search.find, query, limit=20) for query in searches],
            "the front page": [
                lambda: (archive.search.count(everything), archive.search.find(everything, limit=25))
            ],
        }
        return {work: percentile(latencies(done, 10), 0.5) for work, done in calls.items()}


def _idle_round(archive: Archive) -> None:
    """What the service asks for in every round."""
    archive.verdicts.untagged(200)
    archive.stories.ungrouped(200)
    archive.verdicts.watermark()
    archive.status.read(_NOW)
    archive.outbox.problems()
    archive.outbox.claim(_NOW)


if __name__ == "__main__":
    given = sys.argv[2:]
    main(
        Path(sys.argv[1]),
        int(given[0]) if given else 10_000,
        int(given[1]) if len(given) > 1 else 1_000_000,
    )
