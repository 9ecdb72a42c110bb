"""What is built on facts, in SQLite."""

from storage.sqlite.indicators.border import SqliteBorder

__all__ = ["SqliteBorder"]
