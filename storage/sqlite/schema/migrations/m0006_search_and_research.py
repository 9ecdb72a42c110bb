"""Migrations 0006–0014: tables and indexes for search, counts, tables in articles, and the hash chain."""

import json

from storage.sql.tables import pages, table_cells
from storage.sqlite.database import Database
from storage.sqlite.schema.steps import Migration, statements


def _fill_tables(db: Database) -> None:
    rows = db.execute("SELECT article, number, tables FROM versions WHERE tables != '[]'").fetchall()
    for article, number, tables in rows:
        table_cells.add(db, article, number, json.loads(tables))


STEPS = (
    statements(
        "0006_facets",
        # Facts about the archive itself, such as the version of its search tokens.
        "CREATE TABLE archive_facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
        # One narrow row per article: a million of them fit into the page cache, so filters and counts need
        # not read the wide rows.
        """
        CREATE TABLE article_facets (
            article INTEGER PRIMARY KEY REFERENCES articles (id),
            source TEXT NOT NULL,
            publisher TEXT NOT NULL,
            language TEXT NOT NULL,
            version INTEGER NOT NULL,
            judged_version INTEGER NOT NULL,
            relevance REAL,
            is_relevant INTEGER NOT NULL
        ) STRICT
        """,
        """
        INSERT INTO article_facets
        SELECT a.id, a.source, a.publisher, a.language, a.version, coalesce(d.version, 0), d.relevance,
               EXISTS (SELECT 1 FROM relevant_articles r WHERE r.article = a.id)
        FROM articles a LEFT JOIN verdicts d ON d.id = (SELECT max(id) FROM verdicts WHERE article = a.id)
        """,
        "CREATE INDEX article_facets_unjudged ON article_facets (article) WHERE judged_version < version",
        "CREATE INDEX articles_by_arrival ON articles (first_seen_at)",
        "CREATE INDEX polls_by_time ON fetches (at, source, outcome) WHERE kind = 'poll'",
        "CREATE INDEX verdicts_by_time ON verdicts (tagged_at, article)",
        "CREATE INDEX versions_by_time ON versions (fetched_at, article) WHERE number > 1",
    ),
    statements(
        "0007_tables",
        """
        CREATE TABLE article_table_cells (
            article INTEGER NOT NULL REFERENCES articles (id),
            version INTEGER NOT NULL,
            table_number INTEGER NOT NULL,
            row_number INTEGER NOT NULL,
            column_number INTEGER NOT NULL,
            text TEXT NOT NULL,
            number REAL,
            PRIMARY KEY (article, version, table_number, row_number, column_number)
        ) STRICT, WITHOUT ROWID
        """,
    ),
    Migration("0008_tables_filled", _fill_tables),
    statements(
        "0009_chain",
        "ALTER TABLE pages ADD COLUMN chain TEXT NOT NULL DEFAULT ''",
        # When retention deleted the file with its bytes; the row stays in the chain.
        "ALTER TABLE pages ADD COLUMN dropped_at TEXT",
    ),
    Migration("0010_chain_filled", pages.fill_chain),
    statements(
        "0011_reference",
        # Published figures to compare with article counts; a year has several series and vintages.
        """
        CREATE TABLE reference_trade (
            year INTEGER NOT NULL,
            series TEXT NOT NULL,
            total_musd REAL NOT NULL,
            china_exports_musd REAL,
            china_imports_musd REAL,
            is_preferred INTEGER NOT NULL,
            confidence TEXT NOT NULL,
            source TEXT NOT NULL,
            PRIMARY KEY (year, series)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE reference_events (
            date TEXT NOT NULL,
            event TEXT NOT NULL,
            places TEXT NOT NULL,
            topics TEXT NOT NULL,
            precision TEXT NOT NULL,
            confidence TEXT NOT NULL,
            PRIMARY KEY (date, event)
        ) STRICT, WITHOUT ROWID
        """,
    ),
    statements(
        "0012_mentions_by_kind",
        # A covering index for counts by place: five times faster than looking up each row.
        "CREATE INDEX article_mentions_by_kind ON article_mentions (article, kind, mention)",
        "DROP INDEX article_mentions_by_article",
    ),
    statements(
        "0013_index_memory",
        # FTS5 buffers this many bytes (default: 1 MB) before it writes a segment: a full transaction writes
        # one segment instead of five, and fewer are merged later.
        "INSERT INTO article_index (article_index, rank) VALUES ('hashsize', 16777216)",
    ),
    statements(
        "0014_sources_of_events",
        # The publication an event is taken from; the table is refilled from its file on opening.
        "ALTER TABLE reference_events ADD COLUMN source TEXT NOT NULL DEFAULT ''",
    ),
)
