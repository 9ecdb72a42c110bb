"""`TradeStatistics` in SQL: the tables trade_imports, trade_series and trade_figures."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

from typing_extensions import override

from storage.contract import (
    ALL_GOODS,
    Flow,
    TradeFigure,
    TradeImport,
    TradeImported,
    TradeSeries,
    TradeSeriesLine,
    TradeStatistics,
    TradeVintage,
)
from storage.sql.database import Connection, Database
from storage.sql.rows import AMONG, among, insert, insert_numbered, time_text, to_time

_SERIES: Final = ("commodity", "reporter", "partner", "flow", "currency", "source")
# The day a vintage counts from: that of its publication, else that of its import.
_DAY: Final = "coalesce(f.released, substr(i.imported_at, 1, 10))"
_VINTAGES: Final = f"""
    SELECT {", ".join(f"s.{name}" for name in _SERIES)}, f.first, f.last, f.value, f.unit,
           f.released, f.vintage, i.imported_at, f.import
    FROM trade_series s CROSS JOIN trade_figures f ON f.series = s.id
    CROSS JOIN trade_imports i ON i.id = f.import
"""
_ORDER: Final = f"{_DAY}, f.vintage"


class SqlTradeStatistics(TradeStatistics):
    """Figures by series, period and vintage; rows are only added."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @override
    def add(self, found: TradeImport, at: datetime) -> TradeImported:
        with self._connection.write(f"importing {found.name}") as db:
            if db.execute("SELECT 1 FROM trade_imports WHERE sha256 = ?", [found.sha256]).fetchone():
                return TradeImported(0, 0, len(found.figures))
            row = {
                "name": found.name,
                "sha256": found.sha256,
                "format": found.format,
                "imported_at": time_text(at),
            }
            number = insert_numbered(db, "trade_imports", row)
            series: dict[TradeSeries, int] = {}
            changes = Counter(_add(db, series, figure, number, at) for figure in found.figures)
        return TradeImported(changes["new"], changes["revised"], changes["known"])

    @override
    def state(self, at: datetime | None = None) -> int:
        with self._connection.read("reading the last import of trade statistics") as db:
            # The condition keeps SQLite from reading the table in this order.
            condition, order, values = ("id > 0", "id DESC", [])
            if at is not None:
                condition, order, values = ("imported_at <= ?", "imported_at DESC, id DESC", [time_text(at)])
            found = db.execute(
                f"SELECT id FROM trade_imports WHERE {condition} ORDER BY {order} LIMIT 1", values
            ).fetchone()
            return int(found[0]) if found else 0

    @override
    def series(self) -> list[TradeSeriesLine]:
        with self._connection.read("listing trade statistics") as db:
            return [_line(db, row) for row in db.query(f"SELECT * FROM trade_series ORDER BY {_BY_NAME}")]

    @override
    def vintages(
        self, commodities: Sequence[str] = (ALL_GOODS,), *, reporter: str = "", partner: str = ""
    ) -> list[TradeVintage]:
        with self._connection.read("reading trade statistics") as db:
            rows = db.query(
                f"""{_VINTAGES} WHERE s.commodity IN {AMONG}
                AND ? IN ('', s.reporter) AND ? IN ('', s.partner)
                ORDER BY s.source, s.reporter, s.partner, s.commodity, s.flow, s.currency, f.last, f.first,
                         {_ORDER}
                """,
                [among(commodities), reporter, partner],
            )
            return list(map(_vintage, rows))


_BY_NAME: Final = "source, reporter, partner, commodity, flow, currency"


def _add(db: Database, known: dict[TradeSeries, int], figure: TradeFigure, source: int, at: datetime) -> str:
    """Add a figure unless it is known; which of the counts of `TradeImported` it belongs to."""
    series = known.get(figure.series) or known.setdefault(figure.series, _series_id(db, figure.series))
    key = [series, figure.last, figure.first]
    earlier = db.execute(
        f"""
        SELECT f.value, {_DAY} FROM trade_figures f JOIN trade_imports i ON i.id = f.import
        WHERE f.series = ? AND f.last = ? AND f.first = ? ORDER BY {_ORDER}
        """,
        key,
    ).fetchall()
    day = (figure.released or at.date()).isoformat()
    before = [value for value, published in earlier if published <= day]
    if before and before[-1] == figure.value:
        return "known"
    row = {
        "series": series,
        "last": figure.last,
        "first": figure.first,
        "vintage": len(earlier) + 1,
        "value": figure.value,
        "unit": figure.unit,
        "released": figure.released.isoformat() if figure.released else None,
        "import": source,
    }
    insert(db, "trade_figures", row)
    return "revised" if earlier else "new"


def _series_id(db: Database, series: TradeSeries) -> int:
    values = {name: str(getattr(series, name)) for name in _SERIES}
    condition = " AND ".join(f"{name} = ?" for name in _SERIES)
    found = db.execute(f"SELECT id FROM trade_series WHERE {condition}", list(values.values())).fetchone()
    return int(found[0]) if found else insert_numbered(db, "trade_series", values)


def _line(db: Database, row: dict[str, Any]) -> TradeSeriesLine:
    order = f"f.last DESC, f.first DESC, {_DAY} DESC, f.vintage DESC"
    newest = next(db.query(f"{_VINTAGES} WHERE s.id = ? ORDER BY {order} LIMIT 1", [row["id"]]))
    periods, figures = db.execute(
        "SELECT count(DISTINCT first || last), count(*) FROM trade_figures WHERE series = ?", [row["id"]]
    ).fetchone()
    vintage = _vintage(newest)
    return TradeSeriesLine(vintage.figure.series, periods, figures, vintage)


def _vintage(row: dict[str, Any]) -> TradeVintage:
    named = {name: row[name] for name in _SERIES}
    figure = TradeFigure(
        series=TradeSeries(**{**named, "flow": Flow(row["flow"])}),
        first=row["first"],
        last=row["last"],
        value=row["value"],
        unit=row["unit"],
        released=date.fromisoformat(row["released"]) if row["released"] else None,
    )
    return TradeVintage(figure, row["vintage"], to_time(row["imported_at"]), row["import"])
