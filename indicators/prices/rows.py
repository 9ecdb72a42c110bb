"""Prices as rows of plain values: what commands print, files hold and the API answers. Pure."""

from collections.abc import Iterator
from statistics import median
from typing import Any, Final

from indicators.prices.lines import PriceLine
from indicators.prices.series import PricePoint, PriceSeries
from indicators.prices.surveys import Price

#: Columns of CSV and keys of JSON, one row per day and series.
POINT_FIELDS: Final = (
    "good", "place", "day", "value", "low", "high", "unit", "per", "publishers", "speaker", "article", "url",
    "quote",
)  # fmt: skip
# As many points of a series as the usual price is the median of.
_NEAREST: Final = 10


def point_rows(series: PriceSeries) -> Iterator[dict[str, Any]]:
    """The points of a series with POINT_FIELDS, oldest first."""
    for point in series.points:
        first = point.prices[0].first
        yield {
            "good": series.good,
            "place": series.place,
            "day": point.day.isoformat(),
            "value": plain(point.value),
            "low": plain(point.low),
            "high": plain(point.high),
            "unit": series.unit,
            "per": series.per,
            "publishers": ", ".join(publishers_of(point)),
            "speaker": first.price.speaker,
            "article": first.article_id,
            "url": first.url,
            "quote": " ".join(first.price.quote.split()),
        }


def line_row(line: PriceLine) -> dict[str, Any]:
    """The newest price of a series."""
    return {
        "good": line.good,
        "place": line.place,
        "value": plain(line.value),
        "unit": line.unit,
        "per": line.per,
        "change": None if line.change is None else round(line.change, 4),
        "change_days": line.change_days,
        "day": line.day.isoformat(),
        "publisher": line.publisher,
        "article": line.article_id,
        "quote": line.quote,
    }


def review_row(price: Price, series: PriceSeries) -> dict[str, Any]:
    """A price that is held back; `usual` is the median of the ten points of its series nearest in time."""
    near = sorted(series.points, key=lambda point: abs(point.day - price.day))[:_NEAREST]
    return {
        "id": price.first.id,
        "good": price.good,
        "place": price.place,
        "day": price.day.isoformat(),
        "value": plain(price.value),
        "unit": price.unit,
        "per": price.per,
        "usual": plain(median(point.value for point in near)) if near else 0,
        "publishers": list(price.publishers),
        "url": price.first.url,
        "quote": price.first.price.quote,
    }


def shown_value(value: float) -> str:
    """A number with thousands separated; two decimals below 100.

    >>> shown_value(43000), shown_value(2.18)
    ('43,000', '2.18')
    """
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:,.2f}"


def publishers_of(point: PricePoint) -> tuple[str, ...]:
    """Who reported a price of that day, each once, in order."""
    return tuple(dict.fromkeys(name for price in point.prices for name in price.publishers))


def plain(value: float) -> float | int:
    """The number without a decimal point that says nothing, and without the noise of arithmetic."""
    return int(value) if value == int(value) else round(value, 4)
