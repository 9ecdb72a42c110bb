"""Queries as SQL, over today's tables or those of an earlier moment."""

from storage.sql.search import as_of, hits
from storage.sql.search.query_compiler import Matching, Tables, is_everything, kept_counts, match
from storage.sql.search.search import SqlSearch

__all__ = ["Matching", "SqlSearch", "Tables", "as_of", "hits", "is_everything", "kept_counts", "match"]
