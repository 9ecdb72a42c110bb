"""The service as a process, asked to end or killed at random moments, while sites and servers hang.

    python -m tests.service_run --terms 40 --kills 20

SIGTERM: it must end within ten seconds with exit code 0, leave no process behind, and leave an archive that
needs no repair. kill -9 of one of two services: the other must take over within a minute, and nothing may be
stored or sent twice. Prints what was found; exit code 1 when something is not as it should be.
"""

import argparse
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from pathlib import Path

from crawler.sources.source_list import write_sources
from storage import JobResult, Query, open_archive
from tests.kill_run import below, damage
from tests.mail_server import MailServer, serving
from tests.samples import subscribe, subscription
from tests.site import Site
from tests.unit.test_crawler_feeds import source
from yaluwatch.errors import ArchiveError
from yaluwatch.model import Frequency, Source

#: Seconds within which a service must end, and within which another must take over.
END, TAKE_OVER = 10.0, 60.0
READER = "desk@example.org"


@dataclass
class Result:
    """What was found."""

    terms: int = 0
    kills: int = 0
    #: Seconds each took to end, and to take over.
    ends: list[float] = field(default_factory=list)
    takeovers: list[float] = field(default_factory=list)
    articles: int = 0
    messages: int = 0
    #: Runs of jobs by result.
    runs: Counter[str] = field(default_factory=Counter)
    #: One line for each thing that is not as it should be.
    faults: list[str] = field(default_factory=list)


class World:
    """A data folder, a site with ever more sources, one that hangs, and mail servers that do."""

    def __init__(self, data: Path, site: Site, mail: MailServer, silent: int) -> None:
        self.data, self.site, self.mail = data, site, mail
        self._silent = silent
        self._sources: list[Source] = []
        #: Articles that can be read.
        self.published = 0
        self.backups = data.with_name("backups")
        data.mkdir()
        (data / "config.toml").write_text(
            "[crawl]\nevery_minutes = 1\nseconds_per_source = 60\n"
            f"[mail]\nsmtp_host = '127.0.0.1'\nsmtp_port = {mail.port}\nsmtp_security = 'none'\n"
            f"bounce_mailbox = 'imap://desk@127.0.0.1:{silent}/INBOX'\n"
            "[jobs]\ntag = 'every 5 s'\ncompose = 'every 5 s'\ndeliver = 'every 5 s'\nbounces = 'every 5 s'\n"
            "backup = 'every 5 s'\nintegrity = 'every 5 s'\n"
            f"[backup]\nfolder = '{self.backups}'\nkeep_daily = 1\nkeep_weekly = 0\nkeep_monthly = 0\n"
        )
        self.publish()
        with open_archive(data / "yalu.db") as archive:
            made = subscription(
                frequency=Frequency.IMMEDIATE,
                addresses=(READER,),
                created_at=datetime.now(UTC) - timedelta(hours=1),
            )
            subscribe(archive, made)

    def publish(self, *, hangs: bool = False) -> None:
        """Add a source with two articles, or one whose host does not answer."""
        number = len(self._sources)
        paths = [f"/{number}/a/{page}00" for page in (1, 2)]
        for path in paths:
            self.site.article(path, f"Trucks at Dandong {path}", f"Trucks crossed to Sinuiju, no. {path}.")
        self.site.feed(f"/{number}/feed", *paths)
        address = f"http://127.0.0.1:{self._silent}" if hangs else self.site.address
        self._sources.append(
            source(
                id=f"s{number}",
                urls=(f"{address}/{number}/feed",),
                homepage=address,
                allow_private=True,
                delay_seconds=0.1,
            )
        )
        self.published += 0 if hangs else len(paths)
        write_sources(self.data / "sources.toml", self._sources)


@contextmanager
def world() -> Iterator[World]:
    """A world of its own."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        site = stack.enter_context(closing(Site()))
        mail = stack.enter_context(serving(MailServer()))
        silent = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        threading.Thread(target=accept_all, args=[silent], daemon=True).start()
        yield World(folder / "var", site, mail, silent.getsockname()[1])


def accept_all(server: socket.socket) -> None:
    """Accept every connection and say nothing."""
    kept = []
    with suppress(OSError):
        while True:
            kept.append(server.accept()[0])


def start(data: Path, *options: str) -> "subprocess.Popen[bytes]":
    """`yalu run` on a port that is free."""
    port = free_port()
    with (data / f"log-{port}").open("ab") as log:
        command = [sys.executable, "-m", "cli", "--data", str(data), "run", "--port", str(port), *options]
        return subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


def wait_for(found: object, seconds: float = 600) -> float:
    """Wait until a function returns something true; how long it took, in seconds."""
    assert callable(found)
    began = time.monotonic()
    while not found():
        assert time.monotonic() - began < seconds, "waited too long"
        # Most of them open the archive.
        time.sleep(0.1)
    return time.monotonic() - began


def is_locked_by(data: Path, process: "subprocess.Popen[bytes]") -> bool:
    """Whether the service has come as far as locking the folder."""
    assert process.poll() is None, f"the service ended with {process.returncode}: {logs(data)}"
    with suppress(FileNotFoundError):
        return f"process {process.pid} " in (data / "service.lock").read_text()
    return False


def is_scheduler(data: Path, process: "subprocess.Popen[bytes]") -> bool:
    """Whether the process is the scheduler of the archive."""
    assert process.poll() is None, f"the service ended with {process.returncode}: {logs(data)}"
    # It may be in the middle of being made.
    with suppress(ArchiveError), open_archive(data / "yalu.db", read_only=True) as archive:
        found = archive.jobs.instance()
        return found is not None and found.pid == process.pid
    return False


def logs(data: Path) -> str:
    """The last lines that services have logged."""
    return "\n".join("\n".join(file.read_text().splitlines()[-20:]) for file in data.glob("log-*"))


def is_running(pid: int) -> bool:
    """Whether a process exists and is no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def run_terms(terms: int, seed: int = 3) -> Result:
    """End a service that many times at random moments of its life."""
    rng, result = random.Random(seed), Result()
    with world() as made:
        while result.terms < terms:
            made.publish(hangs=rng.random() < 0.4)
            made.mail.delay = rng.choice([0, 30])
            with start(made.data) as process:
                wait_for(lambda process=process: is_locked_by(made.data, process))
                time.sleep(rng.uniform(0, 9))
                family = list(below(process.pid))
                began = time.monotonic()
                process.terminate()
                code = process.wait(600)
            result.ends.append(time.monotonic() - began)
            result.terms += 1
            if code:
                result.faults.append(f"exit code {code}: {logs(made.data)}")
            wait_for(lambda family=family: not any(map(is_running, family)))
        made.mail.delay = 0
        with start(made.data) as process:
            wait_for(lambda: delivered(made))
            process.terminate()
            process.wait(600)
        inspect(made, result)
    result.faults += [f"{seconds:.1f} s to end" for seconds in result.ends if seconds > END]
    return result


