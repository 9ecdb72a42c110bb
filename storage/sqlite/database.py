"""A database of sqlite-utils, with what the shared statements need beside it."""

import sqlite_utils

from storage.sqlite.full_text import Fts5Index


class Database(sqlite_utils.Database):
    """An open SQLite database."""

    text_index = Fts5Index()
    has_typed_columns = False

    def last_number(self, table: str) -> int:
        """The highest id ever given in a table, also in a file made from a dump, which has no sequences."""
        found = self.execute(
            f"SELECT (SELECT max(id) FROM {table}), (SELECT seq FROM sqlite_sequence WHERE name = ?)", [table]
        ).fetchone()
        return max(int(number or 0) for number in found)
