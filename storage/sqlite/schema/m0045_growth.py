"""Migrations 0045–0048: work that does not grow with the archive; 0049: files of web archives."""

import logging

from sqlite_utils import Database

from storage.sqlite import counts
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


#: Before it, an archive keeps no counts.
COUNTS_STEP = "0046_counts"

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
    Migration(COUNTS_STEP, _counts),
    Migration("0047_versions_with_rowids", _versions),
    statements(
        "0048_carried_by_digest",
        # Writing it was most of the cost of queueing a digest that carries thousands of articles.
        "DROP INDEX digest_carried_by_article",
    ),
    statements(
        "0049_web_archives",
        # Name: path or URL. Those without finished_at wait to be read.
        """
        CREATE TABLE web_archive_files (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            collection TEXT NOT NULL,
            listed_at TEXT NOT NULL,
            finished_at TEXT,
            size INTEGER NOT NULL DEFAULT 0,
            sha256 TEXT NOT NULL DEFAULT '',
            records INTEGER NOT NULL DEFAULT 0,
            passed INTEGER NOT NULL DEFAULT 0,
            stored INTEGER NOT NULL DEFAULT 0,
            known INTEGER NOT NULL DEFAULT 0,
            relevant INTEGER NOT NULL DEFAULT 0,
            detail TEXT NOT NULL DEFAULT ''
        ) STRICT
        """,
        # Why records of a file gave no article.
        """
        CREATE TABLE web_archive_refusals (
            file INTEGER NOT NULL REFERENCES web_archive_files (id),
            reason TEXT NOT NULL,
            records INTEGER NOT NULL,
            PRIMARY KEY (file, reason)
        ) STRICT, WITHOUT ROWID
        """,
        # Where articles were read from; the offset is NULL in files that are not compressed by record.
        """
        CREATE TABLE web_archive_articles (
            article INTEGER PRIMARY KEY REFERENCES articles (id),
            file INTEGER NOT NULL REFERENCES web_archive_files (id),
            "offset" INTEGER,
            captured_at TEXT NOT NULL
        ) STRICT
        """,
    ),
)
