"""Queries as SQL, over today's tables or those of an earlier moment."""

from storage.sqlite.search import as_of
from storage.sqlite.search.query_compiler import Matching, Tables, is_everything, kept_counts, match
from storage.sqlite.search.search import SqliteSearch

__all__ = ["Matching", "SqliteSearch", "Tables", "as_of", "is_everything", "kept_counts", "match"]
