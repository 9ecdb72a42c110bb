"""Migrations 0019–0022: subscriptions by query, alerts on unusual activity, recipients, edits, robots.txt."""

from storage.sqlite.schema.steps import statements

STEPS = (
    statements(
        "0019_wishes",
        "ALTER TABLE subscriptions ADD COLUMN query TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE subscriptions ADD COLUMN minimum_publishers INTEGER NOT NULL DEFAULT 1",
        # Of the e-mail's labels.
        "ALTER TABLE subscriptions ADD COLUMN language TEXT NOT NULL DEFAULT 'en'",
        # "digest", "alert" or "notice"; only a digest advances the verdicts covered.
        "ALTER TABLE digests ADD COLUMN kind TEXT NOT NULL DEFAULT 'digest'",
        # A digest run asks which stories were reported and which articles were removed.
        "CREATE INDEX digest_articles_by_story ON digest_articles (story)",
        "CREATE INDEX articles_by_removal ON articles (missing_since) WHERE missing_since IS NOT NULL",
        """
        CREATE TABLE digest_spikes (
            digest INTEGER NOT NULL REFERENCES digests (id),
            subject TEXT NOT NULL,
            PRIMARY KEY (digest, subject)
        ) STRICT, WITHOUT ROWID
        """,
    ),
    statements(
        "0020_recipients",
        # Consent and bounces of an address. (An address without a row got mail until migration 0023.)
        """
        CREATE TABLE recipients (
            subscription TEXT NOT NULL,
            address TEXT NOT NULL,
            asked_at TEXT,
            confirmed_at TEXT,
            hard_bounces INTEGER NOT NULL,
            suspended_at TEXT,
            detail TEXT NOT NULL,
            PRIMARY KEY (subscription, address)
        ) STRICT, WITHOUT ROWID
        """,
        # How often the connection was lost after the message was sent, so that it may have arrived.
        "ALTER TABLE deliveries ADD COLUMN doubts INTEGER NOT NULL DEFAULT 0",
        "CREATE INDEX deliveries_by_message_id ON deliveries (message_id)",
    ),
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
