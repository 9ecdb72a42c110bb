"""Steps from 0006: what searching, counting, citing and proving need."""

from storage.schema_steps import statements

statements(
    "0006_facets",
    # What the archive knows of itself, such as the version of its search tokens.
    "CREATE TABLE archive_facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    # One narrow row for every article: a million of them fit into the page cache, so that filters
    # and counts need not touch the wide rows.
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
)
