"""What is built on facts, in SQLite."""

from storage.sqlite.indicators import listed_rows
from storage.sqlite.indicators.listed import SqliteListedMentions
from storage.sqlite.indicators.lists import SqliteLists

__all__ = ["SqliteListedMentions", "SqliteLists", "listed_rows"]
