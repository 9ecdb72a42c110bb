"""The queue's kinds of jobs, as procrastinate runs them."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import psycopg
from procrastinate import App, BaseRetryStrategy, PsycopgConnector, RetryDecision
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Job
from psycopg import sql
from typing_extensions import override

from monitoring import QUEUE_SCHEMA
from scheduler.cluster.work import BusyError, DueCrawl, Work

#: Queues: looking for what is due, crawls, files of web archives.
DUE, CRAWLS, FILES = "due", "crawls", "files"
#: When one of the workers looks for what is due: every five seconds (the sixth field).
DUE_EVERY = "* * * * * */5"

# Connections of one process for the queue, beside those that listen.
_CONNECTIONS = 4
_KEEPALIVES = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}
_QUEUED = """
    SELECT queueing_lock AS name FROM procrastinate_jobs
    WHERE status IN ('todo', 'doing') AND queueing_lock IS NOT NULL
"""

_Result = TypeVar("_Result")


class WhenFree(BaseRetryStrategy):
    """A job that found its host busy is tried again when it is free; others are queued anew when due."""

    @override
    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if not isinstance(exception, BusyError):
            return None
        return RetryDecision(retry_at=datetime.now(UTC) + timedelta(seconds=exception.seconds))


def open_queue(url: str, name: str) -> App:
    """The queue of a database, without jobs; `name` is shown to those who look who is connected."""
    connector = PsycopgConnector(
        conninfo=url,
        kwargs={"application_name": name, **_KEEPALIVES},
        configure=_configure,
        min_size=1,
        max_size=_CONNECTIONS,
        name="queue",
    )
    return App(connector=connector)


async def _configure(connection: "psycopg.AsyncConnection[Any]") -> None:
    # A statement, not an option of the connection: PgBouncer refuses those.
    await connection.execute(sql.SQL("SET search_path = {}").format(sql.Identifier(QUEUE_SCHEMA)))
    await connection.commit()


def add_tasks(app: App, work: Work, threads: Executor) -> None:
    """Tell the queue how jobs are done, and when to look for what is due."""

    async def in_thread(do: Callable[..., _Result], *arguments: object) -> _Result:
        return await asyncio.get_running_loop().run_in_executor(threads, do, *arguments)

    @app.task(name="crawl", queue=CRAWLS, retry=WhenFree())
    async def crawl(source_id: str) -> None:
        await in_thread(work.crawl, source_id)

    @app.task(name="read_file", queue=FILES, retry=WhenFree())
    async def read_file(file_id: int) -> None:
        await in_thread(work.read_file, file_id)

    @app.periodic(cron=DUE_EVERY)
    @app.task(name="due", queue=DUE, queueing_lock="due")
    async def due(timestamp: int) -> None:
        del timestamp
        await queue_crawls(app, await in_thread(work.due))

    # They are found by their names.
    del crawl, read_file, due


async def queue_crawls(app: App, due: Iterable[DueCrawl]) -> int:
    """Queue each of these crawls, unless it waits or runs; returns how many were queued."""
    known = {row["name"] for row in await app.connector.execute_query_all_async(_QUEUED)}
    queued = 0
    for each in due:
        name = f"source:{each.source_id}"
        if name not in known:
            queued += await _queue(app, "crawl", name, {"source_id": each.source_id}, f"host:{each.host}")
    return queued


async def queue_files(app: App, files: Iterable[int]) -> int:
    """Queue each of these files of web archives, unless it waits or runs; returns how many were queued."""
    known = {row["name"] for row in await app.connector.execute_query_all_async(_QUEUED)}
    queued = 0
    for file_id in files:
        name = f"web-archive:{file_id}"
        if name not in known:
            queued += await _queue(app, "read_file", name, {"file_id": file_id})
    return queued


_QUEUES = {"crawl": CRAWLS, "read_file": FILES}


async def _queue(
    app: App, task: str, queueing_lock: str, arguments: Mapping[str, Any], lock: str | None = None
) -> int:
    deferrer = app.configure_task(
        task, queue=_QUEUES[task], queueing_lock=queueing_lock, lock=lock, allow_unknown=True
    )
    try:
        await deferrer.defer_async(**arguments)
    except AlreadyEnqueued:
        # Another worker was quicker.
        return 0
    return 1
