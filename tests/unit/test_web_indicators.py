"""What the pages of prices and trade draw and pick out."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from indicators import PriceSeries, price_lines, price_series
from indicators.trade import Known, TradeVerdict, compare, trade_book
from indicators.trade.claims import TradeClaim
from storage import StoredPrice
from web.indicators.drawing import MOST_LINES, bar_chart, line_chart, sparkline
from web.indicators.names import change_text, price_change
from web.indicators.newest import newest_prices, newest_trade
from web.indicators.prices import Asked, drawn_series
from web.indicators.trade import amounts_by_period, rows_of
from web.languages import said_in
from yaluwatch.model import MarketPrice

NOW = datetime(2026, 10, 2, 9, tzinfo=UTC)
DAY = date(2026, 9, 25)


def series(good: str = "rice", place: str = "hyesan", weeks: int = 3, **changes: Any) -> PriceSeries:
    """A series of weekly prices up to DAY."""
    found = [
        StoredPrice(
            article_id=week + 1,
            number=1,
            price=MarketPrice(
                good=good,
                place=place,
                day=str(DAY - timedelta(weeks=week)),
                is_day_printed=True,
                value=1000.0 + 10 * week,
                quote="q",
                **{"unit": "KPW", "per": "kg"} | changes,
            ),
            url="https://a.example/1",
            publisher="Daily NK",
            published_at=NOW,
            story=None,
        )
        for week in range(weeks)
    ]
    (made,) = price_series(found)
    return made


def known(**changes: Any) -> Known:
    """Exports of December 2025."""
    values: dict[str, Any] = {
        "source": "gacc", "direction": "to-north", "commodity": "TOTAL", "currency": "USD",
        "first": "2025-12", "last": "2025-12", "value": 257_400_000.0, "step": 100_000.0,
        "released": date(2026, 1, 18),
    }  # fmt: skip
    return Known(**values | changes)


def test_a_chart_has_a_line_for_each_series_and_joins_no_gap() -> None:
    points = [(DAY - timedelta(days=200), 10.0), (DAY - timedelta(days=7), 20.0), (DAY, 40.0)]
    chart = line_chart([("Hyesan", points), ("nothing", [])], 860, 300)
    assert chart
    (line,) = chart.lines
    # Nothing is known of the months between the first two.
    assert line.path.count("M") == 2
    assert line.path.count("L") == 1
    (left, _), *_, (right, top) = line.dots
    assert (left, right) == (chart.frame.left, chart.frame.right)
    # The largest value is at the top: 40 of 40.
    assert top == chart.frame.top
    assert [tick.text for tick in chart.frame.values] == ["0", "10", "20", "30", "40"]
    assert all(tick.text.startswith("2026") for tick in chart.frame.periods)


def test_more_lines_than_colours_are_left_out_and_one_point_is_a_chart() -> None:
    chart = line_chart([(str(number), [(DAY, 1.0)]) for number in range(9)], 360, 240)
    assert chart
    assert [line.number for line in chart.lines] == list(range(1, MOST_LINES + 1))
    assert [tick.text for tick in chart.frame.periods] == [str(DAY)]
    assert line_chart([("empty", [])], 360, 240) is None


@pytest.mark.parametrize("years", [0.1, 1, 4, 30, 300])
def test_labels_never_overlap_whatever_the_span(years: float) -> None:
    points = [(DAY - timedelta(days=round(365 * years)), 1.0), (DAY, 2.0)]
    chart = line_chart([("x", points)], 360, 240)
    assert chart
    places = [tick.at for tick in chart.frame.periods]
    assert places
    assert all(later - earlier >= 30 for earlier, later in pairwise(places))


def test_trade_is_drawn_as_exports_and_imports_or_as_a_total() -> None:
    chart = bar_chart(
        {"2023": {"": 80.0}, "2024": {"to-north": 60.0, "from-north": 20.0, "": 80.0}}, 860, 300
    )
    assert chart
    whole, parted = chart.bars
    assert (whole.exports[1], whole.imports[1]) == (0, 0)
    assert whole.total[1] == pytest.approx(parted.exports[1] + parted.imports[1], abs=0.2)
    assert parted.total[1] == 0
    # Imports stand on exports.
    assert parted.imports[0] + parted.imports[1] == pytest.approx(parted.exports[0], abs=0.2)
    assert bar_chart({}, 860, 300) is None


def test_a_sparkline_runs_from_edge_to_edge_and_is_left_out_for_two_values() -> None:
    days = [DAY + timedelta(days=7 * week) for week in range(3)]
    assert sparkline([(DAY, 1.0), (days[1], 3.0)]) == ""
    assert sparkline(list(zip(days, (1.0, 2.0, 3.0), strict=True))) == "M2.0 20.0L45.0 11.0L88.0 2.0"
    assert sparkline([(day, 1.0) for day in days]) == "M2.0 20.0L45.0 20.0L88.0 20.0"


def test_a_change_from_one_day_to_the_next_is_not_told() -> None:
    (line,) = price_lines([series(weeks=2)])
    assert price_change(line)
    assert price_change(replace(line, change_days=1)) == ""
    assert price_change(replace(line, change=None, change_days=None)) == ""


def test_the_front_page_has_one_price_of_each_good_and_no_old_one() -> None:
    found = [series(place="sinuiju", weeks=1), series(weeks=3), series("corn")]
    first, second = newest_prices(found, NOW)
    assert (first.line.good, first.line.place, first.change) == ("rice", "hyesan", "\u22121 %")
    assert second.line.good == "corn"
    assert newest_prices(found, NOW + timedelta(days=100)) == []


def test_the_newest_month_is_shown_with_its_change_in_a_year() -> None:
    figures = [
        known(),
        known(direction="from-north", value=52_700_000.0),
        known(first="2024-12", last="2024-12", value=198_000_000.0),
        # The year ends with the same month, and others repeat it or count otherwise.
        known(first="2025-01", direction="", value=2_735_000_000.0),
        known(source="kita", value=1.0),
        known(source="kotra", first="2026-01", last="2026-01", value=1.0),
        known(currency="CNY", first="2026-02", last="2026-02", value=1.0),
    ]
    newest = newest_trade(figures)
    assert newest
    assert (newest.source, newest.period) == ("gacc", "2025-12")
    assert newest.amounts == {"to-north": 257.4, "from-north": 52.7}
    assert newest.changes == {"to-north": "+30 %"}
    assert newest_trade([]) is None


def test_rows_of_figures_keep_sources_and_revisions_apart() -> None:
    figures = [known(), known(direction="from-north"), known(vintage=2, released=None), known(source="kita")]
    assert [(row.source, row.vintage, len(row.amounts)) for row in rows_of(figures)] == [
        ("gacc", 1, 2),
        ("gacc", 2, 1),
        ("kita", 1, 1),
    ]
    assert amounts_by_period(figures) == {"2025-12": {"to-north": 257.4, "from-north": 257.4}}


def test_a_chart_has_one_unit_only() -> None:
    found = [series(), series(place="sinuiju", unit="CNY", weeks=1), series(place="musan", weeks=5)]
    assert [one.place for one in drawn_series(found)] == ["musan", "hyesan"]
    assert drawn_series([]) == []


def test_links_keep_what_was_asked_for() -> None:
    asked = Asked("corn", "hyesan", date(2026, 1, 1))
    assert asked.link(place="") == "/prices?good=corn&since=2026-01-01"
    assert asked.link("/prices.csv") == "/prices.csv?good=corn&place=hyesan&since=2026-01-01"


def test_changes_have_a_sign() -> None:
    assert [change_text(one) for one in (None, 0.054, -0.2)] == ["", "+5 %", "\u221220 %"]


def claim(**changes: Any) -> TradeClaim:
    """$9 billion in 2024."""
    values: dict[str, Any] = {
        "text": "$9 billion", "value": 9e9, "high": None, "is_growth": False, "currency": "USD",
        "first": "2024-01", "last": "2024-12", "direction": "", "commodity": "TOTAL", "counted_by": "",
        "base": ("", ""), "hedge": "", "step": 1e9, "coarse": 1e9, "published": date(2026, 1, 20),
    }  # fmt: skip
    return TradeClaim(**values | changes)


def test_the_reason_of_a_verdict_is_said_in_the_readers_language() -> None:
    beside = compare(claim(), trade_book([], []))
    assert beside.verdict is TradeVerdict.UNKNOWN
    assert beside.reason == "no figure of total trade in USD for 2024"
    shown = said_in("ko", beside.reason)
    assert "2024" in shown
    assert "USD" in shown
    assert "figure" not in shown
    assert "trade" not in shown
