"""Migration 0045: alarms for the operator."""

from storage.sqlite.schema.steps import statements

STEPS = (
    statements(
        "0045_alarms",
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
)
