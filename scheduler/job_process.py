"""One run of a job in a process of its own, `python -m scheduler.job_process`; see `run_apart`.

What to do comes as JSON on stdin. What was done is printed as JSON on the last line.
"""

import json
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from time import monotonic
from types import FrameType
from typing import NoReturn

from scheduler.job_table import JOBS
from scheduler.running import (
    attempt,
    context_of,
)
from yaluwatch.config import Settings
from yaluwatch.log import set_up_logging


def main() -> None:
    """Run the job that stdin names, and print its result."""
    signal.signal(signal.SIGTERM, _end)
    order = json.loads(sys.stdin.buffer.read())
    settings = Settings.model_validate(order["settings"])
    set_up_logging(order["level"], settings.log.format)
    (job,) = (each for each in JOBS if each.name == order["job"])
    context = replace(context_of(settings, clock_from(order["now"])), is_clock_sure=order["is_clock_sure"])
    counts, error = attempt(job, context)
    print(json.dumps({"counts": counts, "error": error}), flush=True)  # noqa: T201 - read by `run_apart`


def clock_from(now: str) -> Callable[[], datetime]:
    """A clock that goes on from a time: that of the service, which a simulation may have set."""
    began, steady = datetime.fromisoformat(now), monotonic()
    return lambda: began + timedelta(seconds=monotonic() - steady)


def _end(_number: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(128 + signal.SIGTERM)


if __name__ == "__main__":
    main()
