"""Migration 0040: the ledger, a hash chain over pages, versions and verdicts."""

from sqlite_utils import Database

from storage.sqlite import ledger
from storage.sqlite.schema.steps import Migration


def _ledger(db: Database) -> None:
    db.execute(
        """
        CREATE TABLE ledger (
            id INTEGER PRIMARY KEY,
            kind TEXT NOT NULL,
            article INTEGER NOT NULL,
            number INTEGER NOT NULL,
            digest TEXT NOT NULL,
            details TEXT NOT NULL,
            chain TEXT NOT NULL
        ) STRICT
        """
    )
    db.execute("CREATE UNIQUE INDEX ledger_versions ON ledger (article, number) WHERE kind = 'version'")
    db.execute("CREATE INDEX ledger_details ON ledger (article, number, id) WHERE kind = 'details'")
    ledger.fill(db)


#: Before it, an archive has no ledger.
LEDGER_STEP = "0040_ledger"

STEPS = (Migration(LEDGER_STEP, _ledger),)
