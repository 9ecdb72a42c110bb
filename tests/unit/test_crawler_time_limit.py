"""The limit of CPU time for reading a page."""

import signal
from time import process_time, sleep

import pytest

from crawler.text import TimeLimitReached, time_limit


def compute(seconds: float) -> None:
    """Take so much CPU time."""
    began = process_time()
    while process_time() - began < seconds:
        pass


def test_code_that_computes_for_too_long_is_interrupted() -> None:
    before = signal.getsignal(signal.SIGPROF)
    with pytest.raises(TimeLimitReached, match=r"longer than 0\.05 s"), time_limit(0.05):
        compute(60)
    assert signal.getsignal(signal.SIGPROF) is before


def test_time_in_which_the_process_was_stopped_does_not_count() -> None:
    with time_limit(0.2):
        sleep(0.4)
