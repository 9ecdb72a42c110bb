"""A plain CSV, one row per figure: reporter, partner, period, flow, value_usd, and others if needed."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from indicators.trade.amounts import number
from indicators.trade.countries import country
from indicators.trade.months import months
from indicators.trade.tables import Rows
from storage import ALL_GOODS, Flow, TradeFigure, TradeSeries
from yaluwatch.errors import ArchiveError

_NEEDED: Final = frozenset(["reporter", "partner", "period", "flow"])
_VALUES: Final = {"value_usd": "USD", "value_cny": "CNY"}
_FLOWS: Final = {"x": Flow.EXPORT, "m": Flow.IMPORT, "t": Flow.TOTAL, **{flow.value: flow for flow in Flow}}


def is_plain(rows: Rows) -> bool:
    """Whether the heading has the columns."""
    return set(rows[0]) >= _NEEDED and any(name in rows[0] for name in _VALUES)


def figures(rows: Rows, released: date | None) -> Iterator[TradeFigure]:
    """The figures; raises ArchiveError for a row that lacks something, naming it."""
    heading = rows[0]
    if not is_plain(rows):
        raise ArchiveError(f"the heading needs {', '.join(sorted(_NEEDED))} and value_usd or value_cny")
    column = next(name for name in _VALUES if name in heading)
    needed = max(heading.index(name) for name in (*_NEEDED, column))
    for line, row in enumerate(rows[1:], 2):
        if len(row) <= needed:
            raise ArchiveError(
                f"row {line} has {len(row)} cells of {len(heading)}; the file is cut, download it again"
            )
        named = dict(zip(heading, row, strict=False))
        period, flow = months(named["period"]), _FLOWS.get(named["flow"].casefold())
        reporter, partner = country(named["reporter"]), country(named["partner"])
        try:
            value = number(named[column])
            day = date.fromisoformat(named["released"]) if named.get("released") else released
        except ValueError as error:
            raise ArchiveError(f"row {line} can't be read: {error}") from error
        if period is None or flow is None or value is None or not reporter or not partner:
            raise ArchiveError(f"row {line} lacks a known country, period, flow or value")
        series = TradeSeries(
            named.get("source") or "comtrade", reporter, partner, flow, named.get("commodity") or ALL_GOODS,
            _VALUES[column],
        )  # fmt: skip
        yield TradeFigure(series, *period, value, 1, day)
