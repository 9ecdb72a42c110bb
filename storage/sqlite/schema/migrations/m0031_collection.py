"""Migrations 0031–0034: identities and captions of articles, outages of our own, what polls remember."""

from storage.sql.tables import identities
from storage.sqlite.database import Database
from storage.sqlite.schema.steps import Migration, statements
from yaluwatch.shown import shown_url, without_secrets

_IDENTITIES = (
    # Spellings of an article's URLs, and its guids in feeds, as 64-bit digests (tables/identities.py).
    """
    CREATE TABLE identities (
        digest INTEGER PRIMARY KEY,
        article INTEGER NOT NULL REFERENCES articles (id)
    ) STRICT
    """,
    # Polled URL → where it is redirected for good, and by how many polls in a row.
    "ALTER TABLE source_states ADD COLUMN moved TEXT NOT NULL DEFAULT '{}'",
    # Polled URL → digests of the items it announced last.
    "ALTER TABLE source_states ADD COLUMN announced TEXT NOT NULL DEFAULT '{}'",
    # When items of its feed were last gone before they were read.
    "ALTER TABLE source_states ADD COLUMN missed_at TEXT",
)


def _identities(db: Database) -> None:
    for statement in _IDENTITIES:
        db.execute(statement)
    identities.fill(db)


def _own_outages(db: Database) -> None:
    db.execute(
        """
        CREATE TABLE own_outages (
            began_at TEXT PRIMARY KEY,
            ended_at TEXT
        ) STRICT, WITHOUT ROWID
        """
    )
    # At most one goes on.
    db.execute(
        "CREATE UNIQUE INDEX own_outages_open ON own_outages ((ended_at IS NULL)) WHERE ended_at IS NULL"
    )
    # The full address of a row in the fetch log whose address has a key or password.
    db.execute(
        """
        CREATE TABLE private_addresses (
            fetch INTEGER PRIMARY KEY REFERENCES fetches (id) ON DELETE CASCADE,
            url TEXT NOT NULL
        ) STRICT
        """
    )
    db.conn.create_function("shown_url", 1, shown_url, deterministic=True)
    db.conn.create_function("without_secrets", 1, without_secrets, deterministic=True)
    db.execute("INSERT INTO private_addresses SELECT id, url FROM fetches WHERE shown_url(url) != url")
    db.execute("UPDATE fetches SET url = shown_url(url) WHERE id IN (SELECT fetch FROM private_addresses)")
    for table, column in (("fetches", "detail"), ("source_states", "last_detail")):
        db.execute(
            f"UPDATE {table} SET {column} = without_secrets({column}) "
            f"WHERE {column} LIKE '%://%' AND without_secrets({column}) != {column}"
        )


STEPS = (
    Migration("0031_identities", _identities),
    statements(
        "0032_captions",
        # Captions of pictures, a JSON list in the order of the page. The captions of older versions are in
        # their text, or were not read; `yalu reextract` finds them. The search index does not change: an
        # article without captions is indexed as before.
        "ALTER TABLE versions ADD COLUMN captions TEXT NOT NULL DEFAULT '[]'",
        # News agency or desk named in the byline; '' for none.
        "ALTER TABLE versions ADD COLUMN organisation TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE versions ADD COLUMN is_partial INTEGER NOT NULL DEFAULT 0",
        "UPDATE versions SET is_partial = 1 WHERE found_by ->> 'body' LIKE '%, free part'",
    ),
    Migration("0033_own_outages", _own_outages),
    statements(
        "0034_poll_digests",
        # JSON: polling URL → model.PollDigest.
        "ALTER TABLE source_states ADD COLUMN poll_digests TEXT NOT NULL DEFAULT '{}'",
    ),
)
