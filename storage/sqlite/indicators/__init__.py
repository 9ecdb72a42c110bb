"""What is built on facts, in SQLite."""

from storage.sqlite.indicators import listed_rows
from storage.sqlite.indicators.border import SqliteBorder
from storage.sqlite.indicators.listed import SqliteListedMentions
from storage.sqlite.indicators.lists import SqliteLists
from storage.sqlite.indicators.prices import SqlitePrices
from storage.sqlite.indicators.reported import SqliteReportedClaims
from storage.sqlite.indicators.trade import SqliteTradeStatistics

__all__ = [
    "SqliteBorder",
    "SqliteListedMentions",
    "SqliteLists",
    "SqlitePrices",
    "SqliteReportedClaims",
    "SqliteTradeStatistics",
    "listed_rows",
]
