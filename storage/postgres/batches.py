"""Many rows for one INSERT: sent with COPY, or as one array for each column.

A statement for each row costs PostgreSQL several times as much
(https://www.postgresql.org/docs/current/populate.html).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from psycopg import Connection, Cursor

from yaluwatch.patterns import lazy_regex

#: From how many rows on. Fewer take no longer one by one.
_MANY = 8

_INSERT = lazy_regex(
    r'\s*INSERT INTO "?(?P<table>\w+)"?\s+\((?P<columns>[\w",\s]+)\)\s+VALUES \(\?(?:, \?)*\)(?P<rest>.*)',
    re.DOTALL,
)
_CONFLICT = lazy_regex(r"ON CONFLICT(?:\s+\((?P<key>[\w,\s]+)\))?\s+DO (?P<action>NOTHING$|UPDATE\b)")


@dataclass(frozen=True, slots=True)
class _Insert:
    """An INSERT of values alone."""

    table: str
    #: Without quotes, in the order of the values.
    columns: tuple[str, ...]
    #: The clause ON CONFLICT; "" for none.
    conflict: str
    #: Places of the columns by which the clause finds the row that it updates; none if it updates none.
    key: tuple[int, ...]


def insert_many(
    connection: Connection[Any], statement: str, rows: Sequence[Sequence[Any]]
) -> Cursor[Any] | None:
    """Insert the rows of an INSERT; None, with nothing done, if they must be sent one by one."""
    insert = _parsed(statement) if len(rows) >= _MANY else None
    if insert is None:
        return None
    if not insert.conflict:
        return copy(connection, insert.table, insert.columns, rows)
    columns = list(zip(*rows, strict=True))
    # One statement updates no row twice.
    if insert.key and len(set(zip(*(columns[place] for place in insert.key), strict=True))) < len(rows):
        return None
    arrays = [_array(column) for column in columns]
    names = ", ".join(f'"{name}"' for name in insert.columns)
    marks = ", ".join(f"CAST(%s AS {kind}[])" for kind, _ in arrays)
    return connection.execute(
        f'INSERT INTO "{insert.table}" ({names}) SELECT * FROM unnest({marks}) {insert.conflict}'.encode(),
        [text for _, text in arrays],
    )


def copy(
    connection: Connection[Any], table: str, columns: Iterable[str], rows: Iterable[Sequence[Any]]
) -> Cursor[Any]:
    """Insert rows with COPY."""
    names = ", ".join(f'"{name}"' for name in columns)
    cursor = connection.cursor()
    with cursor.copy(f'COPY "{table}" ({names}) FROM STDIN'.encode()) as sent:
        for row in rows:
            sent.write_row(row)
    return cursor


@lru_cache(maxsize=512)
def _parsed(statement: str) -> _Insert | None:
    """The parts of a statement as storage/sql has it; None if it is not such an INSERT."""
    found = _INSERT.fullmatch(statement)
    if not found:
        return None
    columns = tuple(name.strip().strip('"') for name in found["columns"].split(","))
    clause = found["rest"].strip()
    if not clause:
        return _Insert(found["table"], columns, "", ())
    conflict = _CONFLICT.match(clause)
    if not conflict or "?" in clause or "%" in clause:
        return None
    is_update = conflict["action"] == "UPDATE"
    key = [name.strip() for name in conflict["key"].split(",")] if is_update else []
    return _Insert(found["table"], columns, clause, tuple(map(columns.index, key)))


def _array(values: Sequence[Any]) -> tuple[str, str]:
    """The type of the elements, and the array as text.

    Its form: https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO.
    """
    if any(isinstance(value, str) for value in values):
        return "TEXT", f"{{{','.join(map(_quoted, values))}}}"
    kind = "DOUBLE PRECISION" if any(isinstance(value, float) for value in values) else "BIGINT"
    return kind, f"{{{','.join('NULL' if value is None else str(+value) for value in values)}}}"


def _quoted(value: str | None) -> str:
    if value is None:
        return "NULL"
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
