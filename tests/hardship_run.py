"""A service in hardship: does it say so, why, and when it is over, without flooding its log.

    python -m tests.hardship_run

One service for each hardship: no room on the disk, a folder that can't be written, no file descriptors, no
memory, an archive that another program has locked, a damaged page of the archive. `/readyz` must be red
within 30 seconds, with the reason, and green within 30 seconds after; at most 20 lines of log may be written.
Needs root: the service runs without its powers, on a small file system of its own. Prints a line for each;
exit code 1 when one is not as it should be.
"""

import argparse
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from crawler.sources.source_list import write_sources
from storage import open_archive
from tests.long_world import Publication, publications
from tests.mail_server import MailServer, serving
from tests.samples import article
from tests.service_run import free_port
from tests.soak_run import SETTINGS
from yaluwatch.config import Settings

#: Seconds to turn red, and green.
LIMIT = 30.0
#: Lines of log.
LINES = 20
#: Seconds a hardship lasts at least, so that a flood of log shows.
LASTS = 40.0


class Installation:
    """A service on a file system of its own."""

    def __init__(self, folder: Path, mail_port: int, sites: list[Publication]) -> None:
        self.folder, self.data, self.port = folder, folder / "var", free_port()
        self.data.mkdir()
        text = SETTINGS.format(port=mail_port, backups=folder / "backups")
        # Nor is a damaged page found by reading everything.
        text = text.replace('integrity = "every 60 s"', "")
        (self.data / "config.toml").write_text(text.replace('restore_drill = "every 120 s"', ""))
        Settings(data=self.data).make_secret()
        listed = [replace(site.source(), poll_minutes_min=1, poll_minutes_max=2) for site in sites]
        write_sources(self.data / "sources.toml", listed)
        with open_archive(self.archive) as archive:
            for number in range(200):
                made = article(
                    url=f"https://a.example/news/{number}",
                    title=f"Trucks cross at Dandong, number {number}",
                    body=f"Trucks crossed the bridge at Dandong with load {number}. " * 40,
                )
                archive.articles.add(made, None, publisher="p")
        self._log = (folder.parent / "log").open("wb")
        # Even root may then not write what has no right to be written.
        command = ["setpriv", "--bounding-set", "-all", "--inh-caps", "-all", sys.executable]
        command += ["-m", "cli", "--data", str(self.data), "run", "--port", str(self.port)]
        self._command = command
        self.process = self._started()
        self.restarts = 0

    def _started(self) -> "subprocess.Popen[bytes]":
        environment = {**os.environ, "TMPDIR": str(self.folder)}
        return subprocess.Popen(self._command, stdout=self._log, stderr=self._log, env=environment)

    def supervise(self) -> None:
        """Start the service again if it has ended, as a service manager does."""
        if self.process.poll() is not None:
            self.restarts += 1
            self.process = self._started()

    @property
    def archive(self) -> Path:
        """The archive's file."""
        return self.data / "yalu.db"

    def log(self) -> list[str]:
        """Lines of log so far."""
        return (self.folder.parent / "log").read_text(errors="replace").splitlines()

    def readyz(self) -> tuple[int, str]:
        """Status and text; 0 when nobody answers."""
        self.supervise()
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=10) as answer:
                return answer.status, answer.read().decode().strip()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode().strip()
        except OSError as error:
            return 0, str(error)

    def wait(self, *, is_ready: bool, seconds: float) -> tuple[float, str]:
        """Wait for an answer; how long it took (inf: it never came), and what was said last."""
        began = time.monotonic()
        text = ""
        while time.monotonic() - began < seconds:
            status, text = self.readyz()
            # A monitor takes a service that does not answer for one that is down.
            if status == 200 if is_ready else status in {0, 503}:
                return time.monotonic() - began, text
            time.sleep(0.3)
        return float("inf"), text

    def limit(self, what: int, value: int) -> None:
        """Limit the service's process; -1 ends the limit."""
        hard = resource.prlimit(self.process.pid, what)[1]
        resource.prlimit(self.process.pid, what, (hard if value < 0 else value, hard))

    def close(self) -> None:
        """End the service."""
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(15)
        self.process.kill()
        self.process.wait()
        self._log.close()


@contextmanager
def no_room(made: Installation) -> Iterator[None]:
    """Fill the disk."""
    filler = made.folder / "filler"
    with filler.open("wb") as file, suppress(OSError):
        while True:
            file.write(bytes(1_000_000))
            file.flush()
    # The last bytes too.
    with (made.folder / "rest").open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(512))
    yield
    filler.unlink()
    (made.folder / "rest").unlink()


@contextmanager
def read_only(made: Installation) -> Iterator[None]:
    """Take the right to write from the service."""
    paths = [made.data, *made.data.iterdir()]
    modes = [(path, path.stat().st_mode) for path in paths]
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    yield
    for path, mode in modes:
        with suppress(FileNotFoundError):
            path.chmod(mode)


