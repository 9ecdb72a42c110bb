"""Outliers in a series: the Hampel identifier on logarithms.

A value is an outlier if it is further from the median of its neighbours than three times their scaled
median absolute deviation (F. R. Hampel, JASA 69, 1974; L. Davies and U. Gather, "The identification of
multiple outliers", JASA 88, 1993). Logarithms, as prices change by factors. Prices in North Korea move by
half within weeks, so that a factor below two is never an outlier, however calm the neighbours are.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from math import log
from statistics import median
from typing import Final

# Makes the median absolute deviation an estimate of the standard deviation of normal values.
_SCALE: Final = 1.4826
_DEVIATIONS: Final = 3.0
_LEAST: Final = log(2)
# Values on each side that are compared with, and how far away they may be.
_NEIGHBOURS: Final = 4
_WINDOW: Final = timedelta(days=180)
# Fewer say nothing.
_FEWEST: Final = 3
# The won was redenominated by 100 to 1: prices before and after are not compared.
_REDENOMINATION: Final = date(2009, 11, 30)


def held_back(values: Sequence[tuple[date, float]]) -> list[bool]:
    """For each (day, value above 0) of a series, ordered by day: whether it is an outlier."""
    return [_is_outlier(values, at) for at in range(len(values))]


def _is_outlier(values: Sequence[tuple[date, float]], at: int) -> bool:
    day, value = values[at]
    before = [each for each in values[max(0, at - _NEIGHBOURS) : at] if _is_comparable(each[0], day)]
    after = [each for each in values[at + 1 : at + 1 + _NEIGHBOURS] if _is_comparable(each[0], day)]
    near = [log(other) for _, other in before + after]
    if len(near) < _FEWEST:
        return False
    middle = median(near)
    deviation = _SCALE * median(abs(each - middle) for each in near)
    return abs(log(value) - middle) > max(_LEAST, _DEVIATIONS * deviation)


def _is_comparable(one: date, other: date) -> bool:
    return abs(one - other) <= _WINDOW and (one < _REDENOMINATION) == (other < _REDENOMINATION)
