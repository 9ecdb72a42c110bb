"""A service under load for a quarter of an hour, and whether it grows.

    python -m tests.soak_run --minutes 15

Sites publish an article every second, new readers are mailed at once, backups and verifications follow each
other, and somebody reloads the pages. Every few seconds the service's memory, open files, threads and
processes, the files it leaves in the temporary and the data folder, and the write-ahead log are counted.
Prints each figure's course; exit code 1 when one grows: when the straight line through its last two thirds
rises by more than its own noise and more than a few percent. Articles of the last fourteen days are kept in
memory to group new ones, so that memory may also grow by what each of them may take.
"""

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.error import URLError

from crawler.sources.source_list import write_sources
from storage import Query, open_archive
from tests.kill_run import below, damage
from tests.long_world import DAY, Publication, day_of_news, publications
from tests.mail_server import MailServer, serving
from tests.samples import subscribe, subscription
from tests.service_run import free_port, logs
from yaluwatch.config import Settings
from yaluwatch.model import Frequency

SETTINGS = """
[crawl]
every_minutes = 1
[mail]
smtp_host = "127.0.0.1"
smtp_port = {port}
smtp_security = "none"
[jobs]
tag = "every 5 s"
compose = "every 5 s"
deliver = "every 5 s"
alarms = "every 10 s"
source_health = "every 30 s"
optimize = "every 60 s"
backup = "every 60 s"
integrity = "every 60 s"
restore_drill = "every 120 s"
[backup]
folder = "{backups}"
keep_daily = 1
keep_weekly = 0
keep_monthly = 0
"""
#: What is counted → the growth that is allowed, as a share of the mean over the last two thirds.
ALLOWED = {
    "memory, MB": 0.05,
    "open files": 0.05,
    "threads": 0.05,
    "processes": 0.10,
    "temporary files": 0.10,
    "unfinished files": 0.10,
    "write-ahead log, MB": 0.05,
}
#: Growth below this is none, in the figure's own unit.
_SMALL = {"memory, MB": 5.0, "write-ahead log, MB": 1.0}
#: What an article of the last days may take in memory, MB; see docs/costs.md.
KNOWN_ARTICLE_MB = 8 / 1024
_SECONDS_BETWEEN = 5.0
#: A reader is added after so many articles; each gets an alert at once, and then one in a quarter of an hour.
ARTICLES_PER_READER = 10
#: Figure → its course; "seconds" are the times.
Course = dict[str, list[float]]
PATHS = ("/search", "/search?q=Dandong", "/sources", "/metrics", "/healthz?verbose=1")


