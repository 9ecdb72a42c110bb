"""Days named in a text."""

from datetime import date

import pytest

from newsroom.dates import days_named, fill_dates

NEW_YEAR = date(2026, 1, 2)


@pytest.mark.parametrize(
    ("language", "printed"),
    [
        ("en", "31 December, Wednesday, December, 2025"),
        ("ko", "12월 31일, 수요일, 12월, 2025"),
        ("zh", "12月31日, 星期三, 12月, 2025"),
        ("ja", "12月31日, 水曜日, 12月, 2025"),
    ],
)
def test_tokens_are_printed_as_the_language_does(language: str, printed: str) -> None:
    assert fill_dates("{day-2}, {weekday-2}, {month-1}, {year-1}", NEW_YEAR, language) == printed


def test_a_token_without_a_number_is_today() -> None:
    assert fill_dates("{day} {year}", NEW_YEAR, "en") == "2 January 2026"


def test_months_count_back_over_a_year() -> None:
    assert fill_dates("{month-13}", NEW_YEAR, "en") == "December"


def test_other_braces_stay() -> None:
    assert fill_dates("{name} {day-x}", NEW_YEAR, "en") == "{name} {day-x}"


def test_days_named_counts_days_only() -> None:
    assert days_named("{day-2} {month-1} {weekday} {year}") == [2, 0]
