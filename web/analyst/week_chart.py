"""Counts per week as bars, drawn on the server. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

#: Size of the drawing in its own units: bars, and a line of labels below them.
WIDTH, HEIGHT = 780, 120
_LABELS = 16


@dataclass(frozen=True, slots=True)
class Bar:
    """One week."""

    #: Its Monday.
    week: date
    articles: int
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
class WeekChart:
    """Bars of the last weeks, ready to be drawn."""

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


def week_chart(counts: Iterable[tuple[date, int]], first: date, last: date) -> WeekChart:
    """The weeks from that of `first` to that of `last`; `counts` are (day, number)."""
    start, end = monday_of(first), monday_of(last)
    weeks = {start + timedelta(weeks=number): 0 for number in range((end - start).days // 7 + 1)}
    for day, number in counts:
        if monday_of(day) in weeks:
            weeks[monday_of(day)] += number
    step = WIDTH / len(weeks)
    most = max(weeks.values())
    floor = HEIGHT - _LABELS
    bars = []
    for position, (week, number) in enumerate(weeks.items()):
        height = round((floor - 4) * number / most, 1) if most else 0.0
        bars.append(Bar(week, number, round(position * step, 1), round(floor - height, 1), height))
    return WeekChart(
        tuple(bars), tuple(_ticks(bars)), round(step * 0.8, 1), _words(weeks), sum(weeks.values())
    )


def _ticks(bars: list[Bar]) -> Iterable[Tick]:
    """The first week of each quarter, or of each month when there are few weeks."""
    months = {1, 4, 7, 10} if len(bars) > 30 else set(range(1, 13))
    previous = 0
    for bar in bars:
        if bar.week.month != previous and bar.week.month in months and bar.x < WIDTH - 50:
            yield Tick(bar.x, f"{bar.week:%Y-%m}")
        previous = bar.week.month


def _words(weeks: dict[date, int]) -> str:
    """Such as "52 weeks, most 12 in the week of 2026-11-23, last 3"."""
    most = max(weeks, key=lambda week: weeks[week])
    return f"{len(weeks)} × 7 d; max {weeks[most]} ({most}); {weeks[max(weeks)]} ({max(weeks)})"
