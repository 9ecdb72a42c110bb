"""Queries as SQL, over today's tables or those of an earlier moment."""

from storage.sqlite.search import as_of
from storage.sqlite.search.query_compiler import Matching, Tables, is_everything, match, whole_days
from storage.sqlite.search.search import SqliteSearch

__all__ = ["Matching", "SqliteSearch", "Tables", "as_of", "is_everything", "match", "whole_days"]
