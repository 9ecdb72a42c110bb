"""Migration 0036: runs of jobs, when they run next, and the process that runs the service."""

from storage.sqlite.schema.steps import statements

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
)
