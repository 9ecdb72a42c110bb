from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from stories.details import Detail
from stories.event_types import event_types
from stories.events import EventIndex
from stories.meanings import meanings
from stories.similarity import Features, compare, probability
from tests.samples import NOW


def of(*details: Detail, **changes: Any) -> Features:
    return replace(Features(frozenset(details), frozenset(), "en", NOW), **changes)


SEIZURE = [
    Detail("place", "dandong"),
    Detail("goods", "ginseng"),
    Detail("event_type", "seizure"),
    Detail("meaning", "smuggl"),
    Detail("meaning", "truck"),
]
TOLD = frozenset(SEIZURE[2:])


def report(*more: Detail, **changes: Any) -> Features:
    return of(*SEIZURE, *more, headline=TOLD, **changes)


def likely(one: Features, other: Features) -> float:
    return probability(compare(one, other, lambda _: 3.0))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Freight trains left Dandong.", "en"),
        ("단둥에서 화물열차가 떠났다.", "ko"),
        ("货运列车驶离丹东。", "zh"),
        ("貨物列車が丹東を出た。", "ja"),
    ],
)
def test_four_languages_have_the_same_meanings(text: str, language: str) -> None:
    assert {"freight", "train", "dandong"} <= meanings(text, language)


def test_a_language_without_a_list_has_no_meanings_of_terms() -> None:
    assert "train" not in meanings("Ein Zug fuhr ab", "de")


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("회담이 길어지게 됐다", "ko", "squid"),
        ("북한이 제안을 거부했다", "ko", "strike"),
        ("지금은 닫혀 있다", "ko", "gold"),
        ("외무성 부상을 단장으로", "ko", "injuries"),
        ("선양을 경유 한 뒤", "ko", "diesel"),
        ("税收收入增加", "zh", "wages"),
        ("最高领导人到访", "zh", "record"),
        ("そのメカニズムだけが残る", "ja", "squid"),
        ("それだけが残る", "ja", "injuries"),
        ("the plan was refused to nobody's surprise", "en", "strike"),
    ],
)
def test_a_keyword_inside_another_word_is_no_event_type(text: str, language: str, name: str) -> None:
    assert name not in event_types(text, language)


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("꽃게 두 상자", "ko", "squid"),
        ("노동자들이 파업했다", "ko", "strike"),
        ("부상자가 셋", "ko", "injuries"),
        ("工人工资被扣", "zh", "wages"),
        ("けが人が出た", "ja", "injuries"),
        ("Beijing condemned the list", "en", "reaction"),
        ("중국이 강하게 반발했다", "ko", "reaction"),
        ("中方表示不满", "zh", "reaction"),
        ("中国が反発した", "ja", "reaction"),
    ],
)
def test_the_keyword_itself_is_found(text: str, language: str, name: str) -> None:
    assert name in event_types(text, language)


def test_reports_in_two_languages_need_less_in_common_than_in_one() -> None:
    assert likely(report(), report(language="ko")) > likely(report(), report())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (report(Detail("date", "2026-11-03")), report(Detail("date", "2026-11-09"))),
        (report(Detail("figure", "40 kg")), report(Detail("figure", "900 kg"))),
        (report(Detail("figure", "ship a")), report(Detail("figure", "ship b"))),
        (report(title=frozenset({Detail("event_type", "reaction")})), report()),
        (report(), report(time=NOW + timedelta(days=3))),
    ],
)
def test_contradictions_and_time_make_one_event_less_likely(one: Features, other: Features) -> None:
    assert likely(one, other) < likely(report(), report())


def test_a_growing_toll_is_no_contradiction() -> None:
    seven, nine = (report(Detail("figure", f"{number} people")) for number in (17, 29))
    assert compare(seven, nine, lambda _: 1.0)["other amounts"] == 0.0


def test_a_headline_sent_again_some_days_later_is_the_same_report() -> None:
    words = frozenset(["customs", "seize", "ginseng", "hidden", "truck"])
    first, again = report(words=words), report(words=words, time=NOW + timedelta(days=6))
    assert likely(first, again) > likely(report(), report(time=NOW + timedelta(days=6)))


def test_prices_of_the_next_week_are_another_issue() -> None:
    price = frozenset({Detail("event_type", "price")})
    one, other = (frozenset({Detail("number", value)}) for value in ("21500", "20900"))
    first = of(*one, headline=price, title=one)
    later = of(*other, headline=price, title=other, time=NOW + timedelta(days=7))
    assert compare(first, later, lambda _: 1.0)["other issue"] == 1.0
    assert compare(first, replace(later, time=NOW), lambda _: 1.0)["other issue"] == 0.0


def test_an_article_like_one_report_but_unlike_the_rest_of_the_story_stays_apart() -> None:
    opening, drifted, asked = report(), of(Detail("place", "dandong"), language="zh"), report(language="ko")
    alone, mixed = EventIndex([*7 * [drifted], asked]), EventIndex([asked])
    for index in (alone, mixed):
        index.count(1, opening)
        index.add([(1, opening, 1)])
    for number in range(2, 9):
        mixed.count(number, drifted)
        mixed.add([(number, drifted, 1)])
    first, second = alone.find(asked), mixed.find(asked)
    assert first is not None
    assert second is None or second.similarity < first.similarity
