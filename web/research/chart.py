"""The time chart of a search as shapes: bars, a band of coverage, and annual trade as lines. Pure."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from storage import Point, Step, Timeline, TradeYear

_LEFT, _RIGHT, _TOP = 40, 52, 14
# Under the bars: the band of coverage, and the labels.
_BAND, _GAP, _LABELS = 8, 4, 20
# Room for a label such as 2026-11.
_LABEL = 72
_WIDEST = 64


@dataclass(frozen=True, slots=True)
class Bar:
    """One period; lengths in pixels."""

    x: float
    width: float
    #: Top of the bar, and its height; 0 without articles.
    y: float
    height: float
    #: Share of the sources polled that could be read, 0–1; None if none was polled.
    covered: float | None
    #: What it shows, in words: "2026-11: 12 articles, 40 of 42 sources read".
    articles: int
    start: str
    healthy: int
    tried: int


@dataclass(frozen=True, slots=True)
class Tick:
    """A label at an axis."""

    #: Along the axis, pixels.
    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """The trade of one year, from its first day to its last, or to the edge of the chart."""

    x: float
    end: float
    y: float
    year: int
    #: Millions of US dollars.
    total: float


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything drawn; lengths in pixels from the upper left corner."""

    width: int
    height: int
    left: int
    right: float
    top: int
    bottom: float
    #: Top of the band of coverage.
    band: float
    bars: Sequence[Bar]
    days: Sequence[Tick]
    amounts: Sequence[Tick]
    trade: Sequence[Line]
    dollars: Sequence[Tick]


def draw(timeline: Timeline, trade: Sequence[TradeYear], width: int, height: int) -> Chart:
    """The chart of a series with at least one period; trade is drawn in the years that it covers."""
    points = timeline.points
    right, bottom = width - _RIGHT, height - _BAND - _GAP - _LABELS
    most = max(point.articles for point in points)
    top_amount = nice_ceiling(most)
    step = (right - _LEFT) / len(points)
    starts = [point.start for point in points]
    lines = list(_lines(starts, timeline.step, trade))
    top_dollars = nice_ceiling(max((total for *_, total in lines), default=0))
    high = bottom - _TOP
    return Chart(
        width,
        height,
        _LEFT,
        right,
        _TOP,
        bottom,
        bottom + _GAP,
        [_bar(point, number, step, bottom, high / top_amount) for number, point in enumerate(points)],
        list(_days(points, timeline.step, step)),
        [Tick(round(bottom - high * part, 1), f"{top_amount * part:g}") for part in (0, 0.5, 1)],
        [
            Line(
                round(_LEFT + first * step, 1),
                round(_LEFT + end * step, 1),
                round(bottom - high * total / top_dollars, 1),
                year,
                total,
            )
            for first, end, year, total in lines
        ],
        [Tick(round(bottom - high * part, 1), f"{top_dollars * part / 1000:g}") for part in (0.5, 1)]
        if lines
        else [],
    )


def nice_ceiling(most: float) -> float:
    """A round number that is at least as large and even: 2, 4, 6, 10, 20, 40 and so on.

    >>> nice_ceiling(37)
    40.0
    """
    if most <= 2:
        return 2
    power = math.pow(10, math.floor(math.log10(most)))
    return next(factor * power for factor in (1, 2, 4, 6, 8, 10) if factor * power >= most)


def _bar(point: Point, number: int, step: float, bottom: float, scale: float) -> Bar:
    height = round(point.articles * scale, 1)
    width = min(max(step * 0.85, step - 1), _WIDEST)
    return Bar(
        round(_LEFT + (number + 0.5) * step - width / 2, 2),
        round(width, 2),
        round(bottom - height, 1),
        height,
        point.sources_healthy / point.sources_tried if point.sources_tried else None,
        point.articles,
        point.start.isoformat(),
        point.sources_healthy,
        point.sources_tried,
    )


def _days(points: Sequence[Point], step: Step, width: float) -> Iterator[Tick]:
    """Labels under the axis, far enough from each other; in years if they are months of many."""
    in_years = step is Step.MONTH and len(points) > 36
    last = -math.inf
    for number, point in enumerate(points):
        at = number * width
        is_wanted = point.start.month == 1 if in_years else True
        room = _LABEL / 2 if in_years else _LABEL
        if is_wanted and at - last >= room:
            last = at
            form = "%Y" if in_years else "%Y-%m" if step is Step.MONTH else "%Y-%m-%d"
            yield Tick(round(_LEFT + at + width / 2, 1), point.start.strftime(form))


def _lines(
    starts: Sequence[date], step: Step, trade: Sequence[TradeYear]
) -> Iterator[tuple[float, float, int, float]]:
    """Begin and end, in periods from the left edge, year, and millions of US dollars."""
    totals: Mapping[int, float] = {each.year: each.total_musd for each in trade}
    end = starts[-1] + timedelta(days={Step.DAY: 1, Step.WEEK: 7, Step.MONTH: 31}[step])
    for year in range(starts[0].year, end.year + 1):
        if year in totals:
            first = _position(date(year, 1, 1), starts, end)
            last = _position(date(year + 1, 1, 1), starts, end)
            if last > first:
                yield first, last, year, totals[year]


def _position(day: date, starts: Sequence[date], end: date) -> float:
    """Where a day is, in periods from the left edge; the nearer edge for one outside."""
    if day <= starts[0]:
        return 0.0
    if day >= end:
        return float(len(starts))
    return (day - starts[0]) / (end - starts[0]) * len(starts)
