"""The market prices of an article: those of its sentences, then those of its tables."""

from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Final

from classifier.facts.amounts import Amount
from classifier.facts.dates import DateMention
from classifier.facts.market.labelled import prices_in_lines
from classifier.facts.market.money import with_ratios
from classifier.facts.market.places import ABROAD, find_places
from classifier.facts.market.reading import Reader
from classifier.facts.market.sentence import Reading
from classifier.facts.market.tables import TablesInText, prices_in_tables, prices_in_text
from classifier.facts.market.topics import has_sign
from yaluwatch.model import MarketPrice, Table, full_text
from yaluwatch.patterns import lazy_regex

_DATELINE = lazy_regex(r"[A-Z]{4,}(?:\s[A-Z]{4,})?(?=,|\s[-–—(])|[A-Z][a-z]+(?=\s[-–—]\s)")
_LONGEST_QUOTE: Final = 400
_WON: Final = frozenset(("KPW", "won"))
_MONEY: Final = frozenset(("KPW", "won", "CNY", "USD"))
# Sentences before a price that are read for its place, day and good.
_MOST_WAITING: Final = 3
# A heading and two rows; characters in a row, and what ends a sentence.
_FEWEST_LINES: Final = 3
_LONGEST_ROW: Final = 160
_ENDS: Final = frozenset(".。!?！？”」")
_DIGIT = lazy_regex(r"\d")

#: (speaker as printed, attribution) of the sentence at these positions; empty texts without one.
SpeakerOf = Callable[[int, int], tuple[str, str]]


def market_prices(
    title: str,
    body: str,
    tables: Sequence[Table],
    published: date | None,
    *,
    amounts: Sequence[Amount],
    dates: Sequence[DateMention],
    sentences: Sequence[tuple[int, int]],
    speaker_of: SpeakerOf,
    is_northern: bool,
) -> tuple[MarketPrice, ...]:
    """The market prices of an article; of what it says more than once, the first.

    Headlines are not read, as they round. Positions are in `full_text(title, body)`; `is_northern` tells
    whether "won" without more is North Korean.
    """
    amounts = with_ratios(full_text(title, body), amounts)
    units = {amount.unit for amount in amounts}
    has_prices = has_sign(body, has_rates=not units.isdisjoint(_WON)) and not units.isdisjoint(_MONEY)
    has_tables = _has_table(body)
    has_labels = has_sign(body) and (":" in body or "：" in body)
    if not (has_prices or has_tables or has_labels or tables):
        return ()
    printed = prices_in_text(title, body, published) if has_tables else TablesInText((), ())
    labelled = prices_in_lines(title, body, published) if has_labels else TablesInText((), ())
    found = []
    if has_prices:
        text = full_text(title, body)
        reader = Reader(text, amounts, dates, published, lambda: _place_of(title, body), is_northern)
        for reading in _readings(
            reader, amounts, sentences, len(title) + 2, (*printed.spans, *labelled.spans)
        ):
            found += _prices(text, reading, speaker_of)
    found += [*printed.prices, *labelled.prices, *prices_in_tables(tables, title, body, published)]
    return tuple(_once(found))


def _readings(
    reader: Reader,
    amounts: Sequence[Amount],
    sentences: Sequence[tuple[int, int]],
    first: int,
    rows: Sequence[tuple[int, int]],
) -> Iterator[Reading]:
    """The prices of the sentences from `first` on; rows of tables, counted from there, are passed over.

    Of those without money only the last before one that has some are read.
    """
    money = [(amount.start, amount.unit in _WON) for amount in amounts if amount.unit in _MONEY]
    waiting: deque[tuple[int, int, bool]] = deque(maxlen=_MOST_WAITING)
    is_near = False
    for start, end in sentences:
        if start < first:
            continue
        at = bisect_left(money, (start, False))
        if at == len(money):
            return
        has_money = money[at][0] < end
        has_won = has_money and any(is_won for _, is_won in money[at : bisect_left(money, (end, False))])
        waiting.append((start, end, has_sign(reader.text[start:end], has_rates=has_won or not has_money)))
        if not has_money:
            continue
        is_near = any(is_about for _, _, is_about in waiting) or (is_near and reader.has_good)
        if not is_near:
            continue
        for a, b, _ in waiting:
            if any(row <= a - first < last for row, last in rows):
                reader.pass_over(a, b)
            else:
                yield from reader.sentence(a, b)
        waiting.clear()


def _has_table(body: str) -> bool:
    """Whether there are lines that may be rows: short, with digits, and no sentences."""
    lines = body.split("\n")
    if len(lines) < _FEWEST_LINES:
        return False
    count = 0
    for line in lines:
        if 0 < len(line) < _LONGEST_ROW and line[-1] not in _ENDS and _DIGIT.search(line):
            count += 1
            if count > 1:
                return True
    return False


def _prices(text: str, reading: Reading, speaker_of: SpeakerOf) -> list[MarketPrice]:
    start, end = reading.sentence
    speaker, attribution = speaker_of(start, end)
    return [
        MarketPrice(
            good=reading.good, place=place, day=reading.day.isoformat(),
            is_day_printed=reading.is_day_printed, value=reading.value, high=reading.high, unit=reading.unit,
            per=reading.per, quote=_shortened(text, reading), speaker=speaker, attribution=attribution,
        )
        for place in reading.places
    ]  # fmt: skip


def _shortened(text: str, reading: Reading) -> str:
    """The sentence; of a very long one the part around the amount."""
    start, end = reading.sentence
    if end - start > _LONGEST_QUOTE:
        start = max(start, reading.start - _LONGEST_QUOTE // 2)
        end = min(end, reading.end + _LONGEST_QUOTE // 2)
    return " ".join(text[start:end].split())


def _place_of(title: str, body: str) -> str:
    """The place of the dateline, else the only one in the headline or in the text; empty if there is none."""
    dateline = _DATELINE.match(body)
    filed = find_places(dateline.group().title()) if dateline else []
    if filed and filed[0].id != ABROAD:
        return filed[0].id
    for text in (title, body):
        named = {each.id for each in find_places(text) if each.id != ABROAD}
        if named:
            return named.pop() if len(named) == 1 else ""
    return ""


def _once(prices: Sequence[MarketPrice]) -> list[MarketPrice]:
    """Without what is said again, by a day that is printed rather than by one of publication."""
    found: dict[tuple[object, ...], MarketPrice] = {}
    for each in prices:
        found.setdefault((each.good, each.place, each.day, each.value, each.unit), each)
    printed = {
        (each.good, each.place, each.value, each.unit) for each in found.values() if each.is_day_printed
    }
    return [
        each
        for each in found.values()
        if each.is_day_printed or (each.good, each.place, each.value, each.unit) not in printed
    ]
