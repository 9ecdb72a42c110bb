"""What is built on facts, in SQL."""

from storage.sql.indicators import listed_rows
from storage.sql.indicators.border import SqlBorder
from storage.sql.indicators.listed import SqlListedMentions
from storage.sql.indicators.lists import SqlLists
from storage.sql.indicators.prices import SqlPrices
from storage.sql.indicators.reported import SqlReportedClaims
from storage.sql.indicators.trade import SqlTradeStatistics

__all__ = [
    "SqlBorder",
    "SqlListedMentions",
    "SqlLists",
    "SqlPrices",
    "SqlReportedClaims",
    "SqlTradeStatistics",
    "listed_rows",
]
