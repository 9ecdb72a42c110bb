"""A worker: takes jobs from the queue until told to end; runs the jobs of the service if nobody does."""

import asyncio
import logging
import os
import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from time import monotonic, time
from typing import Any

import psycopg
from procrastinate import App
from procrastinate.exceptions import ProcrastinateException

from crawler.workers import WorkerPool
from monitoring import WORKER_NAME, WORKER_SILENT_SECONDS
from scheduler.cluster import schema
from scheduler.cluster.tasks import CRAWLS, DUE, FILES, add_tasks, give_to_others, open_queue
from scheduler.cluster.work import Work
from scheduler.running import Reloader
from scheduler.service import Service
from storage import database_url
from yaluwatch.config import Settings
from yaluwatch.errors import ArchiveError, ServiceError

log = logging.getLogger(__name__)

#: Seconds between two signs of life, and between two looks for jobs of workers that give none.
BEAT_SECONDS, SWEEP_SECONDS = 5.0, 5.0
#: How far a worker's clock may be from that of the database, seconds.
MAX_CLOCK_SECONDS = 60.0
#: Seconds after which jobs are looked for without having been told of one.
_POLL_SECONDS = 5.0
# Seconds between two tries to reach the queue, and to become the scheduler.
_AGAIN_SECONDS, _STANDBY_SECONDS = 3.0, 5.0
_LOOK_SECONDS = 1.0
# Files of web archives read at once, beside crawls.
_FILES = 1


class Worker:
    """One process of a cluster."""

    def __init__(
        self,
        settings: Settings,
        read_settings: Callable[[], Settings],
        *,
        parallel: int,
        has_service: bool = True,
        on_reload: Callable[[Settings], None] = lambda _: None,
    ) -> None:
        """`parallel` crawls at once. With `has_service` it is the scheduler of the archive when nobody is.

        Raises YaluError when something is invalid, or the archive is not in PostgreSQL.
        """
        url = database_url(settings.archive)
        if url is None:
            raise ServiceError(
                "workers share a queue in PostgreSQL, and this archive is a file; set database.url first"
                " (docs/scale.md), or use `yalu run`, which crawls by itself"
            )
        self._url, self._parallel = url, parallel
        schema.prepare(url)
        self._reloader = Reloader(settings, read_settings)
        self._read_settings, self._on_reload = read_settings, on_reload
        self._pool = WorkerPool()
        self._work = Work(self._reloader, self._pool)
        self._standby = _Standby(self._new_service) if has_service else None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._serving: asyncio.Task[None] | None = None

    def run(self) -> None:
        """Work until `end` is called."""
        # Its reports of each job are ours to give.
        logging.getLogger("procrastinate").setLevel(logging.ERROR)
        if self._standby:
            self._standby.start()
        with ThreadPoolExecutor(self._parallel + _FILES + 1, "job") as threads:
            try:
                asyncio.run(self._run(threads))
            finally:
                self._work.end()
                if self._standby:
                    self._standby.stop()
        self._pool.close()

    def end(self) -> None:
        """End soon: running crawls keep what they have read. May be called in a signal handler."""
        self._work.stop.set()
        if self._loop is not None:
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._cancel)

    def _cancel(self) -> None:
        threading.Thread(target=self._work.end, name="end", daemon=True).start()
        if self._serving is not None:
            self._serving.cancel()

    async def _run(self, threads: ThreadPoolExecutor) -> None:
        """Serve again and again: the server may restart, and a worker that was stopped is forgotten there."""
        self._loop = asyncio.get_running_loop()
        self._loop.set_exception_handler(_note)
        looking = asyncio.create_task(self._look())
        while not self._work.stop.is_set():
            self._serving = asyncio.create_task(self._serve(threads))
            try:
                await self._serving
            except asyncio.CancelledError:
                break
            except (ProcrastinateException, psycopg.Error, OSError, ServiceError) as error:
                # Of procrastinate's own errors, only the cause says what happened.
                reason = " ".join(str(error.__cause__ or error).split())
                log.warning("no jobs are taken, trying again error=%s", reason)
            if not self._work.stop.is_set():
                await asyncio.sleep(_AGAIN_SECONDS)
        looking.cancel()

    async def _serve(self, threads: ThreadPoolExecutor) -> None:
        """Do jobs until the queue fails."""
        app = open_queue(self._url, f"{WORKER_NAME} {socket.gethostname()} {os.getpid()}")
        add_tasks(app, self._work, threads)
        async with app.open_async():
            await _check_clock(app)
            parts = [
                asyncio.create_task(self._take(app, queue, at_once))
                for queue, at_once in ((DUE, 1), (CRAWLS, self._parallel), (FILES, _FILES))
            ]
            parts.append(asyncio.create_task(_sweep(app)))
            try:
                # Each ends only when something is wrong.
                done, _ = await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for part in parts:
                    part.cancel()
                await asyncio.gather(*parts, return_exceptions=True)
            for part in done:
                if not part.cancelled():
                    part.result()

    async def _take(self, app: App, queue: str, at_once: int) -> None:
        await app.run_worker_async(
            queues=[queue],
            name=queue,
            concurrency=at_once,
            fetch_job_polling_interval=_POLL_SECONDS,
            update_heartbeat_interval=BEAT_SECONDS,
            stalled_worker_timeout=WORKER_SILENT_SECONDS,
            install_signal_handlers=False,
            # What a job did is in the archive.
            delete_jobs="always",
        )

    async def _look(self) -> None:
        """Take over changed settings and sources."""
        while True:
            await asyncio.sleep(_LOOK_SECONDS)
            is_scheduler = self._standby is not None and self._standby.is_scheduler
            if not is_scheduler and await asyncio.to_thread(self._reloader.look):
                self._on_reload(self._reloader.settings)

    def _new_service(self, on_lost: Callable[[str], None]) -> Service:
        return Service(
            self._reloader.settings,
            read_settings=self._read_settings,
            reloader=self._reloader,
            on_lost=on_lost,
            on_reload=self._on_reload,
        )


