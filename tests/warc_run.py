"""Backfill from WARC files, killing the command or a worker many times, and compare with a run in peace.

`python -m tests.warc_run --files 60 --kills 10` prints what differs; exits 1 if anything does.
"""

import argparse
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

from storage import open_archive
from tests.kill_run import below
from tests.warc_files import write_file

#: What an archive holds, in the order of names: ids and the times of work differ between runs.
_COMPARED = {
    "articles": """
        SELECT a.url, a.source, a.publisher, a.language, a.published_at, a.version, a.is_backfilled,
            v.number, v.title, v.body, v.content_sha256, p.sha256, f.name, w."offset", w.captured_at
        FROM articles a JOIN versions v ON v.article = a.id JOIN pages p ON p.id = v.page
        JOIN web_archive_articles w ON w.article = a.id
        JOIN web_archive_files f ON f.id = w.file ORDER BY 1, 8
    """,
    "verdicts": """
        SELECT a.url, d.version, d.classifier, d.relevance, d.is_relevant, d.tags, d.mentions
        FROM verdicts d JOIN articles a ON a.id = d.article ORDER BY 1, 2, d.id
    """,
    "files": """
        SELECT name, collection, finished_at IS NOT NULL, size, sha256, records, passed, stored, known,
            relevant, detail FROM web_archive_files ORDER BY 1
    """,
    "refusals": """
        SELECT f.name, r.reason, r.records FROM web_archive_refusals r
        JOIN web_archive_files f ON f.id = r.file ORDER BY 1, 2
    """,
    "counts": "SELECT kind, value, articles FROM relevant_counts WHERE kind != 'day' ORDER BY 1, 2",
    "pages": "SELECT url, fetched_at, sha256 FROM pages ORDER BY 1, 2",
    "grouped": """
        SELECT a.url FROM story_articles s JOIN articles a ON a.id = s.article ORDER BY 1
    """,
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run found."""

    files: int
    kills: int
    articles: int
    #: Articles that a digest would report.
    told: int
    #: One line for everything that is not as it should be.
    faults: tuple[str, ...]

    @property
    def is_good(self) -> bool:
        """Whether killing made no difference."""
        return not self.faults and not self.told and self.articles > 0


def run(files: int, kills: int, records: int = 40, seed: int = 3, longest: float = 0.4) -> Outcome:
    """Backfill the same files twice: in peace, and with so many kills.

    Each comes at most `longest` seconds after a file was finished: the shorter, the fewer files are needed.
    """
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="yalu-warc-") as name:
        folder = Path(name)
        for number in range(files):
            write_file(folder / "files", number, records, relevant=5)
        _in_peace(folder / "calm", folder / "files")
        struck = sum(
            _struck(folder / "killed", folder / "files", chance.uniform(0, longest), chance)
            for _ in range(kills)
        )
        _in_peace(folder / "killed", folder / "files")
        calm, killed = _stored(folder / "calm"), _stored(folder / "killed")
        faults = [f"{what} differ" for what in _COMPARED if calm[what] != killed[what]]
        faults += _damage(folder / "killed")
        faults += [] if struck == kills else [f"only {struck} of {kills} kills hit a running command"]
        with open_archive(folder / "killed" / "yalu.db") as archive:
            told = archive.digest_inputs.candidates(
                after_verdict=0, up_to_verdict=sys.maxsize, since=archive.web_archives.files()[0].listed_at
            )
        return Outcome(files, struck, len(calm["articles"]), len(told), tuple(faults))


def _command(data: Path, files: Path) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "cli", "--data", str(data), "backfill", "warc", str(files)]
    return subprocess.Popen([*command, "--parallel", "2"], stdout=subprocess.DEVNULL)


def _in_peace(data: Path, files: Path) -> None:
    with _command(data, files) as process:
        if process.wait(1800) != 0:
            raise SystemExit("the command failed")


def _struck(data: Path, files: Path, delay: float, chance: random.Random) -> bool:
    """Kill the command, all its processes, or one worker and then the command, while it reads files."""
    with _command(data, files) as process:
        before, end = _finished(data), monotonic() + 120
        while process.poll() is None and monotonic() < end and _finished(data) == before:
            sleep(0.02)
        sleep(delay)
        family = [process.pid, *below(process.pid)]
        for pid in chance.choice([family[:1], family, family[:0:-1], [*family[1:2], process.pid]]):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        was_running = process.poll() in {None, -signal.SIGKILL}
        process.kill()
        process.wait()
        while any(Path(f"/proc/{pid}").exists() for pid in family):
            sleep(0.02)
    return was_running


def _finished(data: Path) -> int:
    with suppress(sqlite3.Error), closing(sqlite3.connect(data / "yalu.db")) as db:
        count = db.execute("SELECT count(finished_at) FROM web_archive_files").fetchone()[0]
        return int(count)
    return 0


def _stored(data: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(data / "yalu.db")) as db:
        return {what: db.execute(statement).fetchall() for what, statement in _COMPARED.items()}


def _damage(data: Path) -> Iterator[str]:
    with open_archive(data / "yalu.db") as archive:
        for finding in archive.maintenance.doctor():
            if not finding.is_ok:
                yield f"doctor: {finding.check}: {finding.detail}"
        yield from archive.maintenance.verify().problems


def main() -> int:
    """Run as the arguments say, and print the outcome."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=60)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=3)
    chosen = parser.parse_args()
    outcome = run(chosen.files, chosen.kills, seed=chosen.seed)
    sys.stdout.write(f"{outcome}\n")
    return 0 if outcome.is_good else 1


if __name__ == "__main__":
    raise SystemExit(main())
