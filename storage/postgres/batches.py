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

#: From how many rows on. Fewer take no longer one by one.
_MANY = 8

_INSERT = re.compile(
    r'\s*INSERT INTO "?(?P<table>\w+)"?\s+\((?P<columns>[\w",\s]+)\)\s+VALUES \(\?(?:, \?)*\)(?P<rest>.*)',
    re.DOTALL,
)
_CONFLICT = re.compile(r"ON CONFLICT(?:\s+\((?P<key>[\w,\s]+)\))?\s+DO (?P<action>NOTHING$|UPDATE\b)")

_TYPES: dict[type, str] = {bool: "BIGINT", int: "BIGINT", float: "DOUBLE PRECISION", str: "TEXT"}


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
    types = [_type(column) for column in columns]
    arrays = [_array(column) for column in columns]
    names = ", ".join(f'"{name}"' for name in insert.columns)
    marks = ", ".join(f"CAST(%s AS {name}[])" for name in types)
    return connection.execute(
        f'INSERT INTO "{insert.table}" ({names}) SELECT * FROM unnest({marks}) {insert.conflict}'.encode(),
        arrays,
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


def _type(values: Iterable[object]) -> str:
    """The type of an array of these values: that of the first that is none."""
    found = next((value for value in values if value is not None), "")
    return next(name for kind, name in _TYPES.items() if isinstance(found, kind))


def _array(values: Iterable[object]) -> str:
    """The text of an array (https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO)."""
    return f"{{{','.join(map(_element, values))}}}"


def _element(value: object) -> str:
    match value:
        case str():
            quoted = value.replace("\\", "\\\\").replace('"', '\\"')
            return f'"{quoted}"'
        case None:
            return "NULL"
        case bool():
            return str(int(value))
        case _:
            return str(value)
