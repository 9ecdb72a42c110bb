"""Contracts for what is built on facts: what people decided about prices and the state of the border."""

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
    "Flow",
    "TradeFigure",
    "TradeImport",
    "TradeImported",
    "TradeSeries",
    "TradeSeriesLine",
    "TradeStatistics",
    "TradeVintage",
]
