"""Migration 0037: whether an article is about the past."""

from storage.sqlite.schema.steps import statements

STEPS = (
    statements(
        "0037_history",
        # 1 for history, treaty texts and encyclopedias; 0 also in verdicts of earlier classifiers.
        "ALTER TABLE verdicts ADD COLUMN is_history INTEGER NOT NULL DEFAULT 0",
    ),
)
