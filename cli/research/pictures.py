"""Charts of counts, as SVG."""

from collections.abc import Sequence
from itertools import groupby

from cli.pictures import draw
from storage import Point

_WIDTH, _HEIGHT, _LEFT, _TOP, _BOTTOM = 960, 360, 24, 60, 320
_MOST_LABELS = 12

# Left end of the bars, right end of the longest bar, and height of a row.
_BARS_FROM, _BARS_TO, _ROW = 300, 880, 26


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
