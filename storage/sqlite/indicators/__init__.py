"""What is built on facts, in SQLite."""

from storage.sqlite.indicators.trade import SqliteTradeStatistics

__all__ = ["SqliteTradeStatistics"]
