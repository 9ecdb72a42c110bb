"""`Status` in SQL."""

from datetime import datetime

from typing_extensions import override

from storage.contract import OPERATOR, ArchiveStatus, Queue, Status
from storage.sql.database import Connection, Database
from storage.sql.rows import time_text, to_optional_time
from storage.sql.tables import deliveries

# What is in a queue is found by partial indexes.
_UNTAGGED = """
    SELECT count(*), min(at) FROM (
        SELECT (SELECT fetched_at FROM versions v WHERE v.article = f.article AND v.number = f.version) AS at
        FROM article_facets f WHERE f.judged_version < f.version LIMIT :most
    )
"""
_UNGROUPED = """
    SELECT count(*), min(at) FROM (
        SELECT (SELECT max(tagged_at) FROM verdicts d WHERE d.article = f.article) AS at
        FROM article_facets f INDEXED BY article_facets_ungrouped
        WHERE f.is_relevant AND NOT f.is_grouped LIMIT :most
    )
"""
_OUTBOX = f"""
    SELECT state, count(*), count(*) FILTER (WHERE due_at <= :now), min(due_at) FROM (
        SELECT state, CASE state WHEN 'sending' THEN claimed_at ELSE
            coalesce(next_attempt_at, (SELECT composed_at FROM digests WHERE id = digest)) END AS due_at
        FROM deliveries INDEXED BY deliveries_waiting WHERE {deliveries.WAITS} LIMIT :most
    ) GROUP BY state
"""
_RECIPIENTS = """
    SELECT CASE WHEN suspended_at IS NOT NULL THEN 'suspended' WHEN confirmed_at IS NULL THEN 'unconfirmed'
           ELSE 'served' END, count(*)
    FROM recipients WHERE subscription != :operator GROUP BY 1
"""
# Rows come in the order in which they were written, whatever the clock said then.
_LAST_RECORD = """
    SELECT max(at) FROM (
        SELECT at FROM (SELECT at FROM fetches ORDER BY id DESC LIMIT 1)
        UNION ALL SELECT at FROM (SELECT started_at AS at FROM job_runs ORDER BY id DESC LIMIT 1)
        UNION ALL SELECT max(seen_at) FROM service_instance
    )
"""
_TOTALS = """
    SELECT (SELECT articles FROM relevant_counts WHERE kind = 'stored'), (SELECT max(id) FROM verdicts),
           (SELECT max(id) FROM fetches), (SELECT max(id) FROM digests), (SELECT max(id) FROM deliveries)
"""


class SqlStatus(Status):
    """Read from many tables; writes none."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @override
    def read(self, now: datetime) -> ArchiveStatus:
        with self._connection.read("reading the state of the archive") as db:
            outbox = db.execute(_OUTBOX, {"most": self.MAX_COUNTED, "now": time_text(now)}).fetchall()
            totals = (count or 0 for count in db.execute(_TOTALS).fetchone())
            articles, verdicts, fetches, digests, messages = totals
            file_bytes, log_bytes = self._connection.sizes()
            return ArchiveStatus(
                untagged=self._queue(db, _UNTAGGED),
                ungrouped=self._queue(db, _UNGROUPED),
                outbox=Queue(
                    sum(due for *_, due, _ in outbox),
                    to_optional_time(min((since for *_, due, since in outbox if due), default=None)),
                ),
                messages={state: count for state, count, *_ in outbox},
                recipients=dict(db.execute(_RECIPIENTS, {"operator": OPERATOR}).fetchall()),
                last_record_at=to_optional_time(db.execute(_LAST_RECORD).fetchone()[0]),
                articles=articles,
                verdicts=verdicts,
                fetches=fetches,
                digests=digests,
                all_messages=messages,
                has_accounts=bool(db.execute("SELECT EXISTS (SELECT 1 FROM users)").fetchone()[0]),
                file_bytes=file_bytes,
                log_bytes=log_bytes,
            )

    def _queue(self, db: Database, statement: str) -> Queue:
        count, since = db.execute(statement, {"most": self.MAX_COUNTED}).fetchone()
        return Queue(count, to_optional_time(since))
