"""Which imported figures are news: the newest of a series, and revisions; once, whoever repeats them."""

from datetime import UTC, date, datetime

from indicators.trade import Release, releases, trade_book
from storage import Flow, TradeFigure, TradeSeries, TradeVintage

AT = datetime(2026, 11, 29, 5, tzinfo=UTC)
TODAY = date(2026, 11, 29)


def vintage(
    month: str, value: float, *, source: str = "gacc", flow: Flow = Flow.EXPORT, number: int = 1, by: int = 2
) -> TradeVintage:
    series = TradeSeries(source, "CHN", "PRK", flow, "TOTAL", "USD")
    return TradeVintage(TradeFigure(series, month, month, value, 1000, None), number, AT, by)


def found(*vintages: TradeVintage, after: int = 1, up_to: int = 2) -> list[Release]:
    return releases(trade_book(vintages, []), after=after, up_to=up_to, today=TODAY)


def told(*vintages: TradeVintage) -> list[tuple[str, str, float, float | None]]:
    return [(one.known.last, one.known.direction, one.known.value, one.before) for one in found(*vintages)]


def test_only_the_newest_period_of_an_import_is_news_and_not_if_it_is_old() -> None:
    assert told(vintage("2026-09", 1e6), vintage("2026-10", 2e6)) == [("2026-10", "to-north", 2e6, None)]
    assert told(vintage("2024-10", 2e6)) == []


def test_what_was_imported_before_or_after_is_not_told() -> None:
    assert told(vintage("2026-10", 2e6, by=1), vintage("2026-11", 3e6, by=3)) == []


def test_exports_and_imports_come_with_their_sum() -> None:
    both = (vintage("2026-10", 2e6), vintage("2026-10", 1e6, flow=Flow.IMPORT))
    assert told(*both) == [
        ("2026-10", "", 3e6, None),
        ("2026-10", "to-north", 2e6, None),
        ("2026-10", "from-north", 1e6, None),
    ]


def test_a_revision_names_what_was_before_however_old_its_period() -> None:
    revised = (vintage("2020-01", 1e6, by=1), vintage("2020-01", 2e6, number=2))
    assert told(*revised) == [("2020-01", "to-north", 2e6, 1e6)]
    back = (*revised[:1], vintage("2020-01", 2e6, number=2), vintage("2020-01", 1e6, number=3))
    assert told(*back) == []


def test_a_source_that_repeats_another_is_left_out() -> None:
    assert len(told(vintage("2026-10", 2e6), vintage("2026-10", 2_000_400, source="kita"))) == 1
    assert len(told(vintage("2026-10", 2e6), vintage("2026-10", 2_900_000, source="kita"))) == 2


def test_a_change_is_from_the_same_month_a_year_before() -> None:
    (one,) = found(vintage("2026-10", 3e6), vintage("2025-10", 2e6, by=1))
    assert one.change == 0.5
