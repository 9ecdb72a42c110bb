"""The steps of the schema, in the order in which they are registered; appended, never edited.

Times are ISO 8601 text in UTC ("2026-11-24T05:00:00Z"), so that they read and sort as they are.
"""

from collections.abc import Callable

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

STEPS = Migrations("yaluwatch")
#: Their names, in order.
NAMES: list[str] = []


def step(name: str, change: Callable[[Database], None]) -> None:
    """Append a step that runs a function."""
    register: Callable[[Callable[[Database], None]], object] = STEPS(name=name)
    register(change)
    NAMES.append(name)


def statements(name: str, *texts: str) -> None:
    """Append a step that runs statements."""

    def run(db: Database) -> None:
        for text in texts:
            db.execute(text)

    step(name, run)
