"""Rows in and out: inserts, and the conversion of times, lists and JSON to columns and back."""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from storage.sql.database import Database
from yaluwatch.times import optional_time_text, time_text, to_optional_time, to_time

__all__ = [
    "AMONG",
    "AMONG_IDS",
    "Row",
    "among",
    "insert",
    "insert_all",
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

#: One row: column name → value.
Row = Mapping[str, Any]

#: For conditions on a list of texts: `WHERE url IN {AMONG}`, with `among(values)` as the parameter. A list of
#: any length is one parameter, so the statement text stays the same and SQLite's limit on parameters does not
#: matter.
AMONG = "(SELECT value FROM json_each(?))"
#: The same for a list of numbers.
AMONG_IDS = "(SELECT CAST(value AS BIGINT) FROM json_each(?))"

_decode = json.JSONDecoder().raw_decode
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def among(values: Iterable[str | int]) -> str:
    """The parameter of `AMONG`."""
    return json_text(list(values))


# `Database.table(...).insert` reads the table's schema each time, which costs more than the insert.
def insert(db: Database, table: str, row: Row) -> None:
    """Insert a row."""
    db.conn.execute(_statement(table, tuple(row), ""), tuple(row.values()))


def insert_all(db: Database, table: str, rows: Sequence[Row]) -> None:
    """Insert rows that have the same columns, in the same order."""
    if rows:
        statement = _statement(table, tuple(rows[0]), "")
        db.conn.executemany(statement, [tuple(row.values()) for row in rows])


def insert_numbered(db: Database, table: str, row: Row) -> int:
    """Insert a row; returns its new id."""
    found = db.conn.execute(_statement(table, tuple(row), " RETURNING id"), tuple(row.values())).fetchone()
    return int(found[0])


def insert_new(db: Database, table: str, row: Row) -> bool:
    """Insert a row unless it violates a uniqueness constraint; whether it was inserted."""
    statement = _statement(table, tuple(row), " ON CONFLICT DO NOTHING")
    return db.conn.execute(statement, tuple(row.values())).rowcount == 1


def upsert(db: Database, table: str, row: Row, *key: str) -> None:
    """Insert a row, or update the one with the same values in the `key` columns."""
    changes = ", ".join(f'"{name}" = excluded."{name}"' for name in row if name not in key)
    conflict = f" ON CONFLICT ({', '.join(key)}) DO UPDATE SET {changes}"
    db.conn.execute(_statement(table, tuple(row), conflict), tuple(row.values()))


@cache
def _statement(table: str, columns: tuple[str, ...], more: str) -> str:
    names, marks = ", ".join(f'"{name}"' for name in columns), ", ".join("?" * len(columns))
    return f'INSERT INTO "{table}" ({names}) VALUES ({marks}){more}'


def json_text(value: Sequence[object] | Mapping[str, object]) -> str:
    """Compact JSON, non-ASCII characters unescaped."""
    return _ENCODER.encode(value) if value else ("{}" if isinstance(value, Mapping) else "[]")


def to_strings(text: str) -> tuple[str, ...]:
    """A stored JSON list of strings."""
    return tuple(to_list(text))


def to_ints(text: str) -> tuple[int, ...]:
    """A stored JSON list of integers."""
    return tuple(to_list(text))


def to_list(text: str) -> list[Any]:
    """A stored JSON list."""
    # Most lists are empty, and parsing them would show in long reads. So would `json.loads`, which looks for
    # what stands before and after.
    found: list[Any] = _decode(text)[0] if text != "[]" else []
    return found
