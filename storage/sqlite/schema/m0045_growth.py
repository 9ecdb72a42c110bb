"""Migrations 0045–0047: work that does not grow with the archive."""

from sqlite_utils import Database

from storage.sqlite import counts
from storage.sqlite.schema.steps import Migration, statements


def _counts(db: Database) -> None:
    # Of relevant articles. The kind is "article" for their number, "source", "publisher", "language",
    # "topic", a kind of mention, or "day" (of publication, in days since 1970).
    db.execute(
        """
        CREATE TABLE relevant_counts (
            kind TEXT NOT NULL,
            value TEXT NOT NULL,
            articles INTEGER NOT NULL,
            PRIMARY KEY (kind, value)
        ) STRICT, WITHOUT ROWID
        """
    )
    # Mentions in the same relevant articles; `first` sorts before `second`.
    db.execute(
        """
        CREATE TABLE relevant_pairs (
            first TEXT NOT NULL,
            first_kind TEXT NOT NULL,
            second TEXT NOT NULL,
            second_kind TEXT NOT NULL,
            articles INTEGER NOT NULL,
            PRIMARY KEY (first, first_kind, second, second_kind)
        ) STRICT, WITHOUT ROWID
        """
    )
    counts.fill(db)


STEPS = (
    statements(
        "0045_what_waits",
        # Whether the article has a story, so that those that wait for one need not be searched for.
        "ALTER TABLE article_facets ADD COLUMN is_grouped INTEGER NOT NULL DEFAULT 0",
        "UPDATE article_facets SET is_grouped = 1 WHERE article IN (SELECT article FROM story_articles)",
        "CREATE INDEX article_facets_ungrouped ON article_facets (article)"
        " WHERE is_relevant AND NOT is_grouped",
        # All that claiming a message asks for, in the order in which messages are claimed; the rows
        # themselves have the state behind the whole message.
        "DROP INDEX deliveries_waiting",
        """
        CREATE INDEX deliveries_waiting
        ON deliveries (attempts, id, state, fault, next_attempt_at, claimed_at, fault_since)
        WHERE state IN ('queued', 'deferred', 'sending')
        """,
        # For returned mail.
        "CREATE INDEX deliveries_by_message ON deliveries (message_id)",
        "DROP INDEX deliveries_by_address",
        "CREATE INDEX deliveries_by_address ON deliveries (address COLLATE NOCASE, id)",
        # What each reader's next digest or alert asks for: how far the earlier ones came, the last one, and
        # those since a time.
        "CREATE INDEX digests_covered ON digests (subscription, kind, up_to_verdict)",
        "CREATE INDEX digests_by_kind ON digests (subscription, kind)",
        "CREATE INDEX digests_by_time ON digests (subscription, composed_at)",
        "CREATE INDEX articles_removed ON articles (missing_since) WHERE missing_since IS NOT NULL",
    ),
    Migration("0046_counts", _counts),
)
