"""Workers that share a queue in PostgreSQL."""

import asyncio
import os
import re
import signal
import threading
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, sleep, time
from typing import Any

import psycopg
import pytest
from procrastinate import App
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job
from procrastinate.schema import SchemaManager
from typer.testing import CliRunner

from cli.app import app
from cli.start import worker as worker_command
from crawler.sources.source_list import write_sources
from monitoring import is_worked_on, read_queue
from scheduler import cluster
from scheduler.cluster import entrance, schema
from scheduler.cluster import worker as worker_module
from scheduler.cluster.tasks import add_tasks, give_to_others, open_queue, queue_crawls, queue_files
from scheduler.cluster.work import BusyError, DueCrawl
from scheduler.cluster.worker import Worker
from scheduler.job_table import JOBS, compose, deliver, poll
from scheduler.running import context_of
from storage import open_archive
from tests import cluster_run
from tests.cluster_run import Plan, crowding, published, run
from tests.postgres import Server
from tests.site import Site
from tests.warc_files import write_file
from yaluwatch.config import Settings
from yaluwatch.errors import ArchiveError, ServiceError

PLAN = Plan(hosts=1, sources=2, pages=2)


@dataclass
class Running:
    """A worker in a thread of this process, and what it works for."""

    settings: Settings
    url: str
    site: Site
    worker: Worker
    thread: threading.Thread


def until(is_so: Callable[[], object], seconds: float = 120.0) -> None:
    """Wait until something is so."""
    end = monotonic() + seconds
    while not is_so():
        assert monotonic() < end, "it did not happen in time"
        sleep(0.05)


def one(url: str, statement: str) -> Any:
    """The value that a statement finds."""
    with psycopg.connect(url, autocommit=True) as db:
        row = db.execute(statement.encode()).fetchone()
    return row[0] if row else None


def settings_of(data: Path, url: str) -> Settings:
    """The settings of a data folder whose archive is in a database."""
    settings = Settings(data=data, database={"url": url})
    settings.write_location()
    return settings


@pytest.fixture(scope="module")
def working(tmp_path_factory: pytest.TempPathFactory, postgresql_server: Server) -> Iterator[Running]:
    """A worker for two sources on one host."""
    url = postgresql_server.new_archive()
    settings = settings_of(tmp_path_factory.mktemp("worker"), url)
    with closing(Site()) as site, pytest.MonkeyPatch.context() as patch:
        patch.setattr(worker_module, "SWEEP_SECONDS", 0.3)
        patch.setattr(worker_module, "_AGAIN_SECONDS", 0.1)
        write_sources(settings.sources, list(published(site, PLAN)))
        made = Worker(settings, lambda: settings, parallel=2)
        thread = threading.Thread(target=made.run)
        thread.start()
        yield Running(settings, url, site, made, thread)
        made.end()
        thread.join(60)
        assert not thread.is_alive()
    postgresql_server.drop(url)


@pytest.fixture
def queue_url(postgresql_server: Server) -> Iterator[str]:
    """A database with an empty queue."""
    url = postgresql_server.new_database()
    schema.prepare(url)
    yield url
    postgresql_server.drop(url)


def make_due(working: Running) -> None:
    """Make all sources due."""
    with open_archive(working.settings.archive) as archive:
        for state in archive.sources.states().values():
            archive.sources.poll_soon(state.source_id, datetime(2026, 1, 1, tzinfo=UTC))


def in_queue(url: str, do: Callable[[App], Awaitable[Any]]) -> Any:
    """What a function gives that works with a queue."""

    async def done() -> Any:
        async with open_queue(url, "test").open_async() as app:
            return await do(app)

    return asyncio.run(done())


def test_a_worker_crawls_what_is_due_and_runs_the_jobs_of_the_service(working: Running) -> None:
    until(lambda: one(working.url, "SELECT count(*) FROM articles") == 4)
    until(lambda: one(working.url, "SELECT count(*) FROM story_articles") == 4)
    assert list(crowding(working.site)) == []
    assert sorted(working.site.paths()) == sorted(set(working.site.paths()))
    until(
        lambda: one(working.url, "SELECT count(*) FROM queue.procrastinate_jobs WHERE status = 'doing'") == 0
    )


