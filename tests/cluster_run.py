"""Workers that are killed and stopped while they crawl; then a look at what was asked and stored.

    python -m tests.cluster_run --kills 20 --stops 5

Starts PostgreSQL, a site for each host, and the workers, each with a data folder of its own. Prints what was
found; exit code 1 when an article is missing or stored twice, a host was asked by two at once or sooner than
its delay, more was asked than kills explain, work rested for longer than a minute, mail was sent twice or
an article told twice to a reader, or the archive does not verify. With `--bucket`, raw pages are in a bucket.
"""

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from itertools import pairwise
from pathlib import Path
from unittest.mock import patch
from urllib.parse import urlsplit

import psycopg

from crawler.sources.source_list import write_sources
from storage import open_archive
from tests import bucket_server
from tests.claims_run import slowly
from tests.kill_run import below
from tests.postgres import running
from tests.samples import subscribe, subscription
from tests.site import Site
from tests.unit.test_crawler_extract import html
from tests.unit.test_crawler_feeds import source
from yaluwatch.model import Source

#: Between two requests to a host, seconds; a busy machine may notice one late.
DELAY, LEAST_GAP = 1.0, 0.6
#: A stopped worker is left for so long, seconds; and work has to go on within so many.
STOPPED, RESUMED = 30.0, 60.0
#: Requests of one crawl that a kill may cost: the feed, and the page under way.
IN_FLIGHT = 2
#: The whole run, at most, seconds.
PATIENCE = 1_800.0
#: Until the last article is told, at most, seconds.
TOLD = 300.0
#: New articles are told every twenty seconds; after so many without any, all were.
ROUND = 45.0

GOODS = ("gold", "ginseng", "phones", "seafood", "copper", "tyres", "medicine", "timber", "diesel", "wigs")
SYLLABLES = ("ba", "con", "der", "fi", "gra", "hin", "ka", "lo", "men", "no", "pro", "sto", "ti", "ver", "yu")


@dataclass(frozen=True, slots=True)
class Plan:
    """What is run."""

    workers: int = 3
    #: Sources crawled at once by each.
    parallel: int = 4
    hosts: int = 40
    #: On each host, and articles of each.
    sources: int = 5
    pages: int = 4
    kills: int = 20
    stops: int = 5
    #: Between two blows, seconds.
    every: float = 15.0
    #: Who gets mail, each with a subscription of their own.
    readers: int = 10


@dataclass
class Result:
    """What was found."""

    seconds: float = 0.0
    articles: int = 0
    requests: int = 0
    polls: int = 0
    mails: int = 0
    kills: int = 0
    stops: int = 0
    #: Seconds from each kill until a host of the victim was asked again, and which one when.
    resumed: list[tuple[float, str]] = field(default_factory=list)
    #: One line per thing that is not as it should be.
    faults: list[str] = field(default_factory=list)


class Cluster:
    """The workers, and those that had to be replaced."""

    def __init__(self, folder: Path, url: str, plan: Plan) -> None:
        self._folder, self._plan = folder, plan
        self._env = {**os.environ, "YALUWATCH_DATABASE_URL": url}
        self._processes: list[subprocess.Popen[bytes]] = []

    def prepare(self, sources: Sequence[Source]) -> None:
        """Make the data folders, with the same source list, and the archive."""
        for number in range(self._plan.workers):
            data = self._data(number)
            data.mkdir()
            write_sources(data / "sources.toml", sources)
        command = [sys.executable, "-m", "cli", "--data", str(self._data(0)), "init"]
        subprocess.run(command, env=self._env, check=True, stdout=subprocess.DEVNULL)

    def start(self) -> None:
        """Start all workers."""
        self._processes = [self._started(number) for number in range(self._plan.workers)]

    def family(self, number: int) -> list[int]:
        """The process of a worker, and those below it."""
        pid = self._processes[number].pid
        return [pid, *below(pid)]

    def kill(self, number: int, *, alone: bool) -> None:
        """Kill a worker, with its family or so that the kernel has to, and start another in its place."""
        for pid in self.family(number)[: 1 if alone else None]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._processes[number].wait()
        self._processes[number] = self._started(number)

    def signal(self, number: int, what: signal.Signals) -> None:
        """Send a signal to a worker and its family."""
        for pid in self.family(number):
            with suppress(ProcessLookupError):
                os.kill(pid, what)

    def pid(self, number: int) -> int:
        """The process of a worker."""
        return self._processes[number].pid

    def end(self) -> list[int]:
        """End all workers; their exit codes."""
        for process in self._processes:
            process.terminate()
        return [process.wait(60) for process in self._processes]

    def mails(self) -> list[str]:
        """The Message-ID of each mail in the outbox folders."""
        files = self._folder.glob("worker-*/outbox/**/*.eml")
        return [str(message_from_bytes(file.read_bytes())["Message-ID"]) for file in files]

    def _data(self, number: int) -> Path:
        return self._folder / f"worker-{number}"

    def _started(self, number: int) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "cli", "--data", str(self._data(number)), "worker"]
        with (self._folder / f"log-{number}").open("ab") as log:
            return subprocess.Popen(
                [*command, "--parallel", str(self._plan.parallel)], env=self._env, stdout=log, stderr=log
            )


