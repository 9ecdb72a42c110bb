"""Words that look like a topic and only describe a place, a partner or a firm, in four languages."""

import pytest

from classifier import Classifier
from classifier.features import read, weigh
from classifier.lexicon import BIT


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return Classifier.load()


def concepts(classifier: Classifier, text: str, language: str) -> int:
    """Concept bits of the words and topics of all sentences."""
    bits = 0
    for each in weigh(read("", text, language, classifier.matcher)):
        bits |= each.sentence.bits | each.topics
    return bits


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Visitors photographed Dandong, the hub of trade between China and North Korea."),
        ("en", "China is North Korea's biggest trading partner and only ally."),
        ("ko", "북중 교역 거점인 단둥에 비가 내렸다."),
        ("ko", "북한의 최대 교역국인 중국은 말을 아꼈다."),
        ("ko", "중국과의 무역이 활발한 북한 혜산시에 눈이 왔다."),
        ("zh", "丹东是中朝贸易的通道，江边风景很美。"),
        ("zh", "中国最大的对朝贸易口岸丹东下了雨。"),
        ("zh", "中国是朝鲜最大的贸易伙伴。"),
        ("ja", "中朝貿易の拠点、丹東では雨が降った。"),
        ("ja", "北朝鮮の最大の貿易相手国である中国は口を閉ざした。"),
        ("ja", "中国との貿易が盛んな北朝鮮の恵山市は雪だった。"),
        ("ja", "中朝貿易の町、丹東を歩いた。"),
    ],
)
def test_a_place_or_partner_of_trade_is_no_report_on_trade(
    classifier: Classifier, language: str, text: str
) -> None:
    bits = concepts(classifier, text, language)
    assert not bits & BIT["trade"]
    # The two sides are still named.
    assert bits & BIT["china"]
    assert bits & BIT["dprk"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Trade between China and North Korea through Dandong has stopped."),
        ("en", "North Korea's trade with its biggest trading partner, China, has halved."),
        ("ko", "단둥에서 북중 교역이 멈췄다."),
        ("ko", "중국과 북한의 무역이 다시 활발해졌다."),
        ("zh", "丹东的中朝贸易停了下来。"),
        ("zh", "中国与朝鲜的贸易额下降。"),
        ("ja", "丹東の中朝貿易が止まった。"),
        ("ja", "中国と北朝鮮の貿易が再び盛んになった。"),
    ],
)
def test_what_happens_to_trade_is_about_trade(classifier: Classifier, language: str, text: str) -> None:
    assert concepts(classifier, text, language) & BIT["trade"]


@pytest.mark.parametrize(
    ("language", "maker", "medicine"),
    [
        (
            "en",
            "A pharmaceutical plant in China hires Koreans.",
            "China sent medicines to North Korea.",
        ),
        ("ko", "중국의 제약공장이 북한 사람을 썼다.", "중국이 북한에 의약품을 보냈다."),
        ("zh", "中国一家制药厂雇用了朝鲜人。", "中国向朝鲜运送药品。"),
        ("ja", "中国の製薬工場が北朝鮮人を雇った。", "中国は北朝鮮に医薬品を送った。"),
    ],
)
def test_who_makes_medicines_is_no_health_news(
    classifier: Classifier, language: str, maker: str, medicine: str
) -> None:
    assert not concepts(classifier, maker, language) & BIT["health"]
    assert concepts(classifier, medicine, language) & BIT["health"]


@pytest.mark.parametrize(
    ("text", "is_breach"),
    [
        ("대북 제재 속에 수해 피해를 입은 북한에 중국이 쌀을 보냈다.", False),
        ("중국 화물선은 제재와 무관하게 폭풍을 피해 남포항으로 갔다.", False),
        ("북한 배가 제재를 피해 중국 바지선에 석탄을 넘겼다.", True),
        ("상인들은 단속을 피해 밤에 북한으로 쌀을 날랐다.", True),
    ],
)
def test_korean_for_damage_and_avoiding_is_no_breach_by_itself(
    classifier: Classifier, text: str, *, is_breach: bool
) -> None:
    assert bool(concepts(classifier, text, "ko") & BIT["breach"]) == is_breach


@pytest.mark.parametrize(
    ("language", "russian", "chinese"),
    [
        ("en", "Russian coal reached Rajin.", "Chinese coal reached Rajin."),
        ("ko", "러시아산 석탄이 나진항에 왔다.", "중국산 석탄이 나진항에 왔다."),
        ("zh", "俄罗斯煤炭运抵罗津港。", "中国煤炭运抵罗津港。"),
        ("ja", "ロシア産石炭が羅津港に着いた。", "中国産石炭が羅津港に着いた。"),
    ],
)
def test_goods_of_russia_are_not_goods_of_the_exchange(
    classifier: Classifier, language: str, russian: str, chinese: str
) -> None:
    assert not concepts(classifier, russian, language) & BIT["goods"]
    assert concepts(classifier, russian, language) & BIT["russia"]
    assert concepts(classifier, chinese, language) & BIT["goods"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The border with China remains open, North Korea said."),
        ("ko", "북한은 중국과의 국경이 열려 있다고 했다."),
        ("zh", "朝鲜称与中国的边境仍然开放。"),
        ("ja", "北朝鮮は中国との国境が開いたままだと述べた。"),
    ],
)
def test_a_border_that_stays_open_is_about_the_border(
    classifier: Classifier, language: str, text: str
) -> None:
    assert concepts(classifier, text, language) & BIT["border"]
