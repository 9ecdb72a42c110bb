"""One service per data folder."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from yaluwatch.errors import ServiceError


@contextmanager
def sole_service(data: Path) -> Iterator[None]:
    """Lock the data folder while a service runs. Raises ServiceError naming the process that holds it.

    The kernel holds the lock (flock), not the file, so it is released however the process ends.
    """
    data.mkdir(parents=True, exist_ok=True)
    with (data / "service.lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            raise ServiceError(
                f"a service is already running on {data} (process {file.read().strip() or 'unknown'}); "
                "stop it, or choose another data folder with --data"
            ) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
