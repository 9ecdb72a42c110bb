"""Market prices in lines of a label and pairs of a name and a number, whose unit a heading says.

平壤：大米26,400，玉米8,300
Won per dollar, June 26: Pyongyang 61,000; Sinuiju 61,500
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from classifier.facts.market.tables import (
    IS_TRADE,
    IS_WON,
    Mark,
    TablesInText,
    caption_of,
    marks_of,
    merged,
    number_spans,
    price_of,
    residue_of,
    unit_of,
)
from yaluwatch.model import MarketPrice
from yaluwatch.patterns import lazy_regex

# A label of a few words, and two numbers after it.
_LINE = lazy_regex(r"^[^\n:：]{1,48}[:：][^\n]*\d[^\n]*[,，;；、/ ][^\n]*\d[^\n]*$", re.MULTILINE)
_COLON = lazy_regex(r"[:：]")
_END = lazy_regex(r"[.。]\s+|[.。]$|$")
_SAME_DAY = lazy_regex(r"\bsame\sday\b|\bthat\sday\b|같은\s?날|当天|同日")
# Letters that may stand between the names and numbers.
_MOST_LETTERS: Final = 3
_FEWEST_PAIRS: Final = 2


def prices_in_lines(title: str, body: str, published: date | None) -> TablesInText:
    """The prices of such lines of a body."""
    prices: list[MarketPrice] = []
    spans: list[tuple[int, int]] = []
    for match in _LINE.finditer(body):
        before = "\n".join(body[: match.start()].rstrip().split("\n")[-2:])
        units = f"{title}\n{before}\n{match.group()}"
        if not IS_WON.search(units) or IS_TRADE.search(units):
            continue
        base = caption_of(f"{title}\n{before}\n", published)
        if found := prices_in_line(match.group(), base, units, published):
            prices += found
            spans.append(match.span())
    return TablesInText(tuple(prices), tuple(spans))


def prices_in_line(line: str, base: Mark, units: str, published: date | None) -> list[MarketPrice]:
    """The prices of a line; empty unless every part of it is a label and its pairs.

    `base` is what the lines before say of place and day, `units` where they say the unit.
    """
    found: list[MarketPrice] = []
    for part in _parts(line):
        read = list(_part(part, base, units, published))
        if not read:
            return []
        found += read
        # The same day, said of the next part.
        base = base._replace(day=date.fromisoformat(read[-1].day) if read[-1].is_day_printed else base.day)
    return found


def _parts(line: str) -> Iterator[str]:
    start = 0
    for end in _END.finditer(line):
        if part := line[start : end.start()].strip():
            yield part
        start = end.end()


def _part(part: str, base: Mark, units: str, published: date | None) -> Iterator[MarketPrice]:
    part = _SAME_DAY.sub(lambda match: " " * len(match.group()), part)
    colon = _COLON.search(part)
    if colon is None:
        return
    marks = marks_of(part, published)
    label = [mark for mark in marks if mark.end <= colon.start()]
    names = [mark for mark in marks if mark.start >= colon.start() and mark.day is None]
    spans = number_spans(part, marks)
    letters = sum(each.isalpha() for each in residue_of(part, marks).replace("per", ""))
    if letters > _MOST_LETTERS or not _are_pairs(names, spans):
        return
    kinds = {bool(mark.good) for mark in label if mark.day is None}
    if len(kinds) != 1 or kinds == {bool(names[0].good)} or len({bool(each.good) for each in names}) > 1:
        return
    row = merged(base, label)
    for name, (start, end) in zip(names, spans, strict=True):
        mark = merged(row, [name])
        if price := price_of(mark, part[start:end], published):
            yield replace(price, per=unit_of(mark.good, part, units), quote=" ".join(part.split()))


def _are_pairs(names: Sequence[Mark], spans: Sequence[tuple[int, int]]) -> bool:
    """Whether a number follows each name, before the next one."""
    if len(names) < _FEWEST_PAIRS or len(names) != len(spans):
        return False
    starts = [position for pair in zip(names, spans, strict=True) for position in (pair[0].start, pair[1][0])]
    return starts == sorted(starts)
