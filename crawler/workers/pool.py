"""The pool of crawl workers: starting, supervising and stopping them, and interpreting how they ended."""

import contextlib
import logging
import os
import signal
import socket
import threading
from dataclasses import dataclass
from tempfile import TemporaryFile
from time import monotonic, sleep
from typing import IO, Self

from pydantic import TypeAdapter, ValidationError

from crawler.polling import ARCHIVE_ERROR, READING, RESULT, Clock, CrawlReport, Job, JobResult, PollResult
from crawler.quick_polls import QuickPoll, QuickPoller
from crawler.workers.forks import ForkServer
from crawler.workers.quick import crawl_after, quiet_result
from yaluwatch.model import Fetch, Outcome
from yaluwatch.shown import without_secrets

log = logging.getLogger(__name__)

# Between SIGTERM and SIGKILL, seconds.
_GRACE = 3.0
# Characters at the end of a worker's stderr that are examined.
_TOLD = 50_000

_JOB: TypeAdapter[Job] = TypeAdapter(Job)
_RESULT: TypeAdapter[JobResult] = TypeAdapter(JobResult)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerExit:
    """How a crawl worker ended."""

    #: Its result, or one made for its failure; None when it was stopped before it had one.
    result: JobResult | None
    #: It wrote no result: it crashed or exceeded its time limit.
    died: bool = False
    #: URL of the page it was extracting when it died; empty when none.
    reading: str = ""
    #: The pool was stopped, so ending early is not a failure of the source.
    was_stopped: bool = False
    #: The archive or this machine failed, not the source.
    is_ours: bool = False
    #: Rows of the fetch log that are still to be recorded: of a poll that needed no worker.
    fetches: tuple[Fetch, ...] = ()
    #: Seconds that the host wants between two requests, if more than the source's delay.
    pause: float = 0.0


class WorkerPool:
    """Runs crawl workers, any number at a time, and can stop all of them.

    They are forked by a fork server, which is started for the first worker, restarted if it dies, and ended
    by `close` or the `with` block. The light client, which polls sources without a worker, is kept likewise.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: set[int] = set()
        self._stopped = False
        self._fork_server: ForkServer | None = None
        self._poller = QuickPoller()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the light client and the fork server, and with it every worker still running."""
        self._poller.close()
        if self._fork_server is not None:
            self._fork_server.close()
            self._fork_server = None

    def reopen(self) -> None:
        """Let workers start again after `stop`."""
        with self._lock:
            self._stopped = False
        self._poller.reopen()

    def run(self, job: Job, quick: QuickPoll | None = None) -> WorkerExit:
        """Run one crawl and wait for its end; to be called from one thread per parallel crawl.

        With `quick`, the light client polls the source first; the crawl follows if anything has changed.
        """
        if quick is not None:
            clock = Clock(job.now)
            answer = self._poller.ask(quick)
            if answer is not None and answer.is_quiet:
                quiet = quiet_result(job, answer, clock(), clock.seconds)
                return WorkerExit(result=quiet.result, fetches=quiet.fetches, pause=quiet.pause)
            if answer is not None and answer.left:
                log.info("left to a crawl source=%s reason=%s", job.source.id, without_secrets(answer.left))
            job = crawl_after(job, answer)
        return self._crawl(job)

    def _crawl(self, job: Job) -> WorkerExit:
        with contextlib.ExitStack() as files:
            try:
                # Without buffers: closing one that could not be written, as on a full disk, fails again.
                task, out, err = (files.enter_context(TemporaryFile(buffering=0)) for _ in range(3))
                _write(task, _JOB.dump_json(job))
                with self._lock:
                    if self._stopped:
                        return WorkerExit(result=None, was_stopped=True)
                    channel = self._start([task.fileno(), out.fileno(), err.fileno()])
            except OSError as error:
                detail = f"could not be started: {error}"
                return WorkerExit(result=_failed(job, Outcome.CRASHED, detail), is_ours=True)
            with channel:
                code, is_late = self._wait(channel, job.limits.seconds)
            complaints = _text(err)[-_TOLD:].splitlines()
            if complaints:
                # It says something only when something is wrong. One record: the log shows few of a kind.
                log.warning("child source=%s says=%s", job.source.id, " | ".join(complaints[-50:]))
            last_words = complaints[-1] if complaints else ""
            lines = _text(out).splitlines()
        return exit_of(job, lines, code, last_words, is_late=is_late, was_stopped=self._stopped)

    def _start(self, streams: list[int]) -> socket.socket:
        """Start a worker with these streams; returns its status socket."""
        if self._fork_server is not None and not self._fork_server.is_running():
            self._fork_server.close()
            self._fork_server = None
        if self._fork_server is None:
            self._fork_server = ForkServer.start()
        return self._fork_server.fork(streams)

    def _wait(self, channel: socket.socket, seconds: float) -> tuple[int, bool]:
        """Wait for a worker, killing it after `seconds`; returns its exit code and whether it was late."""
        # The limit starts with the worker: the fork server may have to start first.
        deadline: float | None = None
        is_late = False
        told = b""
        pid = 0
        while told.count(b"\n") < 2:
            channel.settimeout(None if deadline is None or is_late else max(deadline - monotonic(), 0.001))
            try:
                piece = channel.recv(64)
            except TimeoutError:
                is_late = True
                _signal(pid, signal.SIGKILL)
                continue
            if not piece:
                # The fork server has died, and its workers with it.
                return -signal.SIGKILL, is_late
            told += piece
            if not pid and b"\n" in told:
                pid = int(told.split(b"\n")[0])
                deadline = monotonic() + seconds
                with self._lock:
                    self._running.add(pid)
                    if self._stopped:
                        _signal(pid, signal.SIGTERM)
        with self._lock:
            self._running.discard(pid)
        return int(told.split(b"\n")[1]), is_late

    def stop(self) -> None:
        """Start no more workers, send SIGTERM to the running ones, and SIGKILL after a few seconds."""
        with self._lock:
            self._stopped = True
        self._poller.stop()
        with self._lock:
            for pid in self._running:
                _signal(pid, signal.SIGTERM)
        deadline = monotonic() + _GRACE
        while monotonic() < deadline:
            with self._lock:
                if not self._running:
                    return
            sleep(0.05)
        with self._lock:
            for pid in self._running:
                _signal(pid, signal.SIGKILL)


