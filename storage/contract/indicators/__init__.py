"""Contracts for what is built on facts: what people decided about prices and the state of the border."""

from storage.contract.indicators.border import Border, BorderDecision, BorderStatement, Quotation
from storage.contract.indicators.lists import (
    FoundListed,
    ListChange,
    ListChangeKind,
    ListedMentions,
    ListEntry,
    ListFile,
    ListImport,
    Lists,
    StoredEntry,
    StoredList,
)
from storage.contract.indicators.prices import PriceDecision, PriceQuery, Prices, StoredPrice
from storage.contract.indicators.reported import ClaimQuery, ReportedClaim, ReportedClaims
from storage.contract.indicators.trade import (
    ALL_GOODS,
    Flow,
    TradeFigure,
    TradeImport,
    TradeImported,
    TradeSeries,
    TradeSeriesLine,
    TradeStatistics,
    TradeVintage,
)

__all__ = [
    "ALL_GOODS",
    "Border",
    "BorderDecision",
    "BorderStatement",
    "ClaimQuery",
    "Flow",
    "FoundListed",
    "ListChange",
    "ListChangeKind",
    "ListEntry",
    "ListFile",
    "ListImport",
    "ListedMentions",
    "Lists",
    "PriceDecision",
    "PriceQuery",
    "Prices",
    "Quotation",
    "ReportedClaim",
    "ReportedClaims",
    "StoredEntry",
    "StoredList",
    "StoredPrice",
    "TradeFigure",
    "TradeImport",
    "TradeImported",
    "TradeSeries",
    "TradeSeriesLine",
    "TradeStatistics",
    "TradeVintage",
]
