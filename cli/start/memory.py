"""The memory of a process that runs for months."""

import ctypes
import os
from collections.abc import Callable

#: From malloc.h of the GNU C library.
_M_ARENA_MAX = -8


def share_one_arena(library: Callable[[None], ctypes.CDLL] = ctypes.CDLL) -> bool:
    """Let all threads that start from now on allocate from one pool of memory; whether that was possible.

    The GNU C library gives threads up to eight pools a core (mallopt(3)). What the jobs of a service free
    stays in the pool of the thread that ran them: its memory grew by 40 MB in ten minutes, 10 MB with one
    pool. Other C libraries have no such pools. An operator's own `MALLOC_ARENA_MAX` is kept.
    """
    if "MALLOC_ARENA_MAX" in os.environ:
        return False
    try:
        mallopt = library(None).mallopt
    except (OSError, TypeError, AttributeError):
        return False
    return bool(mallopt(_M_ARENA_MAX, 1) == 1)


def give_back(library: Callable[[None], ctypes.CDLL] = ctypes.CDLL) -> bool:
    """Give free memory back to the system (malloc_trim(3)); whether that was possible.

    When a service has read what it knows of the last days, a tenth of its memory is free, and would stay so.
    It takes some 25 ms beside 600 MB, during which other threads wait to allocate.
    """
    try:
        trim = library(None).malloc_trim
    except (OSError, TypeError, AttributeError):
        return False
    return bool(trim(0))
