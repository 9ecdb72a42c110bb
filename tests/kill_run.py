"""Crawls of the newsroom, killed at random moments; then one in peace, and a look at what there is.

    python -m tests.kill_run --kills 50

Prints what was found; exit code 1 when an article is missing, doubled or damaged, or a WARC file is.
"""

import argparse
import gzip
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from crawler.sources.source_list import write_sources
from newsroom import Newsroom
from storage import open_archive
from tests.samples import statements_of

#: Kills that one archive has to take before it is crawled in peace.
BLOWS = 5
#: Seconds until every process of a killed crawl must have ended by itself.
PATIENCE = 300.0
#: What an archive says of an article: its address, how often it was stored, its newest text.
Stored = tuple[str, int, str]


@dataclass
class Result:
    """What was found, over all archives."""

    kills: int = 0
    archives: int = 0
    articles: int = 0
    pages: int = 0
    #: One line per thing that is not as it should be.
    faults: list[str] = field(default_factory=list)


def run(kills: int, seed: int = 11) -> Result:
    """Kill crawls `kills` times, five per archive, and compare each archive with one left in peace."""
    rng = random.Random(seed)
    result = Result()
    with Newsroom(datetime.now(UTC) - timedelta(hours=1)) as newsroom, tempfile.TemporaryDirectory() as name:
        started = time.monotonic()
        wanted = stored(in_peace(prepared(Path(name) / "calm", newsroom)))
        # With its start-up, which takes none of the blows.
        whole = time.monotonic() - started
        while result.kills < kills:
            data = prepared(Path(name) / f"killed-{result.archives}", newsroom)
            for _ in range(min(BLOWS, kills - result.kills)):
                result.kills += struck(data, rng.uniform(0.15, 0.9) * whole, rng)
            in_peace(data)
            result.archives += 1
            result.faults += differences(wanted, stored(data))
            result.faults += damage(data)
            result.articles += len(wanted)
            result.pages += sum(records(file) for file in warcs(data))
    return result


def prepared(data: Path, newsroom: Newsroom) -> Path:
    """A data folder whose sources are the newsroom's."""
    data.mkdir()
    write_sources(data / "sources.toml", newsroom.sources)
    return data


def crawl(data: Path) -> subprocess.Popen[bytes]:
    """`yalu crawl --all`, under way."""
    command = [sys.executable, "-m", "cli", "--data", str(data), "crawl", "--all"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def in_peace(data: Path) -> Path:
    """One crawl from start to end; exit code 1 when a source of the newsroom is broken on purpose."""
    with crawl(data) as process:
        assert process.wait(900) in {0, 1}
    return data


def struck(data: Path, seconds: float, rng: random.Random) -> bool:
    """Kill a crawl after some time: the command alone, or all its processes. False when it was done."""
    with crawl(data) as process:
        with suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
            return False
        family = [process.pid, *below(process.pid)]
        for pid in family if rng.random() < 0.5 else family[:1]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.wait()
        deadline = time.monotonic() + PATIENCE
        while any(Path(f"/proc/{pid}").exists() for pid in family[1:]):
            assert time.monotonic() < deadline, "a crawl outlives its parent"
            time.sleep(0.02)
    return True


def below(pid: int) -> Iterator[int]:
    """Child processes, their children and so on (Linux)."""
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield int(child)
                yield from below(int(child))


def stored(data: Path) -> list[Stored]:
    """Every article of an archive."""
    with (
        open_archive(archive_in(data), read_only=True) as archive,
        statements_of(archive).read("reading") as db,
    ):
        rows = db.execute(
            """
            SELECT a.url, (SELECT count(*) FROM versions WHERE article = a.id), v.title, v.body
            FROM articles a JOIN versions v ON v.article = a.id AND v.number = a.version ORDER BY a.url
            """
        )
        return [(url, versions, f"{title}\n{body}") for url, versions, title, body in rows]


def archive_in(data: Path) -> Path:
    """The archive of a data folder: a file, or the name of a database."""
    return data / ("archive.url" if (data / "archive.url").exists() else "yalu.db")


def differences(wanted: list[Stored], found: list[Stored]) -> Iterator[str]:
    """Articles that are missing, too many, stored again or other than they should be."""
    for each in set(wanted).symmetric_difference(found):
        yield f"{'missing' if each in wanted else 'not wanted'}: {each[0]}, {each[1]} versions"
    if len({url for url, _, _ in found}) != len(found):
        yield "an article is there twice"


def damage(data: Path) -> Iterator[str]:
    """What the archive's own examination and proof find, and WARC files that end in half a record."""
    with open_archive(archive_in(data), read_only=True) as archive:
        for finding in archive.maintenance.doctor():
            if not finding.is_ok:
                yield f"doctor: {finding.check}: {finding.detail}"
        proof = archive.maintenance.verify()
        yield from proof.problems
        pages = proof.pages
    if pages != (read := sum(records(file) for file in warcs(data))):
        yield f"{pages} pages in the archive, {read} records in its WARC files"


def warcs(data: Path) -> list[Path]:
    """The archive's WARC files."""
    return sorted(data.rglob("*.warc.gz"))


def records(file: Path) -> int:
    """Records read to the end; a file that can't be read counts none."""
    count = 0
    try:
        # warcio forgives a last member that breaks off; gzip does not.
        gzip.decompress(file.read_bytes())
        with file.open("rb") as stream:
            for record in ArchiveIterator(stream, check_digests="raise"):
                record.content_stream().read()
                count += 1
    except (ArchiveLoadFailed, EOFError, OSError):
        return 0
    return count


def main() -> None:
    """Run from a shell."""
    parser = argparse.ArgumentParser(description="Crawls of the newsroom, killed at random moments.")
    parser.add_argument("--kills", type=int, default=50)
    result = run(parser.parse_args().kills)
    sys.stdout.write(
        f"{result.kills} kills of crawls into {result.archives} archives: {result.articles} articles wanted, "
        f"{result.pages} pages in WARC files, {len(result.faults)} faults\n"
    )
    sys.stdout.writelines(f"{fault}\n" for fault in result.faults)
    sys.exit(bool(result.faults))


if __name__ == "__main__":
    main()