def test_while_workers_crawl_the_service_does_not(working: Running) -> None:
    until(lambda: is_worked_on(working.settings.archive))
    found = read_queue(working.settings.archive)
    assert found is not None
    assert [name.split()[1] for name in found.processes] == [str(os.getpid())]
    make_due(working)
    assert poll(context_of(working.settings)) == {}
    # The worker does.
    until(lambda: sum(path.startswith("/feed") for path in working.site.paths()) >= 4)


def test_the_state_of_the_queue_is_a_check(working: Running) -> None:
    done = CliRunner().invoke(
        app, ["--data", str(working.settings.data), "status"], env={"YALUWATCH_DATABASE_URL": working.url}
    )
    assert re.search(r"ok +workers +1 worker \(.* \d+\); \d+ jobs? waiting, \d+ running", done.output)


def test_files_of_web_archives_are_read_by_workers(working: Running, tmp_path: Path) -> None:
    file = write_file(tmp_path, 1, records=4, relevant=2)
    command = ["--data", str(working.settings.data), "backfill", "warc", str(file), "--queue"]
    env = {"YALUWATCH_DATABASE_URL": working.url}
    assert "1 file queued" in CliRunner().invoke(app, command, env=env).output
    until(lambda: one(working.url, "SELECT count(*) FROM web_archive_articles") == 2)
    until(lambda: one(working.url, "SELECT finished_at FROM web_archive_files"))
    # It is read once.
    assert "0 files queued" in CliRunner().invoke(app, command, env=env).output


def test_the_job_of_a_worker_that_died_is_given_to_another(working: Running) -> None:
    with psycopg.connect(working.url) as db:
        db.execute("SET search_path = queue")
        db.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status, args)"
            " VALUES ('crawls', 'crawl', 'doing', '{\"source_id\": \"gone\"}')"
        )
    until(
        lambda: (
            one(working.url, "SELECT count(*) FROM queue.procrastinate_jobs WHERE args ? 'source_id'") == 0
        )
    )


def test_a_worker_goes_on_when_the_server_has_dropped_its_connections(working: Running) -> None:
    until(lambda: is_worked_on(working.settings.archive))
    one(
        working.url,
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
        " WHERE datname = current_database() AND application_name LIKE 'yalu-worker%'",
    )
    asked = len(working.site.asked)
    make_due(working)
    until(lambda: len(working.site.asked) > asked)
    until(lambda: is_worked_on(working.settings.archive))


def test_a_worker_that_was_forgotten_registers_again(working: Running) -> None:
    until(lambda: is_worked_on(working.settings.archive))
    # As others do with one that was stopped for a while.
    newest = one(working.url, "SELECT max(id) FROM queue.procrastinate_workers")
    with psycopg.connect(working.url) as db:
        db.execute("DELETE FROM queue.procrastinate_workers")
    asked = len(working.site.asked)
    make_due(working)
    until(lambda: (one(working.url, "SELECT max(id) FROM queue.procrastinate_workers") or 0) > newest)
    until(lambda: len(working.site.asked) > asked)


def test_mail_of_a_process_that_was_stopped_is_not_sent_by_another(working: Running) -> None:
    context = context_of(working.settings)
    with (
        open_archive(working.settings.archive) as archive,
        archive.fences.hold(["job:compose", "job:deliver"]),
    ):
        assert compose(context) == deliver(context) == {}


def test_a_killed_and_a_stopped_worker_lose_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_run, "TOLD", 0.0)
    monkeypatch.setattr(cluster_run, "STOPPED", 3.0)
    result = run(Plan(workers=2, parallel=2, hosts=2, sources=2, pages=2, kills=1, stops=1, every=5.0))
    assert result.faults == []
    assert (result.articles, result.kills, result.stops) == (8, 1, 1)


