"""Counts as pictures: SVG, drawn from a template."""

from collections.abc import Sequence
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from storage import Point

_WIDTH, _HEIGHT, _LEFT, _TOP, _BOTTOM = 960, 360, 24, 60, 320
_MOST_LABELS = 12


def series_picture(points: Sequence[Point], title: str) -> str:
    """Articles over time as bars, the share of healthy sources as a line; an SVG document."""
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
    coverage = " ".join(
        f"{_LEFT + (number + 0.4) * step:.1f},"
        f"{_BOTTOM - (_BOTTOM - _TOP) * point.sources_healthy / point.sources_tried:.1f}"
        for number, point in enumerate(points)
        if point.sources_tried
    )
    return (
        _environment()
        .get_template("series.svg")
        .render(
            title=title,
            bars=bars,
            coverage=coverage,
            most=most,
            width=_WIDTH,
            height=_HEIGHT,
            left=_LEFT,
            top=_TOP,
            bottom=_BOTTOM,
        )
    )


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("yaluwatch.cli"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
