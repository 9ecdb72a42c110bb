"""How values are written into columns and read back."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any

from sqlite_utils import Database

#: One row as SQLite gives it: column name → value.
Row = Mapping[str, Any]

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def insert(db: Database, table: str, row: Row, *, otherwise: str = "ABORT") -> int:
    """Insert a row and return its rowid, 0 when it was ignored.

    `otherwise` says what a conflict does: ABORT, IGNORE or REPLACE.

    `Database.table(...).insert` looks up the table each time, which costs more than the insert.
    """
    cursor = db.conn.execute(_insert_statement(table, tuple(row), otherwise), tuple(row.values()))
    return int(cursor.lastrowid or 0) if cursor.rowcount else 0


@cache
def _insert_statement(table: str, columns: tuple[str, ...], otherwise: str) -> str:
    names, places = ", ".join(f'"{name}"' for name in columns), ", ".join("?" * len(columns))
    return f'INSERT OR {otherwise} INTO "{table}" ({names}) VALUES ({places})'


# An article writes the time it was read five times, and its neighbours were read in the same second.
@lru_cache(maxsize=1024)
def time_text(time: datetime) -> str:
    """ISO 8601 in UTC, whole seconds: "2026-11-24T05:00:00Z". The time must be aware."""
    if time.tzinfo is None:
        raise ValueError(f"a time without zone can't be stored: {time}")
    # isoformat takes a tenth of strftime's time.
    return time.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def optional_time_text(time: datetime | None) -> str | None:
    """`time_text`, or None for None."""
    return None if time is None else time_text(time)


def to_time(text: str) -> datetime:
    """The aware UTC time of a stored text."""
    return datetime.fromisoformat(text)


def to_optional_time(text: str | None) -> datetime | None:
    """`to_time`, or None for None."""
    return None if text is None else to_time(text)


def json_text(value: Sequence[object] | Mapping[str, object]) -> str:
    """Compact JSON that keeps every script readable."""
    return _ENCODER.encode(value) if value else ("{}" if isinstance(value, Mapping) else "[]")


def to_strings(text: str) -> tuple[str, ...]:
    """A stored JSON list of strings."""
    return tuple(to_list(text))


def to_list(text: str) -> list[Any]:
    """A stored JSON list; most are empty."""
    found: list[Any] = json.loads(text) if text != "[]" else []
    return found