def test_the_queue_is_prepared_once(postgresql_server: Server) -> None:
    url = postgresql_server.new_database()
    assert schema.prepare(url)[0] == "00.00.00_01_initial.sql"
    assert schema.prepare(url) == []


def test_the_queue_of_an_older_version_is_upgraded(postgresql_server: Server) -> None:
    url = postgresql_server.new_database()
    scripts = sorted(Path(SchemaManager.get_migrations_path()).glob("*.sql"))
    older = [script for script in scripts if script.name < "03.02"]
    with psycopg.connect(url) as db:
        db.execute("CREATE SCHEMA queue")
        db.execute("SET search_path = queue")
        db.execute("CREATE TABLE steps (name TEXT PRIMARY KEY)")
        for script in older:
            db.execute(script.read_bytes())
            db.execute("INSERT INTO steps VALUES (%s)", [script.name])
            db.commit()
    assert schema.prepare(url) == [script.name for script in scripts if script.name >= "03.02"]
    assert in_queue(url, lambda app: queue_crawls(app, [DueCrawl("a", "a.example")])) == 1


def test_who_may_not_create_the_queue_is_told_what_helps(postgresql_server: Server) -> None:
    url = postgresql_server.new_database()
    with psycopg.connect(url) as db:
        db.execute("DROP ROLE IF EXISTS modest")
        db.execute("CREATE ROLE modest LOGIN")
    with pytest.raises(ArchiveError, match="CREATE SCHEMA queue AUTHORIZATION"):
        schema.prepare(url.replace("postgres@", "modest@"))


def test_what_waits_is_not_queued_again_and_one_host_is_given_out_once(queue_url: str) -> None:
    due = [DueCrawl("a", "one.example"), DueCrawl("b", "one.example"), DueCrawl("c", "other.example")]

    async def queue_and_take(app: App) -> tuple[int, int, int, list[Job | None]]:
        first, again = await queue_crawls(app, due), await queue_crawls(app, due)
        files = await queue_files(app, [7, 7])
        number = await app.job_manager.register_worker()
        return first, again, files, [await app.job_manager.fetch_job(["crawls"], number) for _ in range(3)]

    first, again, files, taken = in_queue(queue_url, queue_and_take)
    assert (first, again, files) == (3, 0, 1)
    assert [job and job.task_kwargs["source_id"] for job in taken] == ["a", "c", None]


