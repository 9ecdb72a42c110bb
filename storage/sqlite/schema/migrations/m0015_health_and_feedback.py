"""Migrations 0015–0018: source health, missing pages, reclassification, readers' feedback."""

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
    statements(
        "0017_verdicts_again",
        # Drops UNIQUE (article, version, classifier): after a new model is rolled back, the old one
        # classifies the same text again.
        """
        CREATE TABLE verdicts_again (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            article INTEGER NOT NULL REFERENCES articles (id),
            version INTEGER NOT NULL,
            classifier TEXT NOT NULL,
            relevance REAL NOT NULL,
            is_relevant INTEGER NOT NULL,
            tags TEXT NOT NULL,
            mentions TEXT NOT NULL,
            terms TEXT NOT NULL,
            tagged_at TEXT NOT NULL
        ) STRICT
        """,
        "INSERT INTO verdicts_again SELECT * FROM verdicts",
        "DROP TABLE verdicts",
        "ALTER TABLE verdicts_again RENAME TO verdicts",
        "CREATE INDEX verdicts_by_article ON verdicts (article, version, id)",
        "CREATE INDEX verdicts_by_time ON verdicts (tagged_at, article)",
    ),
    statements(
        "0018_feedback",
        # Readers' judgements on verdicts; rows are never changed, the last one wins.
        """
        CREATE TABLE feedback (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            article INTEGER NOT NULL REFERENCES articles (id),
            version INTEGER NOT NULL,
            verdict INTEGER NOT NULL REFERENCES verdicts (id),
            judgement TEXT NOT NULL,
            topics TEXT NOT NULL,
            by TEXT NOT NULL,
            note TEXT NOT NULL,
            at TEXT NOT NULL
        ) STRICT
        """,
        "CREATE INDEX feedback_by_article ON feedback (article, version)",
    ),
)