def run(plan: Plan, seed: int = 3, logs: Path | None = None, *, in_bucket: bool = False) -> Result:
    """Crawl until every article is stored and all blows have fallen; logs go to `logs`.

    `in_bucket` is where raw pages are kept, instead of in a folder.
    """
    result, rng = Result(), random.Random(seed)
    with ExitStack() as stack:
        server = stack.enter_context(running())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="yalu-cluster-")))
        sites = [stack.enter_context(closing(Site())) for _ in range(plan.hosts)]
        url, pages = server.new_database(), str(folder / "pages")
        if in_bucket:
            served = stack.enter_context(bucket_server.serving())
            stack.enter_context(patch.dict(os.environ, served.environment))
            pages = "s3://kept/pages"
        cluster = Cluster(folder, f"{url}&pages={pages}", plan)
        cluster.prepare([made for site in sites for made in published(site, plan)])
        with open_archive(url) as archive:
            for number in range(plan.readers):
                addresses = (f"reader-{number}@example.org",)
                made = subscription(id=f"all-{number}", frequency="immediate", addresses=addresses)
                subscribe(archive, made)
        cluster.start()
        began = time.monotonic()
        try:
            blows(cluster, url, sites, plan, rng, result, began)
        finally:
            codes = cluster.end()
        result.faults += [f"a worker ended with {code}" for code in codes if code]
        result.faults += faults(url, sites, plan, result, cluster.mails())
        result.faults += tracebacks(folder)
        with open_archive(f"{url}&pages={pages}", read_only=True) as archive:
            result.faults += archive.maintenance.verify().problems
        if logs is not None:
            shutil.copytree(folder, logs, ignore=shutil.ignore_patterns("worker-*", "pages"))
    return result


def published(site: Site, plan: Plan) -> Iterator[Source]:
    """Sources of one host, with articles that are on the subject."""
    for part in range(plan.sources):
        paths = [f"/a/{part}00{page}" for page in range(plan.pages)]
        site.feed(f"/feed{part}", *paths)
        for path in paths:
            title, *sentences = event(random.Random(f"{site.port}{path}"))
            site.page(path, html(sentences, title=title))
            site.answers[path] = slowly(site.answers[path])
        yield source(
            id=f"s{site.port}-{part}",
            urls=(f"{site.address}/feed{part}",),
            homepage=site.address,
            allow_private=True,
            delay_seconds=DELAY,
        )


def event(rng: random.Random) -> list[str]:
    """A title and sentences about an event that no other article reports."""
    where, goods = rng.choice(("Dandong", "Hunchun", "Tumen", "Changbai", "Linjiang")), rng.choice(GOODS)
    person, firm, ship = ("".join(rng.choices(SYLLABLES, k=3)).title() for _ in range(3))
    amount, hour = rng.randrange(11, 9_000), rng.randrange(1, 24)
    return [
        f"{where} customs seize {amount} kilograms of {goods} bound for North Korea",
        f"Chinese customs officers in {where} seized {amount} kilograms of {goods}.",
        f"The company {firm} was smuggling them across the border to North Korea, an official said.",
        f"They were hidden in a truck of {person}, who was arrested at {hour} o'clock near {ship}.",
        f"{person} had paid {amount * 7} yuan to {firm} for {goods}, the customs office of {where} said.",
    ]


