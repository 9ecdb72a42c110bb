"""Tables in plain text are found; sentences with years in them are not tables."""

import pytest

from crawler.extraction.text_tables import tables_in_text

YEARS = ("2005", "2006", "2007", "2008")
FIGURES = ("1,581.2", "1,699.6", "1,974.0", "2,787.3")


@pytest.mark.parametrize("between", ["\n", " "], ids=["lines", "one paragraph"])
def test_years_above_figures_are_a_table(between: str) -> None:
    text = f"Trade grew.\n\nyear {' '.join(YEARS)}{between}turnover (million $) {' '.join(FIGURES)}\n\nMore."
    assert tables_in_text(text) == ((("year", *YEARS), ("turnover (million $)", *FIGURES)),)


def test_a_misprinted_year_is_corrected() -> None:
    (table,) = tables_in_text(f"year 2005 2006 20007 2008 turnover {' '.join(FIGURES)}")
    assert table[0] == ("year", *YEARS)


def test_several_rows_gaps_and_other_scripts() -> None:
    (table,) = tables_in_text("연도 2005년 2006년 2007년 2008년\n수출 1 2 - 4\n수입 5 6 7 -8.1%")
    assert table == (("연도", *YEARS), ("수출", "1", "2", "-", "4"), ("수입", "5", "6", "7", "-8.1%"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "In 2005, 2006, 2007 and 2008 trade was 1 2 3 4",
        "year 2005 2006 2007 turnover 1 2 3",
        "year 2005 2006 2007 2008",
        "year 2005 2006 2007 2008 turnover 1 2 3",
        "year 2005 2006 2007 2008 turnover 1 2 3 4 5",
        "The years in which the trade of this port had grown 2005 2006 2007 2008 turnover 1 2 3 4",
        "year 2005 2006 2007 2008 and the trade of the port in these years was said to be 1 2 3 4",
    ],
)
def test_other_text_gives_no_table(text: str) -> None:
    assert tables_in_text(text) == ()
