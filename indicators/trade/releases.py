"""Newly published and newly revised figures of China–North Korea trade; pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from indicators.trade.book import Known, TradeBook
from indicators.trade.claims import months_before
from storage import ALL_GOODS

# A figure of a month longer ago was published long ago, and only imported now.
_NEWS_MONTHS: Final = 4
_MONTHS_A_YEAR: Final = 12
_FLOWS: Final = ("", "to-north", "from-north")
_Series = tuple[str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class Release:
    """A figure that was published or revised."""

    known: Known
    #: The figure before it was revised; None for a first figure.
    before: float | None
    #: Change from the same months a year before, by the same source: 0.05 is five per cent; None if unknown.
    change: float | None


def releases(book: TradeBook, *, after: int, up_to: int, today: date) -> list[Release]:
    """What the imports above the id `after`, up to and including `up_to`, made new; newest period first.

    A first figure is news for four months after its period, and only the newest of its series: the import of
    old years is none. Revisions always are. A source that repeats another's figure is left out.
    """
    everything = book.everything()
    newest: dict[_Series, str] = {}
    for each in everything:
        newest[_series(each)] = max(newest.get(_series(each), ""), each.last)
    # Of several vintages the last counts.
    new = {
        (_series(each), each.first, each.last): each
        for each in everything
        if after < each.import_id <= up_to
    }  # fmt: skip
    found = [made for each in new.values() if (made := _release(each, book, newest, after, today))]
    return _without_repeats(sorted(found, key=_order))


def _release(
    known: Known, book: TradeBook, newest: Mapping[_Series, str], after: int, today: date
) -> Release | None:
    earlier = [
        each for each in book.figures(known.first, known.last)
        if _series(each) == _series(known) and each.import_id <= after and each.last == known.last
    ]  # fmt: skip
    # Sums of months, and of exports and imports, are revised with their parts.
    published = [each.value for each in earlier if each.parts == known.parts]
    if published:
        is_revised = published[-1] != known.value
        return Release(known, published[-1], _change(known, book)) if is_revised else None
    is_news = known.last == newest[_series(known)] and _months_ago(known.last, today) <= _NEWS_MONTHS
    return Release(known, None, _change(known, book)) if is_news else None


def _change(known: Known, book: TradeBook) -> float | None:
    base = [
        each.value for each in book.figures(*months_before(known.first, known.last, _MONTHS_A_YEAR))
        if _series(each) == _series(known)
    ]  # fmt: skip
    return known.value / base[-1] - 1 if base and base[-1] else None


def _series(known: Known) -> _Series:
    return known.source, known.reporter, known.direction, known.commodity, known.currency


def _months_ago(month: str, today: date) -> int:
    return (today.year - int(month[:4])) * _MONTHS_A_YEAR + today.month - int(month[5:])


def _order(release: Release) -> tuple[int, str, bool, str, str, int]:
    """Newest period first; all goods before parts of them, customs before others, both ways before one."""
    known = release.known
    source = "" if known.source == "gacc" else known.source
    parts = known.commodity != ALL_GOODS, known.commodity
    return -int(known.last.replace("-", "")), known.first, *parts, source, _FLOWS.index(known.direction)


def _without_repeats(found: Iterable[Release]) -> list[Release]:
    kept: list[Release] = []
    for one in found:
        if not any(_repeats(one.known, other.known) for other in kept):
            kept.append(one)
    return kept


def _repeats(one: Known, other: Known) -> bool:
    what, others = (
        (each.count, each.direction, each.commodity, each.currency, each.first, each.last)
        for each in (one, other)
    )
    return what == others and abs(one.value - other.value) <= max(one.step, other.step)
