"""Kinds of sentences on a crossing: counts a day, first phases, luggage, harbours, the other bank."""

from datetime import date
from functools import cache

import pytest

from classifier import Classifier, find_article_facts
from classifier.facts.status import state_features
from yaluwatch.model import Fact

TITLES = {
    "en": "Trade on the China-North Korea border",
    "ja": "中朝国境の貿易",
    "ko": "북중 국경 교역 소식",
    "zh": "中朝边境贸易消息",
}


@cache
def classifier() -> Classifier:
    return Classifier.load()


def said(text: str, language: str) -> list[Fact]:
    title = TITLES[language]
    mentions = classifier().classify(title, text, language).mentions
    facts = find_article_facts(title, text, language, date(2024, 5, 20), mentions).facts
    return [fact for fact in facts if fact.kind == "status"]


def states(text: str, language: str) -> set[str]:
    return {fact.state for fact in said(text, language)}


@pytest.mark.parametrize(
    ("language", "many", "few"),
    [
        ("en", "As many as 300 trucks cross the Friendship Bridge daily, forwarders in Dandong say.",
         "At most 3 trucks cross the Friendship Bridge daily, forwarders in Dandong say."),
        ("ko", "취안허 통상구로는 하루 최대 120대의 컨테이너 트럭이 오간다.",
         "취안허 통상구로는 하루 최대 3대의 컨테이너 트럭만 오간다."),
        ("zh", "每天多达300辆货车驶过丹东友谊桥。", "每天最多只有3辆货车驶过丹东友谊桥。"),
        ("ja", "丹東の友誼橋を多い日で300台のトラックが渡る。", "友誼橋を渡るトラックは日に3台だけだ。"),
    ],
)  # fmt: skip
def test_up_to_many_a_day_is_traffic_and_up_to_few_is_a_limit(language: str, many: str, few: str) -> None:
    assert states(many, language) == {"open"}
    assert states(few, language) == {"limited"}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Hyesan's customs house has begun work again in a first phase, for state companies."),
        ("ko", "혜산세관이 국영 회사를 대상으로 1단계 업무를 다시 시작했다."),
        ("zh", "惠山海关第一阶段先恢复办理国营公司的货物。"),
        ("ja", "恵山の税関は第1段階として国営会社の荷だけ業務を再開した。"),
    ],
)
def test_work_in_a_first_phase_is_limited(language: str, text: str) -> None:
    assert states(text, language) == {"limited"}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "en",
            "Dandong customs has not let workers who go home take rice cookers out since March.",
        ),
        ("en", "At Quanhe travellers are no longer allowed to bring seafood back with them."),
        ("ko", "단둥 세관은 3월부터 귀국하는 노동자들이 전기밥솥을 가지고 나가지 못하게 하고 있다."),
        ("zh", "3月以来，丹东海关不让回国的工人带电饭锅出境。"),
        ("ja", "丹東の税関は3月から、帰国する労働者が炊飯器を持ち出すことを認めていない。"),
        # What is paid and where inspectors may go closes nothing either.
        ("en", "The rest is paid when the truck at Dandong is sealed, a broker said."),
        (
            "en",
            "Inspectors may not visit the workshops in Sinuiju, so goods are checked at Dandong.",
        ),
        ("ko", "단둥의 여행사는 신의주 관광 손님에게서 돈을 받지 않고 있다."),
        ("zh", "听说有一车货在会宁口岸停了三天才卸。"),
    ],
)
def test_what_travellers_may_not_carry_and_other_rules_close_nothing(language: str, text: str) -> None:
    assert "closed" not in states(text, language)


@pytest.mark.parametrize(
    ("language", "text", "state"),
    [
        ("en", "Officers seized copper at Sanhe on Monday, and the bridge has been closed to vehicles.",
         "closed"),
        ("en", "Freight trains are crossing from Dandong as usual, but customs confiscated watches.",
         "open"),
        ("ko", "13일 싼허 세관에서 구리가 압수됐고 그 뒤로 다리가 차량에 닫혀 있다.", "closed"),
        ("zh", "周一三合口岸查获一车铜，此后大桥一直不让车过。", "closed"),
    ],
)  # fmt: skip
def test_beside_a_seizure_the_other_clauses_count(language: str, text: str, state: str) -> None:
    assert states(text, language) == {state}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Coal ships are sailing from Dandong's port again after a week of fog."),
        ("ko", "안개로 일주일 묶였던 석탄 운반선들이 단둥항을 다시 떠나고 있다."),
        ("zh", "大雾散去，运煤船又接连驶离丹东港。"),
        ("ja", "霧で足止めされていた石炭船が丹東港を再び出ている。"),
    ],
)
def test_ships_at_a_town_are_at_its_harbour(language: str, text: str) -> None:
    assert {(fact.state, fact.mode, fact.place) for fact in said(text, language)} == {
        ("open", "ship", "dandong-seaport")
    }


