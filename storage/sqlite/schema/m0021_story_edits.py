"""Migration 0021: people's corrections to stories."""

from storage.sqlite.schema.steps import statements

STEPS = (
    statements(
        "0021_story_edits",
        # Merges and splits; rows are never changed, story_articles holds the result.
        """
        CREATE TABLE story_edits (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            at TEXT NOT NULL,
            kind TEXT NOT NULL,
            story INTEGER NOT NULL REFERENCES stories (id),
            other INTEGER NOT NULL REFERENCES stories (id),
            articles TEXT NOT NULL,
            by TEXT NOT NULL,
            note TEXT NOT NULL
        ) STRICT
        """,
        # What was reported is looked up by article: its story may have been merged since.
        "CREATE INDEX digest_articles_by_article ON digest_articles (article)",
        "DROP INDEX digest_articles_by_story",
    ),
)
