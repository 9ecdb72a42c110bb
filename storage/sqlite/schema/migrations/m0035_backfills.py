"""Migration 0035: backfills, and which articles they brought."""

from storage.sqlite.schema.steps import statements

STEPS = (
    statements(
        "0035_backfills",
        # Brought by a backfill: never news.
        "ALTER TABLE articles ADD COLUMN is_backfilled INTEGER NOT NULL DEFAULT 0",
        """
        CREATE TABLE backfills (
            id INTEGER PRIMARY KEY,
            source TEXT NOT NULL,
            since TEXT NOT NULL,
            until TEXT NOT NULL,
            method TEXT NOT NULL,
            -- JSON: where the list goes on; NULL at its end.
            cursor TEXT,
            total INTEGER,
            listed INTEGER NOT NULL DEFAULT 0,
            stored INTEGER NOT NULL DEFAULT 0,
            known INTEGER NOT NULL DEFAULT 0,
            refused INTEGER NOT NULL DEFAULT 0,
            outside INTEGER NOT NULL DEFAULT 0,
            failed INTEGER NOT NULL DEFAULT 0,
            began_at TEXT NOT NULL,
            changed_at TEXT NOT NULL,
            finished_at TEXT,
            detail TEXT NOT NULL DEFAULT '',
            UNIQUE (source, since, until)
        ) STRICT
        """,
        # Articles found, by month of publication ("2013-05", '' without a date).
        """
        CREATE TABLE backfill_months (
            backfill INTEGER NOT NULL REFERENCES backfills (id),
            month TEXT NOT NULL,
            stored INTEGER NOT NULL DEFAULT 0,
            known INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (backfill, month)
        ) STRICT, WITHOUT ROWID
        """,
        # Articles listed and not fetched yet.
        """
        CREATE TABLE backfill_pages (
            id INTEGER PRIMARY KEY,
            backfill INTEGER NOT NULL REFERENCES backfills (id),
            url TEXT NOT NULL,
            title TEXT NOT NULL,
            published_at TEXT,
            guid TEXT NOT NULL,
            attempts INTEGER NOT NULL DEFAULT 0,
            UNIQUE (backfill, url)
        ) STRICT
        """,
        "CREATE INDEX backfill_pages_in_order ON backfill_pages (backfill, attempts, id)",
    ),
)
