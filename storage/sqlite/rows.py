"""How values are written into columns and read back."""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlite_utils import Database

from yaluwatch.times import optional_time_text, time_text, to_optional_time, to_time

__all__ = [
    "AMONG",
    "Row",
    "among",
    "insert",
    "insert_new",
    "insert_numbered",
    "json_text",
    "optional_time_text",
    "time_text",
    "to_list",
    "to_optional_time",
    "to_strings",
    "to_time",
    "upsert",
]

#: One row as SQLite gives it: column name → value.
Row = Mapping[str, Any]

#: What stands behind a column: `WHERE id IN {AMONG}`; its parameter is made by `among`. A list of any length
#: is one parameter, so that the statement stays the same and no limit on parameters is met.
AMONG = "(SELECT value FROM json_each(?))"

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def among(values: Iterable[str | int]) -> str:
    """The parameter of `AMONG`."""
    return json_text(list(values))


# `Database.table(...).insert` looks up the table each time, which costs more than the insert.
def insert(db: Database, table: str, row: Row) -> None:
    """Insert a row."""
    db.conn.execute(_statement(table, tuple(row), ""), tuple(row.values()))


def insert_numbered(db: Database, table: str, row: Row) -> int:
    """Insert a row; the id it was given."""
    found = db.conn.execute(_statement(table, tuple(row), " RETURNING id"), tuple(row.values())).fetchone()
    return int(found[0])


def insert_new(db: Database, table: str, row: Row) -> bool:
    """Insert a row unless there is one like it; whether it was."""
    statement = _statement(table, tuple(row), " ON CONFLICT DO NOTHING")
    return db.conn.execute(statement, tuple(row.values())).rowcount == 1


def upsert(db: Database, table: str, row: Row, *key: str) -> None:
    """Insert a row, or change the one that has the same `key` columns."""
    changes = ", ".join(f'"{name}" = excluded."{name}"' for name in row if name not in key)
    conflict = f" ON CONFLICT ({', '.join(key)}) DO UPDATE SET {changes}"
    db.conn.execute(_statement(table, tuple(row), conflict), tuple(row.values()))


@cache
def _statement(table: str, columns: tuple[str, ...], more: str) -> str:
    names, places = ", ".join(f'"{name}"' for name in columns), ", ".join("?" * len(columns))
    return f'INSERT INTO "{table}" ({names}) VALUES ({places}){more}'


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
