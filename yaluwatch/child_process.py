"""Child processes that end with the process that started them, however it ends: kill -9 included.

`python -m yaluwatch.child_process PARENT MODULE [ARGUMENT…]` runs a module as a child of process PARENT. This
file imports nothing of ours, so that a child is already bound to its parent while it imports what it needs.
"""

import contextlib
import os
import runpy
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import IO

_PR_SET_PDEATHSIG = 1
_LOCK = threading.Lock()


def start_child(
    module: str,
    *arguments: str,
    pass_fds: Sequence[int] = (),
    stdin: IO[bytes] | int = subprocess.DEVNULL,
    stdout: IO[bytes] | int | None = None,
) -> "subprocess.Popen[bytes]":
    """Start `python -m MODULE ARGUMENTS`, killed by the kernel when this process ends (Linux).

    It is in a session of its own: Ctrl-C reaches only this process. Raises OSError.
    """
    command = [
        # -P: don't import a package of the same name from the current directory.
        *(sys.executable, "-P", "-m", "yaluwatch.child_process", str(os.getpid()), module),
        *arguments,
    ]

    def start() -> "subprocess.Popen[bytes]":
        return subprocess.Popen(  # noqa: S603 # nothing in it comes from outside
            command, stdin=stdin, stdout=stdout, pass_fds=pass_fds, start_new_session=True
        )

    with _LOCK:
        starter = _starter(os.getpid())
    return starter.submit(start).result()


@cache
def _starter(_pid: int) -> ThreadPoolExecutor:
    """The thread that starts all children: it is its end that they are killed at, see prctl(2)."""
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="starter")


def die_with(parent: int) -> None:
    """Have this process killed when its parent ends, or end now if process `parent` has ended already."""
    if sys.platform == "linux":
        # Imported here: it takes longer than everything else in this file.
        import ctypes  # noqa: PLC0415

        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    # It may have ended before.
    if os.getppid() != parent:
        os._exit(1)


def main() -> None:
    """Run the module named by the arguments."""
    _, parent, module, *arguments = sys.argv
    die_with(int(parent))
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
