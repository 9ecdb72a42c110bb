"""Backfilling from web archives: files handed to worker processes, one at a time, until all are read."""

import contextlib
import json
import logging
import subprocess
import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

from scheduler.web_archives.listing import is_url
from storage import Archive, WebArchiveFile
from yaluwatch.child_process import start_child
from yaluwatch.config import Settings
from yaluwatch.errors import ServiceError

log = logging.getLogger(__name__)

_MODULE = "scheduler.web_archives.worker"
#: Processes that may end while they read a file before it is left out.
MAX_CRASHES = 2
#: Seconds between two looks at how far it is.
TELL_SECONDS = 0.5
# Seconds between two looks whether killed processes have ended.
_CHECK_SECONDS = 0.1
# How large a file that waits to be downloaded may be, bytes, while none has been.
_USUAL_SIZE = 1 << 30


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a backfill is."""

    #: Files, those read in this run, and those that could not be read, or are read by another process.
    files: int
    done: int = 0
    failed: int = 0
    taken: int = 0
    #: Bytes of files read in this run, and of all that were to be read, as far as known.
    read: int = 0
    total: int = 0
    #: Bytes downloaded of the files that are being read.
    downloading: int = 0
    #: In the files read in this run.
    records: int = 0
    passed: int = 0
    stored: int = 0
    known: int = 0
    relevant: int = 0
    #: Files read in this run with something wrong in them.
    faulty: int = 0
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Bytes a second."""
        return self.read / self.seconds if self.seconds else 0.0

    def ends_at(self, now: datetime) -> datetime | None:
        """When it will have read all files at this rate; None while unknown."""
        if not self.rate:
            return None
        return now + timedelta(seconds=max(0, self.total - self.read) / self.rate)


@dataclass(slots=True)
class _Work:
    """What the threads share, under its lock."""

    waiting: deque[WebArchiveFile]
    progress: Progress
    #: The files that are being read, and how many bytes of each are.
    current: dict[int, WebArchiveFile] = field(default_factory=dict)
    under_way: dict[int, int] = field(default_factory=dict)
    downloading: dict[int, int] = field(default_factory=dict)
    #: Name of a file → why it could not be read.
    failures: dict[str, str] = field(default_factory=dict)
    #: Sizes of files that were read.
    sizes: list[int] = field(default_factory=list)
    crashes: dict[int, int] = field(default_factory=dict)
    error: str = ""
    lock: threading.Lock = field(default_factory=threading.Lock)


def enlist(archive: Archive, names: Sequence[str], collection: str, now: datetime) -> list[WebArchiveFile]:
    """List files, and return them in this order.

    One on this computer whose size has changed since it was read waits to be read again.
    """
    files = archive.web_archives.enlist(names, collection, now)
    for file in files:
        if file.finished_at and not is_url(file.name) and _size(file) not in {file.size, None}:
            archive.web_archives.again(file.id)
    return archive.web_archives.enlist(names, collection, now)


def backfill_files(
    settings: Settings,
    files: Iterable[WebArchiveFile],
    *,
    parallel: int,
    on_progress: Callable[[Progress], None],
    stop: threading.Event,
) -> tuple[Progress, dict[str, str]]:
    """Read the files that wait, so many at a time, until all are read or `stop` is set.

    Returns what was done and, by name, why files could not be read. `on_progress` is called in this thread
    twice a second. What was being read when it was stopped, or killed, has left nothing, and waits. Raises
    ServiceError when the archive can't be written.
    """
    waiting = deque(file for file in files if file.finished_at is None)
    work, began = _Work(waiting, Progress(len(waiting))), monotonic()
    threads = [_Thread(settings, work, stop) for _ in range(min(parallel, len(waiting)))]
    with ThreadPoolExecutor(max_workers=parallel, thread_name_prefix="web-archive") as pool:
        running = [pool.submit(thread.run) for thread in threads]
        try:
            while wait(running, timeout=TELL_SECONDS).not_done and not stop.is_set():
                on_progress(_now(work, monotonic() - began))
        except KeyboardInterrupt:
            stop.set()
        finally:
            while wait(running, timeout=_CHECK_SECONDS).not_done:
                stop.set()
                for thread in threads:
                    thread.kill()
    for future in running:
        future.result()
    if work.error:
        raise ServiceError(f"{work.error}; the same command goes on from here")
    done = _now(work, monotonic() - began)
    on_progress(done)
    return done, work.failures


