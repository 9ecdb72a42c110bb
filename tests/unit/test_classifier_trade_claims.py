"""Figures of trade that texts claim: period, flow, change and who counted, in four languages."""

from datetime import date

import pytest

from classifier.facts.periods import find_periods, period_text
from tests.trade_claims import claims

DAY = date(2025, 6, 15)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("in 2024", ["2024"]),
        ("from January to July", ["2024-01/2024-07"]),
        ("from January to May", ["2025-01/2025-05"]),
        ("in the January-June period of 2017", ["2017-01/2017-06"]),
        ("in the first six months of 2017", ["2017-01/2017-06"]),
        ("in the first three quarters of 2017", ["2017-01/2017-09"]),
        ("in the first half", ["2024-01/2024-06"]),
        ("in the second half of last year", ["2024-07/2024-12"]),
        ("in the third quarter of 2023", ["2023-07/2023-09"]),
        ("in December", ["2024-12"]),
        ("in May this year", ["2025-05"]),
        ("last month", ["2025-05"]),
        ("last year", ["2024"]),
        ("on May 3", []),
        ("June to January", ["2024-06", "2025-01"]),
        ("작년 한 해", ["2024"]),
        ("올해 1∼5월", ["2025-01/2025-05"]),
        ("지난해 상반기", ["2024-01/2024-06"]),
        ("2023년 3분기", ["2023-07/2023-09"]),
        ("지난달", ["2025-05"]),
        ("2022년 1월에 재개돼 그해", ["2022-01", "2022"]),
        ("그해", []),
        ("前三季度", ["2024-01/2024-09"]),
        ("今年前两个月", ["2025-01/2025-02"]),
        ("2024年第四季度", ["2024-10/2024-12"]),
        ("去年1至11月", ["2024-01/2024-11"]),
        ("上月", ["2025-05"]),
        ("25年", ["2025"]),
        ("1〜3月期", ["2025-01/2025-03"]),
        ("昨年の下半期", ["2024-07/2024-12"]),
    ],
)  # fmt: skip
def test_periods_are_found_in_four_languages(text: str, expected: list[str]) -> None:
    assert [period_text(each.first, each.last) for each in find_periods(text, DAY)] == expected


@pytest.mark.parametrize(
    ("text", "base"),
    [
        ("up 3 % from a year earlier", "year"),
        ("up 3 % from the previous month", "month"),
        ("전년 동기 대비", "year"),
        ("전달보다", "month"),
        ("前年同月比", "year"),
        ("环比", "month"),
        ("compared with 2019", "named"),
        ("2019년과 비교하면", "named"),
        ("2014年以来", "since"),
        ("since 2014", "since"),
    ],
)
def test_what_is_compared_with_is_no_period_of_a_figure(text: str, base: str) -> None:
    assert [each.base for each in find_periods(text, DAY)] == [base]


def test_without_a_day_of_publication_no_year_is_invented() -> None:
    assert find_periods("last year, in December, last month", None) == []
    assert len(find_periods("in December 2024", None)) == 1


def found(text: str, language: str, day: date = DAY, title: str = "") -> list[tuple[str, str, str, str]]:
    """(quote, period, direction, what a change is measured against) of each claim."""
    return [
        (fact.text, fact.fact.date, fact.fact.direction, fact.fact.per)
        for fact, _ in claims(text, language, day, title)
    ]


def test_a_sentence_takes_from_the_one_before_what_it_leaves_out() -> None:
    text = (
        "Trade between China and North Korea fell 5 % in 2024. It came to $2.18 billion. "
        "Imports rose to $347 million."
    )
    assert found(text, "en") == [
        ("5 %", "2024", "", "year"),
        ("$2.18 billion", "2024", "", ""),
        ("$347 million", "2024", "from-north", ""),
    ]


def test_the_period_of_the_title_holds_for_the_text() -> None:
    title = "China's imports from North Korea rise 24 percent from January to May"
    assert found("Goods shipped to China were worth $198 million.", "en", title=title) == [
        ("24 percent", "2025-01/2025-05", "from-north", "year"),
        ("$198 million", "2025-01/2025-05", "from-north", ""),
    ]


def test_an_amount_of_the_period_before_is_dated_there() -> None:
    text = (
        "North Korea imported $257.4 million worth of goods from China in May, up from $243.6 million "
        "a year earlier."
    )
    assert [row[1] for row in found(text, "en")] == ["2025-05", "2024-05"]
    assert [
        row[1] for row in found("5月の北朝鮮からの輸入は前月の3765万ドルから5270万ドルに増えた。", "ja")
    ] == [
        "2025-04",
        "2025-05",
    ]


def test_a_change_may_be_measured_against_a_named_year() -> None:
    assert found("2024年の中朝貿易額は2019年比で21.8%減った。", "ja")[0] == ("21.8%", "2024", "", "2019")
    assert (
        found("China's trade with North Korea fell 21.8 percent in 2024 compared with 2019.", "en")[0][3]
        == "2019"
    )


def test_kotra_speaks_of_the_norths_trade() -> None:
    text = (
        "코트라에 따르면 지난해 북한의 중국과의 교역은 26억 달러(수출 3억4182만달러·수입 22억9905만달러)였다."
    )
    assert [(row[0], row[2]) for row in found(text, "ko")] == [
        ("26억 달러", ""),
        ("3억4182만달러", "from-north"),
        ("22억9905만달러", "to-north"),
    ]


def test_percentages_in_a_list_have_the_sign_of_the_next() -> None:
    text = "올해 1∼5월 북한의 대중 수입은 15억8395만 달러로 155.2%, 수출은 2억436만 달러로 134% 줄었다."
    assert [fact.fact.value for fact, _ in claims(text, "ko", DAY) if fact.fact.kind == "growth"] == [
        -155.2,
        -134.0,
    ]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        (
            "대북 수입이 지난해 5월 중국 통계로 전년 대비 18.4%, 수출은 54.5% 급증했다.",
            "ko",
            ["18.4%", "54.5%"],
        ),
        ("2020年中国对朝鲜出口的贸易额为5亿美元。", "zh", ["5亿美元"]),
        ("China sold North Korea $90 million of exports in 2020.", "en", ["$90 million"]),
        ("중국은 2020년 5억 달러를 수출했다, 북한에.", "ko", ["5억 달러"]),
        ("$90 million was the trade between China and North Korea in 2020.", "en", ["$90 million"]),
        ("Trade between China and North Korea stood still, at 40 percent of what it was.", "en", []),
        ("China and North Korea: 8 percent, 9 percent and $5 million were named.", "en", []),
        ("China's trade with North Korea was 98 percent of all; the share rose 3 percent.", "en", []),
        ("朝鲜外贸为27亿美元，中国没有说什么。", "zh", []),
    ],
)
def test_whatever_stands_around_an_amount(text: str, language: str, expected: list[str]) -> None:
    assert [row[0] for row in found(text, language)] == expected


def test_decimals_are_read_in_words() -> None:
    text = (
        "Trade between China and North Korea came to nearly two-point-three billion dollars in 2023, "
        "82-point-three percent of 2019."
    )
    assert [(fact.text, fact.fact.value) for fact, _ in claims(text, "en", DAY)] == [
        ("two-point-three billion dollars", 2.3e9)
    ]


def test_a_text_that_names_only_one_country_claims_nothing() -> None:
    assert found("China's trade rose 5 percent to $500 billion in May.", "en") == []
    assert found("Nothing was said of North Korea and China but the weather.", "en") == []
