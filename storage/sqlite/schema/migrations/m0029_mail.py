"""Migrations 0029 and 0030: faults of the mail server, and digests that carry over what they don't show."""

from storage.sqlite.schema.steps import statements

STEPS = (
    statements(
        "0029_mail_faults",
        # What a failed attempt showed to be wrong (model.Fault); '' = nothing in particular.
        "ALTER TABLE deliveries ADD COLUMN fault TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE deliveries ADD COLUMN fault_since TEXT",
        # Failed attempts that were about this message only.
        "ALTER TABLE deliveries ADD COLUMN failures INTEGER NOT NULL DEFAULT 0",
        # What a report that came back says about the address: 'refused' or 'full'; '' = none came back.
        "ALTER TABLE deliveries ADD COLUMN bounce TEXT NOT NULL DEFAULT ''",
        "UPDATE deliveries SET failures = attempts WHERE state = 'deferred'",
        "CREATE INDEX deliveries_waiting ON deliveries (state, fault) WHERE state IN ('queued', 'deferred')",
        "CREATE INDEX deliveries_by_address ON deliveries (address, id)",
        "ALTER TABLE recipients ADD COLUMN soft_bounces INTEGER NOT NULL DEFAULT 0",
    ),
    statements(
        "0030_schedules_and_carried_stories",
        "ALTER TABLE subscriptions ADD COLUMN hours TEXT NOT NULL DEFAULT '[8]'",
        "UPDATE subscriptions SET hours = json_array(hour)",
        "ALTER TABLE subscriptions DROP COLUMN hour",
        "ALTER TABLE subscriptions ADD COLUMN days TEXT NOT NULL DEFAULT '[]'",
        "ALTER TABLE subscriptions ADD COLUMN holidays TEXT NOT NULL DEFAULT '[]'",
        # Articles that did not fit into a digest and are due again in the next one.
        """
        CREATE TABLE digest_carried (
            digest INTEGER NOT NULL REFERENCES digests (id),
            article INTEGER NOT NULL REFERENCES articles (id),
            PRIMARY KEY (digest, article)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX digest_carried_by_article ON digest_carried (article)",
        # Removed articles a digest named, so that each reader is told once.
        """
        CREATE TABLE digest_removals (
            digest INTEGER NOT NULL REFERENCES digests (id),
            article INTEGER NOT NULL REFERENCES articles (id),
            PRIMARY KEY (digest, article)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX digest_removals_by_article ON digest_removals (article)",
        # Until now, a digest named every removal in its period.
        """
        INSERT INTO digest_removals (digest, article)
        SELECT g.id, a.id FROM articles a
        JOIN digests g ON a.missing_since > g.period_start AND a.missing_since <= g.period_end
        WHERE a.missing_since IS NOT NULL AND EXISTS (
            SELECT 1 FROM digest_articles t JOIN digests h ON h.id = t.digest
            WHERE t.article = a.id AND h.subscription = g.subscription
        )
        """,
        # Machine translations of headlines and quotes, made once per text, language and service.
        """
        CREATE TABLE translations (
            text TEXT NOT NULL,
            language TEXT NOT NULL,
            target TEXT NOT NULL,
            service TEXT NOT NULL,
            translation TEXT NOT NULL,
            PRIMARY KEY (text, language, target, service)
        ) STRICT, WITHOUT ROWID
        """,
    ),
)
