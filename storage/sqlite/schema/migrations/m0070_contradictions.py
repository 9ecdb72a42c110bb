"""Migration 0070: contradictions within articles."""

from storage.sqlite.schema.steps import statements

STEPS = (
    statements(
        "0070_contradictions",
        # Written with the facts of a version. The passages are stored, as rows of tables are not in the text.
        """
        CREATE TABLE contradictions (
            article INTEGER NOT NULL REFERENCES articles (id),
            version INTEGER NOT NULL,
            -- Counted from 1.
            number INTEGER NOT NULL,
            kind TEXT NOT NULL,
            reason TEXT NOT NULL,
            text TEXT NOT NULL,
            sentence TEXT NOT NULL,
            start INTEGER,
            other_text TEXT NOT NULL,
            other_sentence TEXT NOT NULL,
            other_start INTEGER,
            PRIMARY KEY (article, version, number)
        ) STRICT, WITHOUT ROWID
        """,
        # For people: the contradictions of newest versions, with their article.
        """
        CREATE VIEW contradictions_in_words AS
        SELECT
            c.kind, c.reason, c.text, c.sentence, c.other_text, c.other_sentence, a.publisher, a.published_at,
            c.article, a.url
        FROM contradictions c JOIN articles a ON a.id = c.article AND a.version = c.version
        """,
    ),
)
