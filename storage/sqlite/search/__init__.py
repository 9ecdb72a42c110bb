"""Queries as SQL, over today's tables or those of an earlier moment."""

from storage.sqlite.search import as_of
from storage.sqlite.search.query_compiler import Matching, match
from storage.sqlite.search.search import SqliteSearch

__all__ = ["Matching", "SqliteSearch", "as_of", "match"]
