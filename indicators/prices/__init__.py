"""Prices in North Korean markets as series: surveys counted once, outliers held back, changes in a week."""

from indicators.prices.lines import PriceLine, price_lines, series_points
from indicators.prices.outliers import held_back
from indicators.prices.reading import RECENT, REVIEWED, read_series
from indicators.prices.rows import POINT_FIELDS, line_row, point_rows, publishers_of, review_row, shown_value
from indicators.prices.series import PricePoint, PriceSeries, price_series
from indicators.prices.surveys import Price, prices_of

__all__ = [
    "POINT_FIELDS",
    "RECENT",
    "REVIEWED",
    "Price",
    "PriceLine",
    "PricePoint",
    "PriceSeries",
    "held_back",
    "line_row",
    "point_rows",
    "price_lines",
    "price_series",
    "prices_of",
    "publishers_of",
    "read_series",
    "review_row",
    "series_points",
    "shown_value",
]
