"""The market prices of an article: those of its sentences, then those of its tables."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from classifier.facts.amounts import Amount
from classifier.facts.dates import DateMention
from classifier.facts.market.places import ABROAD, find_places
from classifier.facts.market.reading import Reader, Reading
from classifier.facts.market.tables import prices_in_tables, prices_in_text
from classifier.facts.market.words import SIGNS
from yaluwatch.model import MarketPrice, Table, full_text

_DATELINE = re.compile(r"[A-Z]{4,}(?:\s[A-Z]{4,})?(?=,|\s[-–—(])|[A-Z][a-z]+(?=\s[-–—]\s)")
_LONGEST_QUOTE: Final = 400

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
    text = full_text(title, body)
    has_sign = any(sign in body for sign in SIGNS)
    if not has_sign and not tables:
        return ()
    shift = len(title) + 2
    printed = prices_in_text(title, body, published)
    found = []
    if has_sign:
        reader = Reader(text, amounts, dates, published, _place_of(title, body), is_northern)
        for start, end in sentences:
            if start < shift:
                continue
            if any(a <= start - shift < b for a, b in printed.spans):
                reader.pass_over(start, end)
            else:
                for reading in reader.sentence(start, end):
                    found += _prices(text, reading, speaker_of)
    found += [*printed.prices, *prices_in_tables(tables, title, body, published)]
    return tuple(_once(found))


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
