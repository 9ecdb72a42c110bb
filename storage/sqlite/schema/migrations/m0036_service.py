"""Migrations 0036–0042: jobs, history, clock, the ledger, alarms, order of dates."""

from storage.sql import ledger
from storage.sqlite.database import Database
from storage.sqlite.schema.steps import Migration, statements


def _ledger(db: Database) -> None:
    db.execute(
        """
        CREATE TABLE ledger (
            id INTEGER PRIMARY KEY,
            kind TEXT NOT NULL,
            article INTEGER NOT NULL,
            number INTEGER NOT NULL,
            digest TEXT NOT NULL,
            details TEXT NOT NULL,
            chain TEXT NOT NULL
        ) STRICT
        """
    )
    db.execute("CREATE UNIQUE INDEX ledger_versions ON ledger (article, number) WHERE kind = 'version'")
    db.execute("CREATE INDEX ledger_details ON ledger (article, number, id) WHERE kind = 'details'")
    ledger.fill(db)


#: Before it, an archive has no ledger.
LEDGER_STEP = "0040_ledger"

STEPS = (
    statements(
        "0036_service",
        """
        CREATE TABLE job_runs (
            id INTEGER PRIMARY KEY,
            job TEXT NOT NULL,
            owner TEXT NOT NULL,
            is_manual INTEGER NOT NULL DEFAULT 0,
            started_at TEXT NOT NULL,
            ended_at TEXT,
            -- ok, failed, timed out, stopped, lost; NULL while it runs.
            result TEXT,
            -- JSON: what it did.
            counts TEXT NOT NULL DEFAULT '{}',
            error TEXT NOT NULL DEFAULT ''
        ) STRICT
        """,
        "CREATE INDEX job_runs_job ON job_runs (job, id)",
        "CREATE INDEX job_runs_open ON job_runs (id) WHERE ended_at IS NULL",
        "CREATE TABLE job_plans (job TEXT PRIMARY KEY, next_at TEXT) STRICT, WITHOUT ROWID",
        # One row.
        """
        CREATE TABLE service_instance (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            owner TEXT NOT NULL,
            host TEXT NOT NULL,
            pid INTEGER NOT NULL,
            version TEXT NOT NULL,
            started_at TEXT NOT NULL,
            seen_at TEXT NOT NULL,
            problem TEXT NOT NULL DEFAULT ''
        ) STRICT
        """,
    ),
    statements(
        "0037_history",
        # 1 for history, treaty texts and encyclopedias; 0 also in verdicts of earlier classifiers.
        "ALTER TABLE verdicts ADD COLUMN is_history INTEGER NOT NULL DEFAULT 0",
    ),
    statements(
        "0038_claim_length",
        # Seconds a lease or pause lasts from its beginning, so that one written by a clock that was ahead can
        # be recognised. What is there already may last as long as any claim.
        "ALTER TABLE claims ADD COLUMN length REAL NOT NULL DEFAULT 86400",
    ),
    statements(
        "0039_clock_jumps",
        """
        CREATE TABLE clock_jumps (
            id INTEGER PRIMARY KEY,
            -- By the clock as it is after the jump.
            noticed_at TEXT NOT NULL,
            -- Forward if positive.
            seconds REAL NOT NULL
        ) STRICT
        """,
    ),
    Migration(LEDGER_STEP, _ledger),
    statements(
        "0041_alarms",
        """
        CREATE TABLE alarms (
            id INTEGER PRIMARY KEY,
            kind TEXT NOT NULL,
            subject TEXT NOT NULL,
            level TEXT NOT NULL,
            proof TEXT NOT NULL,
            help TEXT NOT NULL,
            noticed_at TEXT NOT NULL,
            raised_at TEXT,
            told_at TEXT,
            well_since TEXT,
            cleared_at TEXT,
            is_end_told INTEGER NOT NULL,
            returns INTEGER NOT NULL,
            is_over INTEGER NOT NULL AS (cleared_at IS NOT NULL AND is_end_told) VIRTUAL
        ) STRICT
        """,
        # At most one of a kind about a subject is open.
        "CREATE UNIQUE INDEX alarms_open ON alarms (kind, subject) WHERE cleared_at IS NULL",
        "CREATE INDEX alarms_not_over ON alarms (id) WHERE NOT is_over",
        "CREATE INDEX alarms_by_end ON alarms (cleared_at)",
    ),
    statements(
        "0042_date_order",
        # Learned from its feed: "dmy", "mdy", "ymd", or '' while its dates have not shown it.
        "ALTER TABLE source_states ADD COLUMN date_order TEXT NOT NULL DEFAULT ''",
    ),
)
