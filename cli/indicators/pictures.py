"""Chart of trade: China's exports and imports by period as SVG."""

from collections.abc import Sequence
from functools import cache
from math import floor, log10

from jinja2 import Environment, PackageLoader, StrictUndefined

from indicators.trade import Known

_WIDTH, _HEIGHT, _LEFT, _TOP, _BOTTOM = 960, 380, 64, 64, 330
_MOST_LABELS = 14
_GRID = 4
_LARGEST_PART = 10


def trade_picture(figures: Sequence[Known], title: str) -> str:
    """An SVG chart of amounts in US dollars: exports below imports, or the total where the split is unknown.

    Of several sources the one that publishes both is drawn, of several vintages the last.
    """
    periods = _by_period(figures)
    totals = {label: _total(values) for label, values in periods.items()}
    most = _round_above(max(totals.values(), default=0.0))
    step = (_WIDTH - _LEFT - 24) / max(1, len(periods))
    every = -(-len(periods) // _MOST_LABELS) or 1
    bars = [
        _bar(label, periods[label], totals[label], number, step, most) | {"is_labelled": number % every == 0}
        for number, label in enumerate(sorted(periods))
    ]
    lines = [
        {"y": round(_BOTTOM - (_BOTTOM - _TOP) * part / _GRID, 1), "label": f"{most * part / _GRID:,.0f}"}
        for part in range(_GRID + 1)
    ]
    return (
        _environment()
        .get_template("trade.svg")
        .render(title=title, bars=bars, lines=lines, width=_WIDTH, height=_HEIGHT, left=_LEFT, bottom=_BOTTOM)
    )


def _by_period(figures: Sequence[Known]) -> dict[str, dict[str, float]]:
    """Period → flow → million dollars, all of one source: the one with most flows, of several the last."""
    sources: dict[tuple[str, str], dict[str, float]] = {}
    for known in figures:
        if known.currency == "USD" and known.reporter == "CHN":
            label = known.first if known.first == known.last else known.first[:4]
            sources.setdefault((label, known.source), {})[known.direction] = known.value / 1e6
    chosen: dict[str, dict[str, float]] = {}
    for (label, _), values in sources.items():
        if len(values) >= len(chosen.get(label, ())):
            chosen[label] = values
    return chosen


def _round_above(value: float) -> float:
    """The next number above that divides into four round parts: 8,000 for 6,545."""
    size = 10.0 ** floor(log10(value)) if value > 0 else 1.0
    return next(size * part for part in (1, 2, 4, 8, 10) if size * part >= value or part == _LARGEST_PART)


def _total(values: dict[str, float]) -> float:
    return max(values.get("", 0.0), values.get("to-north", 0.0) + values.get("from-north", 0.0))


def _bar(
    label: str, values: dict[str, float], total: float, number: int, step: float, most: float
) -> dict[str, object]:
    size = (_BOTTOM - _TOP) / most
    out, back = values.get("to-north", 0.0), values.get("from-north", 0.0)
    return {
        "label": label,
        "x": round(_LEFT + number * step, 1),
        "width": round(max(1.0, step * 0.8), 1),
        "total_y": round(_BOTTOM - total * size, 1),
        "total_height": round(total * size, 1),
        "out_y": round(_BOTTOM - out * size, 1),
        "out_height": round(out * size, 1),
        "back_y": round(_BOTTOM - (out + back) * size, 1),
        "back_height": round(back * size, 1),
        "text": f"{label}: {total:,.1f} million USD",
    }


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("cli.indicators"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
