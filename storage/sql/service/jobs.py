"""`JobRecords` in SQL."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime

from typing_extensions import override

from storage.contract import ClockJump, Instance, JobRecords, JobResult, JobRun, JobState
from storage.sql.database import Connection, Database
from storage.sql.rows import (
    Row,
    insert_numbered,
    json_text,
    optional_time_text,
    time_text,
    to_optional_time,
    to_time,
    upsert,
)

# Results after which a job counts as working.
_FINE = (JobResult.OK, JobResult.STOPPED)


# "SELECT DISTINCT job" would read the whole index; this seeks once per name.
_NAMES = """
    WITH RECURSIVE names (job) AS (
        SELECT min(job) FROM job_runs
        UNION ALL SELECT (SELECT min(r.job) FROM job_runs r WHERE r.job > names.job) FROM names
        WHERE names.job IS NOT NULL
    )
    SELECT job FROM names WHERE job IS NOT NULL
"""


class SqlJobRecords(JobRecords):
    """The tables job_runs, job_plans, service_instance and clock_jumps."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @override
    def begin(self, job: str, owner: str, at: datetime, *, is_manual: bool = False) -> int:
        row = {"job": job, "owner": owner, "is_manual": int(is_manual), "started_at": time_text(at)}
        with self._connection.write(f"recording the start of job {job}") as db:
            db.execute("UPDATE job_plans SET asked_at = NULL WHERE job = ? AND asked_at IS NOT NULL", [job])
            return insert_numbered(db, "job_runs", row)

    @override
    def end(
        self,
        run: int,
        at: datetime,
        result: JobResult,
        counts: Mapping[str, int] | None = None,
        error: str = "",
    ) -> None:
        with self._connection.write("recording the end of a job") as db:
            _end(db, run, at, result, counts or {}, error)

    @override
    def end_lost(self, is_dead: Callable[[str], bool], at: datetime) -> list[JobRun]:
        with self._connection.read("reading jobs") as db:
            still_open = [_to_run(row) for row in db.query("SELECT * FROM job_runs WHERE ended_at IS NULL")]
        lost = [run for run in still_open if is_dead(run.owner)]
        if lost:
            with self._connection.write("recording jobs that were lost") as db:
                for run in lost:
                    _end(db, run.id, at, JobResult.LOST, {}, "its process ended without a word")
        return lost

    @override
    def plan(self, next_at: Mapping[str, datetime | None]) -> None:
        with self._connection.write("recording when jobs run next") as db:
            for job, at in next_at.items():
                upsert(db, "job_plans", {"job": job, "next_at": optional_time_text(at)}, "job")

    @override
    def ask(self, job: str, at: datetime) -> None:
        with self._connection.write(f"asking for job {job}") as db:
            db.execute(
                "INSERT INTO job_plans (job, asked_at) VALUES (?, ?)"
                " ON CONFLICT (job) DO UPDATE SET asked_at = coalesce(job_plans.asked_at, excluded.asked_at)",
                [job, time_text(at)],
            )

    @override
    def asked(self) -> Mapping[str, datetime]:
        with self._connection.read("reading jobs that were asked for") as db:
            found = db.execute("SELECT job, asked_at FROM job_plans WHERE asked_at IS NOT NULL")
            return {job: to_time(at) for job, at in found}

    @override
    def states(self) -> list[JobState]:
        with self._connection.read("reading jobs") as db:
            planned = {
                row["job"]: to_optional_time(row["next_at"]) for row in db.query("SELECT * FROM job_plans")
            }
            names = {job for (job,) in db.execute(_NAMES)} | set(planned)
            return [_state(db, job, planned.get(job)) for job in sorted(names)]

    @override
    def runs(self, job: str = "", *, limit: int = 50) -> list[JobRun]:
        with self._connection.read("reading jobs") as db:
            rows = db.query(
                "SELECT * FROM job_runs WHERE ? IN ('', job) ORDER BY id DESC LIMIT ?", [job, limit]
            )
            return [_to_run(row) for row in rows]

    @override
    def forget(self, before: datetime, idle_before: datetime | None = None) -> int:
        with self._connection.write("removing old records of jobs") as db:
            deleted = db.execute(
                """
                DELETE FROM job_runs
                WHERE (ended_at < ? OR (ended_at < ? AND result = 'ok' AND counts = '{}'))
                AND id NOT IN (SELECT max(id) FROM job_runs GROUP BY job)
                AND id NOT IN (SELECT max(id) FROM job_runs WHERE result = 'ok' GROUP BY job)
                """,
                [time_text(before), time_text(idle_before or before)],
            )
            return deleted.rowcount

    @override
    def appear(self, instance: Instance) -> None:
        row = {
            "id": 1,
            "owner": instance.owner,
            "host": instance.host,
            "pid": instance.pid,
            "version": instance.version,
            "started_at": time_text(instance.started_at),
            "seen_at": time_text(instance.seen_at),
            "problem": instance.problem,
        }
        with self._connection.write("recording that the service runs") as db:
            upsert(db, "service_instance", row, "id")

    @override
    def instance(self) -> Instance | None:
        with self._connection.read("reading the service's state") as db:
            for row in db.query("SELECT * FROM service_instance"):
                return Instance(
                    row["owner"],
                    row["host"],
                    row["pid"],
                    row["version"],
                    to_time(row["started_at"]),
                    to_time(row["seen_at"]),
                    row["problem"],
                )
        return None

    @override
    def add_clock_jump(self, jump: ClockJump) -> None:
        row = {"noticed_at": time_text(jump.noticed_at), "seconds": jump.seconds}
        with self._connection.write("recording a jump of the clock") as db:
            insert_numbered(db, "clock_jumps", row)

    @override
    def clock_jumps(self, *, limit: int = 20) -> list[ClockJump]:
        with self._connection.read("reading jumps of the clock") as db:
            rows = db.query("SELECT * FROM clock_jumps ORDER BY id DESC LIMIT ?", [limit])
            return [ClockJump(to_time(row["noticed_at"]), row["seconds"]) for row in rows]


