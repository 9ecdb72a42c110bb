"""Official trade statistics: monthly and annual series, with every revision of every figure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

#: Commodity of the series that cover all goods.
ALL_GOODS = "TOTAL"


class Flow(StrEnum):
    """Which way goods went, as the reporter counts it."""

    EXPORT = "export"
    IMPORT = "import"
    #: Both together, where the reporter publishes the sum.
    TOTAL = "total"


@dataclass(frozen=True, slots=True, order=True)
class TradeSeries:
    """What a series of figures counts."""

    #: Who published it: "gacc" (Chinese customs), "comtrade", "kita", "kotra"…, as in trade.csv.
    source: str
    #: Whose exports and imports, and with whom: ISO 3166 alpha-3, "WLD" for the world.
    reporter: str
    partner: str
    flow: Flow
    #: ALL_GOODS, or the code of the Harmonized System: "2701".
    commodity: str
    #: ISO 4217.
    currency: str


@dataclass(frozen=True, slots=True)
class TradeFigure:
    """One figure as published."""

    series: TradeSeries
    #: First and last month: "2024-12" and "2024-12", or "2024-01" and "2024-12" for a year.
    first: str
    last: str
    #: In whole units of the currency.
    value: float
    #: In how many units of the currency it is published: 1000 for thousands of dollars.
    unit: int
    #: When it was published; None if unknown.
    released: date | None


@dataclass(frozen=True, slots=True)
class TradeVintage:
    """A figure with its place among the revisions of that figure."""

    figure: TradeFigure
    #: Counted from 1, in the order the archive learned of them.
    number: int
    #: When the archive learned of it. Aware UTC.
    imported_at: datetime
    #: Id of that import; later ones have higher ids.
    import_id: int = 0


@dataclass(frozen=True, slots=True)
class TradeImport:
    """A file of figures."""

    #: File name or URL.
    name: str
    #: SHA-256 of its content, hexadecimal.
    sha256: str
    #: Name of its format.
    format: str
    figures: Sequence[TradeFigure]


@dataclass(frozen=True, slots=True)
class TradeImported:
    """What an import changed."""

    #: Figures of periods that had none, revisions of figures, and figures already there.
    new: int
    revised: int
    known: int


@dataclass(frozen=True, slots=True)
class TradeSeriesLine:
    """A series, as listed."""

    series: TradeSeries
    #: Number of periods, and of figures with all revisions.
    periods: int
    figures: int
    #: Newest figure.
    newest: TradeVintage


class TradeStatistics(Protocol):
    """Official trade statistics. Figures are added and never changed: a revision is one more vintage."""

    def add(self, found: TradeImport, at: datetime) -> TradeImported:
        """Store the figures of a file, in one transaction; a file with content already imported adds nothing.

        A figure equal to the vintage published before it is known, not a revision.
        """

    def state(self, at: datetime | None = None) -> int:
        """Id of the last import, or of the last one until a time (aware UTC); 0 before the first."""

    def series(self) -> list[TradeSeriesLine]:
        """All series with their newest figure."""

    def vintages(
        self, commodities: Sequence[str] = (ALL_GOODS,), *, reporter: str = "", partner: str = ""
    ) -> list[TradeVintage]:
        """All vintages of the figures of these commodities, by series, period and publication."""
