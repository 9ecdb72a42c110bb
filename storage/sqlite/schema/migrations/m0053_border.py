"""Migration 0053: statements on the state of border crossings, and people's decisions on it."""

from storage.sqlite.schema.steps import statements

STEPS = (
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
)
