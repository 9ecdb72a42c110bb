"""Figures of one thing that differ: trade of a year in text and table, a price of a day in text and table."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from math import floor, log10
from typing import Final

from indicators.contradictions.values import Contradiction, Passage, ReadArticle
from yaluwatch.model import MarketPrice, Table
from yaluwatch.patterns import lazy_regex
from yaluwatch.sentence import Sentence

_YEAR: Final = lazy_regex(r"((?:19|20)\d\d)(?:年|년)?")
_FIGURE: Final = lazy_regex(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_TOTAL: Final = lazy_regex(
    r"trade\s(?:turnover|volume|total|value)|total\strade|(?:^|\W)trade\s?[(（]|turnover|^trade$|total$"
    r"|무역\s?(?:총?액|규모)|교역\s?(?:총?액|규모)|총\s?교역|합계|贸易(?:总)?额|貿易(?:總|総)?額|进出口(?:总[额值])?|進出口|合计|貿易総額",
    re.IGNORECASE,
)
_UNIT: Final = lazy_regex(
    r"(?P<million>million|mln|mn|\bm\b|百万|백만)|(?P<billion>billion|bn|十億|10亿|10억)"
    r"|(?P<thousand>thousand|千|천)|(?P<hundred>亿|億|억)|(?P<ten>万|만)",
    re.IGNORECASE,
)
_SCALES: Final = {"million": 1e6, "billion": 1e9, "thousand": 1e3, "hundred": 1e8, "ten": 1e4}
_CURRENCY: Final = (
    ("USD", lazy_regex(r"\$|USD|dollar|달러|美元|美金|ドル", re.IGNORECASE)),
    ("CNY", lazy_regex(r"yuan|RMB|CNY|위안|人民[币幣]|[万亿億]元", re.IGNORECASE)),
)
_HEDGED: Final = lazy_regex(
    r"(?:about|around|some|roughly|nearly|almost|over|more\sthan|less\sthan|under|at\sleast|up\sto|[<>~≈]|약|대략|约|約|近|超|逾|不足)\s?\S{0,4}$"
)
_HEDGE: Final = 0.12
_SAME: Final = 0.011
# Further apart, two figures are of different things, or one was misread.
_FARTHEST: Final = 5.0
_MIN_FIGURES: Final = 2


@dataclass(frozen=True, slots=True)
class _Figure:
    value: float
    passage: Passage
    is_hedged: bool = False


def figures(read: ReadArticle, prices: tuple[MarketPrice, ...]) -> Iterator[Contradiction]:
    """Figures of trade in the text beside those of the tables and of other sentences; then market prices."""
    yield from _trade(read)
    yield from _prices(read, prices)


def _trade(read: ReadArticle) -> Iterator[Contradiction]:
    said: dict[tuple[str, str], list[_Figure]] = {}
    for fact in read.facts:
        if fact.kind != "trade" or fact.direction or fact.good or fact.high or fact.per or fact.is_converted:
            continue
        if fact.value and fact.inferred == "printed" and _YEAR.fullmatch(fact.date):
            is_hedged = _HEDGED.search(read.text, max(0, fact.start - 12), fact.start) is not None
            said.setdefault((fact.date, fact.unit), []).append(
                _Figure(fact.value, read.passage(fact), is_hedged)
            )
    printed = {key: figure for table in read.article.tables for key, figure in _table(table)}
    for key, found in said.items():
        beside = [*found, printed[key]] if key in printed else found
        for one, other in combinations(beside, 2):
            if not _agree(one, other):
                reason = Sentence("trade of %(year)s is given as two different figures", year=key[0])
                yield Contradiction("figure", reason, one.passage, other.passage)
                break


def _table(table: Table) -> Iterator[tuple[tuple[str, str], _Figure]]:
    """By year and currency the totals of a table with years above or beside its figures."""
    for rows in (table, tuple(zip(*table, strict=True)) if len({len(row) for row in table}) == 1 else ()):
        for years in rows[:_MIN_FIGURES]:
            dated = {
                at: found[1] for at, cell in enumerate(years) if (found := _YEAR.fullmatch(cell.strip()))
            }
            if len(dated) >= _MIN_FIGURES:
                yield from (each for row in rows if row is not years for each in _row(years, row, dated))
                return


def _row(
    years: tuple[str, ...], row: tuple[str, ...], dated: dict[int, str]
) -> Iterator[tuple[tuple[str, str], _Figure]]:
    label = " ".join(cell for at, cell in enumerate(row[: min(dated)]))
    heading = f"{label} {years[0]}"
    unit, currency = _UNIT.search(heading), [name for name, words in _CURRENCY if words.search(heading)]
    if not (_TOTAL.search(label) and unit and unit.lastgroup and len(currency) == 1):
        return
    for at, year in dated.items():
        if at < len(row) and _FIGURE.fullmatch(cell := row[at].strip()):
            value = float(cell.replace(",", "")) * _SCALES[unit.lastgroup]
            yield (year, currency[0]), _Figure(value, Passage(cell, f"{label}: {cell} ({year})"))


def _prices(read: ReadArticle, prices: tuple[MarketPrice, ...]) -> Iterator[Contradiction]:
    """Prices of one day and place in a table and in a sentence."""
    of: dict[tuple[str, str, str, str, str], list[MarketPrice]] = {}
    for price in prices:
        if price.is_day_printed and price.high is None:
            of.setdefault((price.good, price.place, price.day, price.unit, price.per), []).append(price)
    for same in of.values():
        for one, other in combinations(same, 2):
            first, second = (_of_price(read, each) for each in (one, other))
            is_beside = (first.passage.start is None) != (second.passage.start is None)
            if is_beside and not _agree(first, second):
                reason = Sentence("one price on %(day)s is given as two different figures", day=one.day)
                yield Contradiction("figure", reason, first.passage, second.passage)
                break


def _of_price(read: ReadArticle, price: MarketPrice) -> _Figure:
    start = read.text.find(price.quote)
    return _Figure(price.value, Passage(f"{price.value:,g}", price.quote, start if start >= 0 else None))


def _agree(one: _Figure, other: _Figure) -> bool:
    """Whether two figures are the same as far as the shorter is printed."""
    low, high = sorted((one.value, other.value))
    if not low or high / low > _FARTHEST:
        return True
    if high / low - 1 <= (_HEDGE if one.is_hedged or other.is_hedged else _SAME):
        return True
    return (
        round(low, _places(other.value)) == round(other.value, _places(other.value))
        if low != other.value
        else (round(other.value, _places(one.value)) == round(one.value, _places(one.value)))
    )


def _places(value: float) -> int:
    """To which decimal place a figure is printed, for `round`."""
    digits = len(f"{value:.8g}".replace(".", "").strip("0").partition("e")[0])
    return max(1, digits) - 1 - floor(log10(value))
