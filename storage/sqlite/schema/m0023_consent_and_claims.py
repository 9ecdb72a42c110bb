"""Steps from 0023: what several processes at once must agree on."""

from storage.sqlite.schema.steps import statements

STEPS = (
    statements(
        "0023_consent",
        # Until now an address without a row was served. From now on a row says who agreed, and when.
        """
        UPDATE recipients SET confirmed_at = coalesce(
            (SELECT created_at FROM subscriptions s WHERE s.id = recipients.subscription),
            '1970-01-01T00:00:00Z'
        ) WHERE asked_at IS NULL AND confirmed_at IS NULL
        """,
        """
        INSERT INTO recipients
            (subscription, address, asked_at, confirmed_at, hard_bounces, suspended_at, detail)
        SELECT DISTINCT s.id, a.value, NULL, s.created_at, 0, NULL, ''
        FROM subscriptions s, json_each(s.addresses) a
        WHERE NOT EXISTS (SELECT 1 FROM recipients r WHERE r.subscription = s.id AND r.address = a.value)
        """,
    ),
    statements(
        "0024_relations",
        # How an article belongs to its story; the reason is a sentence for people and decides nothing.
        "ALTER TABLE story_articles ADD COLUMN relation TEXT NOT NULL DEFAULT 'opens'",
        # The article it was put beside; NULL where it opened the story, or the row is older than this column.
        "ALTER TABLE story_articles ADD COLUMN beside INTEGER REFERENCES articles (id)",
        """
        UPDATE story_articles SET relation = CASE
            WHEN reason LIKE '%of the wording in common' THEN 'copy'
            WHEN reason LIKE 'declared as the same article%' THEN 'translation'
            WHEN reason LIKE 'the same event%' THEN 'same_event'
            WHEN reason LIKE '%by hand' THEN 'by_hand'
            ELSE 'opens' END
        """,
    ),
    statements(
        "0025_one_place_for_relevance",
        # `article_facets` says the same; an index over its relevant rows is kept by the database itself.
        "CREATE INDEX article_facets_relevant ON article_facets (article) WHERE is_relevant",
        "DROP TABLE relevant_articles",
    ),
    statements(
        "0026_claims",
        # Who works on what. Seconds since 1970: hosts are left alone for fractions of a second.
        """
        CREATE TABLE claims (
            name TEXT PRIMARY KEY,
            owner TEXT NOT NULL,
            free_at REAL NOT NULL,
            pause REAL NOT NULL
        ) STRICT, WITHOUT ROWID
        """,
    ),
    statements(
        "0027_rejected_dates",
        # Rules are named, not described: "rejected:meta" instead of "meta, but not plausible".
        """
        UPDATE versions SET found_by = json_set(found_by, '$.published_at', 'rejected:' || replace(
            found_by ->> 'published_at', ', but not plausible', ''
        )) WHERE found_by ->> 'published_at' LIKE '%, but not plausible'
        """,
    ),
)
