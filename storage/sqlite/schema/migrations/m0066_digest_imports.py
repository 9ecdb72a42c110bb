"""Migration 0066: up to which imports of lists and of statistics a digest covers the archive."""

from storage.sqlite.schema.steps import statements

STEPS = (
    statements(
        "0066_digest_imports",
        # Both NULL in digests of earlier versions.
        "ALTER TABLE digests ADD COLUMN lists_up_to INTEGER",
        "ALTER TABLE digests ADD COLUMN figures_up_to INTEGER",
        "CREATE INDEX trade_imports_by_time ON trade_imports (imported_at)",
    ),
)
