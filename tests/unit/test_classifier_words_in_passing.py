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


def topics_in(classifier: Classifier, text: str, language: str) -> int:
    """Bits of the topics that the sentences of a text are about."""
    bits = 0
    for each in weigh(read("", text, language, classifier.matcher)):
        bits |= each.topics
    return bits


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Tours from Hunchun to North Korea had stopped before the pandemic reached China."),
        ("en", "North Korea has let in few Chinese visitors since COVID shut the gate in 2020."),
        ("ko", "북한은 코로나19 이후 중국인 방문을 거의 받지 않았다."),
        ("ko", "2020년 코로나로 끊긴 북중 버스는 아직 서 있다."),
        ("zh", "朝鲜和中国的班车2020年初因疫情停驶。"),
        ("zh", "疫情以来,从珲春去朝鲜的游客很少。"),
        ("ja", "コロナ禍以降、中国から北朝鮮への旅行者はわずかだ。"),
        ("ja", "2020年にコロナで止まった中朝のバスはまだ動かない。"),
    ],
)
def test_an_epidemic_of_the_past_is_no_report_on_health(
    classifier: Classifier, language: str, text: str
) -> None:
    assert not topics_in(classifier, text, language) & BIT["health"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "China halts freight to North Korea over a COVID outbreak in Dandong."),
        ("en", "Since the pandemic North Korea has quarantined Chinese cargo for three weeks."),
        ("ko", "중국 단둥에서 코로나가 퍼져 북한행 화물열차가 멈췄다."),
        ("ko", "코로나19 이후 북한은 중국 화물을 석 달 동안 격리했다."),
        ("zh", "丹东疫情扩散,中朝货运列车停运。"),
        ("zh", "疫情以来,朝鲜对中国货物消毒后再放行。"),
        ("ja", "丹東でコロナが広がり、北朝鮮行きの貨物列車が止まった。"),
        ("ja", "コロナ以降、北朝鮮は中国の貨物を消毒してから通している。"),
    ],
)
def test_an_outbreak_or_a_measure_is_a_report_on_health(
    classifier: Classifier, language: str, text: str
) -> None:
    assert topics_in(classifier, text, language) & BIT["health"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The Chinese tanker smuggled diesel to a North Korean ship."),
        ("ko", "중국 유조선이 북한 선박에 경유를 밀수했다."),
        ("zh", "中国油轮向朝鲜船只走私柴油。"),
        ("ja", "中国のタンカーが北朝鮮の船舶に軽油を密輸した。"),
    ],
)
def test_the_ships_of_smuggling_are_no_freight(classifier: Classifier, language: str, text: str) -> None:
    topics = topics_in(classifier, text, language)
    assert topics & BIT["smuggling"]
    assert not topics & BIT["logistics"]
    assert not topics & BIT["trade"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The passenger train from Beijing to North Korea was full; direct flights start in May."),
        ("ko", "북한 평양과 중국 베이징을 잇는 국제열차와 항공편이 다시 운행한다."),
        ("zh", "北京到朝鲜平壤的国际列车和航班坐满了人。"),
        ("ja", "北京と北朝鮮の平壌を結ぶ国際列車と直行便は満席だった。"),
    ],
)
def test_passengers_cross_the_border_and_are_no_freight(
    classifier: Classifier, language: str, text: str
) -> None:
    topics = topics_in(classifier, text, language)
    assert topics & BIT["border"]
    assert not topics & BIT["logistics"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh", "货车载着货物从中国开往朝鲜。"),
        ("ja", "トラックが物資を積んで中国から北朝鮮へ向かった。"),
    ],
)
def test_a_load_is_freight_and_no_trade_by_itself(classifier: Classifier, language: str, text: str) -> None:
    topics = topics_in(classifier, text, language)
    assert topics & BIT["logistics"]
    assert not topics & BIT["trade"]


@pytest.mark.parametrize(
    ("language", "text", "is_between_the_two"),
    [
        ("en", "Jilin police held two men with heroin from North Korea.", True),
        ("ko", "지린성 경찰이 북한산 헤로인을 가진 두 명을 잡았다.", True),
        ("zh", "吉林警方抓到两名带有朝鲜海洛因的男子。", True),
        ("ja", "吉林省の警察は北朝鮮のヘロインを持つ二人を捕まえた。", True),
        ("en", "Police in Kunming held two men with heroin from Myanmar.", False),
        ("ko", "쿤밍 경찰이 미얀마산 헤로인을 가진 두 명을 잡았다.", False),
        ("zh", "昆明警方抓到两名带有缅甸海洛因的男子。", False),
        ("ja", "昆明の警察はミャンマーのヘロインを持つ二人を捕まえた。", False),
    ],
)
def test_drugs_by_name_between_the_two_are_smuggling(
    classifier: Classifier, language: str, text: str, is_between_the_two: bool
) -> None:
    assert bool(topics_in(classifier, text, language) & BIT["smuggling"]) is is_between_the_two


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "A UN Panel of Experts said North Korean coal went to Chinese barges."),
        ("ko", "유엔 전문가 패널은 북한 석탄이 중국 바지선에 넘겨졌다고 했다."),
        ("zh", "联合国专家小组说,朝鲜煤炭交给了中国驳船。"),
        ("ja", "国連の専門家パネルは、北朝鮮の石炭が中国の船舶に渡ったとした。"),
    ],
)
def test_goods_in_a_report_of_the_panel_of_experts_are_smuggling(
    classifier: Classifier, language: str, text: str
) -> None:
    assert topics_in(classifier, text, language) & BIT["smuggling"]
