"""Charts of counts: SVG from a template, and PNG rendered from the SVG."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import import_module
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from storage import Point
from yaluwatch.errors import ArchiveError
from yaluwatch.files import output_file

_WIDTH, _HEIGHT, _LEFT, _TOP, _BOTTOM = 960, 360, 24, 60, 320
_MOST_LABELS = 12

# Left end of the bars, right end of the longest bar, and height of a row.
_BARS_FROM, _BARS_TO, _ROW = 300, 880, 26

# Left and right end of a chart of lines, and the left end of its key.
_LINES_FROM, _LINES_TO, _KEY_FROM, _KEY_STEP = 84, 936, 240, 118
# Told apart by people who see red and green alike (Okabe and Ito, "Color universal design", 2008).
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
_STEPS = (1, 2, 2.5, 5, 10)
_MOST_ROWS = 6

#: Scale of a PNG, so that it is sharp in print.
_ZOOM = 2


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a chart."""

    name: str
    #: (day, value), oldest first; at least one.
    points: tuple[tuple[date, float], ...]


def series_picture(points: Sequence[Point], title: str) -> str:
    """An SVG chart: articles over time as bars, the share of healthy sources as a line."""
    most = max((point.articles for point in points), default=0) or 1
    step = (_WIDTH - 2 * _LEFT) / max(1, len(points))
    every = -(-len(points) // _MOST_LABELS) or 1
    bars = [
        {
            "x": round(_LEFT + number * step, 1),
            "y": round(_BOTTOM - (_BOTTOM - _TOP) * point.articles / most, 1),
            "width": round(max(1.0, step * 0.8), 1),
            "label": point.start.isoformat(),
            "articles": point.articles,
            "healthy": point.sources_healthy,
            "tried": point.sources_tried,
            "is_blind": point.sources_tried == 0,
            "is_labelled": number % every == 0,
        }
        for number, point in enumerate(points)
    ]
    return draw(
        "series.svg",
        title=title,
        bars=bars,
        coverage=_coverage(points, step),
        most=most,
        width=_WIDTH,
        height=_HEIGHT,
        left=_LEFT,
        top=_TOP,
        bottom=_BOTTOM,
    )


def counts_picture(counts: Sequence[tuple[str, int]], title: str, note: str) -> str:
    """An SVG chart: named counts as horizontal bars, in the order given."""
    most = max((articles for _, articles in counts), default=0) or 1
    bars = [
        {
            "y": _TOP + number * _ROW,
            "label": label,
            "articles": articles,
            "width": round((_BARS_TO - _BARS_FROM) * articles / most, 1),
        }
        for number, (label, articles) in enumerate(counts)
    ]
    return draw(
        "bars.svg",
        title=title,
        note=note,
        bars=bars,
        width=_WIDTH,
        height=_TOP + len(bars) * _ROW + _LEFT,
        left=_LEFT,
        bars_from=_BARS_FROM,
    )


def lines_picture(lines: Sequence[Line], title: str, note: str) -> str:
    """An SVG chart: values over days, a line for each of the six with the most points, from zero."""
    shown = sorted(lines, key=lambda line: -len(line.points))[: len(_COLOURS)]
    days = [day for line in shown for day, _ in line.points] or [date(2000, 1, 1)]
    first, last = min(days), max(days)
    step = _step(max((value for line in shown for _, value in line.points), default=1))
    top = step * -(-max((value for line in shown for _, value in line.points), default=1) // step)

    def x(day: date) -> float:
        width = (_LINES_TO - _LINES_FROM) * (day - first).days / max(1, (last - first).days)
        return round(_LINES_FROM + width, 1)

    def y(value: float) -> float:
        return round(_BOTTOM - (_BOTTOM - _TOP) * value / top, 1)

    return draw(
        "lines.svg",
        title=title,
        note=note,
        rows=[{"y": y(at * step), "label": f"{at * step:,g}"} for at in range(round(top / step) + 1)],
        days=[
            {"x": x(first), "label": first.isoformat(), "anchor": "start"},
            {"x": x(last), "label": last.isoformat(), "anchor": "end"},
        ],
        lines=[
            {
                "name": line.name,
                "colour": colour,
                "key_x": _KEY_FROM + number * _KEY_STEP,
                "points": [f"{x(day)},{y(value)}" for day, value in line.points],
                "dots": [
                    {"x": x(day), "y": y(value), "label": f"{day.isoformat()}: {value:,g}"}
                    for day, value in line.points
                ],
            }
            for number, (line, colour) in enumerate(zip(shown, _COLOURS, strict=False))
        ],
        width=_WIDTH,
        height=_HEIGHT,
        left=_LINES_FROM,
        right=_LINES_TO,
        bottom=_BOTTOM,
    )


def _step(most: float) -> float:
    """A round distance between lines of a grid, so that there are at most six."""
    scale = 10.0 ** (len(f"{most / _MOST_ROWS:.0f}") - 1)
    return next(step * scale for step in (*_STEPS, 20, 50) if step * scale * _MOST_ROWS >= most)


def save_picture(file: Path, svg: str, *, data: Path, force: bool) -> None:
    """Write a chart in the format its file name ends in: .svg or .png.

    Raises ArchiveError for another ending, or if the library for PNG is missing; OutputError as `output_file`
    does.
    """
    if file.suffix.lower() not in {".svg", ".png"}:
        raise ArchiveError(f"{file.name} is neither .svg nor .png; choose one of these endings")
    content = svg.encode() if file.suffix.lower() == ".svg" else _png(svg)
    with output_file(file, data=data, force=force) as stream:
        stream.write(content)


def _png(svg: str) -> bytes:
    try:
        resvg = import_module("resvg_py")
    except ImportError as error:
        raise ArchiveError("PNG needs resvg-py; run: pip install resvg-py, or choose .svg") from error
    drawn: bytes = resvg.svg_to_bytes(svg_string=svg, zoom=_ZOOM, sans_serif_family="DejaVu Sans")
    return drawn


def _coverage(points: Sequence[Point], step: float) -> list[list[str]]:
    """The points of the line, in segments: it is interrupted where no source was polled."""
    corners = [
        f"{_LEFT + (number + 0.4) * step:.1f},"
        f"{_BOTTOM - (_BOTTOM - _TOP) * point.sources_healthy / point.sources_tried:.1f}"
        if point.sources_tried
        else ""
        for number, point in enumerate(points)
    ]
    return [list(stretch) for is_known, stretch in groupby(corners, key=bool) if is_known]


def draw(template: str, **values: object) -> str:
    """An SVG picture from a template in `cli/templates`."""
    return _environment().get_template(template).render(**values)


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("cli"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