def _end(
    db: Database, run: int, at: datetime, result: JobResult, counts: Mapping[str, int], error: str
) -> None:
    db.execute(
        "UPDATE job_runs SET ended_at = ?, result = ?, counts = ?, error = ?"
        " WHERE id = ? AND ended_at IS NULL",
        [time_text(at), str(result), json_text(dict(counts)), error, run],
    )


def _state(db: Database, job: str, next_at: datetime | None) -> JobState:
    last = next(
        map(_to_run, db.query("SELECT * FROM job_runs WHERE job = ? ORDER BY id DESC LIMIT 1", [job])), None
    )
    fine = ", ".join(f"'{result}'" for result in _FINE)
    # A job runs thousands of times a day: these read from its newest run back to the first one that fits.
    last_ok = db.execute(
        "SELECT ended_at FROM job_runs WHERE job = ? AND result = 'ok' ORDER BY id DESC LIMIT 1", [job]
    ).fetchone()
    (failures,), *_ = db.execute(
        f"""
        SELECT count(*) FROM job_runs WHERE job = ? AND ended_at IS NOT NULL
        AND id > coalesce((
            SELECT id FROM job_runs WHERE job = ? AND result IN ({fine}) ORDER BY id DESC LIMIT 1
        ), 0)
        """,
        [job, job],
    )
    return JobState(job, next_at, last, to_optional_time(last_ok[0] if last_ok else None), failures)


def _to_run(row: Row) -> JobRun:
    return JobRun(
        row["id"],
        row["job"],
        row["owner"],
        bool(row["is_manual"]),
        to_time(row["started_at"]),
        to_optional_time(row["ended_at"]),
        JobResult(row["result"]) if row["result"] else None,
        json.loads(row["counts"]),
        row["error"],
    )
