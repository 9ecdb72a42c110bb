"""Migrations 0015–0016: columns for source health and missing pages."""

from storage.sqlite.schema.steps import statements

STEPS = (
    statements(
        "0015_watch",
        "ALTER TABLE source_states ADD COLUMN newest_item_at TEXT",
        # missing_since: the article counts as removed. first_missing_at: since when its page is not found.
        "ALTER TABLE articles ADD COLUMN first_missing_at TEXT",
        "UPDATE articles SET first_missing_at = missing_since",
        "CREATE INDEX articles_by_age ON articles (source, first_seen_at)",
        "CREATE INDEX articles_missing ON articles (source, first_missing_at)"
        " WHERE first_missing_at IS NOT NULL",
    ),
    statements("0016_silence", "ALTER TABLE source_states ADD COLUMN silent_since TEXT"),
)
