"""Indicators built on facts: prices, the state of the border."""

from indicators.border import (
    MIN_PUBLISHERS,
    STATES,
    BorderChange,
    BorderState,
    border_changes,
    border_states,
    crossings_at,
    decided,
    reckon_border,
)
from indicators.prices import (
    Price,
    PriceLine,
    PricePoint,
    PriceSeries,
    price_lines,
    price_series,
    series_points,
)

__all__ = [
    "MIN_PUBLISHERS",
    "STATES",
    "BorderChange",
    "BorderState",
    "Price",
    "PriceLine",
    "PricePoint",
    "PriceSeries",
    "border_changes",
    "border_states",
    "crossings_at",
    "decided",
    "price_lines",
    "price_series",
    "reckon_border",
    "series_points",
]
