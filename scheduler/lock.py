"""One service per data folder."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from yaluwatch.errors import ServiceError


@contextmanager
def sole_service(data: Path) -> Iterator[None]:
    """Hold the data folder while a service runs. Raises ServiceError naming the process that holds it.

    The lock is the kernel's (flock), not the file: it is gone with its process, however that ends.
    """
    data.mkdir(parents=True, exist_ok=True)
    with (data / "service.lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            raise ServiceError(
                f"a service already runs on {data} (process {file.read().strip() or 'unknown'}); "
                "stop it, or give another folder with --data"
            ) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
