"""Draws promises over time as SVG: when each was made, for when, and what became of it."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from cli.pictures import draw
from indicators import Judged
from yaluwatch.text import counted

# Told apart by people who see red and green alike; the words stand beside them, too.
_COLOURS: Final[Mapping[str, str]] = {
    "open": "#0072b2", "kept": "#009e73", "broken": "#d55e00", "overdue": "#e69f00", "expired": "#8a8f94",
}  # fmt: skip
_NAMES_TO, _CHART_TO, _WIDTH, _ROW, _TOP = 250, 860, 1040, 26, 84
_MOST_ROWS, _MOST_LABELS = 40, 8
_MARGIN: Final = timedelta(days=10)


def claims_picture(judged: Sequence[Judged], today: date) -> str:
    """One row for each promise, oldest first: a line from the day it was made to the days it is for."""
    promises = sorted(
        (each for each in judged if each.claim.kind == "promise"), key=lambda each: each.claim.day
    )
    shown = promises[-_MOST_ROWS:]
    first, last = _range(shown, today)

    def at(day: date) -> float:
        return round(_NAMES_TO + (_CHART_TO - _NAMES_TO) * ((day - first) / (last - first)), 1)

    return draw(
        "claims.svg",
        title=f"Promises, as known on {today}",
        rows=[_row(each, number, at) for number, each in enumerate(shown)],
        ticks=[{"x": at(day), "text": day.isoformat()[:7]} for day in _ticks(first, last)],
        today=at(today) if first <= today <= last else None,
        width=_WIDTH, height=_TOP + len(shown) * _ROW + 48, top=_TOP - 12,
        bottom=_TOP + len(shown) * _ROW, right=_CHART_TO, row=_ROW,
    )  # fmt: skip


def _row(judged: Judged, number: int, at: Any) -> Mapping[str, Any]:
    claim, due = judged.claim, judged.due
    said = date.fromisoformat(claim.day)
    done = date.fromisoformat(judged.because[0].day) if judged.because else None
    return {
        "y": _TOP + number * _ROW,
        "name": f"{claim.subject} {claim.mode} {claim.state}".replace("  ", " "),
        "said": at(said),
        "due": (at(due[0]), max(3.0, at(due[1]) - at(due[0]))) if due else None,
        "decided": at(done) if done else None,
        "colour": _COLOURS[judged.fate],
        "fate": judged.fate + (f", {counted(judged.late_days, 'day')} late" if judged.late_days else ""),
        "label": f"{claim.publisher}, {claim.day}: {claim.sentence}",
    }


def _range(judged: Sequence[Judged], today: date) -> tuple[date, date]:
    """First and last day of the chart."""
    days = [date.fromisoformat(each.claim.day) for each in judged]
    days += [day for each in judged if each.due for day in each.due]
    days += [date.fromisoformat(each.day) for found in judged for each in found.because]
    return min([*days, today]) - _MARGIN, max([*days, today if not days else max(days)]) + _MARGIN


def _ticks(first: date, last: date) -> list[date]:
    step = max(1, (last - first).days // _MOST_LABELS)
    return [first + timedelta(days=step * number) for number in range(1, _MOST_LABELS)]
