"""Official trade statistics: reads files of figures, and sets what articles claim beside them. Pure."""

from indicators.trade.beside import TRADE_KINDS, ClaimReader, ComparedClaim, compared_claims, read_book
from indicators.trade.book import SOURCE_NAMES, Known, TradeBook, trade_book
from indicators.trade.claims import TradeClaim, trade_claim
from indicators.trade.comparison import TradeComparison, TradeVerdict, compare, in_short
from indicators.trade.countries import country
from indicators.trade.reading import StatisticsFormat, read_statistics
from indicators.trade.releases import Release, releases

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
    "compare",
    "compared_claims",
    "country",
    "in_short",
    "read_book",
    "read_statistics",
    "releases",
    "trade_book",
    "trade_claim",
]
