"""Amounts converted into dollars at a rate that no month of that year had."""

import csv
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import pairwise
from math import floor, log10
from typing import Final

from indicators.contradictions.values import Contradiction, ReadArticle
from yaluwatch.model import Fact
from yaluwatch.patterns import lazy_regex
from yaluwatch.sentence import Sentence

# Rates of a day lie this far outside the averages of months, and reports round.
_MARGIN: Final = 0.07
_DIGITS: Final = 2
_BETWEEN: Final = lazy_regex(
    r"\s?[(（\[]\s?(?:or|about|around|roughly|nearly|approximately|some|equal\sto|worth|약|한화|미화|約|约|折合|合|相当于)?\s?"
)
_MONEY: Final = ("price", "value", "trade")


def conversions(read: ReadArticle) -> Iterator[Contradiction]:
    """CHF 150 million (88.2M USD) in 1990, when a dollar cost between 1.26 and 1.52 francs."""
    money = _money(read)
    old = any(fact.date[:4] < str(_year_of(read) - 1) for fact in read.facts if fact.kind == "date")
    for amount, other in pairwise(money):
        between = read.text[amount.end : other.start]
        foreign, dollars = (other, amount) if amount.unit == "USD" else (amount, other)
        if dollars.unit != "USD" or foreign.unit == "USD" or not _BETWEEN.fullmatch(between):
            continue
        year = _year(foreign, dollars, None if old else _year_of(read))
        known = _ranges().get((foreign.unit, year)) if year else None
        if known is None or not foreign.value or not dollars.value or amount.high or other.high:
            continue
        rate = foreign.value / dollars.value
        margin = _MARGIN + _rounding(read, foreign) + _rounding(read, dollars)
        if not known[0] * (1 - margin) <= rate <= known[1] * (1 + margin):
            reason = Sentence(
                "a dollar taken for %(rate)s %(currency)s; in %(year)s it cost between %(low)s and %(high)s",
                rate=f"{rate:.4g}", currency=foreign.unit, year=year,
                low=f"{known[0]:g}", high=f"{known[1]:g}",
            )  # fmt: skip
            yield Contradiction("conversion", reason, read.passage(amount), read.passage(other))


def _money(read: ReadArticle) -> list[Fact]:
    """Amounts of money by position, each once: that of a trade figure comes as a value, too."""
    found = {fact.start: fact for fact in read.facts if fact.kind in _MONEY and fact.value is not None}
    return [found[start] for start in sorted(found)]


def _year(foreign: Fact, dollars: Fact, otherwise: int | None) -> int | None:
    """The year printed for an amount, else `otherwise`; None where the two say different ones."""
    years = {
        fact.date[:4] for fact in (foreign, dollars) if fact.inferred == "printed" and fact.date[:4].isdigit()
    }
    if len(years) > 1:
        return None
    return int(years.pop()) if years else otherwise


def _year_of(read: ReadArticle) -> int:
    return (read.article.published_at.date() if read.article.published_at else date.min).year


def _rounding(read: ReadArticle, fact: Fact) -> float:
    """Half the last printed digit, relative to the value; at most two digits count."""
    printed = sum(each.isdigit() for each in read.text[fact.start : fact.end])
    value = fact.value or 1.0
    return float(10.0 ** (floor(log10(value)) - max(1, min(printed, _DIGITS)) + 1)) / 2 / value


@cache
def _ranges() -> dict[tuple[str, int], tuple[float, float]]:
    """By currency and year the lowest and highest monthly average, units for a dollar."""
    text = (files(__package__) / "exchange_rates.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return {
        (row["currency"], int(row["year"])): (float(row["lowest"]), float(row["highest"])) for row in rows
    }
