"""Prices as text, rows and pictures."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from cli.pictures import Line, lines_picture
from indicators import PriceLine, PriceSeries, line_row, series_points, shown_value
from yaluwatch.errors import ArchiveError
from yaluwatch.model import PRICE_GOODS, MarketPrice

_OTHER_NAMES = {"dollar": "usd", "yuan": "cny", "rmb": "cny", "maize": "corn", "petrol": "gasoline"}


def good_of(typed: str) -> str:
    """The id of a good. Raises ArchiveError if no prices of it are kept."""
    good = _OTHER_NAMES.get(typed.lower(), typed.lower())
    if good not in PRICE_GOODS:
        raise ArchiveError(
            f"there are no prices of {typed}; choose one of {', '.join(PRICE_GOODS)}, or review"
        )
    return good


def shown_price(price: MarketPrice) -> str:
    """A price as printed: "rice in hyesan 43,000 KPW"."""
    high = f"–{shown_value(price.high)}" if price.high else ""
    return f"{price.good} in {price.place} {shown_value(price.value)}{high} {price.unit}"


def newest_row(line: PriceLine) -> dict[str, Any]:
    """The newest price of a series, for JSON and tables."""
    row = line_row(line)
    row["price"] = f"{shown_value(line.value)} {line.unit}/{line.per}"
    row["change_in_words"] = _change(line)
    return row


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


def _change(line: PriceLine) -> str:
    """How it changed, as in "+5 % in a week"; or empty."""
    if line.change is None:
        return ""
    return f"{line.change:+.0%}".replace("%", " %") + (
        " in a week" if line.change_days == 7 else f" in {line.change_days} days"
    )
