"""Who holds a claim: a process, named so that any other on this machine can see whether it still runs."""

import contextlib
import os
import socket
from functools import cache
from itertools import count
from pathlib import Path

_RUNS = count(1)
# Where there is no /proc, a process is taken to run: its claims end with their lease.
_UNKNOWN = "unknown"


def new_owner() -> str:
    """A name for one piece of work of this process, which no other piece of work shares."""
    return "/".join((_machine(), str(os.getpid()), _started(os.getpid()), str(next(_RUNS))))


def is_dead(owner: str) -> bool:
    """Whether the owner's process has certainly ended; nothing is known of other machines' processes."""
    machine, _, process = owner.partition("/")
    pid, _, rest = process.partition("/")
    if machine != _machine() or not pid.isdigit():
        return False
    return _started(int(pid)) != rest.partition("/")[0]


@cache
def _machine() -> str:
    """Host name, boot and process namespace: two containers never mistake each other's processes."""
    parts = [socket.gethostname()]
    with contextlib.suppress(OSError):
        parts.append(Path("/proc/sys/kernel/random/boot_id").read_text().strip())
    with contextlib.suppress(OSError):
        parts.append(str(Path("/proc/self/ns/pid").readlink()))
    return "+".join(parts).replace("/", "_")


def _started(pid: int) -> str:
    """When a process started, in ticks since boot; "" when there is none, or only its exit status is left."""
    if not Path("/proc/self/stat").exists():
        return _UNKNOWN
    try:
        # The name in parentheses may hold anything, so the fields are counted from behind it (man 5 proc).
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return ""
    except OSError:
        return _UNKNOWN
    return "" if fields[0] in "ZX" else fields[19]
