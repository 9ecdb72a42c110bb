"""What is built on facts, in SQLite."""

from storage.sqlite.indicators.prices import SqlitePrices

__all__ = ["SqlitePrices"]
