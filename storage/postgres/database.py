"""A PostgreSQL connection as the shared statements use it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from psycopg import Connection, Cursor
from psycopg.rows import dict_row
from typing_extensions import override

from storage.postgres.batches import copy, insert_many
from storage.postgres.dialect import translated, values
from storage.postgres.full_text import TokenIndex
from storage.sql import Database


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
        given = list(parameters)
        sent = insert_many(self._connection, sql, given)
        if sent is not None:
            return sent
        statement = translated(sql)
        cursor = self._connection.cursor()
        rows = [values(row, statement) for row in given]
        if rows:
            cursor.executemany(statement, rows)
        return cursor

    @override
    def stream(self, sql: str) -> Iterator[tuple[Any, ...]]:
        with self._connection.cursor(name="stream") as cursor:
            cursor.itersize = 2_000
            yield from cursor.execute(translated(sql).encode())

    @override
    def table_columns(self) -> dict[str, list[str]]:
        rows = self.execute(
            """
            SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
            WHERE c.relkind = 'r' AND c.relnamespace = to_regnamespace('public') AND a.attnum > 0
                AND NOT a.attisdropped AND a.attgenerated = ''
                AND c.relname NOT LIKE 'article_index%' AND c.relname != 'schema_steps'
            ORDER BY c.oid, a.attnum
            """
        )
        found: dict[str, list[str]] = {}
        for table, column in rows:
            found.setdefault(table, []).append(column)
        return found

    @override
    def insert_rows(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        copy(self._connection, table, columns, rows)

    @override
    def continue_numbers(self) -> None:
        rows = self.execute(
            """
            SELECT table_name FROM information_schema.columns
            WHERE table_schema = 'public' AND column_name = 'id' AND is_identity = 'YES'
            """
        )
        for (table,) in rows:
            self.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), greatest(max(id), 1),"
                f" max(id) IS NOT NULL) FROM {table}"
            )

    def run_script(self, script: str) -> None:
        """Run statements that are PostgreSQL's own, as they are."""
        self._connection.execute(script.encode())

    def value(self, sql: str) -> Any:
        """The first column of the first row."""
        return self.value_of(sql, ())

    def value_of(self, sql: str, parameters: Any) -> Any:
        """The first column of the first row; None if there is no row."""
        row = self.execute(sql, parameters).fetchone()
        return row[0] if row else None

    @override
    def last_number(self, table: str) -> int:
        return int(self.value(f"SELECT coalesce(max(id), 0) FROM {table}"))
