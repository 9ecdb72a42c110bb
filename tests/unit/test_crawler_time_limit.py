"""The limit of CPU time for reading a page."""

import signal
from time import process_time, sleep

import pytest

from crawler.text import TimeLimitReached, time_limit


def test_code_that_computes_for_too_long_is_interrupted() -> None:
    before = signal.getsignal(signal.SIGPROF)
    began = process_time()
    with pytest.raises(TimeLimitReached, match=r"longer than 0\.05 s"), time_limit(0.05):
        while process_time() - began < 60:
            pass
    assert signal.getsignal(signal.SIGPROF) is before


def test_time_in_which_the_process_was_stopped_does_not_count() -> None:
    with time_limit(0.2):
        sleep(0.4)
