"""The queue's kinds of jobs, as procrastinate runs them."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import psycopg
from procrastinate import App, JobContext, PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, UniqueViolation
from procrastinate.jobs import Job, Status
from psycopg import sql

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

    @app.task(name="crawl", queue=CRAWLS, pass_context=True)
    async def crawl(context: JobContext, source_id: str) -> None:
        try:
            await in_thread(work.crawl, source_id)
        except BusyError as busy:
            await _again(app, context.job, busy.seconds)

    @app.task(name="read_file", queue=FILES, pass_context=True)
    async def read_file(context: JobContext, file_id: int) -> None:
        try:
            await in_thread(work.read_file, file_id)
        except BusyError as busy:
            await _again(app, context.job, busy.seconds)

    @app.periodic(cron=DUE_EVERY)
    @app.task(name="due", queue=DUE, queueing_lock="due")
    async def due(timestamp: int) -> None:
        del timestamp
        await queue_crawls(app, await in_thread(work.due))

    # They are found by their names.
    del crawl, read_file, due


async def _again(app: App, job: Job, seconds: float) -> None:
    """Queue a job once more, for later.

    Not by a retry: if the same has been queued meanwhile, that fails and leaves the job as if it ran for ever
    (procrastinate issue 1446).
    """
    await _queue(
        app,
        job.task_name,
        job.queueing_lock or "",
        job.task_kwargs,
        job.lock,
        datetime.now(UTC) + timedelta(seconds=seconds),
    )


async def give_to_others(app: App, job: Job) -> None:
    """Let a job wait that a dead worker had taken; it is dropped if the same waits already."""
    try:
        await app.job_manager.retry_job(job)
    except UniqueViolation:
        await app.job_manager.finish_job(job, Status.FAILED, delete_job=True)


async def queue_crawls(app: App, due: Iterable[DueCrawl]) -> int:
    """Queue each of these crawls, unless it waits or runs; returns how many were queued."""
    return await _queue_new(
        app,
        "crawl",
        ((f"source:{each.source_id}", {"source_id": each.source_id}, f"host:{each.host}") for each in due),
    )


async def queue_files(app: App, files: Iterable[int]) -> int:
    """Queue each of these files of web archives, unless it waits or runs; returns how many were queued."""
    return await _queue_new(
        app, "read_file", ((f"web-archive:{file_id}", {"file_id": file_id}, None) for file_id in files)
    )


async def _queue_new(app: App, task: str, wanted: Iterable[tuple[str, Mapping[str, Any], str | None]]) -> int:
    """Queue jobs, each with its queueing lock, arguments and lock, unless the same waits or runs."""
    known = {row["name"] for row in await app.connector.execute_query_all_async(_QUEUED)}
    new = [each for each in wanted if each[0] not in known]
    return sum([await _queue(app, task, name, arguments, lock) for name, arguments, lock in new])


_QUEUES = {"crawl": CRAWLS, "read_file": FILES}


async def _queue(
    app: App,
    task: str,
    queueing_lock: str,
    arguments: Mapping[str, Any],
    lock: str | None = None,
    at: datetime | None = None,
) -> int:
    deferrer = app.configure_task(
        task, queue=_QUEUES[task], queueing_lock=queueing_lock, lock=lock, schedule_at=at, allow_unknown=True
    )
    try:
        await deferrer.defer_async(**arguments)
    except AlreadyEnqueued:
        # Another worker was quicker.
        return 0
    return 1
