"""Child processes that crawl: started, watched, stopped, and what their end means."""

import logging
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass
from time import monotonic

from pydantic import TypeAdapter, ValidationError

from crawler.polling import PollResult
from crawler.report import READING, RESULT, TROUBLE, CrawlReport, Job, JobResult
from yaluwatch.model import Outcome

log = logging.getLogger(__name__)

# Between asking a child to stop and killing it, seconds.
_GRACE = 5.0

_JOB: TypeAdapter[Job] = TypeAdapter(Job)
_RESULT: TypeAdapter[JobResult] = TypeAdapter(JobResult)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a child process ended."""

    #: Its answer, None when it died without one.
    result: JobResult | None
    #: It gave no answer of its own: it crashed or was too late.
    died: bool = False
    #: The page it was taking apart when it died, empty when none.
    reading: str = ""
    #: We stopped it; nobody is to blame.
    was_stopped: bool = False
    #: Our own archive or machine failed it; the source is not to blame either.
    is_ours: bool = False


class Children:
    """The child processes under way, so that they can be stopped together."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: set[subprocess.Popen[bytes]] = set()
        self._stopped = False

    def run(self, job: Job) -> Ending:
        """One crawl from start to end, in the calling thread."""
        with self._lock:
            if self._stopped:
                return Ending(result=None, was_stopped=True)
            try:
                child = _start()
            except OSError as error:
                return Ending(
                    result=_failed(job, Outcome.CRASHED, f"could not be started: {error}"), is_ours=True
                )
            self._running.add(child)
        try:
            return self._watch(child, job)
        finally:
            with self._lock:
                self._running.discard(child)

    def _watch(self, child: subprocess.Popen[bytes], job: Job) -> Ending:
        is_late = False
        try:
            out, err = child.communicate(_JOB.dump_json(job), timeout=job.limits.seconds)
        except subprocess.TimeoutExpired:
            is_late = True
            child.kill()
            out, err = child.communicate()
        complaints = err.decode(errors="replace").splitlines()
        for line in complaints[-50:]:
            log.info("child source=%s says=%s", job.source.id, line)
        last_words = complaints[-1] if complaints else ""
        lines = out.decode(errors="replace").splitlines()
        return ending_of(job, lines, child.returncode, last_words, is_late=is_late, was_stopped=self._stopped)

    def stop(self) -> None:
        """Start no more, ask those under way to stop, and kill what does not within a few seconds."""
        with self._lock:
            self._stopped = True
            running = list(self._running)
        for child in running:
            child.send_signal(signal.SIGTERM)
        deadline = monotonic() + _GRACE
        for child in running:
            try:
                child.wait(max(0.0, deadline - monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()


def _start() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        # -P: a folder named crawler where we happen to be started is not this room.
        [sys.executable, "-P", "-m", "crawler.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # Ctrl-C reaches us alone; we tell the children.
        start_new_session=True,
    )


def _failed(job: Job, outcome: Outcome, detail: str) -> JobResult:
    report = CrawlReport(source_id=job.source.id, outcome=outcome, detail=detail)
    return JobResult(report=report, poll=PollResult(outcome=outcome, detail=detail))


def ending_of(
    job: Job, lines: list[str], code: int, last_words: str, *, is_late: bool, was_stopped: bool
) -> Ending:
    """What a child's output, exit code and last line of complaint mean."""
    for line in reversed(lines):
        if line.startswith(RESULT):
            try:
                return Ending(
                    result=_RESULT.validate_json(line.removeprefix(RESULT)), was_stopped=was_stopped
                )
            except ValidationError as error:
                last_words = f"its answer could not be read: {error.errors()[0]['msg']}"
        if line.startswith(TROUBLE):
            detail = f"archive: {line.removeprefix(TROUBLE)}"[:200]
            return Ending(result=_failed(job, Outcome.CRASHED, detail), was_stopped=was_stopped, is_ours=True)
    if was_stopped:
        return Ending(result=None, was_stopped=True)
    reading = next((line.removeprefix(READING) for line in reversed(lines) if line.startswith(READING)), "")
    if is_late:
        outcome, detail = Outcome.TIMEOUT, f"not done after {job.limits.seconds:g} s"
    else:
        how = f"killed by signal {-code}" if code < 0 else f"exit code {code}"
        outcome, detail = Outcome.CRASHED, f"{how}: {last_words}".rstrip(": ")[:200]
    return Ending(result=_failed(job, outcome, detail), died=True, reading=reading.strip())
