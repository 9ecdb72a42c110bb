"""Counts, series and records over matching articles."""

from storage.sql.research.research import SqlResearch

__all__ = ["SqlResearch"]
