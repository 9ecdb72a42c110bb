"""Owners of claims: processes, named so that others on the same host can check whether they still run."""

import contextlib
import os
import socket
from functools import cache
from itertools import count
from pathlib import Path

_RUNS = count(1)
# Without /proc, a process is assumed to be running: its claims end with their lease.
_UNKNOWN = "unknown"


def new_owner() -> str:
    """A unique name for one piece of work in this process."""
    return "/".join((_machine(), str(os.getpid()), _started(os.getpid()), str(next(_RUNS))))


def is_dead(owner: str) -> bool:
    """Whether the owner's process has certainly ended; always False for processes on other hosts."""
    machine, _, process = owner.partition("/")
    pid, _, rest = process.partition("/")
    if machine != _machine() or not pid.isdigit():
        return False
    return _started(int(pid)) != rest.partition("/")[0]


@cache
def _machine() -> str:
    """Host name, boot id and process namespace, so that two containers never confuse their processes."""
    parts = [socket.gethostname()]
    with contextlib.suppress(OSError):
        parts.append(Path("/proc/sys/kernel/random/boot_id").read_text().strip())
    with contextlib.suppress(OSError):
        parts.append(str(Path("/proc/self/ns/pid").readlink()))
    return "+".join(parts).replace("/", "_")


def _started(pid: int) -> str:
    """When a process started, in ticks since boot; "" if it does not exist or is a zombie."""
    if not Path("/proc/self/stat").exists():
        return _UNKNOWN
    try:
        # The name in parentheses may contain anything, so count the fields after it (man 5 proc).
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return ""
    except OSError:
        return _UNKNOWN
    return "" if fields[0] in "ZX" else fields[19]
