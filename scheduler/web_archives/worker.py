"""A process that reads files of web archives, `python -m scheduler.web_archives.worker`.

Settings come as a line of JSON on stdin, then one line for each file to read. On stdout a line of JSON says
how far it is, and one how each file ended: see `Told`.
"""

import contextlib
import json
import resource
import signal
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from crawler.sources import read_sources
from scheduler import jobs
from scheduler.web_archives.downloads import Downloader
from scheduler.web_archives.listing import is_url
from scheduler.web_archives.reading import FileReader
from storage import Archive, open_archive
from yaluwatch import times
from yaluwatch.config import Settings
from yaluwatch.errors import ArchiveError, ArchiveLocked, YaluError
from yaluwatch.log import set_up_logging
from yaluwatch.owner import is_dead, new_owner

#: Seconds for which a file is claimed, and after which the claim is extended.
LEASE = 900.0
_RENEW_AFTER = 60.0
#: Seconds between two lines that say how far it is.
TELL_SECONDS = 0.5
# Other workers store what they found at the same time.
_ATTEMPTS = 10


class FileWorker:
    """Reads files, and stores what they give."""

    def __init__(self, settings: Settings, tell: Callable[[dict[str, Any]], None]) -> None:
        self._settings = settings
        self._tell = tell
        self._reader = FileReader(
            jobs.load_classifier(settings), _sources(settings), settings.crawl.compression
        )
        self._folder = settings.data / "web-archives"

    def work(self, file_id: int, name: str) -> dict[str, Any]:
        """Read one file; what came of it, as JSON.

        "done" and its numbers, "taken" when another process reads it or has read it, or "failed" with a
        sentence. Raises ArchiveError when the archive can't be written.
        """
        with open_archive(self._settings.archive) as archive:
            owner, claim = new_owner(), f"web-archive:{file_id}"
            archive.claims.release_dead(is_dead, time.time())
            if not archive.claims.take([claim], owner, time.time(), lease=LEASE):
                return {"result": "taken"}
            try:
                return self._read(archive, file_id, name, _Progress(self._tell, archive, owner, claim))
            except ArchiveError:
                raise
            except (YaluError, OSError) as error:
                reason = str(error)
                archive.web_archives.note(file_id, reason)
                return {"result": "failed", "error": reason}
            finally:
                archive.claims.release(owner, time.time())

    def _read(self, archive: Archive, file_id: int, name: str, progress: "_Progress") -> dict[str, Any]:
        path = Path(name)
        if is_url(name):
            with closing(
                Downloader(self._folder, jobs.user_agent(self._settings.crawl.contact))
            ) as downloader:
                path = downloader.file(name, progress.downloaded)
        read = self._reader.read(path, times.clock(), progress.read)
        for attempt in range(_ATTEMPTS):
            try:
                done = archive.web_archives.store(file_id, read, times.clock())
                break
            except ArchiveLocked:
                if attempt == _ATTEMPTS - 1:
                    raise
        if is_url(name):
            path.unlink(missing_ok=True)
        if done is None:
            return {"result": "taken"}
        numbers = {
            key: getattr(done, key) for key in ("size", "records", "passed", "stored", "known", "relevant")
        }
        return {"result": "done", **numbers, "detail": done.detail}


class _Progress:
    """Tells how far a file is, and keeps the claim on it."""

    def __init__(
        self, tell: Callable[[dict[str, Any]], None], archive: Archive, owner: str, claim: str
    ) -> None:
        self._tell = tell
        self._archive, self._owner, self._claim = archive, owner, claim
        self._told = self._renewed = time.monotonic()

    def downloaded(self, at: int, size: int) -> None:
        """So many bytes of a file of this size (0 = unknown) are downloaded."""
        self._note({"downloaded": at, "size": size})

    def read(self, at: int) -> None:
        """So many bytes are read."""
        self._note({"read": at})

    def _note(self, told: dict[str, Any]) -> None:
        now = time.monotonic()
        if now - self._told >= TELL_SECONDS:
            self._told = now
            self._tell(told)
        if now - self._renewed >= _RENEW_AFTER:
            self._renewed = now
            self._archive.claims.renew([self._claim], self._owner, time.time(), lease=LEASE)


def _sources(settings: Settings) -> list[Any]:
    return list(read_sources(settings.sources)) if settings.sources.exists() else []


def main() -> None:
    """Read the files that stdin names, one after another."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    order = json.loads(sys.stdin.readline())
    settings = Settings.model_validate(order["settings"])
    set_up_logging(order["level"], settings.log.format)
    try:
        worker = FileWorker(settings, _say)
        _limit_memory(settings.crawl.megabytes_per_source * 1024 * 1024)
        for line in sys.stdin:
            asked = json.loads(line)
            _say(worker.work(asked["id"], asked["name"]))
    except YaluError as error:
        _say({"result": "stopped", "error": str(error)})
        sys.exit(error.exit_code)


def _limit_memory(size: int) -> None:
    """Let no page take more memory than so many bytes, beside what is loaded."""
    with contextlib.suppress(OSError):
        size += int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _say(told: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
