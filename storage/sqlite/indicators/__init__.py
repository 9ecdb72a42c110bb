"""What is built on facts, in SQLite."""

from storage.sqlite.indicators.border import SqliteBorder
from storage.sqlite.indicators.prices import SqlitePrices

__all__ = [
    "SqliteBorder",
    "SqlitePrices",
]
