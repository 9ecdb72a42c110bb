"""Official trade statistics: reads files of figures, and sets what articles claim beside them. Pure."""

from indicators.trade.beside import TRADE_KINDS, ClaimReader, ComparedClaim, compared_claims, read_book
from indicators.trade.book import SOURCE_NAMES, Known, TradeBook, trade_book
from indicators.trade.claims import TradeClaim, trade_claim
from indicators.trade.comparison import TradeComparison, TradeVerdict, compare, in_short
from indicators.trade.countries import country
from indicators.trade.reading import StatisticsFormat, read_statistics
from indicators.trade.releases import Release, releases
from indicators.trade.rows import claim_row, figure_row, is_month, is_year, newest_vintages, period

__all__ = [
    "SOURCE_NAMES",
    "TRADE_KINDS",
    "ClaimReader",
    "ComparedClaim",
    "Known",
    "Release",
    "StatisticsFormat",
    "TradeBook",
    "TradeClaim",
    "TradeComparison",
    "TradeVerdict",
    "claim_row",
    "compare",
    "compared_claims",
    "country",
    "figure_row",
    "in_short",
    "is_month",
    "is_year",
    "newest_vintages",
    "period",
    "read_book",
    "read_statistics",
    "releases",
    "trade_book",
    "trade_claim",
]
