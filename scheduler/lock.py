"""One service per data folder, on one computer; `ServiceLease` sees to the rest."""

import contextlib
import fcntl
import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from yaluwatch.errors import ServiceError
from yaluwatch.times import time_text

# How often to look whether the lock is free, seconds.
_CHECK_SECONDS = 0.5


@contextmanager
def sole_service(data: Path, on_wait: Callable[[str], None] | None = None) -> Iterator[None]:
    """Lock the data folder while a service runs, or while something must not run beside one.

    Raises ServiceError naming the process that holds it. With `on_wait` it waits for the end of that process
    instead, and calls `on_wait` with who it is again and again.

    The kernel holds the lock (flock), not the file, so it is released however the process ends.
    """
    data.mkdir(parents=True, exist_ok=True)
    with (data / "service.lock").open("a+") as file:
        while not _is_locked(file):
            file.seek(0)
            held_by = file.read().strip() or "unknown process"
            if on_wait is None:
                raise ServiceError(
                    f"a service is already running on {data} ({held_by}); stop it first (`yalu run --wait` "
                    "waits for its end), or choose another data folder with --data"
                )
            on_wait(held_by)
            time.sleep(_CHECK_SECONDS)
        # What it says is for people; the lock holds without it, as on a full disk.
        with contextlib.suppress(OSError):
            file.truncate(0)
            since = time_text(datetime.now(UTC))
            file.write(f"process {os.getpid()} on {socket.gethostname()} since {since}")
            file.flush()
        yield


def _is_locked(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
