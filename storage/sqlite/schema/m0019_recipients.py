"""Steps from 0019: wishes in readers' own words, who agreed to get mail."""

from storage.sqlite.schema.steps import statements

STEPS = (
    statements(
        "0019_wishes",
        "ALTER TABLE subscriptions ADD COLUMN query TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE subscriptions ADD COLUMN minimum_publishers INTEGER NOT NULL DEFAULT 1",
        # Of the mail's own words.
        "ALTER TABLE subscriptions ADD COLUMN language TEXT NOT NULL DEFAULT 'en'",
        # "digest", "alert" or "notice"; only a digest moves on what a reader has been told up to.
        "ALTER TABLE digests ADD COLUMN kind TEXT NOT NULL DEFAULT 'digest'",
        # A round of digests asks which stories its readers know and which articles are gone.
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
        # What is known of an address beyond that it was named: one without a row gets its mail.
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
        # How often a connection was lost after the message: it may have arrived.
        "ALTER TABLE deliveries ADD COLUMN doubts INTEGER NOT NULL DEFAULT 0",
        "CREATE INDEX deliveries_by_message_id ON deliveries (message_id)",
    ),
)
