"""Migrations 0045–0050: work that does not grow with the archive, and smaller archives."""

import logging

from storage.sql import counts, ledger
from storage.sqlite.database import Database
from storage.sqlite.schema.steps import Migration, statements

log = logging.getLogger(__name__)

# Versions that are copied between two progress lines in the log.
_CHUNK = 50_000
_VERSION_COLUMNS = """
    article, number, title, modified_at, fetched_at, authors, organisation, section, image_url, alternates,
    captions, is_partial, found_by, extractor, content_sha256, page, tables, body
"""


def _versions(db: Database) -> None:
    # A row of a table without rowids may take a quarter of a page, so that most texts took another page for
    # what is above. The text is last: what is read without it needs no other page.
    db.execute(
        """
        CREATE TABLE new_versions (
            id INTEGER PRIMARY KEY,
            article INTEGER NOT NULL REFERENCES articles (id),
            number INTEGER NOT NULL,
            title TEXT NOT NULL,
            modified_at TEXT,
            fetched_at TEXT NOT NULL,
            authors TEXT NOT NULL,
            -- News agency or desk named in the byline; '' for none.
            organisation TEXT NOT NULL DEFAULT '',
            section TEXT NOT NULL,
            image_url TEXT NOT NULL,
            alternates TEXT NOT NULL,
            -- A JSON list in the order of the page.
            captions TEXT NOT NULL DEFAULT '[]',
            is_partial INTEGER NOT NULL DEFAULT 0,
            found_by TEXT NOT NULL,
            extractor TEXT NOT NULL,
            content_sha256 TEXT NOT NULL,
            page INTEGER REFERENCES pages (id),
            tables TEXT NOT NULL,
            body TEXT NOT NULL
        ) STRICT
        """
    )
    copied, last = 0, -1
    while True:
        first = last
        (last,) = db.execute(
            "SELECT max(article) FROM (SELECT article FROM versions WHERE article > ? ORDER BY 1 LIMIT ?)",
            [first, _CHUNK],
        ).fetchone()
        if last is None:
            break
        copied += db.execute(
            f"""
            INSERT INTO new_versions ({_VERSION_COLUMNS}) SELECT {_VERSION_COLUMNS} FROM versions
            WHERE article > ? AND article <= ? ORDER BY article, number
            """,
            [first, last],
        ).rowcount
        log.info("copying texts versions=%d", copied)
    db.execute("DROP TABLE versions")
    db.execute("ALTER TABLE new_versions RENAME TO versions")
    db.execute("CREATE UNIQUE INDEX versions_by_article ON versions (article, number)")
    db.execute("CREATE INDEX versions_by_time ON versions (fetched_at, article) WHERE number > 1")


def _counts(db: Database) -> None:
    # Of relevant articles. The kind is "article" for their number, "source", "publisher", "language",
    # "topic", a kind of mention, or "day" (of publication, in days since 1970); "stored" is of all articles.
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


def _ledger(db: Database) -> None:
    # Three digests an entry, two entries an article: 32 bytes each instead of 64 characters.
    db.execute(
        """
        CREATE TABLE new_ledger (
            id INTEGER PRIMARY KEY,
            kind TEXT NOT NULL,
            article INTEGER NOT NULL,
            number INTEGER NOT NULL,
            digest ANY NOT NULL,
            -- A digest, or the time of retention as text.
            details ANY NOT NULL,
            chain ANY NOT NULL
        ) STRICT
        """
    )
    after = 0
    while rows := db.execute(
        "SELECT * FROM ledger WHERE id > ? ORDER BY id LIMIT ?", [after, _CHUNK]
    ).fetchall():
        db.conn.executemany(
            "INSERT INTO new_ledger VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(*row[:4], *map(ledger.as_stored, row[4:])) for row in rows],
        )
        after = rows[-1][0]
        log.info("making the ledger smaller entries=%d", after)
    db.execute("DROP TABLE ledger")
    db.execute("ALTER TABLE new_ledger RENAME TO ledger")
    db.execute("CREATE UNIQUE INDEX ledger_versions ON ledger (article, number) WHERE kind = 'version'")
    db.execute("CREATE INDEX ledger_details ON ledger (article, number, id) WHERE kind = 'details'")


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
        ON deliveries (attempts, id, state, fault, next_attempt_at, claimed_at)
        WHERE state IN ('queued', 'deferred', 'sending')
        """,
        "CREATE INDEX deliveries_held ON deliveries (fault) WHERE fault IN ('server', 'content')",
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
    Migration("0047_versions_with_rowids", _versions),
    statements(
        "0048_carried_by_digest",
        # Writing it was most of the cost of queueing a digest that carries thousands of articles.
        "DROP INDEX digest_carried_by_article",
    ),
    Migration("0049_ledger_digests", _ledger),
    Migration("0050_number_of_articles", counts.fill_stored),
)
