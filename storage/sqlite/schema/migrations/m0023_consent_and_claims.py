"""Migrations 0023–0026: consent that fails closed, relations in stories, and claims."""

from storage.sqlite.schema.steps import statements

STEPS = (
    statements(
        "0023_consent",
        # Until now an address without a row got mail. From now on only one whose row says that it confirmed.
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
        # How an article belongs to its story, as a column: the reason is text for people only.
        "ALTER TABLE story_articles ADD COLUMN relation TEXT NOT NULL DEFAULT 'opens'",
        # The article it was grouped with; NULL if it opened the story, or the row is older than this column.
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
        # `article_facets` holds the same; a partial index over its relevant rows replaces the table.
        "CREATE INDEX article_facets_relevant ON article_facets (article) WHERE is_relevant",
        "DROP TABLE relevant_articles",
    ),
    statements(
        "0026_claims",
        # Leases. Times are seconds since 1970, because pauses between requests can be fractions of a second.
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
    statements(
        "0028_goods",
        # The kind has the name that queries, counts and word lists use for it.
        "UPDATE article_mentions SET kind = 'goods' WHERE kind = 'good'",
        """
        UPDATE verdicts SET mentions = replace(mentions, '"kind":"good"', '"kind":"goods"')
        WHERE instr(mentions, '"kind":"good"')
        """,
    ),
)
