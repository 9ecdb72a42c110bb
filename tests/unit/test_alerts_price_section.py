"""The section on prices: only what was published since the last digest, with its change."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from alerts.indicators import price_section
from indicators import PriceSeries, price_series
from storage import StoredPrice
from yaluwatch.model import MarketPrice

NOW = datetime(2026, 10, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
NAMES = {"hyesan": "Hyesan"}


def stored(value: float, day: date, **changes: object) -> StoredPrice:
    price = MarketPrice(
        good="rice",
        place="hyesan",
        day=day.isoformat(),
        is_day_printed=True,
        value=value,
        unit="KPW",
        per="kg",
        quote="A kilogram of rice cost that.",
    )
    published = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    made = StoredPrice(
        article_id=int(value),
        number=1,
        price=price,
        url=f"https://a.example/{value:.0f}",
        publisher="Courier Press",
        published_at=published,
        story=None,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def series(*prices: StoredPrice) -> list[PriceSeries]:
    return price_series(list(prices))


def test_the_newest_price_is_told_with_its_change() -> None:
    found = series(stored(41_000, date(2026, 9, 25)), stored(43_000, date(2026, 10, 2)))
    section = price_section(found, NAMES, NOW - DAY)
    assert section is not None
    (line,) = section.lines
    assert line.phrase == "price_changed"
    assert line.names == {
        "place": "Hyesan",
        "value": "43,000",
        "per": "kg",
        "day": "2026-10-02",
        "change": "+5%",
        "days": "7",
    }
    assert line.terms == {"good": "good_rice"}
    assert (line.url, line.publisher) == ("https://a.example/43000", "Courier Press")


def test_a_change_from_one_day_to_the_next_is_not_told() -> None:
    found = series(stored(41_000, date(2026, 10, 1)), stored(43_000, date(2026, 10, 2)))
    section = price_section(found, NAMES, NOW - DAY)
    assert section is not None
    assert [line.phrase for line in section.lines] == ["price"]


def test_a_price_told_before_is_not_told_again() -> None:
    found = series(stored(41_000, date(2026, 9, 25)))
    assert price_section(found, NAMES, NOW - DAY) is None


def test_a_price_without_a_day_of_publication_is_not_news() -> None:
    found = series(stored(41_000, date(2026, 10, 2), published_at=None))
    assert price_section(found, NAMES, NOW - DAY) is None


def test_a_rate_is_no_price_per_kilogram_and_a_first_one_has_no_change() -> None:
    rate = stored(72_000, date(2026, 10, 2))
    made = replace(rate, price=replace(rate.price, good="usd", per="USD", place="north-korea"))
    section = price_section(series(made), NAMES, NOW - DAY)
    assert section is not None
    assert [line.phrase for line in section.lines] == ["rate"]
    assert section.lines[0].names["place"] == "north-korea"


def test_more_than_a_few_lines_are_counted() -> None:
    many = [
        replace(one, price=replace(one.price, place=f"town-{number}"))
        for number, one in enumerate([stored(40_000 + step, date(2026, 10, 2)) for step in range(10)])
    ]
    section = price_section(series(*many), NAMES, NOW - DAY)
    assert section is not None
    assert (len(section.lines), section.left_out) == (8, 2)
