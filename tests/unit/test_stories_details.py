from dataclasses import replace

import pytest

from stories.details import Detail, details_of
from tests.samples import NOW, article
from yaluwatch.model import StoredArticle


def said(text: str, kind: str) -> set[str]:
    """What a text of Tuesday, 24 November 2026, states of a kind."""
    made = replace(article(), title="T", body=text)
    stored = StoredArticle(id=1, article=made, publisher="p", version=1, first_seen_at=NOW)
    return {detail.value for detail in details_of(stored) if detail.kind == kind}


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("The bus overturned on Tuesday.", {"2026-11-24"}),
        ("The bus overturned on Friday.", {"2026-11-20"}),
        ("23일 밤 버스가 전복됐다.", {"2026-11-23"}),
        ("30日，一辆大巴侧翻。", {"2026-10-30"}),
        ("25日に発表した。", {"2026-11-25"}),
        ("열흘 중 3일간 쉬었다. 10日間の休み。", set()),
        ("On 3 November trucks crossed.", {"2026-11-03"}),
    ],
)
def test_days_are_the_last_such_day(text: str, days: set[str]) -> None:
    assert said(text, "date") == days


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("5,200 tons of coal", {"5200"}),
        ("석탄 5천200t", {"5200"}),
        ("煤炭3.1万吨", {"31000"}),
        ("2억1천430만 달러", {"214300000"}),
        ("$214.3 million", {"214300000"}),
        ("3 trucks in 2019, 조중우의교, 만포", set()),
        ("Resolution 2397 of the Security Council", set()),
        ("at 14시", set()),
    ],
)
def test_numbers_meet_across_languages(text: str, numbers: set[str]) -> None:
    assert said(text, "number") == numbers


def test_a_large_number_stands_rounded_down_too() -> None:
    assert said("more than 5,000 tons", "about") == said("5,200 tons", "about") == {"5000"}
    assert said("120 trucks", "about") == set()


def test_a_figure_keeps_its_unit() -> None:
    assert Detail("figure", "120 vehicles").value in said("about 120 trucks", "figure")
