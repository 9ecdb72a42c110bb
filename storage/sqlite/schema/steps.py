"""One step of the schema: a name that the file remembers, and what it changes.

Times are ISO 8601 text in UTC ("2026-11-24T05:00:00Z"), so that they read and sort as they are.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Migration:
    """A change to the schema, applied once to each file, in a transaction."""

    #: Number and subject: "0007_tables". Never changed once it was released.
    name: str
    apply: Callable[[Database], None]


def statements(name: str, *texts: str) -> Migration:
    """A step that runs statements."""

    def run(db: Database) -> None:
        for text in texts:
            db.execute(text)

    return Migration(name, run)
