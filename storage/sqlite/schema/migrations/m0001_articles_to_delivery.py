"""Migrations 0001–0005: tables for crawling, classifying, grouping and delivering."""

from storage.sqlite.schema.steps import statements

STEPS = (
    statements(
        "0001_articles",
        """
        CREATE TABLE pages (
            id INTEGER PRIMARY KEY,
            url TEXT NOT NULL,
            fetched_at TEXT NOT NULL,
            sha256 TEXT NOT NULL,
            file TEXT NOT NULL,
            offset INTEGER NOT NULL,
            size INTEGER NOT NULL
        ) STRICT
        """,
        "CREATE INDEX pages_by_file ON pages (file, offset)",
        # The id carries the publication second in its high bits: see storage/sql/tables/articles.py.
        """
        CREATE TABLE articles (
            id INTEGER PRIMARY KEY,
            url TEXT NOT NULL UNIQUE,
            source TEXT NOT NULL,
            publisher TEXT NOT NULL,
            language TEXT NOT NULL,
            published_at TEXT,
            first_seen_at TEXT NOT NULL,
            last_read_at TEXT NOT NULL,
            version INTEGER NOT NULL,
            missing_since TEXT
        ) STRICT
        """,
        "CREATE INDEX articles_by_source ON articles (source, id)",
        """
        CREATE TABLE versions (
            article INTEGER NOT NULL REFERENCES articles (id),
            number INTEGER NOT NULL,
            title TEXT NOT NULL,
            body TEXT NOT NULL,
            modified_at TEXT,
            fetched_at TEXT NOT NULL,
            authors TEXT NOT NULL,
            section TEXT NOT NULL,
            image_url TEXT NOT NULL,
            alternates TEXT NOT NULL,
            tables TEXT NOT NULL,
            found_by TEXT NOT NULL,
            extractor TEXT NOT NULL,
            content_sha256 TEXT NOT NULL,
            page INTEGER REFERENCES pages (id),
            PRIMARY KEY (article, number)
        ) STRICT, WITHOUT ROWID
        """,
        # URLs not to be fetched as new: stored (article set) or dismissed (article NULL, outcome says why).
        """
        CREATE TABLE urls (
            url TEXT PRIMARY KEY,
            source TEXT NOT NULL,
            article INTEGER REFERENCES articles (id),
            outcome TEXT NOT NULL,
            settled_at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE VIRTUAL TABLE article_index
        USING fts5(title, body, content='', tokenize="unicode61 remove_diacritics 2")
        """,
        "INSERT INTO article_index (article_index, rank) VALUES ('rank', 'bm25(5.0, 1.0)')",
    ),
    statements(
        "0002_sources",
        """
        CREATE TABLE source_states (
            source TEXT PRIMARY KEY,
            validators TEXT NOT NULL,
            next_poll_at TEXT,
            interval_minutes INTEGER NOT NULL,
            failure_weight REAL NOT NULL,
            successes INTEGER NOT NULL,
            last_polled_at TEXT,
            last_outcome TEXT,
            last_detail TEXT NOT NULL,
            last_ok_at TEXT,
            last_new_at TEXT
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE fetches (
            id INTEGER PRIMARY KEY,
            source TEXT NOT NULL,
            url TEXT NOT NULL,
            kind TEXT NOT NULL,
            outcome TEXT NOT NULL,
            at TEXT NOT NULL,
            status INTEGER NOT NULL,
            size INTEGER NOT NULL,
            milliseconds INTEGER NOT NULL,
            announced INTEGER NOT NULL,
            new INTEGER NOT NULL,
            detail TEXT NOT NULL
        ) STRICT
        """,
        "CREATE INDEX fetches_by_source ON fetches (source, at)",
    ),
    statements(
        "0003_verdicts",
        # AUTOINCREMENT: ids are never reused, so "ids above n" is exactly what a digest has not covered.
        """
        CREATE TABLE verdicts (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            article INTEGER NOT NULL REFERENCES articles (id),
            version INTEGER NOT NULL,
            classifier TEXT NOT NULL,
            relevance REAL NOT NULL,
            is_relevant INTEGER NOT NULL,
            tags TEXT NOT NULL,
            mentions TEXT NOT NULL,
            terms TEXT NOT NULL,
            tagged_at TEXT NOT NULL,
            UNIQUE (article, version, classifier)
        ) STRICT
        """,
        # The verdict in force, materialised for filters and counts.
        """
        CREATE TABLE article_topics (
            topic TEXT NOT NULL,
            article INTEGER NOT NULL REFERENCES articles (id),
            probability REAL NOT NULL,
            PRIMARY KEY (topic, article)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX article_topics_by_article ON article_topics (article)",
        """
        CREATE TABLE article_mentions (
            mention TEXT NOT NULL,
            kind TEXT NOT NULL,
            article INTEGER NOT NULL REFERENCES articles (id),
            times INTEGER NOT NULL,
            PRIMARY KEY (mention, article)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX article_mentions_by_article ON article_mentions (article)",
        """
        CREATE TABLE relevant_articles (
            article INTEGER PRIMARY KEY REFERENCES articles (id),
            relevance REAL NOT NULL
        ) STRICT
        """,
    ),
    statements(
        "0004_stories",
        "CREATE TABLE stories (id INTEGER PRIMARY KEY AUTOINCREMENT, created_at TEXT NOT NULL) STRICT",
        """
        CREATE TABLE story_articles (
            article INTEGER PRIMARY KEY REFERENCES articles (id),
            story INTEGER NOT NULL REFERENCES stories (id),
            reason TEXT NOT NULL,
            similarity REAL NOT NULL
        ) STRICT
        """,
        "CREATE INDEX story_articles_by_story ON story_articles (story)",
    ),
    statements(
        "0005_delivery",
        """
        CREATE TABLE subscriptions (
            id TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            addresses TEXT NOT NULL,
            topics TEXT NOT NULL,
            places TEXT NOT NULL,
            languages TEXT NOT NULL,
            sources TEXT NOT NULL,
            minimum_score REAL NOT NULL,
            rhythm TEXT NOT NULL,
            hour INTEGER NOT NULL,
            timezone TEXT NOT NULL,
            max_stories INTEGER NOT NULL,
            send_when_quiet INTEGER NOT NULL,
            paused INTEGER NOT NULL,
            created_at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID
        """,
        # One row per composed digest; what it covers and what it reported.
        """
        CREATE TABLE digests (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            subscription TEXT NOT NULL,
            period_key TEXT NOT NULL,
            period_start TEXT NOT NULL,
            period_end TEXT NOT NULL,
            after_verdict INTEGER NOT NULL,
            up_to_verdict INTEGER NOT NULL,
            subject TEXT NOT NULL,
            composed_at TEXT NOT NULL,
            UNIQUE (subscription, period_key)
        ) STRICT
        """,
        """
        CREATE TABLE digest_articles (
            digest INTEGER NOT NULL REFERENCES digests (id),
            article INTEGER NOT NULL REFERENCES articles (id),
            version INTEGER NOT NULL,
            story INTEGER NOT NULL,
            PRIMARY KEY (digest, article)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE deliveries (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            digest INTEGER NOT NULL REFERENCES digests (id),
            address TEXT NOT NULL,
            message_id TEXT NOT NULL,
            content BLOB NOT NULL,
            state TEXT NOT NULL,
            attempts INTEGER NOT NULL,
            next_attempt_at TEXT,
            claimed_at TEXT,
            sent_at TEXT,
            detail TEXT NOT NULL,
            UNIQUE (digest, address)
        ) STRICT
        """,
    ),
)
