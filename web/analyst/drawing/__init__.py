"""Drawings made on the server, as numbers for SVG templates: the border as a strip map, bars. Pure."""

from web.analyst.drawing.bar_chart import BarChart, day_chart, week_chart
from web.analyst.drawing.border_map import (
    BorderMap,
    CrossingState,
    border_map,
    mention_groups,
)

__all__ = [
    "BarChart",
    "BorderMap",
    "CrossingState",
    "border_map",
    "day_chart",
    "mention_groups",
    "week_chart",
]
