"""A database of sqlite-utils, with what the shared statements need beside it."""

import sqlite_utils

from storage.sqlite.full_text import Fts5Index


class Database(sqlite_utils.Database):
    """An open SQLite database."""

    text_index = Fts5Index()
