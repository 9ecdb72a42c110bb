"""Nothing is open unless the sentence asserts it: sentences that do not, each beside one that does."""

from datetime import date
from functools import cache

import pytest

from classifier import Classifier, find_article_facts
from classifier.facts.status.assertion import asserts_opening
from classifier.facts.status.reader import signs_of

TITLES = {
    "en": "Trade on the China-North Korea border", "ko": "북중 국경 교역 소식", "zh": "中朝边境贸易消息",
    "ja": "中朝国境の貿易",
}  # fmt: skip


@cache
def classifier() -> Classifier:
    return Classifier.load()


def states(text: str, language: str) -> set[str]:
    title = TITLES[language]
    mentions = classifier().classify(title, text, language).mentions
    facts = find_article_facts(title, text, language, date(2024, 5, 20), mentions).facts
    return {fact.state for fact in facts if fact.kind == "status" and not fact.is_past}


@pytest.mark.parametrize(
    ("language", "asserted", "not_asserted"),
    [
        ("en", "Trucks cross the Quanhe bridge every day.",
         "A brochure shows trucks crossing the Quanhe bridge."),
        ("en", "Freight trains cross the bridge at Dandong every day.",
         "An old man in Dandong remembers freight trains crossing the bridge every day."),
        ("en", "Freight trains from Dandong have crossed into Sinuiju again since Monday.",
         "It is two months since a freight train from Dandong last crossed into Sinuiju."),
        ("en", "The Quanhe bridge is open for trucks.", 'They call the Quanhe bridge "open for trucks".'),
        ("en", "The Quanhe bridge is open to trucks.",
         "The museum of the Quanhe bridge is open to visitors."),
        ("en", "Freight trains from Dandong crossed into Sinuiju again on Monday.",
         "Freight trains from Dandong are to cross into Sinuiju again on Monday."),
        ("en", "The Tumen crossing was reopened to trucks on Monday.",
         "Pupils staged a play in which the Tumen crossing was reopened to trucks."),
        ("en", "Forty trucks crossed at Tumen on Monday.",
         "Forty trucks that had put off leaving lined up at the Tumen crossing on Monday."),
        ("zh", "火车从丹东过桥去了新义州。", "他梦里火车还从丹东过桥去新义州。"),
        ("ja", "貨物列車が月曜日に丹東の橋を渡って新義州に入った。",
         "貨物列車が丹東の橋を渡って新義州に入る夢を見た。"),
        ("ko", "화물차 40여 대가 월요일 투먼 통상구로 건너갔다.",
         "투먼 통상구에는 출발을 미룬 화물차 40여 대가 늘어섰다."),
        ("zh", "四十多辆货车星期一驶过图们口岸。", "推迟出发的四十多辆货车在图们口岸排起长队。"),
        ("ja", "貨物車四十台が月曜日に図們の口岸を通って渡った。",
         "図們の口岸では出発を見合わせた貨物車四十台が並んだ。"),
        ("ko", "투먼 세관이 월요일 다시 문을 열어 화물차가 남양으로 넘어갔다.",
         "옛 사진 속 화물차들은 투먼 세관을 지나 남양으로 넘어갔다."),
        ("zh", "行人如今又可以步行通过图们口岸。", "图们口岸的老照片里，行人步行通过大桥。"),
        ("zh", "货运列车又驶过大桥开往新义州。", "短剧《汽笛》里，货运列车又驶过大桥开往新义州。"),
        ("ja", "貨物列車は丹東から新義州へ再び走り始めた。",
         "芝居では、貨物列車が丹東から新義州へ再び走り始めた。"),
    ],
)  # fmt: skip
def test_what_is_shown_remembered_named_or_last_is_not_open(
    language: str, asserted: str, not_asserted: str
) -> None:
    assert "open" in states(asserted, language)
    assert "open" not in states(not_asserted, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        # 따르면 and によれば are no conditions, 全面 and 전면 neither, and 肥料 is no guess.
        ("en", "Trucks crossed at Quanhe on May 18, the first since January 2020."),
        ("ko", "소식통에 따르면 화물열차는 지난 20일 단둥에서 신의주로 운행을 재개했다."),
        ("ko", "단둥과 신의주 사이 화물열차 운행이 20일 전면 재개됐다."),
        ("zh", "满载化肥原料的货运列车20日恢复运行，从丹东开往新义州。"),
        ("ja", "消息筋によれば、貨物列車は20日に丹東から新義州へ運行を再開した。"),
    ],
)
def test_words_that_only_look_like_doubt_leave_an_opening(language: str, text: str) -> None:
    assert asserts_opening(text, text, language, signs_of(language))


def test_most_is_not_part() -> None:
    # 대부분 is most of something, 부분 a part.
    assert "limited" not in states("창바이 세관은 대부분 화물차로 붐비며 혜산으로 정상 운행하고 있다.", "ko")


@pytest.mark.parametrize(
    ("language", "text", "state"),
    [
        ("en", "Sinuiju's customs opened for a few hours on Wednesday so that six Chinese could go home.",
         "limited"),
        ("en", "Dandong's gate has not let a single lorry into Sinuiju in three weeks.", "closed"),
        ("zh", "长白口岸每天仅有两三辆货车往返惠山。", "limited"),
    ],
)  # fmt: skip
def test_more_kinds_of_states(language: str, text: str, state: str) -> None:
    assert states(text, language) == {state}


@pytest.mark.parametrize(
    ("language", "vehicles", "goods"),
    [
        ("en", "Sinuiju customs turned back all trucks on Monday.",
         "Sinuiju customs turned back a load of cattle feed on Monday."),
        ("en", "Travellers were turned back at the Sinuiju bridge.", "Sinuiju customs sent the flour back."),
        ("ko", "신의주 세관은 월요일 화물차들을 모두 돌려보냈다.", "신의주 세관은 월요일 사료를 돌려보냈다."),
    ],
)  # fmt: skip
def test_goods_that_are_turned_back_close_nothing(language: str, vehicles: str, goods: str) -> None:
    assert states(vehicles, language) == {"closed"}
    assert states(goods, language) == set()


def test_what_else_is_said_beside_goods_that_are_turned_back_counts() -> None:
    assert states("The Quanhe port was closed on Monday and goods were turned back.", "en") == {"closed"}
    assert states("취안허 통상구가 월요일 폐쇄돼 물자를 돌려보냈다.", "ko") == {"closed"}


def test_what_can_be_cancelled_is_not() -> None:
    assert "closed" not in states("단둥에서 신의주로 가는 버스 예약은 취소할 수 있다.", "ko")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Customs at Dandong seized ten boxes that were to go to Sinuiju."),
        ("ko", "중국에 들어오려던 북한산 제품 열 상자를 신의주 세관이 압수했다."),
        ("zh", "丹东海关查获并没收了十箱货物。"),
        ("ja", "丹東の税関は品物十箱を押収した。"),
        # What happens if something is found.
        ("en", "If one banned item is found, the whole truck may not pass Dandong customs."),
        ("ko", "상자 하나에서라도 금지 품목이 나오면 그 차의 짐은 모두 단둥세관을 통과하지 못한다."),
        ("zh", "一旦查出违禁品，整车货物都不能通过丹东海关。"),
        ("ja", "一箱でも禁制品が見つかれば、車の荷はすべて丹東税関を通れない。"),
    ],
)
def test_goods_that_are_seized_or_would_be_close_nothing(language: str, text: str) -> None:
    assert states(text, language) == set()


def test_a_bridge_closed_after_a_seizure_is_closed() -> None:
    assert states("Customs closed the Quanhe bridge after seizing drugs.", "en") == {"closed"}
