"""Indicators built on facts: prices, the state of the border."""

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
    "Price",
    "PriceLine",
    "PricePoint",
    "PriceSeries",
    "price_lines",
    "price_series",
    "series_points",
]
