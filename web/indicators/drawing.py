"""Charts of prices and trade as shapes for SVG templates: lines over days, bars by period. Pure."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

_LEFT, _RIGHT, _TOP, _LABELS = 64, 12, 12, 22
# Room for a label below the axis.
_LABEL = 64
# Values further apart are not joined: nothing is known of what was between them.
_GAP = timedelta(days=120)
#: A line more and colours can't be told apart.
MOST_LINES = 6
_SPARK_WIDTH, _SPARK_HEIGHT, _MOST_IN_SPARK = 90, 22, 40


@dataclass(frozen=True, slots=True)
class Tick:
    """A label at an axis."""

    #: Along the axis, pixels.
    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Frame:
    """The frame of a chart; lengths in pixels from the upper left corner."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    #: At the left axis, from zero up; below the chart, from left to right.
    values: tuple[Tick, ...]
    periods: tuple[Tick, ...]


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """A line of a chart."""

    #: From 1; names its colour.
    number: int
    name: str
    #: As in SVG, interrupted where nothing is known.
    path: str
    dots: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class LineChart:
    """Values over days."""

    frame: Frame
    lines: tuple[DrawnLine, ...]


@dataclass(frozen=True, slots=True)
class PeriodBar:
    """A period of a chart of trade: exports at the bottom, imports on them; or the total without a split."""

    x: float
    width: float
    #: Upper end and height of each part; a height of 0 for what is not known.
    exports: tuple[float, float]
    imports: tuple[float, float]
    total: tuple[float, float]


@dataclass(frozen=True, slots=True)
class BarChart:
    """Amounts by period."""

    frame: Frame
    bars: tuple[PeriodBar, ...]


def line_chart(
    lines: Sequence[tuple[str, Sequence[tuple[date, float]]]], width: int, height: int
) -> LineChart | None:
    """Lines of (day, value above 0), oldest first, each with its name; None without any point."""
    shown = [(name, points) for name, points in lines if points][:MOST_LINES]
    if not shown:
        return None
    days = [day for _, points in shown for day, _ in points]
    most = ceiling(max(value for _, points in shown for _, value in points))
    first, span = min(days), max(1, (max(days) - min(days)).days)
    frame = _frame(width, height, most, _days(first, span, width - _LEFT - _RIGHT))
    scale = (frame.bottom - frame.top) / most

    def place(day: date, value: float) -> tuple[float, float]:
        along = (frame.right - frame.left) * (day - first).days / span
        return round(frame.left + along, 1), round(frame.bottom - value * scale, 1)

    return LineChart(
        frame,
        tuple(
            DrawnLine(number, name, _path(points, place), tuple(place(*point) for point in points))
            for number, (name, points) in enumerate(shown, 1)
        ),
    )


def bar_chart(periods: Mapping[str, Mapping[str, float]], width: int, height: int) -> BarChart | None:
    """Amounts by period, in order: "" for the total, "to-north", "from-north"; None without any."""
    if not periods:
        return None
    totals = [_total(values) for values in periods.values()]
    most = ceiling(max(totals))
    step = (width - _LEFT - _RIGHT) / len(periods)
    frame = _frame(width, height, most, _names(list(periods), step))
    scale = (frame.bottom - frame.top) / most
    bars = []
    for position, values in enumerate(periods.values()):
        out, back = values.get("to-north", 0.0) * scale, values.get("from-north", 0.0) * scale
        total = 0.0 if out or back else _total(values) * scale
        bars.append(
            PeriodBar(
                round(_LEFT + position * step + step * 0.1, 2),
                round(max(1.0, step * 0.8), 2),
                (round(frame.bottom - out, 1), round(out, 1)),
                (round(frame.bottom - out - back, 1), round(back, 1)),
                (round(frame.bottom - total, 1), round(total, 1)),
            )
        )
    return BarChart(frame, tuple(bars))


def sparkline(points: Sequence[tuple[date, float]]) -> str:
    """The path of the last values, 90 wide and 22 high, the lowest at the bottom; "" for fewer than three."""
    shown = points[-_MOST_IN_SPARK:]
    if len(shown) < 3:
        return ""
    first, span = shown[0][0], max(1, (shown[-1][0] - shown[0][0]).days)
    low, high = min(value for _, value in shown), max(value for _, value in shown)
    scale = (_SPARK_HEIGHT - 4) / (high - low) if high > low else 0.0
    corners = (
        (2 + (_SPARK_WIDTH - 4) * (day - first).days / span, _SPARK_HEIGHT - 2 - (value - low) * scale)
        for day, value in shown
    )
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in corners)


def ceiling(most: float) -> float:
    """A round number at least as large that divides into four: 4, 8, 10, 20, 40, 60, 80, 100 and so on.

    >>> ceiling(43_000)
    60000.0
    """
    power = math.pow(10, math.floor(math.log10(most)))
    return next(factor * power for factor in (1, 2, 4, 6, 8, 10) if factor * power >= most * 0.999999)


def _frame(width: int, height: int, most: float, periods: Iterator[Tick]) -> Frame:
    bottom = height - _LABELS
    parts = (0, 0.25, 0.5, 0.75, 1)
    values = tuple(Tick(round(bottom - (bottom - _TOP) * part, 1), f"{most * part:,g}") for part in parts)
    return Frame(width, height, _LEFT, width - _RIGHT, _TOP, bottom, values, tuple(periods))


def _path(points: Sequence[tuple[date, float]], place) -> str:  # type: ignore[no-untyped-def]
    parts, before = [], None
    for day, value in points:
        x, y = place(day, value)
        parts.append(f"{'L' if before and day - before <= _GAP else 'M'}{x} {y}")
        before = day
    return "".join(parts)


def _days(first: date, span: int, width: int) -> Iterator[Tick]:
    """Beginnings of years, quarters or months, as many as fit; the first day if there would be none."""
    last = first + timedelta(days=span)
    for months in (1, 3, 12, 24, 60, 120, 600):
        starts = list(_starts(first, last, months))
        if len(starts) * _LABEL <= width:
            break
    if not starts:
        starts = [first]
    for day in starts:
        at = round(_LEFT + width * (day - first).days / span, 1)
        text = f"{day:%Y}" if months >= 12 else f"{day:%Y-%m}"
        yield Tick(at, text if day.day == 1 else day.isoformat())


def _starts(first: date, last: date, months: int) -> Iterator[date]:
    at = first.year * 12 + first.month - 1 + (first.day > 1)
    at += -at % months
    while at // 12 <= last.year and (day := date(at // 12, at % 12 + 1, 1)) <= last:
        yield day
        at += months


def _names(names: Sequence[str], step: float) -> Iterator[Tick]:
    every = max(1, math.ceil(_LABEL / step)) if len(names[0]) > 4 else max(1, math.ceil(_LABEL * 0.6 / step))
    for position in range(0, len(names), every):
        yield Tick(round(_LEFT + (position + 0.5) * step, 1), names[position])


def _total(values: Mapping[str, float]) -> float:
    return max(values.get("", 0.0), values.get("to-north", 0.0) + values.get("from-north", 0.0))
