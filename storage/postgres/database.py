"""A PostgreSQL connection as the shared statements use it."""

from collections.abc import Iterable, Iterator
from typing import Any

from psycopg import Connection, Cursor
from psycopg.rows import dict_row
from typing_extensions import override

from storage.postgres.dialect import translated, values
from storage.postgres.full_text import TokenIndex
from storage.sql.database import Database


class PostgresDatabase(Database):
    """Runs the shared statements on one connection."""

    text_index = TokenIndex()
    has_typed_columns = True

    def __init__(self, connection: Connection[Any]) -> None:
        self._connection = connection

    @property
    @override
    def conn(self) -> "PostgresDatabase":
        return self

    @override
    def execute(self, sql: str, parameters: Any = ()) -> Cursor[Any]:
        statement = translated(sql)
        return self._connection.execute(statement, values(parameters, statement))

    @override
    def query(self, sql: str, params: Any = ()) -> Iterator[dict[str, Any]]:
        statement = translated(sql)
        with self._connection.cursor(row_factory=dict_row) as cursor:
            yield from cursor.execute(statement, values(params, statement)).fetchall()

    def executemany(self, sql: str, parameters: Iterable[Any]) -> Cursor[Any]:
        """Run a statement for each row of values, in one round trip."""
        statement = translated(sql)
        cursor = self._connection.cursor()
        rows = [values(row, statement) for row in parameters]
        if rows:
            cursor.executemany(statement, rows)
        return cursor

    def run_script(self, script: str) -> None:
        """Run statements that are PostgreSQL's own, as they are."""
        self._connection.execute(script.encode())

    def value(self, sql: str) -> Any:
        """The first column of the first row."""
        row = self.execute(sql).fetchone()
        return row[0] if row else None

    @override
    def last_number(self, table: str) -> int:
        return int(self.value(f"SELECT coalesce(max(id), 0) FROM {table}"))