def _note(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Say in a sentence that the end of a job could not be recorded, as after this worker was stopped."""
    error = context.get("exception")
    if not isinstance(error, ProcrastinateException):
        loop.default_exception_handler(context)
        return
    reason = str(error.__cause__ or error).partition("\n")[0]
    log.warning("a job has ended here that may have been given to others meanwhile error=%s", reason)


async def _sweep(app: App) -> None:
    """Give the jobs of workers that have died, or hang, to others, again and again.

    Not as a job, which could be stalled itself. If such a worker goes on, its hosts are fenced.
    """
    while True:
        await asyncio.sleep(SWEEP_SECONDS)
        await _check_clock(app)
        await app.job_manager.prune_stalled_workers(WORKER_SILENT_SECONDS)
        for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=WORKER_SILENT_SECONDS):
            log.warning("a worker is silent, its job is given to others job=%s", job.call_string)
            # Another worker may have been quicker, or it has just ended.
            with suppress(ProcrastinateException):
                await give_to_others(app, job)


async def _check_clock(app: App) -> None:
    """Raise ServiceError when this computer's clock is far from the database's.

    By its own clock a worker decides what is due, and says when it is due next: the others would wait for it.
    """
    row = await app.connector.execute_query_one_async("SELECT extract(epoch FROM now())::float AS now")
    if abs(ahead := time() - row["now"]) > MAX_CLOCK_SECONDS:
        raise ServiceError(
            f"this computer's clock is {abs(ahead):.0f} s {'ahead of' if ahead > 0 else 'behind'} the"
            " database's; nothing is crawled here until it is right"
        )


class _Standby(threading.Thread):
    """Becomes the scheduler of the archive when nobody is, and ends when somebody else has taken over."""

    def __init__(self, new_service: Callable[[Callable[[str], None]], Service]) -> None:
        super().__init__(name="standby", daemon=True)
        self._new_service = new_service
        self._stop_event, self._lost = threading.Event(), threading.Event()
        self._service: Service | None = None
        #: Whether this process runs the service's jobs.
        self.is_scheduler = False

    def run(self) -> None:
        while not self._stop_event.is_set():
            self._lost.clear()
            service = self._new_service(lambda _: self._lost.set())
            try:
                if self._becomes_scheduler(service):
                    self._schedule(service)
            finally:
                self.is_scheduler = False
                service.stop()

    def _becomes_scheduler(self, service: Service) -> bool:
        """Wait until nobody else is the scheduler; False if told to end before."""
        told = ""
        while held_by := service.claim():
            if held_by != told:
                log.info("the jobs of the service are run elsewhere by=%s", held_by)
            told = held_by
            if self._stop_event.wait(_STANDBY_SECONDS):
                return False
        return not self._stop_event.is_set()

    def _schedule(self, service: Service) -> None:
        log.info("this worker runs the jobs of the service, too")
        self.is_scheduler = True
        try:
            service.start()
        except (ServiceError, ArchiveError) as error:
            log.warning("the jobs of the service can't begin, trying again error=%s", error)
            self._stop_event.wait(_STANDBY_SECONDS)
            return
        while not (self._stop_event.is_set() or self._lost.is_set()):
            self._lost.wait(_LOOK_SECONDS)

    def stop(self, seconds: float = 7.0) -> None:
        """End, within so many seconds."""
        end = monotonic() + seconds
        self._stop_event.set()
        self._lost.set()
        self.join(max(end - monotonic(), 0))