class Busy:
    """Work whose hosts are busy the first time."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def crawl(self, source_id: str) -> None:
        self.asked.append(source_id)
        if self.asked.count(source_id) == 1:
            raise BusyError(0.2)

    def read_file(self, file_id: int) -> None:
        self.crawl(str(file_id))

    def due(self) -> list[DueCrawl]:
        return []


def test_a_job_that_found_its_host_busy_is_done_later(queue_url: str) -> None:
    work, threads = Busy(), ThreadPoolExecutor(2)

    async def work_off(app: App) -> None:
        add_tasks(app, work, threads)  # type: ignore[arg-type]
        await queue_crawls(app, [DueCrawl("a", "one.example"), DueCrawl("b", "one.example")])
        await queue_files(app, [7])
        end = monotonic() + 60
        while len(work.asked) < 6 and monotonic() < end:
            await app.run_worker_async(
                queues=["crawls", "files"], wait=False, delete_jobs="always", install_signal_handlers=False
            )
            await asyncio.sleep(0.1)

    in_queue(queue_url, work_off)
    assert sorted(work.asked) == ["7", "7", "a", "a", "b", "b"]
    assert one(queue_url, "SELECT count(*) FROM queue.procrastinate_jobs WHERE queue_name != 'due'") == 0


def test_a_stalled_job_does_not_stay_when_the_same_has_been_queued_meanwhile(queue_url: str) -> None:
    # https://github.com/procrastinate-org/procrastinate/issues/1446
    due = [DueCrawl("a", "one.example")]

    async def lose_twice(app: App) -> Job | None:
        await queue_crawls(app, due)
        number = await app.job_manager.register_worker()
        lost = await app.job_manager.fetch_job(["crawls"], number)
        assert lost is not None
        # Two workers looked for what is due at the same time.
        deferrer = app.configure_task("crawl", queue="crawls", queueing_lock="source:a", allow_unknown=True)
        await deferrer.defer_async(source_id="a")
        await give_to_others(app, lost)
        return await app.job_manager.fetch_job(["crawls"], number)

    again = in_queue(queue_url, lose_twice)
    assert again is not None
    assert again.task_kwargs == {"source_id": "a"}
    assert one(queue_url, "SELECT count(*) FROM queue.procrastinate_jobs") == 1


def test_a_worker_whose_clock_is_wrong_takes_no_jobs(
    working: Running, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(worker_module, "time", lambda: time() + 3_600)
    until(lambda: "ahead of the database's; nothing is crawled here" in caplog.text)
    monkeypatch.undo()
    asked = len(working.site.asked)
    make_due(working)
    until(lambda: len(working.site.asked) > asked)


def test_a_database_without_a_queue_has_none(postgresql_server: Server, tmp_path: Path) -> None:
    assert read_queue(postgresql_server.new_database()) is None
    assert read_queue(tmp_path / "yalu.db") is None
    assert not is_worked_on("postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(ArchiveError, match="the queue can't be read"):
        read_queue("postgresql://nobody@127.0.0.1:1/none")


def test_an_archive_in_a_file_has_no_workers(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["--data", str(tmp_path), "worker"])
    assert isinstance(done.exception, ServiceError)
    assert "this archive is a file; set database.url first" in str(done.exception)
    with pytest.raises(ServiceError, match="leave out --queue"):
        cluster.enqueue_files(tmp_path / "yalu.db", [])


def test_what_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(entrance, "find_spec", lambda _: None)
    assert cluster.missing() == 'workers need two more packages: pip install "yaluwatch[cluster]"'
    done = CliRunner().invoke(app, ["--data", str(tmp_path), "worker"])
    assert isinstance(done.exception, ServiceError)
    with pytest.raises(ServiceError, match="pip install"):
        cluster.enqueue_files("postgresql://nobody@127.0.0.1:1/none", [])


def test_sigterm_ends_a_worker(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    ended = threading.Event()

    class Waiting:
        """A worker that works until it is told to end."""

        end = ended.set

        def run(self) -> None:
            os.kill(os.getpid(), signal.SIGTERM)
            assert ended.wait(10)

    class Ending:
        """In place of the end that comes in any case."""

        def __init__(self, seconds: float) -> None:
            assert seconds < 10

        def begin(self) -> None: ...

    monkeypatch.setattr(worker_command, "EndInTime", Ending)
    monkeypatch.setattr(worker_command, "end_without_memory", lambda: None)
    monkeypatch.setattr(worker_command, "set_up_logging", lambda *_: None)
    monkeypatch.setattr(cluster, "new_worker", lambda *_, **__: Waiting())
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        done = CliRunner().invoke(app, ["--data", str(tmp_path), "worker", "--parallel", "3"])
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
    assert done.exit_code == 0
    assert "crawls up to 3 sources at once" in done.output
    assert "what was read is kept" in done.output


def test_an_archive_in_a_database_is_backed_up_by_its_server(working: Running) -> None:
    off = {job.name for job in JOBS if job.schedule(working.settings) is None}
    assert {"backup", "restore-drill"} <= off


def test_a_worker_whose_job_others_have_done_says_so_in_a_sentence(caplog: pytest.LogCaptureFixture) -> None:
    loop = asyncio.new_event_loop()
    loop.set_exception_handler(worker_module._note)
    lost = ConnectorException()
    lost.__cause__ = psycopg.errors.RaiseException("Job was not found (job id: 7)\nCONTEXT: a function")
    loop.call_exception_handler({"message": "Task exception was never retrieved", "exception": lost})
    loop.call_exception_handler({"message": "Something else", "exception": ZeroDivisionError()})
    loop.close()
    first, second = caplog.records
    assert first.getMessage().endswith("given to others meanwhile error=Job was not found (job id: 7)")
    assert first.exc_info is None
    assert second.getMessage().startswith("Something else")