@contextmanager
def no_descriptors(made: Installation) -> Iterator[None]:
    """Let the service open no more files."""
    made.limit(resource.RLIMIT_NOFILE, len(list(Path(f"/proc/{made.process.pid}/fd").iterdir())))
    yield
    made.limit(resource.RLIMIT_NOFILE, -1)


@contextmanager
def no_memory(made: Installation) -> Iterator[None]:
    """Let the service have no more memory."""
    pages = int(Path(f"/proc/{made.process.pid}/statm").read_text().split()[0])
    made.limit(resource.RLIMIT_AS, pages * resource.getpagesize())
    yield
    made.limit(resource.RLIMIT_AS, -1)


@contextmanager
def locked(made: Installation) -> Iterator[None]:
    """Lock the archive."""
    other = sqlite3.connect(made.archive, isolation_level=None, timeout=30)
    other.execute("BEGIN EXCLUSIVE")
    yield
    other.close()


@contextmanager
def damaged(made: Installation) -> Iterator[None]:
    """Overwrite pages of the archive."""
    with made.archive.open("r+b") as file:
        size = made.archive.stat().st_size
        places = range(size // 3 // 4096 * 4096, size - 4096, 5 * 4096)
        kept = []
        for place in places:
            file.seek(place)
            kept.append((place, file.read(4096)))
            file.seek(place)
            file.write(b"\xa5" * 4096)
    yield
    with made.archive.open("r+b") as file:
        for place, before in kept:
            file.seek(place)
            file.write(before)


@contextmanager
def unread(made: Installation) -> Iterator[None]:
    """Overwrite a page of the archive that nobody reads."""
    with closing(sqlite3.connect(made.archive)) as db:
        (page,) = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'backfill_months'").fetchone()
    with made.archive.open("r+b") as file:
        file.seek((page - 1) * 4096)
        before = file.read(4096)
        file.seek((page - 1) * 4096)
        file.write(b"\xa5" * 4096)
    yield
    with made.archive.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(before)


HARDSHIPS: dict[str, Callable[[Installation], AbstractContextManager[None]]] = {
    "no-room": no_room,
    "read-only": read_only,
    "no-descriptors": no_descriptors,
    "no-memory": no_memory,
    "locked": locked,
    "damaged": damaged,
    "unread": unread,
}


@contextmanager
def small_disk() -> Iterator[Path]:
    """A file system of 1 GB."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "disk"
        folder.mkdir()
        Path(name).chmod(0o755)
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1g", "tmpfs", folder], check=True)
        try:
            yield folder
        finally:
            subprocess.run(["umount", "-l", folder], check=False)


def try_out(name: str) -> list[str]:
    """One hardship; a line for each thing that is not as it should be."""
    faults: list[str] = []
    with ExitStack() as stack:
        folder = stack.enter_context(small_disk())
        mail = stack.enter_context(serving(MailServer()))
        sites = publications()
        for site in sites:
            stack.callback(site.hang_up)
        made = Installation(folder, mail.port, sites)
        stack.callback(made.close)
        ready, said = made.wait(is_ready=True, seconds=120)
        if ready == float("inf"):
            return [f"{name}: never ready: {said}", *made.log()[-5:]]
        time.sleep(5)
        before = len(made.log())
        began = datetime.now(UTC)
        with HARDSHIPS[name](made):
            red, reason = made.wait(is_ready=False, seconds=60)
            while (datetime.now(UTC) - began).total_seconds() < LASTS:
                time.sleep(0.5)
                status, text = made.readyz()
                reason = text if status == 503 else reason
            faults += [f"{name}: started again {made.restarts} times"] if made.restarts > 3 else []
        green, last = made.wait(is_ready=True, seconds=120)
        lines = made.log()[before:]
        problems = [line for line in lines if '"level": "info"' not in line]
        # Its traceback of an accept that fails is a line of its own making.
        ours = [line for line in lines if '"logger": "asyncio"' not in line]
        sys.stdout.write(
            f"{name}: red after {red:.1f} s, green after {green:.1f} s, {len(problems)} lines of log, "
            f"{made.restarts} restarts: "
            f"{reason[:200]}\n"
        )
        sys.stdout.flush()
        if red > LIMIT:
            faults.append(f"{name}: not red within {LIMIT:g} s")
        if green > LIMIT:
            faults.append(f"{name}: not green within {LIMIT:g} s: {last}")
        if len(problems) > LINES:
            faults.append(f"{name}: {len(problems)} lines of log")
        if any("Traceback" in line for line in ours):
            faults.append(f"{name}: a traceback in the log")
        if faults:
            faults += [f"  {line[:300]}" for line in problems[:LINES]]
    return faults


def main() -> None:
    """Run from a shell."""
    parser = argparse.ArgumentParser(description="A service in hardship.")
    parser.add_argument("names", nargs="*", choices=[*HARDSHIPS, []], default=list(HARDSHIPS))
    faults = [fault for name in parser.parse_args().names for fault in try_out(name)]
    sys.stdout.writelines(f"FAULT {fault}\n" for fault in faults)
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