def _signal(pid: int, number: signal.Signals) -> None:
    """Send a signal, unless the process has not started or has just ended."""
    if pid:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


def _write(file: IO[bytes], content: bytes) -> None:
    """Write a file from its start, to be read from there."""
    rest = memoryview(content)
    while rest:
        rest = rest[file.write(rest) :]
    file.seek(0)


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode(errors="replace")


def _failed(job: Job, outcome: Outcome, detail: str) -> JobResult:
    report = CrawlReport(source_id=job.source.id, outcome=outcome, detail=detail)
    return JobResult(report=report, poll=PollResult(outcome=outcome, detail=detail))


def exit_of(
    job: Job, lines: list[str], code: int, last_words: str, *, is_late: bool, was_stopped: bool
) -> WorkerExit:
    """How a worker ended, from its output, exit code and the last line of its stderr."""
    for line in reversed(lines):
        if line.startswith(RESULT):
            try:
                return WorkerExit(
                    result=_RESULT.validate_json(line.removeprefix(RESULT)), was_stopped=was_stopped
                )
            except ValidationError as error:
                last_words = f"its answer could not be read: {error.errors()[0]['msg']}"
        if line.startswith(ARCHIVE_ERROR):
            detail = f"archive: {line.removeprefix(ARCHIVE_ERROR)}"[:200]
            return WorkerExit(
                result=_failed(job, Outcome.CRASHED, detail), was_stopped=was_stopped, is_ours=True
            )
    if was_stopped:
        return WorkerExit(result=None, was_stopped=True)
    reading = next((line.removeprefix(READING) for line in reversed(lines) if line.startswith(READING)), "")
    if is_late:
        outcome, detail = Outcome.TIMEOUT, f"not done after {job.limits.seconds:g} s"
    else:
        how = f"killed by signal {-code}" if code < 0 else f"exit code {code}"
        outcome, detail = Outcome.CRASHED, f"{how}: {last_words}".rstrip(": ")[:200]
    return WorkerExit(result=_failed(job, outcome, detail), died=True, reading=reading.strip())
