"""What others show of prices: the newest of each with its change, and points for charts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from indicators.prices.series import PricePoint, PriceSeries

# A price is compared with the one nearest to a week before, if there is one; else with the one before.
_WEEK: Final = 7
_NEARLY_A_WEEK: Final = range(4, 11)
# Older prices are no comparison.
_LONGEST: Final = 45


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceLine:
    """The newest price of a series, as in "Rice in Hyesan 43,000 won (+5 % in a week)"."""

    #: As in `MarketPrice`.
    good: str
    place: str
    value: float
    unit: str
    #: "kg" or "litre"; of a rate the other currency.
    per: str
    #: Relative to the price before: 0.05 for 5 % more; None if there is none to compare with.
    change: float | None
    #: Days between the two; 7 for four to ten days, None without a change.
    change_days: int | None
    day: date
    #: Publisher, article and quotation of the first report.
    publisher: str
    article_id: int
    quote: str


def price_lines(series: Iterable[PriceSeries], *, since: date | None = None) -> list[PriceLine]:
    """The newest price of each series that has one, in their order; `since` leaves out older ones."""
    return [_line(each) for each in series if each.points and (since is None or each.points[-1].day >= since)]


def series_points(series: PriceSeries) -> list[tuple[date, float]]:
    """(day, value) for charts and pages, oldest first."""
    return [(point.day, point.value) for point in series.points]


def _line(series: PriceSeries) -> PriceLine:
    newest = series.points[-1]
    before = _before(series.points)
    first = newest.prices[0].first
    days = (newest.day - before.day).days if before else None
    return PriceLine(
        good=series.good,
        place=series.place,
        value=newest.value,
        unit=series.unit,
        per=series.per,
        change=newest.value / before.value - 1 if before else None,
        change_days=_WEEK if days in _NEARLY_A_WEEK else days,
        day=newest.day,
        publisher=first.publisher,
        article_id=first.article_id,
        quote=first.price.quote,
    )


def _before(points: Sequence[PricePoint]) -> PricePoint | None:
    """What the newest price is compared with."""
    newest = points[-1].day
    earlier = [each for each in points[:-1] if (newest - each.day).days <= _LONGEST]
    week = [each for each in earlier if (newest - each.day).days in _NEARLY_A_WEEK]
    if week:
        return min(week, key=lambda each: abs((newest - each.day).days - _WEEK))
    return earlier[-1] if earlier else None
