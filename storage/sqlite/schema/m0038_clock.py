"""Migrations 0038–0038: what a clock that was wrong may have written."""

from storage.sqlite.schema.steps import statements

STEPS = (
    statements(
        "0038_claim_length",
        # Seconds a lease or pause lasts from its beginning, so that one written by a clock that was ahead can
        # be recognised. What is there already may last as long as any claim.
        "ALTER TABLE claims ADD COLUMN length REAL NOT NULL DEFAULT 86400",
    ),
    statements(
        "0038_clock_jumps",
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
)
