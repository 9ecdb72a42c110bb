"""Migrations 0066 and 0067: which imports a digest covers; identifiers of places and actors elsewhere."""

from storage.sqlite.schema.steps import statements

STEPS = (
    statements(
        "0066_digest_imports",
        # Both NULL in digests of earlier versions.
        "ALTER TABLE digests ADD COLUMN lists_up_to INTEGER",
        "ALTER TABLE digests ADD COLUMN figures_up_to INTEGER",
        "CREATE INDEX trade_imports_by_time ON trade_imports (imported_at)",
    ),
    statements(
        "0067_identifiers",
        # Filled from its file on opening. Empty where no identifier is known.
        """
        CREATE TABLE reference_identifiers (
            kind TEXT NOT NULL,
            id TEXT NOT NULL,
            wikidata TEXT NOT NULL,
            opensanctions TEXT NOT NULL,
            verified_by TEXT NOT NULL,
            PRIMARY KEY (kind, id)
        ) STRICT, WITHOUT ROWID
        """,
    ),
)
