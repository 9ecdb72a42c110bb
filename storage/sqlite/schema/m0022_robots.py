"""Steps from 0022: what hosts allow."""

from storage.sqlite.schema.steps import statements

STEPS = (
    statements(
        "0022_robots",
        # The last answer to each host's robots.txt; asked again after a day (RFC 9309, section 2.4).
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
