"""Migrations 0021 and 0022: people's corrections to stories; cached robots.txt files."""

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
    statements(
        "0022_robots",
        # The last answer for each host's robots.txt; fetched again after a day (RFC 9309, section 2.4).
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
