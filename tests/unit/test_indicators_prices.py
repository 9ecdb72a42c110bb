"""Prices as series: surveys counted once, outliers held back, changes in a week."""

from datetime import UTC, date, datetime, timedelta

from indicators import price_lines, price_series, series_points
from indicators.prices import held_back, prices_of
from storage import PriceDecision, StoredPrice
from yaluwatch.model import MarketPrice

DAY = date(2026, 9, 25)


def stored(
    value: float,
    day: date = DAY,
    *,
    article: int = 1,
    number: int = 1,
    good: str = "rice",
    per: str = "kg",
    high: float | None = None,
    publisher: str = "Daily NK",
    story: int | None = None,
    is_day_printed: bool = True,
    is_accepted: bool | None = None,
    place: str = "hyesan",
) -> StoredPrice:
    price = MarketPrice(
        good=good, place=place, day=day.isoformat(), is_day_printed=is_day_printed, value=value, high=high,
        unit="KPW", per=per, quote="Rice sold.",
    )  # fmt: skip
    decision = None
    if is_accepted is not None:
        at = datetime(2026, 10, 1, tzinfo=UTC)
        decision = PriceDecision(is_accepted=is_accepted, reason="checked", at=at)
    return StoredPrice(
        article_id=article, number=number, price=price, url="https://a.example/1", publisher=publisher,
        published_at=None, story=story, decision=decision,
    )  # fmt: skip


def weeks(*values: float, **changes: object) -> list[StoredPrice]:
    """One price a week, the last on DAY."""
    first = DAY - timedelta(days=7 * (len(values) - 1))
    return [
        stored(value, first + timedelta(days=7 * at), article=at + 1, **changes)  # type: ignore[arg-type]
        for at, value in enumerate(values)
    ]


def test_prices_are_compared_for_one_kilogram() -> None:
    found = prices_of(
        [
            stored(2200, per="500g"),
            stored(2100, per="jin", article=2, publisher="b"),
            stored(215_000, per="50kg", article=3, publisher="c"),
            stored(43_000_000, per="tonne", article=4, publisher="d"),
        ]
    )
    assert [(each.value, each.per) for each in found] == [
        (4200, "kg"), (4300, "kg"), (4400, "kg"), (43_000, "kg")
    ]  # fmt: skip


def test_a_price_without_a_unit_is_for_a_kilogram_and_a_litre_stays_one() -> None:
    found = prices_of([stored(9000, good="gasoline", per=""), stored(8000, good="gasoline", per="litre")])
    assert {(each.value, each.per) for each in found} == {(9000, "kg"), (8000, "litre")}


def test_a_rate_for_a_hundred_yuan_is_one_for_a_yuan() -> None:
    (found,) = prices_of([stored(90_000, good="cny", per="100CNY")])
    assert (found.value, found.per) == (900, "CNY")


def test_a_range_counts_as_its_middle() -> None:
    (found,) = prices_of([stored(4800, high=5000)])
    assert found.value == 4900


def test_equal_values_of_a_day_are_one_survey_with_all_its_reports() -> None:
    (found,) = prices_of([stored(43_000), stored(43_000, article=2, publisher="Yonhap")])
    assert found.publishers == ("Daily NK", "Yonhap")


def test_a_report_without_a_day_joins_the_survey_it_repeats() -> None:
    later = stored(43_000, DAY + timedelta(days=3), article=2, publisher="Yonhap", is_day_printed=False)
    (found,) = prices_of([later, stored(43_000)])
    assert found.day == DAY
    assert found.first.publisher == "Daily NK"


def test_a_report_without_a_day_and_with_a_new_value_is_of_its_publication() -> None:
    later = stored(44_000, DAY + timedelta(days=3), article=2, is_day_printed=False)
    assert [each.day for each in prices_of([stored(43_000), later])] == [DAY, DAY + timedelta(days=3)]


