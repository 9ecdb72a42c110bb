"""A migration: a name, recorded in the file once applied, and the change it makes.

Times are stored as ISO 8601 text in UTC ("2026-11-24T05:00:00Z"), so that they are readable and sort
correctly.
"""

from collections.abc import Callable
from dataclasses import dataclass

from storage.sqlite.database import Database


@dataclass(frozen=True, slots=True)
class Migration:
    """A change to the schema, applied once to each file, in a transaction."""

    #: Number and subject: "0007_tables". Never changed once released.
    name: str
    apply: Callable[[Database], None]


def statements(name: str, *texts: str) -> Migration:
    """A migration that executes SQL statements in order."""

    def run(db: Database) -> None:
        for text in texts:
            db.execute(text)

    return Migration(name, run)
