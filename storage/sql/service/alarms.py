"""`Alarms` in SQL."""

from collections.abc import Sequence
from datetime import datetime

from typing_extensions import override

from storage.contract import Alarm, Alarms, DigestRecord
from storage.sql.database import Connection
from storage.sql.rows import (
    Row,
    insert_new,
    optional_time_text,
    time_text,
    to_optional_time,
    to_time,
    upsert,
)
from storage.sql.tables import deliveries, digests


class _DoneByAnotherError(Exception):
    """Another process stored the same alarm or message first."""


class SqlAlarms(Alarms):
    """The table alarms."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @override
    def open(self) -> list[Alarm]:
        with self._connection.read("reading alarms") as db:
            return list(map(_to_alarm, db.query("SELECT * FROM alarms WHERE NOT is_over ORDER BY id")))

    @override
    def cleared_since(self, time: datetime) -> list[Alarm]:
        with self._connection.read("reading alarms") as db:
            rows = db.query(
                """
                SELECT * FROM alarms WHERE id IN (
                    SELECT max(id) FROM alarms WHERE cleared_at >= ? AND raised_at IS NOT NULL
                    GROUP BY kind, subject
                ) ORDER BY id
                """,
                [time_text(time)],
            )
            return list(map(_to_alarm, rows))

    @override
    def newest(self, limit: int) -> list[Alarm]:
        with self._connection.read("reading alarms") as db:
            rows = db.query(
                "SELECT * FROM alarms WHERE raised_at IS NOT NULL ORDER BY id DESC LIMIT ?", [limit]
            )
            return list(map(_to_alarm, rows))

    @override
    def save(
        self,
        changed: Sequence[Alarm],
        digest: DigestRecord | None = None,
        messages: Sequence[tuple[str, str, bytes]] = (),
    ) -> bool:
        try:
            with self._connection.write("recording alarms", durable=True) as db:
                for alarm in changed:
                    row = _to_row(alarm)
                    if alarm.id:
                        upsert(db, "alarms", {"id": alarm.id, **row}, "id")
                    elif not insert_new(db, "alarms", row):
                        raise _DoneByAnotherError
                if digest is not None:
                    digest_id = digests.add(db, digest)
                    if digest_id is None:
                        raise _DoneByAnotherError
                    deliveries.add(db, digest_id, messages)
        except _DoneByAnotherError:
            return False
        return True

    @override
    def forget(self, before: datetime) -> int:
        with self._connection.write("removing old alarms") as db:
            return db.execute(
                "DELETE FROM alarms WHERE cleared_at < ? AND is_over", [time_text(before)]
            ).rowcount


def _to_row(alarm: Alarm) -> Row:
    return {
        "kind": alarm.kind,
        "subject": alarm.subject,
        "level": alarm.level,
        "proof": alarm.proof,
        "help": alarm.help,
        "noticed_at": time_text(alarm.noticed_at),
        "raised_at": optional_time_text(alarm.raised_at),
        "told_at": optional_time_text(alarm.told_at),
        "well_since": optional_time_text(alarm.well_since),
        "cleared_at": optional_time_text(alarm.cleared_at),
        "is_end_told": int(alarm.is_end_told),
        "returns": alarm.returns,
    }


def _to_alarm(row: Row) -> Alarm:
    return Alarm(
        id=row["id"],
        kind=row["kind"],
        subject=row["subject"],
        level=row["level"],
        proof=row["proof"],
        help=row["help"],
        noticed_at=to_time(row["noticed_at"]),
        raised_at=to_optional_time(row["raised_at"]),
        told_at=to_optional_time(row["told_at"]),
        well_since=to_optional_time(row["well_since"]),
        cleared_at=to_optional_time(row["cleared_at"]),
        is_end_told=bool(row["is_end_told"]),
        returns=row["returns"],
    )