def blows(
    cluster: Cluster,
    url: str,
    sites: Sequence[Site],
    plan: Plan,
    rng: random.Random,
    result: Result,
    began: float,
) -> None:
    """Kill and stop workers at intervals until all has been done and everything is stored."""
    left = ["kill"] * plan.kills + ["stop"] * plan.stops
    rng.shuffle(left)
    waiting: dict[str, float] = {}
    frozen: dict[int, float] = {}
    next_blow = time.monotonic() + plan.every
    while time.monotonic() - began < PATIENCE:
        now = time.monotonic()
        for number in [number for number, until in frozen.items() if now >= until]:
            cluster.signal(number, signal.SIGCONT)
            del frozen[number]
        stored = stored_by_host(url)
        note_resumed(waiting, sites, result)
        for host in [host for host in waiting if stored[host] == plan.sources * plan.pages]:
            # Nothing was left to do there.
            del waiting[host]
        if left and now >= next_blow:
            next_blow = now + plan.every
            if able := [number for number in range(plan.workers) if number not in frozen]:
                number = rng.choice(able)
                if left.pop() == "kill":
                    waiting |= dict.fromkeys(hosts_of_worker(url, cluster.pid(number)), now)
                    cluster.kill(number, alone=rng.random() < 0.5)
                    result.kills += 1
                else:
                    cluster.signal(number, signal.SIGSTOP)
                    frozen[number] = now + STOPPED
                    result.stops += 1
        if sum(stored.values()) == len(sites) * plan.sources * plan.pages and not result.seconds:
            result.seconds = now - began
        if result.seconds and not left and not frozen:
            break
        time.sleep(0.2)
    for number in frozen:
        cluster.signal(number, signal.SIGCONT)
    # The last articles are tagged, grouped and told, by a new scheduler if the last one was killed.
    until, quiet_since = time.monotonic() + TOLD, time.monotonic()
    while time.monotonic() < until and time.monotonic() < quiet_since + ROUND:
        if has_more_to_tell(url):
            quiet_since = time.monotonic()
        time.sleep(0.5)


def hosts_of_worker(url: str, pid: int) -> list[str]:
    """The hosts that a process has claimed."""
    with psycopg.connect(url) as db:
        rows = db.execute("SELECT name, owner FROM claims WHERE name LIKE 'host:%'").fetchall()
    return [name.removeprefix("host:") for name, owner in rows if f"/{pid}/" in owner]


def note_resumed(waiting: dict[str, float], sites: Sequence[Site], result: Result) -> None:
    """Note for each host whose worker was killed how long it took until it was asked again."""
    for site in sites:
        host = f"127.0.0.1:{site.port}"
        if host in waiting and site.asked and (last := site.asked[-1][1]) > waiting[host] + LEAST_GAP:
            seconds = last - waiting.pop(host)
            result.resumed.append((seconds, f"{host} at {datetime.now(UTC):%H:%M:%S}"))


def has_more_to_tell(url: str) -> bool:
    """Whether an article has no verdict or story yet, or a digest is not sent."""
    with psycopg.connect(url) as db:
        row = db.execute(
            "SELECT (SELECT count(*) FROM articles WHERE id NOT IN (SELECT article FROM verdicts)),"
            " (SELECT count(*) FROM verdicts v WHERE v.is_relevant = 1"
            " AND v.article NOT IN (SELECT article FROM story_articles)),"
            " (SELECT count(*) FROM deliveries WHERE state != 'sent')"
        ).fetchone()
    return row is not None and any(row)


def stored_by_host(url: str) -> Counter[str]:
    """How many articles the archive has of each host."""
    with psycopg.connect(url) as db:
        return Counter(urlsplit(name).netloc for (name,) in db.execute("SELECT url FROM articles"))


