"""Migrations 0043 and 0044: what has changed about grouped articles; what they are compared by."""

from storage.sqlite.schema.steps import statements

STEPS = (
    statements(
        "0043_story_changes",
        # Grows with every change of a row that matters for grouping: a number higher than all before.
        "ALTER TABLE story_articles ADD COLUMN change INTEGER NOT NULL DEFAULT 0",
        "CREATE INDEX story_articles_by_change ON story_articles (change)",
    ),
    statements(
        "0044_story_features",
        # Of the articles of the last days only; they can be made again from the texts.
        """
        CREATE TABLE story_features (
            article INTEGER PRIMARY KEY REFERENCES articles (id),
            first_seen_at TEXT NOT NULL,
            version INTEGER NOT NULL,
            classifier TEXT NOT NULL,
            fingerprint TEXT NOT NULL,
            content BLOB NOT NULL
        ) STRICT
        """,
        "CREATE INDEX story_features_by_arrival ON story_features (first_seen_at)",
    ),
)
