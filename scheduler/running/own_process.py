"""Running a job in a process of its own, see `scheduler.job_process`, or in this one."""

import contextlib
import json
import logging
import subprocess
import threading
from tempfile import TemporaryFile
from typing import Any

from scheduler.running.job import Job, JobContext
from scheduler.running.records import Ending
from storage import JobResult
from yaluwatch.child_process import start_child
from yaluwatch.errors import YaluError

log = logging.getLogger(__name__)

#: Between SIGTERM and SIGKILL, seconds.
GRACE = 3.0
_CHECK_SECONDS = 0.1
# Knows the table of jobs.
_MODULE = "scheduler.job_process"


def run_apart(job: Job, context: JobContext, module: str = _MODULE) -> Ending:
    """Run a job in a process of its own and wait for its end.

    Setting `context.stop` ends the process, within seconds. Its result is then up to the caller.
    """
    order = {
        "job": job.name,
        "settings": context.settings.for_child(),
        "now": context.clock().isoformat(),
        "is_clock_sure": context.is_clock_sure,
        "level": logging.getLevelName(logging.getLogger().getEffectiveLevel()).lower(),
    }
    with TemporaryFile() as told, TemporaryFile() as out:
        told.write(json.dumps(order).encode())
        told.seek(0)
        with start_child(module, stdin=told, stdout=out) as process:
            try:
                code = _wait(process, context.stop)
            finally:
                # Nothing is left of it even if waiting for it has failed.
                process.kill()
        out.seek(0)
        return _ending(out.read().decode(errors="replace"), code)


def _wait(process: "subprocess.Popen[bytes]", stop: threading.Event) -> int:
    """Wait for the process; ends it when `stop` is set. Returns its exit code, negative for a signal."""
    while True:
        with contextlib.suppress(subprocess.TimeoutExpired):
            return process.wait(_CHECK_SECONDS)
        if stop.is_set():
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                return process.wait(GRACE)
            process.kill()
            return process.wait()


def _ending(output: str, code: int) -> Ending:
    """How a process ended that wrote this and ended with this exit code."""
    last = output.strip().rpartition("\n")[2]
    try:
        said: dict[str, Any] = json.loads(last)
        counts, error = dict(said["counts"]), str(said["error"])
    except (ValueError, LookupError, TypeError):
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        return Ending(JobResult.FAILED, {}, f"its process ended without a result ({how})")
    return Ending(JobResult.FAILED if error else JobResult.OK, counts, error)


def attempt(job: Job, context: JobContext) -> tuple[dict[str, int], str]:
    """Do a job's work: what it did, without zeros, and a sentence if it failed.

    This is the one broad catch at the top of the loop over jobs: whatever fails is logged, and the job runs
    again later.
    """
    try:
        return {name: count for name, count in job.work(context).items() if count}, ""
    except YaluError as error:
        return {}, str(error)
    except Exception as error:
        log.exception("job ended with an unexpected error job=%s", job.name)
        return {}, f"{type(error).__name__}: {error}"
