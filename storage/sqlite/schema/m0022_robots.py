"""Migration 0022: cached robots.txt files."""

from storage.sqlite.schema.steps import statements

STEPS = (
    statements(
        "0022_robots",
        # The last answer for each host's robots.txt; fetched again after a day (RFC 9309, section 2.4).
        """
        CREATE TABLE robots (
            host TEXT PRIMARY KEY,
            asked_at TEXT NOT NULL,
            status INTEGER NOT NULL,
            body BLOB NOT NULL
        ) STRICT, WITHOUT ROWID
        """,
    ),
)
