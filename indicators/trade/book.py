"""The figures of China–North Korea trade that claims are set beside, by what they count and when."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from storage import ALL_GOODS, Flow, TradeVintage, TradeYear
from yaluwatch.sentence import Sentence

_MILLION: Final = 1_000_000
_PAIR: Final = {("CHN", "PRK"), ("PRK", "CHN")}
# KOTRA adds an estimate of crude oil to what others report; all others repeat what Chinese customs count.
_KOREAN: Final = "kotra"

#: How sources are called in sentences.
SOURCE_NAMES: Final = {
    "gacc": Sentence("China Customs"),
    "gacc-prelim": Sentence("China Customs (preliminary)"),
    "comtrade": "UN Comtrade",
    "kita": "KITA",
    "kotra": "KOTRA",
    "mofcom-table": Sentence("Chinese Ministry of Commerce"),
}


@dataclass(frozen=True, slots=True)
class Known:
    """A published figure, or the sum of several."""

    #: "gacc", "comtrade", "kita", "kotra"…
    source: str
    #: "to-north" for China's exports, "from-north" for its imports, empty for both together.
    direction: str
    #: ALL_GOODS or a code of the Harmonized System.
    commodity: str
    #: ISO 4217.
    currency: str
    #: Months: "2024-01" and "2024-12".
    first: str
    last: str
    #: In whole units of the currency.
    value: float
    #: Units of the last digit it is published with.
    step: float
    #: Day of publication; None if unknown.
    released: date | None
    #: Of the figures of one source for one period, from 1; a higher one was published later.
    vintage: int = 1
    #: How many figures were added up.
    parts: int = 1
    #: Who counts: ISO 3166 alpha-3.
    reporter: str = "CHN"
    #: Id of the import it came with, of a sum the last; 0 for those that ship with the program.
    import_id: int = 0

    @property
    def count(self) -> str:
        """Whose count it is: "china" or "korea"."""
        return "korea" if self.source == _KOREAN else "china"

    @property
    def name(self) -> str:
        """How its source is called."""
        return SOURCE_NAMES.get(self.source, self.source)


class TradeBook:
    """The figures, found by period. Built once and asked for each claim; reads nothing."""

    def __init__(self, figures: Iterable[Known]) -> None:
        self._by_months: dict[tuple[str, str], list[Known]] = {}
        for known in _with_totals(figures):
            self._by_months.setdefault((known.first, known.last), []).append(known)

    def everything(self) -> list[Known]:
        """Every figure, by period, source and age; no sums of months."""
        found = [known for listed in self._by_months.values() for known in listed]
        return sorted(
            found, key=lambda each: (each.first, each.last, each.source, each.commodity, _age(each))
        )

    def figures(self, first: str, last: str) -> list[Known]:
        """Every vintage for these months, oldest first; sums of single months where none is published."""
        found = list(self._by_months.get((first, last), ()))
        have = {(each.source, each.direction, each.commodity, each.currency) for each in found}
        sums = (each for each in self._sums(first, last) if _kind(each) not in have)
        return sorted([*found, *sums], key=_age)

    def _sums(self, first: str, last: str) -> Iterator[Known]:
        months = list(_months(first, last))
        if len(months) == 1:
            return
        newest = [
            {_kind(each): each for each in sorted(self._by_months.get((month, month), ()), key=_age)}
            for month in months
        ]
        for kind in set.intersection(*(set(each) for each in newest)):
            parts = [each[kind] for each in newest]
            days = [each.released for each in parts]
            yield replace(
                parts[-1],
                first=first,
                last=last,
                value=sum(each.value for each in parts),
                step=sum(each.step for each in parts),
                released=None if None in days else max(day for day in days if day),
                import_id=max(each.import_id for each in parts),
                parts=len(parts),
            )


def trade_book(vintages: Sequence[TradeVintage], years: Sequence[TradeYear]) -> TradeBook:
    """The book of imported figures and of the annual ones that ship with the program."""
    return TradeBook([*_imported(vintages), *_reference(years)])


def _imported(vintages: Sequence[TradeVintage]) -> Iterator[Known]:
    for vintage in vintages:
        figure, series = vintage.figure, vintage.figure.series
        if (series.reporter, series.partner) not in _PAIR:
            continue
        is_north = series.reporter == "PRK"
        direction = {
            Flow.TOTAL: "",
            Flow.EXPORT: "from-north" if is_north else "to-north",
            Flow.IMPORT: "to-north" if is_north else "from-north",
        }[series.flow]
        yield Known(
            series.source, direction, series.commodity, series.currency, figure.first, figure.last,
            figure.value, float(figure.unit), figure.released, vintage.number,
            reporter=series.reporter,
            import_id=vintage.import_id,
        )  # fmt: skip


def _reference(years: Sequence[TradeYear]) -> Iterator[Known]:
    """Annual figures in millions of dollars; those with little confidence are no measure of a claim."""
    for year in years:
        if year.confidence == "low":
            continue
        source = year.series if year.series in SOURCE_NAMES else year.series.split("-")[0]
        parts = {
            "": year.total_musd,
            "to-north": year.china_exports_musd,
            "from-north": year.china_imports_musd,
        }
        for direction, value in parts.items():
            if value is not None:
                yield Known(
                    source, direction, ALL_GOODS, "USD", f"{year.year}-01", f"{year.year}-12",
                    round(value * _MILLION), _step(value) * _MILLION,
                    date.fromisoformat(year.released) if year.released else None,
                    2 if year.is_preferred else 1,
                    reporter="PRK" if source == _KOREAN else "CHN",
                )  # fmt: skip


def _step(value: float) -> float:
    """The unit of the last digit of a number as printed: 0.01 of 539.06, 10 of 5060."""
    text = repr(value)
    whole, _, part = text.partition(".")
    if part.strip("0"):
        return float(10.0 ** -len(part))
    return float(10.0 ** (len(whole) - len(whole.rstrip("0"))))


def _with_totals(figures: Iterable[Known]) -> Iterator[Known]:
    """The figures, and the sum of exports and imports where a source publishes only these."""
    ways: dict[tuple[object, ...], dict[str, Known]] = {}
    for known in figures:
        yield known
        key = (
            known.source,
            known.commodity,
            known.currency,
            known.first,
            known.last,
            known.released,
            known.vintage,
        )
        ways.setdefault(key, {})[known.direction] = known
    for both in ways.values():
        if "" not in both and {"to-north", "from-north"} <= set(both):
            out, back = both["to-north"], both["from-north"]
            yield replace(
                out,
                direction="",
                value=out.value + back.value,
                step=max(out.step, back.step),
                parts=2,
                import_id=max(out.import_id, back.import_id),
            )


def _kind(known: Known) -> tuple[str, str, str, str]:
    return known.source, known.direction, known.commodity, known.currency


def _age(known: Known) -> tuple[date, int]:
    return known.released or date.min, known.vintage


def _months(first: str, last: str) -> Iterator[str]:
    year, month = map(int, first.split("-"))
    while (text := f"{year:04}-{month:02}") <= last:
        yield text
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
