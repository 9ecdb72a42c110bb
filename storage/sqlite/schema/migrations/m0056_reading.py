"""Migration 0056: what each user has read, starred, followed and noted, and when they were last here."""

from storage.sqlite.schema.steps import statements

STEPS = (
    statements(
        "0056_reading",
        # Users by the id of their account; 0 = whoever sits at this computer, while there are no accounts.
        """
        CREATE TABLE user_visits (
            "user" INTEGER PRIMARY KEY,
            -- The end of the visit before; what came since is new. NULL during the first visit.
            new_since TEXT,
            last_at TEXT NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE user_marks (
            "user" INTEGER NOT NULL,
            story INTEGER NOT NULL REFERENCES stories (id),
            read_at TEXT,
            starred_at TEXT,
            followed_at TEXT,
            note TEXT NOT NULL DEFAULT '',
            noted_at TEXT,
            PRIMARY KEY ("user", story)
        ) STRICT, WITHOUT ROWID
        """,
        # For merges, which take the marks along.
        "CREATE INDEX user_marks_by_story ON user_marks (story)",
        # Where a merged story has gone, and what was split from it.
        "CREATE INDEX story_edits_by_story ON story_edits (story)",
        "CREATE INDEX story_edits_by_other ON story_edits (other)",
        # Pairs are kept once, under the name that sorts first.
        "CREATE INDEX relevant_pairs_by_second ON relevant_pairs (second)",
    ),
)
