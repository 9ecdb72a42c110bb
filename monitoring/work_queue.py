"""The queue of an archive in PostgreSQL, as others than its workers see it: who works, and what waits."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from storage import database_url
from yaluwatch.errors import ArchiveError

#: The schema of the queue's tables, in the archive's database.
QUEUE_SCHEMA = "queue"
#: Seconds after which a worker that says nothing counts as gone, and its jobs are given to others.
WORKER_SILENT_SECONDS = 20.0
#: Begins the name by which a worker is known to the server; its host and process follow.
WORKER_NAME = "yalu-worker"

_STATE = b"""
    SELECT (SELECT count(*) FROM queue.procrastinate_workers
            WHERE last_heartbeat > now() - make_interval(secs => %s)),
           count(*) FILTER (WHERE status = 'todo'), count(*) FILTER (WHERE status = 'doing'),
           (SELECT min(at) FROM queue.procrastinate_events WHERE job_id IN (
               SELECT id FROM queue.procrastinate_jobs WHERE status = 'todo' ORDER BY id LIMIT 1))
    FROM queue.procrastinate_jobs WHERE status IN ('todo', 'doing')
"""
_PROCESSES = """
    SELECT DISTINCT application_name FROM pg_stat_activity
    WHERE datname = current_database() AND application_name LIKE %s ORDER BY 1
"""


@dataclass(frozen=True, slots=True)
class WorkQueue:
    """What is in the queue, and who works on it."""

    #: Processes connected to the database, as "host process": "node2 4711".
    processes: tuple[str, ...] = ()
    #: Whether one of them has said within the last seconds that it works.
    is_worked_on: bool = False
    waiting: int = 0
    running: int = 0
    #: When the job that waits longest was queued, aware UTC; None when none waits.
    waiting_since: datetime | None = None


def read_queue(archive: str | Path) -> WorkQueue | None:
    """The queue of an archive; None for one in a file, or that never had a worker.

    Raises ArchiveError when the database can't be reached.
    """
    if (url := database_url(archive)) is None:
        return None
    import psycopg  # noqa: PLC0415 # an extra

    try:
        with psycopg.connect(url, autocommit=True, connect_timeout=5) as db:
            found = db.execute("SELECT to_regclass(%s)", ["queue.procrastinate_jobs"]).fetchone()
            if found is None or found[0] is None:
                return None
            row = db.execute(_STATE, [WORKER_SILENT_SECONDS]).fetchone()
            names = db.execute(_PROCESSES, [f"{WORKER_NAME} %"]).fetchall()
    except psycopg.Error as error:
        raise ArchiveError(f"the queue can't be read: {' '.join(str(error).split())}") from error
    beating, waiting, running, since = row or (0, 0, 0, None)
    processes = tuple(name.removeprefix(f"{WORKER_NAME} ") for (name,) in names)
    return WorkQueue(processes, beating > 0, waiting, running, since)


def is_worked_on(archive: str | Path) -> bool:
    """Whether workers take jobs from the archive's queue, so that nobody else has to; False if unknown."""
    try:
        found = read_queue(archive)
    except ArchiveError:
        return False
    return found is not None and found.is_worked_on
