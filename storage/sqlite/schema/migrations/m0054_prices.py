"""Migration 0054: prices in North Korean markets, and what people decided about outliers."""

from storage.sqlite.schema.steps import statements

STEPS = (
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
