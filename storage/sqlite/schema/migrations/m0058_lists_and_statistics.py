"""Migrations 0058 to 0069: sanctions lists, trade statistics, claims, and counts by topic."""

from storage.sql import counts
from storage.sqlite.database import Database
from storage.sqlite.schema.steps import Migration, statements


def _topic_counts(db: Database) -> None:
    # Of relevant articles with a topic, and of all articles, relevant or not, under the topic ''. Kinds and
    # values are those of `relevant_counts`.
    db.execute(
        """
        CREATE TABLE topic_counts (
            topic TEXT NOT NULL,
            kind TEXT NOT NULL,
            value TEXT NOT NULL,
            articles INTEGER NOT NULL,
            PRIMARY KEY (topic, kind, value)
        ) STRICT, WITHOUT ROWID
        """
    )
    counts.fill_topics(db)


#: Before it, an archive does not keep all counts.
COUNTS_STEP = "0069_topic_counts"

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
        "0061_changes_outside",
        # "begun" until a change of a file is "done" or "failed"; what is in the archive is always done.
        "ALTER TABLE changes ADD COLUMN state TEXT NOT NULL DEFAULT 'done'",
    ),
    statements(
        "0063_claims",
        # Of facts of kind claim, promise and outcome.
        "ALTER TABLE facts ADD COLUMN removed INTEGER",
        "ALTER TABLE facts ADD COLUMN hedge INTEGER REFERENCES fact_names (id)",
        "ALTER TABLE facts ADD COLUMN role INTEGER REFERENCES fact_names (id)",
        "ALTER TABLE facts ADD COLUMN speaker_place INTEGER REFERENCES fact_names (id)",
        # The same facts, to be found by what they are about and who says them; their words are in facts.
        """
        CREATE TABLE reported_claims (
            id INTEGER PRIMARY KEY,
            kind TEXT NOT NULL,
            -- A place id or good:direction; '' of a claim about anything else.
            subject TEXT NOT NULL,
            mode TEXT NOT NULL,
            state TEXT NOT NULL,
            hedge TEXT NOT NULL,
            removed INTEGER NOT NULL,
            is_anonymous INTEGER NOT NULL,
            role TEXT NOT NULL,
            speaker_place TEXT NOT NULL,
            actor TEXT NOT NULL,
            -- Of a promise: for when, ISO 8601 or an interval; '' if not said.
            date TEXT NOT NULL,
            -- The day from which readers could know: of publication, of an edit the day it was read.
            known_on TEXT NOT NULL,
            article INTEGER NOT NULL REFERENCES articles (id),
            version INTEGER NOT NULL,
            -- Of the fact.
            number INTEGER NOT NULL
        ) STRICT
        """,
        "CREATE INDEX reported_claims_by_article ON reported_claims (article, version)",
        """
        CREATE INDEX reported_claims_by_subject ON reported_claims (subject, kind, known_on)
        WHERE subject <> ''
        """,
        "DROP VIEW facts_in_words",
        """
        CREATE VIEW facts_in_words AS
        SELECT
            f.article, f.version, f.number, k.name AS kind,
            substr(v.title || char(10, 10) || v.body, f.start + 1, f.length) AS text,
            f.value, f.high, u.name AS unit, p.name AS per, f.date, i.name AS inferred, g.name AS good,
            l.name AS place, a.name AS actor, d.name AS direction,
            substr(v.title || char(10, 10) || v.body, f.speaker_start + 1, f.speaker_length) AS speaker,
            t.name AS attribution, h.name AS hedge, f.removed, r.name AS role, w.name AS speaker_place,
            f.is_converted, m.name AS mode, s.name AS state, f.is_past,
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
        LEFT JOIN fact_names h ON h.id = f.hedge
        LEFT JOIN fact_names r ON r.id = f.role
        LEFT JOIN fact_names w ON w.id = f.speaker_place
        LEFT JOIN fact_names m ON m.id = f.mode
        LEFT JOIN fact_names s ON s.id = f.state
        """,
        """
        CREATE VIEW claims_in_words AS
        SELECT
            c.kind, c.subject, c.mode, c.state, c.date, c.hedge, c.removed, c.is_anonymous, c.role,
            c.speaker_place, c.actor, c.known_on,
            substr(v.title || char(10, 10) || v.body, f.speaker_start + 1, f.speaker_length) AS speaker,
            substr(v.title || char(10, 10) || v.body, f.sentence_start + 1, f.sentence_length) AS sentence,
            a.publisher, a.url, c.article, c.version
        FROM reported_claims c
        JOIN facts f ON f.article = c.article AND f.version = c.version AND f.number = c.number
        JOIN versions v ON v.article = c.article AND v.number = c.version
        JOIN articles a ON a.id = c.article
        """,
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
    statements(
        "0068_one_index_of_removals",
        # articles_by_removal is the same.
        "DROP INDEX articles_removed",
    ),
    Migration(COUNTS_STEP, _topic_counts),
)