def test_of_one_story_the_newest_value_of_a_day_counts() -> None:
    old, new = stored(34_000, story=7), stored(43_000, article=2, publisher="Yonhap", story=7)
    assert [each.value for each in prices_of([old, new])] == [43_000]


def test_of_one_publisher_the_newest_value_of_a_day_counts() -> None:
    assert [each.value for each in prices_of([stored(34_000), stored(43_000, article=2)])] == [43_000]


def test_surveys_of_independent_publishers_that_differ_are_both_kept() -> None:
    (series,) = price_series([stored(42_000), stored(44_000, article=2, publisher="ASIAPRESS")])
    (point,) = series.points
    assert (point.value, point.low, point.high, len(point.prices)) == (43_000, 42_000, 44_000, 2)


def test_two_values_of_one_article_are_both_kept() -> None:
    (series,) = price_series([stored(4000), stored(3200, number=2)])
    assert [price.value for price in series.points[0].prices] == [3200, 4000]


def test_a_misprint_is_held_back() -> None:
    (series,) = price_series(weeks(37_000, 38_000, 390_000, 41_000, 43_000))
    assert [each.value for each in series.held] == [390_000]
    assert [value for _, value in series_points(series)] == [37_000, 38_000, 41_000, 43_000]


def test_a_rise_by_half_is_not_held_back() -> None:
    assert not any(held_back([(DAY + timedelta(days=at), 9200 * 1.5 ** (at > 3)) for at in range(8)]))


def test_a_new_level_is_held_back_only_until_others_confirm_it() -> None:
    values = [10_000.0] * 5 + [30_000.0]
    days = [DAY + timedelta(days=7 * at) for at in range(12)]
    assert held_back(list(zip(days, values, strict=False)))[-1]
    confirmed = values + [30_000.0] * 6
    assert not any(held_back(list(zip(days, confirmed, strict=True)))[6:])


def test_few_neighbours_say_nothing() -> None:
    assert held_back([(DAY, 100.0), (DAY + timedelta(days=1), 100_000.0)]) == [False, False]


def test_prices_before_and_after_the_redenomination_are_not_compared() -> None:
    days = [date(2009, 11, 1) + timedelta(days=10 * at) for at in range(8)]
    assert not any(held_back(list(zip(days, [2000.0] * 3 + [23.0] * 5, strict=True))))


def test_an_accepted_outlier_is_in_the_series() -> None:
    prices = weeks(10_000, 10_000, 10_000, 10_000)
    (series,) = price_series([*prices, stored(40_000, article=9, is_accepted=True, publisher="b")])
    assert series.held == ()
    assert series.points[-1].high == 40_000


def test_a_rejected_price_is_dropped() -> None:
    assert price_series([stored(43_000, is_accepted=False)]) == []


def test_the_newest_price_has_its_change_in_a_week() -> None:
    (line,) = price_lines(price_series(weeks(38_000, 41_000, 43_000)))
    assert (line.value, line.change_days, line.day, line.publisher) == (43_000, 7, DAY, "Daily NK")
    assert line.change is not None
    assert round(line.change, 3) == 0.049


def test_without_a_price_of_a_week_before_the_one_before_is_compared_with() -> None:
    (line,) = price_lines(price_series([stored(9000, DAY - timedelta(days=15)), stored(9600, article=2)]))
    assert line.change_days == 15


def test_an_old_price_is_no_comparison() -> None:
    (line,) = price_lines(price_series([stored(9000, DAY - timedelta(days=60)), stored(9600, article=2)]))
    assert (line.change, line.change_days) == (None, None)


def test_lines_can_be_limited_to_recent_days() -> None:
    assert price_lines(price_series([stored(9000)]), since=DAY + timedelta(days=1)) == []


def test_a_series_of_nothing_but_outliers_has_no_line() -> None:
    series = price_series(weeks(10_000, 10_000, 90_000, 10_000, 10_000))
    assert len(series[0].held) == 1
    assert len(price_lines(series)) == 1
