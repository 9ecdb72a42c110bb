"""`Status` in SQLite."""

from pathlib import Path

from sqlite_utils import Database
from typing_extensions import override

from storage.contract import ArchiveStatus, Queue, Status
from storage.sqlite.connection import Connection
from storage.sqlite.rows import to_optional_time

# The articles in a queue are few, and found by partial indexes; "+" keeps SQLite from using another one.
_UNTAGGED = """
    SELECT count(*), min(at) FROM (
        SELECT (SELECT fetched_at FROM versions v WHERE v.article = f.article AND v.number = f.version) AS at
        FROM article_facets f WHERE f.judged_version < f.version LIMIT :most
    )
"""
_UNGROUPED = """
    SELECT count(*), min(at) FROM (
        SELECT (SELECT max(tagged_at) FROM verdicts d WHERE d.article = f.article) AS at
        FROM article_facets f LEFT JOIN story_articles s ON s.article = f.article
        WHERE f.is_relevant AND s.article IS NULL LIMIT :most
    )
"""
_OUTBOX = """
    SELECT d.state, count(*), min(g.composed_at) FROM (
        SELECT digest, state FROM deliveries WHERE state IN ('queued', 'deferred')
        UNION ALL
        SELECT digest, state FROM deliveries
        WHERE state = 'sending' AND id > (SELECT max(id) FROM deliveries) - :most
        LIMIT :most
    ) d JOIN digests g ON g.id = d.digest GROUP BY d.state
"""
_RECIPIENTS = """
    SELECT CASE WHEN suspended_at IS NOT NULL THEN 'suspended' WHEN confirmed_at IS NULL THEN 'unconfirmed'
           ELSE 'served' END, count(*)
    FROM recipients GROUP BY 1
"""
# Each is the end of an index, or one row per source.
_NEWEST = """
    SELECT max(at) FROM (
        SELECT max(first_seen_at) AS at FROM articles
        UNION ALL SELECT max(last_polled_at) FROM source_states
        UNION ALL SELECT at FROM (SELECT at FROM fetches ORDER BY id DESC LIMIT 1)
        UNION ALL SELECT started_at FROM (SELECT started_at FROM job_runs ORDER BY id DESC LIMIT 1)
        UNION ALL SELECT max(seen_at) FROM service_instance
    )
"""
_TOTALS = """
    SELECT (SELECT count(*) FROM articles), (SELECT max(id) FROM verdicts), (SELECT max(id) FROM fetches),
           (SELECT max(id) FROM digests), (SELECT max(id) FROM deliveries)
"""


class SqliteStatus(Status):
    """Read from many tables; writes none."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @override
    def read(self) -> ArchiveStatus:
        with self._connection.read("reading the state of the archive") as db:
            outbox = db.execute(_OUTBOX, {"most": self.MAX_COUNTED}).fetchall()
            articles, *written = db.execute(_TOTALS).fetchone()
            verdicts, fetches, digests, messages = (count or 0 for count in written)
            return ArchiveStatus(
                untagged=self._queue(db, _UNTAGGED),
                ungrouped=self._queue(db, _UNGROUPED),
                outbox=Queue(
                    sum(count for _, count, _ in outbox),
                    to_optional_time(min((since for _, _, since in outbox), default=None)),
                ),
                messages={state: count for state, count, _ in outbox},
                recipients=dict(db.execute(_RECIPIENTS).fetchall()),
                newest_at=to_optional_time(db.execute(_NEWEST).fetchone()[0]),
                articles=articles,
                verdicts=verdicts,
                fetches=fetches,
                digests=digests,
                all_messages=messages,
                file_bytes=_size(self._connection.path),
                log_bytes=_size(self._connection.path.with_name(self._connection.path.name + "-wal")),
            )

    def _queue(self, db: Database, statement: str) -> Queue:
        count, since = db.execute(statement, {"most": self.MAX_COUNTED}).fetchone()
        return Queue(count, to_optional_time(since))


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return 0