class _Thread:
    """Drives one worker process."""

    def __init__(self, settings: Settings, work: _Work, stop: threading.Event) -> None:
        self._settings = settings
        self._work = work
        self._stop = stop
        self._process: subprocess.Popen[bytes] | None = None

    def run(self) -> None:
        """Let a process read one file after another, and start another if it ends."""
        try:
            while not self._stop.is_set() and (file := self._next()) is not None:
                self._finish(file, self._read(file))
        finally:
            self._end()

    def kill(self) -> None:
        """End the process, from another thread."""
        if process := self._process:
            process.kill()

    def _next(self) -> WebArchiveFile | None:
        with self._work.lock:
            if not self._work.waiting:
                return None
            file = self._work.waiting.popleft()
            self._work.current[file.id] = file
            return file

    def _read(self, file: WebArchiveFile) -> dict[str, Any]:
        """What the process says of a file at its end, or how it died."""
        try:
            process = self._process or self._start()
        except OSError as error:
            return {"result": "stopped", "error": f"no process can be started: {error}"}
        assert process.stdout is not None
        try:
            self._send(process, {"id": file.id, "name": file.name})
            for line in process.stdout:
                told: dict[str, Any] = json.loads(line)
                if "result" in told:
                    return told
                with self._work.lock:
                    if "read" in told:
                        self._work.under_way[file.id] = told["read"]
                        self._work.downloading.pop(file.id, None)
                    else:
                        self._work.downloading[file.id] = told["downloaded"]
        except (OSError, ValueError) as error:
            log.debug("worker ended error=%s", error)
        return {"died": self._end()}

    def _start(self) -> "subprocess.Popen[bytes]":
        process = start_child(_MODULE, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._process = process
        level = logging.getLevelName(logging.getLogger().getEffectiveLevel()).lower()
        self._send(process, {"settings": self._settings.for_child(), "level": level})
        return process

    @staticmethod
    def _send(process: "subprocess.Popen[bytes]", order: dict[str, Any]) -> None:
        assert process.stdin is not None
        process.stdin.write(json.dumps(order).encode() + b"\n")
        process.stdin.flush()

    def _finish(self, file: WebArchiveFile, told: dict[str, Any]) -> None:
        """Count how a file ended; one whose process died is read again by another."""
        work = self._work
        with work.lock:
            work.current.pop(file.id, None)
            work.under_way.pop(file.id, None)
            work.downloading.pop(file.id, None)
            result, progress = told.get("result"), work.progress
            if result == "done":
                work.sizes.append(told["size"])
                added = {
                    name: getattr(progress, name) + told[name]
                    for name in ("records", "passed", "stored", "known", "relevant")
                }
                work.progress = replace(
                    progress,
                    done=progress.done + 1,
                    read=progress.read + told["size"],
                    faulty=progress.faulty + bool(told["detail"]),
                    **added,
                )
            elif result == "taken":
                work.progress = replace(progress, taken=progress.taken + 1)
            elif result == "failed":
                self._fail(file, told["error"])
            elif result == "stopped":
                work.error = told["error"]
                self._stop.set()
            elif not self._stop.is_set():
                crashes = work.crashes[file.id] = work.crashes.get(file.id, 0) + 1
                if crashes < MAX_CRASHES:
                    work.waiting.append(file)
                else:
                    reason = f"its process ended {crashes} times while reading it ({told['died']})"
                    self._fail(file, reason)

    def _fail(self, file: WebArchiveFile, reason: str) -> None:
        self._work.failures[file.name] = reason
        self._work.progress = replace(self._work.progress, failed=self._work.progress.failed + 1)

    def _end(self) -> str:
        """End the process, if there is one, and leave nothing of it; how it ended."""
        process, self._process = self._process, None
        if process is None:
            return ""
        with contextlib.suppress(subprocess.TimeoutExpired):
            # It may have closed its output just before its end.
            process.wait(_CHECK_SECONDS)
        process.kill()
        with contextlib.suppress(OSError):
            process.communicate()
        code = process.returncode
        return f"signal {-code}" if code < 0 else f"exit code {code}"


def _now(work: _Work, seconds: float) -> Progress:
    """How far it is, with files under way, and the size of all as far as known."""
    with work.lock:
        usual = sum(work.sizes) // len(work.sizes) if work.sizes else _USUAL_SIZE
        sizes = [_size(file) for file in (*work.waiting, *work.current.values())]
        under_way = sum(work.under_way.values())
        return replace(
            work.progress,
            read=work.progress.read + under_way,
            total=work.progress.read + sum(usual if size is None else size for size in sizes),
            downloading=sum(work.downloading.values()),
            seconds=seconds,
        )


def _size(file: WebArchiveFile) -> int | None:
    """The size of a file on this computer, bytes; None for others."""
    if is_url(file.name):
        return None
    with contextlib.suppress(OSError):
        return Path(file.name).stat().st_size
    return None
