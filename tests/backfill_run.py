"""Backfill a WordPress-like site that refuses now and then, killing the command many times.

`python -m tests.backfill_run --posts 2000 --kills 20` prints what was found wrong; exits 1 if anything was.
"""

import argparse
import random
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from time import monotonic, sleep

from crawler.sources import write_sources
from storage import Query, open_archive
from tests.wordpress_site import Post, Refusal, WordPressSite
from yaluwatch.model import Source, SourceKind

SENTENCES = (
    "Freight trucks crossed the bridge from Dandong to Sinuiju again this week, a trader in the city said.",
    "Customs officers checked the loads of cement and cooking oil bound for North Korea one by one.",
    "Smugglers on the Yalu have moved upstream since border guards were replaced, residents said.",
    "Trade between China and North Korea fell in the month before, according to Chinese customs.",
)
#: Seconds between two requests to the site, and the least that may be seen: on a busy machine, a request is
#: noticed late and the next one on time. One without a pause comes within milliseconds.
DELAY, MIN_GAP = 0.1, 0.05


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run found."""

    posts: int
    kills: int
    #: Requests answered, and those that a run without any trouble needs.
    requests: int
    needed: int
    missing: int
    doubled: int
    relevant: int
    #: Articles that a digest would report.
    told: int
    #: Shortest time between two requests to the site, seconds.
    shortest_gap: float

    @property
    def is_good(self) -> bool:
        """Whether everything was kept."""
        return (
            not (self.missing or self.doubled or self.told)
            and self.relevant > 0
            and self.requests <= 1.1 * self.needed + 2 * self.kills
            and self.shortest_gap >= MIN_GAP
        )


def run(posts: int, kills: int, seed: int = 1) -> Outcome:
    """One backfill of so many posts, of which every tenth has to be read from its page."""
    first = datetime(2010, 1, 1, tzinfo=UTC)
    chance = random.Random(seed)
    made = [Post(number, first + timedelta(hours=60 * number), number % 10 > 0) for number in range(posts)]
    refusals = {number: chance.choice([(429, 1), (503, 1), (500, None)]) for number in range(7, posts, 60)}

    refused = 0

    def refuse(number: int) -> Refusal | None:
        nonlocal refused
        refused += number in refusals
        return refusals.get(number)

    site = WordPressSite(made, refuse=refuse, sentences=SENTENCES)
    try:
        with tempfile.TemporaryDirectory(prefix="yalu-backfill-") as folder:
            data = Path(folder)
            write_sources(data / "sources.toml", [_source(site)])
            _command(data, kills, chance)
            return _judged(site, data, kills, refused)
    finally:
        site.close()


def _source(site: WordPressSite) -> Source:
    return Source(
        id="blog",
        name="Blog",
        publisher="Blog Press",
        homepage=f"{site.address}/",
        language="en",
        country="US",
        kind=SourceKind.WORDPRESS,
        urls=(site.endpoint,),
        delay_seconds=DELAY,
        allow_private=True,
    )


def _command(data: Path, kills: int, chance: random.Random) -> None:
    """Run the command, and kill it so many times."""
    command = [sys.executable, "-m", "cli", "--data", str(data), "backfill", "source", "blog"]
    command += ["--since", "2010-01-01"]
    while True:
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
            if not kills:
                if process.wait() != 0:
                    raise SystemExit("the command failed")
                return
            before = _stored(data)
            end = monotonic() + 60
            while process.poll() is None and monotonic() < end and _stored(data) == before:
                sleep(0.05)
            sleep(chance.uniform(0, 0.4))
            process.send_signal(signal.SIGKILL)
            process.wait()
            kills -= 1


def _stored(data: Path) -> int:
    path = data / "yalu.db"
    if not path.exists():
        return 0
    with open_archive(path) as archive:
        return sum(one.stored + one.known for one in archive.backfills.every())


def _judged(site: WordPressSite, data: Path, kills: int, refused: int) -> Outcome:
    with open_archive(data / "yalu.db") as archive:
        (backfill,) = archive.backfills.every()
        titles = Counter(record.title for record in archive.research.records(Query(only_relevant=False)))
        told = archive.digest_inputs.candidates(
            after_verdict=0, up_to_verdict=sys.maxsize, since=datetime(2000, 1, 1, tzinfo=UTC)
        )
        relevant = archive.search.count(Query())
    times = [at for path, at in site.asked if path != "/robots.txt"]
    wanted = {f"Post {post.number}" for post in site.posts if post.at.date() <= backfill.until}
    return Outcome(
        posts=len(wanted),
        kills=kills,
        requests=len(times) - refused,
        needed=-(-len(site.posts) // 100) + sum(not post.is_whole for post in site.posts),
        missing=len(wanted - titles.keys()),
        doubled=sum(count - 1 for count in titles.values()),
        relevant=relevant,
        told=len(told),
        shortest_gap=min(after - before for before, after in pairwise(times)),
    )


def main() -> int:
    """Run as the arguments say, and print the outcome."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    outcome = run(chosen.posts, chosen.kills, chosen.seed)
    sys.stdout.write(f"{outcome}\n")
    return 0 if outcome.is_good else 1


if __name__ == "__main__":
    raise SystemExit(main())