@pytest.mark.parametrize(
    ("language", "both", "alone"),
    [
        ("zh", "大树横在路上，从三合去不了会宁。", "大树横在路上，三合出不了车。"),
        (
            "ja",
            "倒れた木が道をふさぎ、三合から会寧へ行くことができない。",
            "三合で木が道をふさいだ。",
        ),
    ],
)
def test_a_short_name_counts_beside_the_other_bank(language: str, both: str, alone: str) -> None:
    assert states(both, language) == {"closed"}
    assert states(alone, language) == set()


def test_what_opens_every_month_is_not_to_come() -> None:
    assert states("투먼 세관은 한 달에 두 번은 토요일에도 문을 연다.", "ko") <= {"open", "limited"}
    assert states("투먼 세관이 문을 연다고 시 당국이 밝혔다.", "ko") == {"planned"}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ko", "지난해 10월 뒤로 단둥에서 강을 건넌 화차는 한 량도 없다."),
        ("zh", "去年十月以后，丹东站再没有一节车皮过江。"),
        ("zh", "新鸭绿江大桥2014年就已完工，桥上却一直没有走过车。"),
    ],
)
def test_what_has_been_so_since_last_year_is_so_now(language: str, text: str) -> None:
    assert {(fact.state, fact.is_past) for fact in said(text, language)} == {("closed", False)}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh", "以往经图们出口的货物多用散装车皮。"),
        ("ja", "これまでは図們から南陽へ貨車で荷が運ばれていた。"),
        ("ko", "종전에는 투먼에서 남양으로 화차가 다녔다."),
    ],
)
def test_how_goods_used_to_go_is_no_opening(language: str, text: str) -> None:
    assert "open" not in {fact.state for fact in said(text, language) if not fact.is_past}


@pytest.mark.parametrize(
    ("language", "text", "concept"),
    [
        ("en", "Ferries shuttle to Dandong.", "close"),
        ("en", "Painters worked on the railing.", "rail"),
        ("en", "It opened in May last year.", "modal"),
        ("ko", "만포로 두만강을 건넜다.", "limited"),
        ("ko", "무산으로 열차가 갔다.", "not"),
        ("ko", "무산으로 열차가 갔다.", "road"),
        ("zh", "船只运来材料。", "limited"),
        ("zh", "船只运来材料。", "modal"),
        ("ja", "まもなく通関を待つ列が動く。", "not"),
        ("ja", "順番を待つ列が動く。", "hope"),
    ],
)
def test_a_word_that_holds_a_stem_of_a_concept_is_passed_over(language: str, text: str, concept: str) -> None:
    assert concept not in state_features(text, language)


@pytest.mark.parametrize(
    ("language", "text", "concept"),
    [
        ("en", "They shut the gate.", "close"),
        ("en", "A railway.", "rail"),
        ("ko", "트럭만 건넜다.", "limited"),
        ("ko", "차가 오지 않았다.", "not"),
        ("zh", "只运来货物。", "limited"),
        ("ja", "再開を待つ。", "hope"),
    ],
)
def test_the_stem_itself_still_counts(language: str, text: str, concept: str) -> None:
    assert concept in state_features(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Officials agreed to keep the customs posts at Dandong and Sinuiju open two hours longer."),
        ("en", "From next month trucks will be accepted at Dandong until seven instead of five."),
        ("ko", "양측은 단둥과 신의주 세관의 통관 시간을 두 시간 연장하기로 합의했다."),
        ("zh", "双方同意把丹东和新义州口岸的开放时间延长两小时。"),
        ("ja", "双方は丹東と新義州の税関の業務時間を二時間延長することで合意した。"),
    ],
)
def test_longer_hours_are_no_plan_to_open(language: str, text: str) -> None:
    assert states(text, language) == set()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Fresh produce and medicines are crossing at Tumen again, a forwarder said."),
        ("zh", "图们口岸对生鲜和药品恢复放行。"),
        ("ko", "투먼 통상구에서 과일과 약품 통관이 재개됐다."),
        ("ja", "図們の口岸で果物と医薬品の通関が再開された。"),
    ],
)
def test_goods_that_pass_say_nothing_of_people(language: str, text: str) -> None:
    assert {(fact.state, fact.mode) for fact in said(text, language)} == {("open", "freight")}
