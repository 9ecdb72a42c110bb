"""Migration 0055: accounts of the web pages."""

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
)
