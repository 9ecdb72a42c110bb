"""Prices in North Korean markets as series: surveys counted once, outliers held back, changes in a week."""

from indicators.prices.lines import PriceLine, price_lines, series_points
from indicators.prices.outliers import held_back
from indicators.prices.series import PricePoint, PriceSeries, price_series
from indicators.prices.surveys import Price, prices_of

__all__ = [
    "Price",
    "PriceLine",
    "PricePoint",
    "PriceSeries",
    "held_back",
    "price_lines",
    "price_series",
    "prices_of",
    "series_points",
]
