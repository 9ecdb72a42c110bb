"""Counts per day or week as bars, drawn on the server. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

#: Size of the drawing in its own units: bars, and a line of labels below them.
WIDTH, HEIGHT = 780, 120
_LABELS = 16


@dataclass(frozen=True, slots=True)
class Bar:
    """One day or week."""

    #: The day, or the Monday of the week.
    start: date
    number: int
    #: Left and upper edge, and height, in units of the drawing.
    x: float
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Tick:
    """A label below the bars."""

    x: float
    label: str


@dataclass(frozen=True, slots=True)
class BarChart:
    """Bars of the last days or weeks, ready to be drawn."""

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    bar_width: float
    #: What the bars show, for those who don't see them.
    words: str
    total: int
    width: int = WIDTH
    height: int = HEIGHT


def monday_of(day: date) -> date:
    """The first day of the week, Monday."""
    return day - timedelta(days=day.weekday())


def week_chart(counts: Iterable[tuple[date, int]], first: date, last: date) -> BarChart:
    """The weeks from that of `first` to that of `last`; `counts` are (day, number)."""
    by_week = ((monday_of(day), number) for day, number in counts)
    return _chart(by_week, monday_of(first), monday_of(last), timedelta(weeks=1))


def day_chart(counts: Iterable[tuple[date, int]], first: date, last: date) -> BarChart:
    """The days from `first` to `last`; `counts` are (day, number)."""
    return _chart(counts, first, last, timedelta(days=1))


def _chart(counts: Iterable[tuple[date, int]], first: date, last: date, step: timedelta) -> BarChart:
    numbers = {first + position * step: 0 for position in range((last - first) // step + 1)}
    for start, number in counts:
        if start in numbers:
            numbers[start] += number
    width, most, floor = WIDTH / len(numbers), max(numbers.values()), HEIGHT - _LABELS
    bars = []
    for position, (start, number) in enumerate(numbers.items()):
        height = round((floor - 4) * number / most, 1) if most else 0.0
        bars.append(Bar(start, number, round(position * width, 1), round(floor - height, 1), height))
    return BarChart(
        tuple(bars), tuple(_ticks(bars, step)), round(width * 0.8, 1), _words(bars), sum(numbers.values())
    )


def _ticks(bars: list[Bar], step: timedelta) -> Iterable[Tick]:
    """Of days every seventh, of weeks the first in a quarter."""
    previous = bars[0].start
    for position, bar in enumerate(bars):
        is_quarter = bar.start.month != previous.month and bar.start.month in {1, 4, 7, 10}
        if bar.x < WIDTH - 50 and (is_quarter if step.days > 1 else position % 7 == 0):
            yield Tick(bar.x, f"{bar.start:%Y-%m}" if step.days > 1 else f"{bar.start:%m-%d}")
        previous = bar.start


def _words(bars: list[Bar]) -> str:
    """The largest and the last number with their days, such as "12 (2026-11-16), 3 (2026-11-23)"."""
    most = max(bars, key=lambda bar: bar.number)
    return ", ".join(f"{bar.number} ({bar.start})" for bar in dict.fromkeys((most, bars[-1])))
