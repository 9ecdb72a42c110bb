"""Counts, series and records over matching articles."""

from storage.sqlite.research.research import SqliteResearch

__all__ = ["SqliteResearch"]
