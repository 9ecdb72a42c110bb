"""One pool of memory for all threads."""

import ctypes
import resource
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from cli.start.memory import give_back, share_one_arena

# Eight threads that allocate at the same time, so that each would get a pool of its own.
_ARENAS = """
import ctypes, threading
from cli.start.memory import share_one_arena

assert share_one_arena()
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
barrier = threading.Barrier(8)

def allocate():
    barrier.wait()
    libc.malloc(1000)
    barrier.wait()

threads = [threading.Thread(target=allocate) for _ in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
libc.malloc_stats()
"""


def test_threads_allocate_from_one_pool() -> None:
    if not hasattr(ctypes.CDLL(None), "malloc_stats"):
        pytest.skip("the C library has no pools of memory")
    run = subprocess.run([sys.executable, "-c", _ARENAS], capture_output=True, text=True, check=True)
    assert run.stderr.count("Arena ") == 1


def test_an_operators_own_number_of_pools_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MALLOC_ARENA_MAX", "4")
    assert not share_one_arena()


def test_another_c_library_is_left_alone() -> None:
    assert not share_one_arena(lambda _: SimpleNamespace())  # type: ignore[arg-type,return-value]


def test_free_memory_is_given_back() -> None:
    if not hasattr(ctypes.CDLL(None), "malloc_trim"):
        pytest.skip("the C library gives nothing back")
    blocks = [bytes(1000) for _ in range(100_000)]
    kept = blocks[::100]
    del blocks
    before = resident()
    assert give_back()
    assert before - resident() > 50_000_000
    assert len(kept) == 1000
    assert not give_back(lambda _: SimpleNamespace())  # type: ignore[arg-type,return-value]


def resident() -> int:
    """Bytes of memory of this process, see proc(5)."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
