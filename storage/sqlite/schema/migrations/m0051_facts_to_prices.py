"""Migrations 0051 to 0054: facts, web archives, statements on border crossings, market prices."""

from storage.sqlite.schema.steps import statements

STEPS = (
    statements(
        "0051_facts",
        # Kinds, units, places and other short names in facts, each stored once.
        "CREATE TABLE fact_names (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT",
        # Which rules the facts of a version were read by; a version without a row has not been read.
        """
        CREATE TABLE fact_sets (
            article INTEGER NOT NULL REFERENCES articles (id),
            version INTEGER NOT NULL,
            rules INTEGER NOT NULL,
            PRIMARY KEY (article, version)
        ) STRICT, WITHOUT ROWID
        """,
        # Texts are given by their positions (characters) in title, blank line, body; names by their number.
        # NULL is what a fact does not have; an article has some dozens of rows, so they are kept small.
        """
        CREATE TABLE facts (
            article INTEGER NOT NULL REFERENCES articles (id),
            version INTEGER NOT NULL,
            -- Counted from 1, by position.
            number INTEGER NOT NULL,
            kind INTEGER NOT NULL REFERENCES fact_names (id),
            start INTEGER NOT NULL,
            length INTEGER NOT NULL,
            sentence_start INTEGER NOT NULL,
            sentence_length INTEGER NOT NULL,
            value REAL,
            high REAL,
            unit INTEGER REFERENCES fact_names (id),
            per INTEGER REFERENCES fact_names (id),
            date TEXT,
            inferred INTEGER REFERENCES fact_names (id),
            good INTEGER REFERENCES fact_names (id),
            place INTEGER REFERENCES fact_names (id),
            actor INTEGER REFERENCES fact_names (id),
            direction INTEGER REFERENCES fact_names (id),
            speaker_start INTEGER,
            speaker_length INTEGER,
            attribution INTEGER REFERENCES fact_names (id),
            is_converted INTEGER,
            PRIMARY KEY (article, version, number)
        ) STRICT, WITHOUT ROWID
        """,
        # The same with texts and names, for people.
        """
        CREATE VIEW facts_in_words AS
        SELECT
            f.article, f.version, f.number, k.name AS kind,
            substr(v.title || char(10, 10) || v.body, f.start + 1, f.length) AS text,
            f.value, f.high, u.name AS unit, p.name AS per, f.date, i.name AS inferred, g.name AS good,
            l.name AS place, a.name AS actor, d.name AS direction,
            substr(v.title || char(10, 10) || v.body, f.speaker_start + 1, f.speaker_length) AS speaker,
            t.name AS attribution, f.is_converted,
            substr(v.title || char(10, 10) || v.body, f.sentence_start + 1, f.sentence_length) AS sentence
        FROM facts f
        JOIN versions v ON v.article = f.article AND v.number = f.version
        JOIN fact_names k ON k.id = f.kind
        LEFT JOIN fact_names u ON u.id = f.unit
        LEFT JOIN fact_names p ON p.id = f.per
        LEFT JOIN fact_names i ON i.id = f.inferred
        LEFT JOIN fact_names g ON g.id = f.good
        LEFT JOIN fact_names l ON l.id = f.place
        LEFT JOIN fact_names a ON a.id = f.actor
        LEFT JOIN fact_names d ON d.id = f.direction
        LEFT JOIN fact_names t ON t.id = f.attribution
        """,
    ),
    statements(
        "0052_web_archives",
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
    statements(
        "0053_border",
        # Of facts of kind status.
        "ALTER TABLE facts ADD COLUMN mode INTEGER REFERENCES fact_names (id)",
        "ALTER TABLE facts ADD COLUMN state INTEGER REFERENCES fact_names (id)",
        "ALTER TABLE facts ADD COLUMN is_past INTEGER",
        # The facts of kind status that can be placed in time: the newest for a place are found at once.
        """
        CREATE TABLE border_statements (
            id INTEGER PRIMARY KEY,
            place TEXT NOT NULL,
            mode TEXT NOT NULL,
            state TEXT NOT NULL,
            -- The day on which it was so: of publication, of history the day it is dated.
            day TEXT NOT NULL,
            -- Since when it is so, or for when it is planned; '' if not said. ISO 8601 as far as known.
            date TEXT NOT NULL,
            -- The day from which readers could know: of publication, of an edit the day it was read.
            known_on TEXT NOT NULL,
            article INTEGER NOT NULL REFERENCES articles (id),
            version INTEGER NOT NULL,
            -- Of the fact.
            number INTEGER NOT NULL
        ) STRICT
        """,
        "CREATE INDEX border_statements_by_place ON border_statements (place, mode, state, day)",
        "CREATE INDEX border_statements_by_article ON border_statements (article, version)",
        # What people say about a crossing, against or with the reports.
        """
        CREATE TABLE border_decisions (
            id INTEGER PRIMARY KEY,
            crossing TEXT NOT NULL,
            -- A kind of traffic, or 'all'.
            mode TEXT NOT NULL,
            state TEXT NOT NULL,
            -- 'confirm', 'correct' or 'pin'.
            kind TEXT NOT NULL,
            reason TEXT NOT NULL,
            "by" TEXT NOT NULL,
            at TEXT NOT NULL,
            withdrawn_at TEXT,
            withdrawn_by TEXT,
            withdrawn_reason TEXT
        ) STRICT
        """,
        "CREATE INDEX border_decisions_by_crossing ON border_decisions (crossing)",
        "DROP VIEW facts_in_words",
        """
        CREATE VIEW facts_in_words AS
        SELECT
            f.article, f.version, f.number, k.name AS kind,
            substr(v.title || char(10, 10) || v.body, f.start + 1, f.length) AS text,
            f.value, f.high, u.name AS unit, p.name AS per, f.date, i.name AS inferred, g.name AS good,
            l.name AS place, a.name AS actor, d.name AS direction,
            substr(v.title || char(10, 10) || v.body, f.speaker_start + 1, f.speaker_length) AS speaker,
            t.name AS attribution, f.is_converted, m.name AS mode, s.name AS state, f.is_past,
            substr(v.title || char(10, 10) || v.body, f.sentence_start + 1, f.sentence_length) AS sentence
        FROM facts f
        JOIN versions v ON v.article = f.article AND v.number = f.version
        JOIN fact_names k ON k.id = f.kind
        LEFT JOIN fact_names u ON u.id = f.unit
        LEFT JOIN fact_names p ON p.id = f.per
        LEFT JOIN fact_names i ON i.id = f.inferred
        LEFT JOIN fact_names g ON g.id = f.good
        LEFT JOIN fact_names l ON l.id = f.place
        LEFT JOIN fact_names a ON a.id = f.actor
        LEFT JOIN fact_names d ON d.id = f.direction
        LEFT JOIN fact_names t ON t.id = f.attribution
        LEFT JOIN fact_names m ON m.id = f.mode
        LEFT JOIN fact_names s ON s.id = f.state
        """,
    ),
    statements(
        "0054_prices",
        # Written with the facts of a version. The quotation is stored, too: a series of many articles is read
        # without their texts, and rows of tables are not in the text.
        """
        CREATE TABLE prices (
            article INTEGER NOT NULL REFERENCES articles (id),
            version INTEGER NOT NULL,
            -- Counted from 1.
            number INTEGER NOT NULL,
            good TEXT NOT NULL,
            place TEXT NOT NULL,
            day TEXT NOT NULL,
            is_day_printed INTEGER NOT NULL,
            value REAL NOT NULL,
            high REAL,
            unit TEXT NOT NULL,
            per TEXT NOT NULL,
            quote TEXT NOT NULL,
            speaker TEXT NOT NULL,
            attribution TEXT NOT NULL,
            PRIMARY KEY (article, version, number)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX prices_by_good ON prices (good, place, day)",
        "CREATE INDEX prices_by_day ON prices (day)",
        # Decisions name the price by what it says, as its number changes when facts are read again. Rows are
        # never changed; the newest one applies.
        """
        CREATE TABLE price_decisions (
            id INTEGER PRIMARY KEY,
            article INTEGER NOT NULL REFERENCES articles (id),
            good TEXT NOT NULL,
            place TEXT NOT NULL,
            value REAL NOT NULL,
            unit TEXT NOT NULL,
            is_accepted INTEGER NOT NULL,
            reason TEXT NOT NULL,
            at TEXT NOT NULL
        ) STRICT
        """,
        "CREATE INDEX price_decisions_by_good ON price_decisions (good, article)",
        # For people: the prices of newest versions, with their article and the newest decision.
        """
        CREATE VIEW prices_in_words AS
        SELECT
            p.good, p.place, p.day, p.value, p.high, p.unit, p.per, a.publisher, p.speaker, p.quote,
            CASE p.is_day_printed WHEN 1 THEN 'text' ELSE 'publication' END AS day_from,
            (
                SELECT CASE d.is_accepted WHEN 1 THEN 'accepted' ELSE 'rejected' END || ': ' || d.reason
                FROM price_decisions d
                WHERE d.good = p.good AND d.article = p.article AND d.place = p.place AND d.value = p.value
                    AND d.unit = p.unit
                ORDER BY d.id DESC LIMIT 1
            ) AS decision,
            p.article, a.url
        FROM prices p JOIN articles a ON a.id = p.article AND a.version = p.version
        """,
    ),
)
