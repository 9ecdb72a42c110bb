"""Chart of trade: China's exports and imports by period as SVG."""

from collections.abc import Sequence
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from indicators.trade import Known

_WIDTH, _HEIGHT, _LEFT, _TOP, _BOTTOM = 960, 380, 64, 64, 330
_MOST_LABELS = 14
_GRID = 4


def trade_picture(figures: Sequence[Known], title: str) -> str:
    """An SVG chart of amounts in US dollars: exports below imports, or the total where the split is unknown.

    Of several figures of a period the last one is drawn.
    """
    periods: dict[str, dict[str, float]] = {}
    for known in figures:
        if known.currency == "USD" and known.reporter == "CHN":
            label = known.first if known.first == known.last else known.first[:4]
            periods.setdefault(label, {})[known.direction] = known.value / 1e6
    totals = {label: _total(values) for label, values in periods.items()}
    most = max(totals.values(), default=0.0) or 1.0
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
