"""Migrations 0058, 0059, 0066 and 0067: sanctions lists, trade statistics, and what digests cover of both."""

from storage.sqlite.schema.steps import statements

STEPS = (
    statements(
        "0058_lists",
        """
        CREATE TABLE lists (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            format TEXT NOT NULL,
            version TEXT NOT NULL,
            origin TEXT NOT NULL,
            checked_at TEXT NOT NULL,
            changed_at TEXT NOT NULL
        ) STRICT
        """,
        # Imports that changed something.
        """
        CREATE TABLE list_imports (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            list INTEGER NOT NULL REFERENCES lists (id),
            at TEXT NOT NULL,
            version TEXT NOT NULL,
            origin TEXT NOT NULL,
            sha256 TEXT NOT NULL,
            entries INTEGER NOT NULL
        ) STRICT
        """,
        "CREATE INDEX list_imports_by_time ON list_imports (at)",
        # As they are now, or were when an import no longer had them (gone_at). Details are JSON.
        """
        CREATE TABLE list_entries (
            id INTEGER PRIMARY KEY,
            list INTEGER NOT NULL REFERENCES lists (id),
            key TEXT NOT NULL,
            kind TEXT NOT NULL,
            name TEXT NOT NULL,
            imo TEXT NOT NULL,
            listed_on TEXT NOT NULL,
            details TEXT NOT NULL,
            gone_at TEXT,
            UNIQUE (list, key)
        ) STRICT
        """,
        # Every version of every entry: details as of the import; of an entry that is gone, its last ones.
        """
        CREATE TABLE list_changes (
            import INTEGER NOT NULL REFERENCES list_imports (id),
            entry INTEGER NOT NULL REFERENCES list_entries (id),
            kind TEXT NOT NULL,
            details TEXT NOT NULL,
            PRIMARY KEY (import, entry)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX list_changes_by_entry ON list_changes (entry, import)",
        # With which state of the lists, by which rules, a version was matched; one without a row was not.
        """
        CREATE TABLE listed_sets (
            article INTEGER NOT NULL REFERENCES articles (id),
            version INTEGER NOT NULL,
            state INTEGER NOT NULL,
            rules INTEGER NOT NULL,
            PRIMARY KEY (article, version)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE listed_mentions (
            article INTEGER NOT NULL REFERENCES articles (id),
            version INTEGER NOT NULL,
            -- Counted from 1, by position.
            number INTEGER NOT NULL,
            entry INTEGER NOT NULL REFERENCES list_entries (id),
            start INTEGER NOT NULL,
            length INTEGER NOT NULL,
            how TEXT NOT NULL,
            PRIMARY KEY (article, version, number)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX listed_mentions_by_entry ON listed_mentions (entry, article)",
        # For filters: who lists somebody that the newest version names, or "any".
        """
        CREATE TABLE article_listed (
            authority TEXT NOT NULL,
            article INTEGER NOT NULL REFERENCES articles (id),
            PRIMARY KEY (authority, article)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX article_listed_by_article ON article_listed (article)",
        """
        CREATE VIEW listed_in_words AS
        SELECT
            m.article, m.version, l.name AS list, e.name, e.kind, e.imo, e.listed_on, e.gone_at, m.how,
            substr(v.title || char(10, 10) || v.body, m.start + 1, m.length) AS text, v.title, m.entry
        FROM listed_mentions m
        JOIN list_entries e ON e.id = m.entry
        JOIN lists l ON l.id = e.list
        JOIN versions v ON v.article = m.article AND v.number = m.version
        """,
    ),
    statements(
        "0059_trade_statistics",
        """
        CREATE TABLE trade_imports (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL,
            sha256 TEXT NOT NULL UNIQUE,
            format TEXT NOT NULL,
            imported_at TEXT NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE trade_series (
            id INTEGER PRIMARY KEY,
            commodity TEXT NOT NULL,
            reporter TEXT NOT NULL,
            partner TEXT NOT NULL,
            flow TEXT NOT NULL,
            currency TEXT NOT NULL,
            source TEXT NOT NULL,
            UNIQUE (commodity, reporter, partner, flow, currency, source)
        ) STRICT
        """,
        # first and last are months: "2024-12". A figure that is revised is one more row.
        """
        CREATE TABLE trade_figures (
            series INTEGER NOT NULL REFERENCES trade_series (id),
            last TEXT NOT NULL,
            first TEXT NOT NULL,
            vintage INTEGER NOT NULL,
            value REAL NOT NULL,
            unit INTEGER NOT NULL,
            released TEXT,
            import INTEGER NOT NULL REFERENCES trade_imports (id),
            PRIMARY KEY (series, last, first, vintage)
        ) STRICT, WITHOUT ROWID
        """,
        # On which day the press or the publisher made a figure known, where that is known.
        "ALTER TABLE reference_trade ADD COLUMN released TEXT NOT NULL DEFAULT ''",
    ),
    statements(
        "0066_digest_imports",
        # Both NULL in digests of earlier versions.
        "ALTER TABLE digests ADD COLUMN lists_up_to INTEGER",
        "ALTER TABLE digests ADD COLUMN figures_up_to INTEGER",
        "CREATE INDEX trade_imports_by_time ON trade_imports (imported_at)",
    ),
    statements(
        "0067_identifiers",
        # Filled from its file on opening. Empty where no identifier is known.
        """
        CREATE TABLE reference_identifiers (
            kind TEXT NOT NULL,
            id TEXT NOT NULL,
            wikidata TEXT NOT NULL,
            opensanctions TEXT NOT NULL,
            verified_by TEXT NOT NULL,
            PRIMARY KEY (kind, id)
        ) STRICT, WITHOUT ROWID
        """,
    ),
)
