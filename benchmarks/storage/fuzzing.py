"""Run 100,000 random searches: each must give results or a QueryError, nothing else.

python -m benchmarks.storage.fuzzing FOLDER [SEARCHES]
"""

import random
import sys
import time
from pathlib import Path

from benchmarks.storage.corpus import Corpus
from benchmarks.storage.measure import say
from storage import open_archive, parse_query
from yaluwatch.errors import QueryError

_FRAGMENTS = (
    *('"', "(", ")", "-", " ", "  ", "OR ", " OR ", "AND ", "NOT ", "NEAR ", " NEAR/3 ", "*", "^", "{"),
    *("topic:", "place:x", "source:'", "publisher:", "language:ko", "goods:", "actor:", "status:edited"),
    *("score:>0.5", "after:2024", "before:2024-02-30", "relevant:any", "asof:2024", "title:", ":"),
    *("밀수", "走私", "노동", "丹", "coal", "a", "'", "; DROP TABLE articles", "\x00", "\ud800", "\u202e"),
    *("\u0301", "𝒳", "＂", "％", "\n", "\t"),
)


def main(folder: Path, count: int) -> None:
    """Half of the searches combine query syntax, half are random characters."""
    rng = random.Random(4)  # noqa: S311 - no secret
    errors, slowest = 0, 0.0
    with open_archive(folder / "fuzzed.db") as archive:
        batch = list(Corpus().articles(300))
        archive.articles.add_all((article, None, "Press") for article, _ in batch)
        verdicts = {article.url: verdict for article, verdict in batch}
        untagged = archive.verdicts.untagged(300)
        archive.verdicts.add([(one, verdicts[one.article.url]) for one in untagged], batch[-1][0].fetched_at)
        for number in range(count):
            typed = random_query(rng) if number % 2 else "".join(map(chr, rng.choices(range(0x3000), k=12)))
            started = time.perf_counter()
            try:
                query = parse_query(typed)
                archive.search.find(query, limit=3)
                archive.search.count(query)
            except QueryError:
                errors += 1
            slowest = max(slowest, time.perf_counter() - started)
    say(f"{count:,} searches, {errors:,} of them rejected with QueryError, no other errors")
    say(f"slowest {slowest * 1000:.1f} ms")


def random_query(rng: random.Random) -> str:
    """A query put together from words, filters, operators and odd characters."""
    return "".join(rng.choices(_FRAGMENTS, k=rng.randint(1, 10)))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 100_000)