def faults(
    url: str, sites: Sequence[Site], plan: Plan, result: Result, mails: Sequence[str]
) -> Iterator[str]:
    """What is not as it should be at the end."""
    wanted = {
        f"{site.address}/a/{part}00{page}"
        for site in sites
        for part in range(plan.sources)
        for page in range(plan.pages)
    }
    with psycopg.connect(url) as db:
        found = Counter(name for (name,) in db.execute("SELECT url FROM articles"))
        versions = db.execute("SELECT count(*) FROM versions").fetchone()
        sent = db.execute("SELECT count(*) FROM deliveries WHERE state = 'sent'").fetchone()
        told = db.execute(
            "SELECT d.subscription, a.article, count(*) FROM digest_articles a"
            " JOIN digests d ON d.id = a.digest GROUP BY 1, 2 HAVING count(*) > 1"
        ).fetchall()
    result.articles, result.mails = len(found), len(mails)
    if lost := wanted - set(found):
        yield f"{len(lost)} articles are missing, such as {min(lost)}"
    yield from (f"{name} is stored {count} times" for name, count in found.items() if count > 1)
    if versions and versions[0] != len(found):
        yield f"{versions[0]} versions of {len(found)} articles"
    if sent and sent[0] != len(mails):
        yield f"{len(mails)} mails in the outbox folders, {sent[0]} recorded as sent"
    yield from (f"mail {name} was sent {count} times" for name, count in Counter(mails).items() if count > 1)
    if told:
        yield f"{len(told)} articles were told more than once to a reader"
    pages = Counter(
        f"{site.address}{path}" for site in sites for path in site.paths() if path.startswith("/a/")
    )
    result.requests = sum(len(site.asked) for site in sites)
    result.polls = sum(path.startswith("/feed") for site in sites for path in site.paths())
    again = sum(pages.values()) - len(pages)
    explained = (result.kills + result.stops) * plan.parallel * IN_FLIGHT
    if again > explained:
        yield f"{again} pages were asked for again, {explained} are explained by kills and stops"
    for site in sites:
        yield from crowding(site)
    for seconds, where in result.resumed:
        if seconds > RESUMED:
            yield f"work rested for {seconds:.0f} s after a kill, until {where}"


def crowding(site: Site) -> Iterator[str]:
    """Requests to one host that overlap, or follow each other too soon."""
    for earlier, later in pairwise(sorted(site.spans)):
        if later[0] < earlier[1]:
            yield f"two requests to {site.address} at once"
        elif later[0] - earlier[0] < LEAST_GAP:
            yield f"two requests to {site.address} {later[0] - earlier[0]:.2f} s apart"


def tracebacks(folder: Path) -> Iterator[str]:
    """Workers say in a sentence what is wrong."""
    for file in sorted(folder.glob("log-*")):
        text = file.read_text(errors="replace")
        if count := text.count("Traceback"):
            first = text[text.index("Traceback") :][:1500]
            yield f"{count} tracebacks in {file.name}: {first}"


def main() -> None:
    """Run from a shell."""
    parser = argparse.ArgumentParser(description="Workers that are killed and stopped while they crawl.")
    for name in ("workers", "parallel", "hosts", "sources", "pages", "kills", "stops", "readers"):
        parser.add_argument(f"--{name}", type=int, default=getattr(Plan(), name))
    parser.add_argument("--logs", type=Path, help="new folder for the logs of the workers")
    parser.add_argument("--bucket", action="store_true", help="keep raw pages in a bucket")
    arguments = vars(parser.parse_args())
    logs, in_bucket = arguments.pop("logs"), arguments.pop("bucket")
    result = run(Plan(**arguments), logs=logs, in_bucket=in_bucket)
    longest, _ = max(result.resumed, default=(0.0, ""))
    sys.stdout.write(
        f"{result.articles} articles of all sources stored after {result.seconds:.0f} s,"
        f" {result.articles / max(result.seconds, 1):.1f} a second; {result.requests} requests,"
        f" {result.polls} polls; {result.kills} kills, {result.stops} stops of {STOPPED:.0f} s;"
        f" asked again after at most {longest:.0f} s ({len(result.resumed)} hosts); {result.mails} mails;"
        f" {len(result.faults)} faults\n"
    )
    sys.stdout.writelines(f"{fault}\n" for fault in result.faults)
    sys.exit(bool(result.faults))


if __name__ == "__main__":
    main()
