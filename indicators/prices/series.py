"""Series of prices: one point for each day, without what was rejected or is held back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from statistics import median

from indicators.prices.outliers import held_back
from indicators.prices.surveys import Price, prices_of
from storage import StoredPrice


@dataclass(frozen=True, slots=True, kw_only=True)
class PricePoint:
    """The price of a day."""

    day: date
    #: In the unit of the series; the median if surveys differ.
    value: float
    #: Lowest and highest of the surveys of that day.
    low: float
    high: float
    #: The surveys, lowest first; never empty.
    prices: tuple[Price, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceSeries:
    """The price of a good in a place over time."""

    #: As in `MarketPrice`.
    good: str
    place: str
    unit: str
    #: As in `Price`.
    per: str
    #: Oldest first; no two of one day.
    points: tuple[PricePoint, ...]
    #: Outliers nobody has decided about, oldest first.
    held: tuple[Price, ...]


def price_series(stored: Iterable[StoredPrice]) -> list[PriceSeries]:
    """One series for each good, place and unit, in this order, unless all its prices are rejected.

    Prices a person rejected are dropped. Outliers are held back until somebody accepts them.
    """
    found = []
    for (good, place, unit, per), group in groupby(prices_of(stored), key=_key):
        kept = [each for each in group if not _is_decided(each, is_accepted=False)]
        held = _held(kept)
        shown = [each for each in kept if each not in held]
        if kept:
            found.append(
                PriceSeries(
                    good=good, place=place, unit=unit, per=per, points=tuple(_points(shown)), held=tuple(held)
                )
            )
    return found


def _key(price: Price) -> tuple[str, str, str, str]:
    return price.good, price.place, price.unit, price.per


def _is_decided(price: Price, *, is_accepted: bool) -> bool:
    """Whether the decision about any of the reports says so."""
    return any(each.decision and each.decision.is_accepted == is_accepted for each in price.reports)


def _held(prices: Sequence[Price]) -> list[Price]:
    outliers = held_back([(each.day, each.value) for each in prices])
    return [
        each
        for each, is_outlier in zip(prices, outliers, strict=True)
        if is_outlier and not _is_decided(each, is_accepted=True)
    ]


def _points(prices: Sequence[Price]) -> Iterable[PricePoint]:
    for day, group in groupby(prices, key=lambda each: each.day):
        same = sorted(group, key=lambda each: each.value)
        values = [each.value for each in same]
        yield PricePoint(day=day, value=median(values), low=values[0], high=values[-1], prices=tuple(same))