def run_kills(kills: int, seed: int = 4) -> Result:
    """Kill the first of two services that many times at random; the second takes over."""
    rng, result = random.Random(seed), Result()
    with world() as made, ExitStack() as stack:
        first = stack.enter_context(start(made.data))
        while result.kills < kills:
            wait_for(lambda first=first: is_scheduler(made.data, first))
            second = stack.enter_context(start(made.data, "--wait"))
            made.publish()
            time.sleep(rng.uniform(2, 10))
            family = [first.pid, *below(first.pid)]
            for pid in family if rng.random() < 0.5 else family[:1]:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            first.wait()
            result.takeovers.append(wait_for(lambda second=second: is_scheduler(made.data, second)))
            wait_for(lambda family=family: not any(map(is_running, family)))
            result.kills += 1
            first = second
        wait_for(lambda: delivered(made))
        first.terminate()
        if code := first.wait(600):
            result.faults.append(f"exit code {code}")
        inspect(made, result)
    result.faults += [f"{each:.1f} s to take over" for each in result.takeovers if each > TAKE_OVER]
    return result


def delivered(made: World) -> bool:
    """Whether everything published is stored, tagged, grouped and sent."""
    with open_archive(made.data / "yalu.db", read_only=True) as archive:
        is_done = not (archive.verdicts.untagged(1) or archive.stories.ungrouped(1))
        stored = archive.search.count(Query(only_relevant=False))
        waiting = [each for each in archive.outbox.newest(1000) if str(each.state) != "sent"]
        return is_done and stored == made.published and not waiting and bool(made.mail.received)


def inspect(made: World, result: Result) -> None:
    """Look at what was left."""
    result.faults += damage(made.data)
    with open_archive(made.data / "yalu.db") as archive:
        result.articles = archive.search.count(Query(only_relevant=False))
        runs = archive.jobs.runs(limit=100_000)
        twice = [
            url
            for url, count in Counter(
                hit.url for hit in archive.search.find(Query(only_relevant=False), limit=10_000)
            ).items()
            if count > 1
        ]
    result.faults += [f"{url} is stored twice" for url in twice]
    result.runs = Counter(str(run.result) for run in runs)
    result.faults += [
        f"{run.job}: {run.error}" for run in runs if run.result is JobResult.FAILED and run.job != "bounces"
    ]
    if not result.kills and (lost := result.runs[str(JobResult.LOST)]):
        result.faults.append(f"{lost} runs did not record their end")
    if left := [path.name for path in made.backups.glob("*.part")]:
        # Deleted by the next backup.
        result.runs["parts of backups"] = len(left)
    names = Counter(str(message_from_bytes(raw)["Message-ID"]) for _, raw in made.mail.received)
    result.messages = len(names)
    # A message whose answer was lost with the process is sent again, under the same name.
    if (again := sum(names.values()) - len(names)) > result.kills + result.terms:
        result.faults.append(f"{again} messages came again")


def main() -> None:
    """Run both, and print what was found."""
    parser = argparse.ArgumentParser(description="The service, asked to end or killed at random moments.")
    parser.add_argument("--terms", type=int, default=40)
    parser.add_argument("--kills", type=int, default=20)
    given = parser.parse_args()
    faults = []
    for what, result in (("SIGTERM", run_terms(given.terms)), ("kill -9", run_kills(given.kills))):
        times = result.ends or result.takeovers or [0.0]
        sys.stdout.write(
            f"{what}: {len(times)} times, at most {max(times):.1f} s, {sum(times) / len(times):.1f} s on "
            f"average; {result.articles} articles, {result.messages} messages; runs {dict(result.runs)}\n"
        )
        faults += result.faults
    sys.stdout.writelines(f"FAULT {fault}\n" for fault in faults)
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