def measured(process: "subprocess.Popen[bytes]", data: Path, scratch: Path) -> Iterator[tuple[str, float]]:
    """(name, figure) of everything that is counted, now."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    fields = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
    yield "memory, MB", int(fields["VmRSS"].split()[0]) / 1024
    yield "threads", int(fields["Threads"])
    yield "open files", len(list(Path(f"/proc/{process.pid}/fd").iterdir()))
    yield "processes", sum(1 for _ in below(process.pid))
    yield "temporary files", sum(len(files) for _, _, files in os.walk(scratch))
    unfinished = (file for file in data.rglob("*") if file.name.startswith(".") or file.suffix == ".part")
    yield "unfinished files", sum(1 for _ in unfinished)
    log = data / "yalu.db-wal"
    yield "write-ahead log, MB", log.stat().st_size / 1e6 if log.exists() else 0.0


def rises(times: Sequence[float], figures: Sequence[float], allowed: float, small: float) -> float:
    """By how much the straight line through the last two thirds rises; 0.0 if by no more than is allowed.

    Noise is what a line through figures that scatter as these do rises by chance, at three standard errors.
    """
    start = len(figures) // 3
    t, y = times[start:], figures[start:]
    line = statistics.linear_regression(t, y)
    span = t[-1] - t[0]
    rest = [value - line.intercept - line.slope * at for at, value in zip(t, y, strict=True)]
    spread = sum((at - statistics.fmean(t)) ** 2 for at in t)
    error = (sum(each * each for each in rest) / max(len(t) - 2, 1) / spread) ** 0.5 if spread else 0.0
    rise = line.slope * span
    return rise if rise > max(3 * error * span, allowed * statistics.fmean(y), small) else 0.0


def publish(sites: Mapping[str, Publication], rng: random.Random) -> Iterator[int]:
    """Publish an article each time; the number so far."""
    number = count = 0
    while True:
        for site, item in day_of_news(number, datetime.now(UTC) - DAY, rng):
            sites[site].items.append(replace(item, at=datetime.now(UTC)))
            count += 1
            yield count
        number += 1


def ask(port: int, path: str) -> None:
    """Load a page, whatever the answer."""
    with (
        suppress(URLError, TimeoutError, ConnectionError),
        urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as page,
    ):
        page.read()


def prepare(folder: Path, mail: MailServer, sites: Sequence[Publication]) -> Path:
    """A data folder with settings, sources and a reader."""
    data = folder / "var"
    data.mkdir()
    (data / "config.toml").write_text(SETTINGS.format(port=mail.port, backups=folder / "backups"))
    Settings(data=data).make_secret()
    listed = [replace(site.source(), poll_minutes_min=1, poll_minutes_max=2) for site in sites]
    write_sources(data / "sources.toml", listed)
    add_reader(data, 0)
    return data


def add_reader(data: Path, number: int) -> None:
    """Subscribe somebody who is told everything at once: the first mail comes within seconds."""
    with open_archive(data / "yalu.db") as archive:
        made = subscription(
            id=f"reader-{number}",
            name=f"Reader {number}",
            frequency=Frequency.IMMEDIATE,
            addresses=(f"desk{number}@example.org",),
            created_at=datetime.now(UTC) - timedelta(hours=1),
        )
        subscribe(archive, made)


def soak(minutes: float, rate: float = 1.0, seed: int = 7) -> tuple[Course, list[str]]:
    """The course of each figure, and a line for each that grows or anything else that went wrong."""
    course: Course = defaultdict(list)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        mail = stack.enter_context(serving(MailServer()))
        sites = publications()
        for site in sites:
            stack.callback(site.hang_up)
        data = prepare(folder, mail, sites)
        (scratch := folder / "tmp").mkdir()
        port = free_port()
        log = stack.enter_context((data / "log-1").open("wb"))
        command = [sys.executable, "-m", "cli", "--data", str(data), "run", "--port", str(port)]
        environment = {**os.environ, "TMPDIR": str(scratch)}
        process = stack.enter_context(subprocess.Popen(command, stdout=log, stderr=log, env=environment))
        stack.callback(process.terminate)
        began = time.monotonic()
        news = publish({site.id: site for site in sites}, random.Random(seed))
        published = asked = 0
        known: list[float] = []
        readers = 1
        while (passed := time.monotonic() - began) < 60 * minutes:
            assert process.poll() is None, f"the service ended with {process.returncode}: {logs(data)}"
            while published < passed * rate:
                published = next(news)
            while readers <= published / ARTICLES_PER_READER:
                add_reader(data, readers)
                readers += 1
            ask(port, PATHS[asked % len(PATHS)])
            asked += 1
            if len(course["seconds"]) * _SECONDS_BETWEEN <= passed:
                course["seconds"].append(passed)
                for name, figure in measured(process, data, scratch):
                    course[name].append(figure)
                known.append(KNOWN_ARTICLE_MB * published)
            time.sleep(0.2)
        process.terminate()
        code = process.wait(60)
        faults = [f"exit code {code}: {logs(data)}"] if code else []
        faults += damage(data)
        if "Traceback" in (data / "log-1").read_text():
            faults.append(f"a traceback in the log: {logs(data)}")
        with open_archive(data / "yalu.db", read_only=True) as archive:
            stored = archive.search.count(Query(only_relevant=False))
        if stored < published / 2:
            faults.append(f"only {stored} of {published} articles are stored")
    course |= {"articles published": [published], "articles stored": [stored], "pages asked for": [asked]}
    course["messages"] = [len(mail.received)]
    grown = {**course, "memory, MB": [a - b for a, b in zip(course["memory, MB"], known, strict=True)]}
    for name, allowed in ALLOWED.items():
        if rise := rises(course["seconds"], grown[name], allowed, _SMALL.get(name, 1.0)):
            faults.append(f"{name} grows by {rise:.1f} over the last two thirds")
    return course, faults


def main() -> None:
    """Run from a shell."""
    parser = argparse.ArgumentParser(description="A service under load, and whether it grows.")
    parser.add_argument("--minutes", type=float, default=15)
    parser.add_argument("--rate", type=float, default=1.0, help="articles a second")
    given = parser.parse_args()
    course, faults = soak(given.minutes, given.rate)
    for name, figures in course.items():
        if len(figures) == 1:
            sys.stdout.write(f"{name}: {figures[0]:g}\n")
            continue
        parts = (figures[index * (len(figures) - 1) // 8] for index in range(9))
        sys.stdout.write(f"{name + ':':22}{' '.join(f'{figure:7.1f}' for figure in parts)}\n")
    sys.stdout.writelines(f"FAULT {fault}\n" for fault in faults)
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
