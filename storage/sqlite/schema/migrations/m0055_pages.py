"""Migrations 0055 to 0057: what the web pages keep: accounts; what users marked; what operators asked for."""

from storage.sqlite.schema.steps import statements

STEPS = (
    statements(
        "0055_accounts",
        """
        CREATE TABLE users (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE COLLATE NOCASE,
            role TEXT NOT NULL,
            address TEXT NOT NULL,
            language TEXT NOT NULL,
            timezone TEXT NOT NULL,
            password_hash TEXT NOT NULL,
            created_at TEXT NOT NULL,
            disabled_at TEXT
        ) STRICT
        """,
        """
        CREATE TABLE sessions (
            key TEXT PRIMARY KEY,
            user INTEGER NOT NULL REFERENCES users (id),
            started_at TEXT NOT NULL,
            seen_at TEXT NOT NULL,
            way TEXT NOT NULL,
            browser TEXT NOT NULL
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX sessions_by_user ON sessions (user, seen_at)",
        """
        CREATE TABLE api_tokens (
            id INTEGER PRIMARY KEY,
            user INTEGER NOT NULL REFERENCES users (id),
            name TEXT NOT NULL,
            key TEXT NOT NULL UNIQUE,
            scopes TEXT NOT NULL,
            created_at TEXT NOT NULL,
            expires_at TEXT,
            last_used_at TEXT,
            revoked_at TEXT
        ) STRICT
        """,
        "CREATE INDEX api_tokens_by_user ON api_tokens (user, id)",
        "CREATE TABLE failed_logins (key TEXT NOT NULL, at TEXT NOT NULL) STRICT",
        "CREATE INDEX failed_logins_by_key ON failed_logins (key, at)",
        "CREATE INDEX failed_logins_by_time ON failed_logins (at)",
        # "by" is a name, not an id: "local" and "yalu" have no account.
        """
        CREATE TABLE changes (
            id INTEGER PRIMARY KEY,
            at TEXT NOT NULL,
            "by" TEXT NOT NULL,
            what TEXT NOT NULL,
            subject TEXT NOT NULL,
            before TEXT NOT NULL,
            after TEXT NOT NULL
        ) STRICT
        """,
    ),
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
    statements(
        "0057_operators",
        # Aware UTC; NULL when nobody asks, or the job has begun since.
        "ALTER TABLE job_plans ADD COLUMN asked_at TEXT",
        # To list those that wait or failed, in an outbox of which nearly all were sent.
        "CREATE INDEX deliveries_unsent ON deliveries (state, id) WHERE state <> 'sent'",
    ),
)
