"""What commands need of the queue, with or without the packages it takes."""

import asyncio
import os
import socket
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from storage import WebArchiveFile, database_url
from yaluwatch.config import Settings
from yaluwatch.errors import ServiceError

if TYPE_CHECKING:
    from scheduler.cluster.worker import Worker


def missing() -> str:
    """What to install before workers can run; "" if everything is there."""
    if find_spec("procrastinate") and find_spec("psycopg"):
        return ""
    return 'workers need two more packages: pip install "yaluwatch[cluster]"'


def new_worker(
    settings: Settings,
    read_settings: Callable[[], Settings],
    *,
    parallel: int,
    has_service: bool,
    on_reload: Callable[[Settings], None],
) -> "Worker":
    """A worker, see `Worker`. Raises YaluError."""
    from scheduler.cluster.worker import Worker  # noqa: PLC0415

    return Worker(settings, read_settings, parallel=parallel, has_service=has_service, on_reload=on_reload)


def enqueue_files(archive: str | Path, files: Sequence[WebArchiveFile]) -> int:
    """Queue the files that are not read yet for the workers; returns how many were queued.

    Raises ServiceError when there can be no workers, or the queue can't be reached.
    """
    if (url := database_url(archive)) is None:
        raise ServiceError(
            "files are queued for workers, which need PostgreSQL; set database.url first (docs/scale.md), or"
            " leave out --queue"
        )
    if complaint := missing():
        raise ServiceError(complaint)
    # Extras.
    from scheduler.cluster import schema  # noqa: PLC0415
    from scheduler.cluster.tasks import open_queue, queue_files  # noqa: PLC0415

    schema.prepare(url)

    async def queue() -> int:
        async with open_queue(url, f"yalu {socket.gethostname()} {os.getpid()}").open_async() as app:
            return await queue_files(app, [file.id for file in files if file.finished_at is None])

    return asyncio.run(queue())
