"""Draws the crossings along the border, west to east, with the state of each kind of traffic as SVG."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from classifier import MODES, Crossing
from cli.pictures import draw
from indicators import BorderState

# Dark text is readable on all of them (WCAG 2.2, 1.4.3); the letters tell them apart without colours.
_COLOURS: Final[Mapping[str, str]] = {
    "open": "#a6dba0", "limited": "#fee08b", "closed": "#f4a6a0", "planned": "#b3cde3", "unknown": "#eeeeee",
}  # fmt: skip
_NAMES_TO, _COLUMN, _ROW, _TOP = 240, 92, 30, 88


def border_picture(
    crossings: Sequence[Crossing], states: Mapping[str, Sequence[BorderState]], day: date
) -> str:
    """A strip map: one row for each crossing from west to east, one field for each kind of traffic."""
    modes = [mode for mode in MODES if any(mode in crossing.modes for crossing in crossings)]
    rows: list[Mapping[str, Any]] = []
    for number, crossing in enumerate(crossings):
        fields = [
            {
                "x": _NAMES_TO + modes.index(state.mode) * _COLUMN,
                "fill": _COLOURS[state.state],
                "text": _text(state),
            }
            for state in states[crossing.id]
        ]
        rows.append({"y": _TOP + number * _ROW, "name": crossing.name, "fields": fields})
    return draw(
        "border.svg",
        title=f"Border crossings on {day}, west to east",
        headings=[{"x": _NAMES_TO + number * _COLUMN, "text": mode} for number, mode in enumerate(modes)],
        rows=rows,
        width=_NAMES_TO + len(modes) * _COLUMN + 20,
        height=_TOP + len(rows) * _ROW + 44,
        note="?: reports contradict each other. *: said of the whole border. Empty: nothing recent is known.",
    )


def _text(state: BorderState) -> str:
    if state.state == "unknown":
        return ""
    return state.state + (" *" if state.is_general else "") + (" ?" if state.against else "")
