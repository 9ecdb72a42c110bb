"""The time chart as shapes."""

from datetime import date, timedelta

import pytest

from storage import Point, Step, Timeline, TradeYear
from storage.sql.research.series import fitting_step
from web.research.chart import draw, nice_ceiling

SIZE = (840, 220)


def year(number: int, total: float) -> TradeYear:
    return TradeYear(
        year=number,
        series="gacc",
        total_musd=total,
        china_exports_musd=None,
        china_imports_musd=None,
        is_preferred=True,
        confidence="exact",
        source="x",
    )


def months(first: int, count: int) -> Timeline:
    starts = [date(first + number // 12, number % 12 + 1, 1) for number in range(count)]
    return Timeline(Step.MONTH, [Point(start, number, 4, 3) for number, start in enumerate(starts)])


def test_bars_are_as_high_as_their_articles_and_stay_inside() -> None:
    points = [Point(date(2026, 11, 1) + timedelta(days=number), 10 * number, 0, 0) for number in range(4)]
    chart = draw(Timeline(Step.DAY, points), [], *SIZE)
    assert [bar.height for bar in chart.bars] == sorted(bar.height for bar in chart.bars)
    assert chart.bars[3].height / chart.bars[1].height == pytest.approx(3, rel=0.01)
    assert all(bar.y >= chart.top and bar.y + bar.height <= chart.bottom + 0.1 for bar in chart.bars)
    assert all(chart.left <= bar.x and bar.x + bar.width <= chart.right for bar in chart.bars)
    assert [tick.text for tick in chart.amounts] == ["0", "20", "40"]


def test_a_single_day_is_drawn_as_one_bar_that_is_not_too_wide() -> None:
    (bar,) = draw(Timeline(Step.DAY, [Point(date(2026, 11, 1), 1, 0, 0)]), [], *SIZE).bars
    assert 10 < bar.width < 100


def test_coverage_is_a_share_or_unknown() -> None:
    points = [Point(date(2026, 11, 1), 1, 0, 0), Point(date(2026, 11, 2), 1, 4, 3)]
    assert [bar.covered for bar in draw(Timeline(Step.DAY, points), [], *SIZE).bars] == [None, 0.75]


def test_trade_is_drawn_over_its_year_and_cut_at_the_edges() -> None:
    chart = draw(months(2024, 30), [year(2023, 2_295), year(2024, 2_180), year(2025, 2_735)], *SIZE)
    assert [line.year for line in chart.trade] == [2024, 2025]
    first, second = chart.trade
    assert first.x == chart.left
    assert first.end == pytest.approx(second.x, abs=0.2)
    assert second.end < chart.right
    assert first.y > second.y
    assert [tick.text for tick in chart.dollars] == ["2", "4"]


def test_without_trade_there_is_no_second_axis() -> None:
    assert draw(months(2026, 3), [year(1995, 549.6)], *SIZE).dollars == []


def test_a_week_inside_one_year_has_its_trade_as_one_line() -> None:
    points = [Point(date(2025, 3, 3) + timedelta(days=7 * number), 1, 1, 1) for number in range(6)]
    (line,) = draw(Timeline(Step.WEEK, points), [year(2025, 2_735)], *SIZE).trade
    assert (line.x, line.end) == (40, 788)


@pytest.mark.parametrize(
    ("count", "width"), [(1, 840), (12, 360), (36, 840), (131, 840), (131, 360), (440, 360)]
)
def test_labels_do_not_overlap(count: int, width: int) -> None:
    ticks = draw(months(1990, count), [], width, 200).days
    assert ticks
    # A character is about 6.5 pixels wide at this size.
    ends = [tick.at + 6.5 * len(tick.text) / 2 for tick in ticks]
    starts = [tick.at - 6.5 * len(tick.text) / 2 for tick in ticks]
    assert all(end <= start for end, start in zip(ends[:-1], starts[1:], strict=True))


@pytest.mark.parametrize(
    ("most", "ceiling"), [(0, 2), (1, 2), (2, 2), (3, 4), (10, 10), (11, 20), (61, 80), (5_000, 6_000)]
)
def test_axes_end_at_round_numbers(most: float, ceiling: float) -> None:
    assert nice_ceiling(most) == ceiling


@pytest.mark.parametrize(
    ("days", "step"), [(0, Step.DAY), (120, Step.DAY), (121, Step.WEEK), (3_650, Step.MONTH)]
)
def test_the_period_fits_the_whole(days: int, step: Step) -> None:
    assert fitting_step(days) is step
