"""A limit of CPU time for code that has none."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class TimeLimitReached(Exception):
    """The code took more CPU time than its limit."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise TimeLimitReached inside the block when it takes more CPU time. Main thread only; can't be nested.

    That of the whole process counts (setitimer(2), ITIMER_PROF), not the time that passes: it is not the
    page's fault when this process is stopped for a while, or the machine has too much to do. A single call
    into C code is not interrupted; the limit on the whole process covers that.
    """

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise TimeLimitReached(f"longer than {seconds:g} s")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
