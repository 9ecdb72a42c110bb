"""Steps from 0021: stories as people put them right."""

from storage.sqlite.schema.steps import statements

STEPS = (
    statements(
        "0021_story_edits",
        # What people joined and parted; never changed, the articles' rows hold the outcome.
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
        # What a reader knows is asked by article: its story may have been joined with another since.
        "CREATE INDEX digest_articles_by_article ON digest_articles (article)",
        "DROP INDEX digest_articles_by_story",
    ),
)
