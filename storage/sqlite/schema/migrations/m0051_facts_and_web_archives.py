"""Migrations 0051 and 0052: facts of articles; files of web archives."""

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
)
