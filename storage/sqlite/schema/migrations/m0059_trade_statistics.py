"""Migration 0059: official trade statistics with their revisions."""

from storage.sqlite.schema.steps import statements

STEPS = (
    statements(
        "0059_trade_statistics",
        """
        CREATE TABLE trade_imports (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL,
            sha256 TEXT NOT NULL UNIQUE,
            format TEXT NOT NULL,
            imported_at TEXT NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE trade_series (
            id INTEGER PRIMARY KEY,
            commodity TEXT NOT NULL,
            reporter TEXT NOT NULL,
            partner TEXT NOT NULL,
            flow TEXT NOT NULL,
            currency TEXT NOT NULL,
            source TEXT NOT NULL,
            UNIQUE (commodity, reporter, partner, flow, currency, source)
        ) STRICT
        """,
        # first and last are months: "2024-12". A figure that is revised is one more row.
        """
        CREATE TABLE trade_figures (
            series INTEGER NOT NULL REFERENCES trade_series (id),
            last TEXT NOT NULL,
            first TEXT NOT NULL,
            vintage INTEGER NOT NULL,
            value REAL NOT NULL,
            unit INTEGER NOT NULL,
            released TEXT,
            import INTEGER NOT NULL REFERENCES trade_imports (id),
            PRIMARY KEY (series, last, first, vintage)
        ) STRICT, WITHOUT ROWID
        """,
        # On which day the press or the publisher made a figure known, where that is known.
        "ALTER TABLE reference_trade ADD COLUMN released TEXT NOT NULL DEFAULT ''",
    ),
)
