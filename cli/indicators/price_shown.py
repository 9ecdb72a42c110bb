"""Prices as text, rows and pictures."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from statistics import median
from typing import Any

from cli.pictures import Line, lines_picture
from indicators import Price, PriceLine, PricePoint, PriceSeries, series_points
from yaluwatch.errors import ArchiveError
from yaluwatch.model import PRICE_GOODS, MarketPrice

#: Columns of CSV and keys of JSON, one row per day and series.
CSV_FIELDS = (
    "good", "place", "day", "value", "low", "high", "unit", "per", "publishers", "speaker", "article", "url",
    "quote",
)  # fmt: skip
_OTHER_NAMES = {"dollar": "usd", "yuan": "cny", "rmb": "cny", "maize": "corn", "petrol": "gasoline"}


def good_of(typed: str) -> str:
    """The id of a good. Raises ArchiveError if no prices of it are kept."""
    good = _OTHER_NAMES.get(typed.lower(), typed.lower())
    if good not in PRICE_GOODS:
        raise ArchiveError(
            f"there are no prices of {typed}; choose one of {', '.join(PRICE_GOODS)}, or review"
        )
    return good


def shown_value(value: float) -> str:
    """A number with thousands separated; two decimals below 100.

    >>> shown_value(43000), shown_value(2.18)
    ('43,000', '2.18')
    """
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:,.2f}"


def shown_price(price: MarketPrice) -> str:
    """A price as printed: "rice in hyesan 43,000 KPW"."""
    high = f"–{shown_value(price.high)}" if price.high else ""
    return f"{price.good} in {price.place} {shown_value(price.value)}{high} {price.unit}"


def point_rows(series: PriceSeries) -> Iterator[dict[str, Any]]:
    """The points of a series with CSV_FIELDS."""
    for point in series.points:
        first = point.prices[0].first
        yield {
            "good": series.good,
            "place": series.place,
            "day": point.day.isoformat(),
            "value": _plain(point.value),
            "low": _plain(point.low),
            "high": _plain(point.high),
            "unit": series.unit,
            "per": series.per,
            "publishers": ", ".join(_publishers(point)),
            "speaker": first.price.speaker,
            "article": first.article_id,
            "url": first.url,
            "quote": " ".join(first.price.quote.split()),
        }


def line_row(line: PriceLine) -> dict[str, Any]:
    """The newest price of a series, for JSON and tables."""
    return {
        "good": line.good,
        "place": line.place,
        "value": _plain(line.value),
        "unit": line.unit,
        "per": line.per,
        "price": f"{shown_value(line.value)} {line.unit}/{line.per}",
        "change": None if line.change is None else round(line.change, 4),
        "change_days": line.change_days,
        "change_in_words": _change(line),
        "day": line.day.isoformat(),
        "publisher": line.publisher,
        "article": line.article_id,
        "quote": line.quote,
    }


def review_row(price: Price, series: PriceSeries) -> dict[str, Any]:
    """A price that is held back, with the median of the ten points of its series nearest in time."""
    near = sorted(series.points, key=lambda point: abs(point.day - price.day))[:10]
    return {
        "id": price.first.id,
        "good": price.good,
        "place": price.place,
        "day": price.day.isoformat(),
        "value": _plain(price.value),
        "unit": price.unit,
        "per": price.per,
        "usual": _plain(median(point.value for point in near)) if near else 0,
        "publishers": list(price.publishers),
        "url": price.first.url,
        "quote": price.first.price.quote,
    }


def prices_picture(found: Sequence[PriceSeries], title: str) -> str:
    """An SVG chart: a line for each good and place, one unit only: the one with the most points."""
    by_unit = {unit: list(group) for unit, group in groupby(sorted(found, key=_unit), key=_unit)}
    unit = max(by_unit, key=lambda unit: sum(len(each.points) for each in by_unit[unit]), default=("", ""))
    chosen = [series for series in by_unit.get(unit, []) if series.points]
    goods, places = {series.good for series in chosen}, {series.place for series in chosen}

    def name(series: PriceSeries) -> str:
        if len(goods) == 1:
            return series.place
        return series.good if len(places) == 1 else f"{series.good} {series.place}"

    lines = [Line(name(series), tuple(series_points(series))) for series in chosen]
    return lines_picture(lines, title, f"{unit[0]} for one {unit[1]}" if lines else "no prices")


def _unit(series: PriceSeries) -> tuple[str, str]:
    return series.unit, series.per


def _publishers(point: PricePoint) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for price in point.prices for name in price.publishers))


def _change(line: PriceLine) -> str:
    """How it changed, as in "+5 % in a week"; or empty."""
    if line.change is None:
        return ""
    return f"{line.change:+.0%}".replace("%", " %") + (
        " in a week" if line.change_days == 7 else f" in {line.change_days} days"
    )


def _plain(value: float) -> float | int:
    return int(value) if value == int(value) else round(value, 4)
