"""A database of sqlite-utils, with what the shared statements need beside it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import sqlite_utils

from storage.sqlite.full_text import Fts5Index


class Database(sqlite_utils.Database):
    """An open SQLite database."""

    text_index = Fts5Index()
    has_typed_columns = False

    def stream(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """The rows of a statement."""
        yield from self.execute(sql)

    def table_columns(self) -> dict[str, list[str]]:
        """The columns that can be written of every table but the full-text index's."""
        names = self.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%sqlite\\_%' ESCAPE '\\'"
            " AND name NOT LIKE 'article\\_index%' ESCAPE '\\' ORDER BY rowid"
        ).fetchall()
        # Hidden columns are computed (https://www.sqlite.org/pragma.html#pragma_table_xinfo).
        return {
            name: [row[1] for row in self.execute(f'PRAGMA table_xinfo("{name}")') if row[6] == 0]
            for (name,) in names
        }

    def insert_rows(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Insert many rows."""
        names, marks = ", ".join(f'"{name}"' for name in columns), ", ".join("?" * len(columns))
        self.conn.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', rows)

    def continue_numbers(self) -> None:
        """Nothing: SQLite takes the highest id there is."""

    def last_number(self, table: str) -> int:
        """The highest id ever given in a table, also in a file made from a dump, which has no sequences."""
        found = self.execute(
            f"SELECT (SELECT max(id) FROM {table}), (SELECT seq FROM sqlite_sequence WHERE name = ?)", [table]
        ).fetchone()
        return max(int(number or 0) for number in found)
