"""Which day, place and goods an amount is of, and who speaks: in sentences of our own, in four languages."""

from datetime import date

import pytest

from classifier import Classifier
from tests.unit.test_classifier_fact_kinds import facts
from yaluwatch.model import Fact, full_text

PUBLISHED = date(2024, 5, 16)


@pytest.fixture(scope="module")
def judge() -> Classifier:
    return Classifier.load()


def of_kind(found: list[Fact], *kinds: str) -> list[Fact]:
    return [each for each in found if each.kind in kinds]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        # A share or value that is a figure of trade is for the period of that figure.
        (
            "China's exports to North Korea fell 8 percent to $150 million from January to March.",
            "en",
            [("share", "2024-01/2024-03"), ("value", "2024-01/2024-03")],
        ),
        (
            "북중 무역은 4월에 전년 동기 대비 12% 늘어난 2억1천만 달러였다.",
            "ko",
            [("share", "2024-04"), ("value", "2024-04")],
        ),
        ("中朝贸易额4月同比增长12%，为2.1亿美元。", "zh", [("share", "2024-04"), ("value", "2024-04")]),
        (
            "中国の4月の北朝鮮向け輸出は前年同月比12%増の2億1000万ドルだった。",
            "ja",
            [("share", "2024-04"), ("value", "2024-04")],
        ),
        # What comes out of a list of years goes on about the text's own period.
        (
            (
                "1~4월 북중 교역액은 6억 달러였다. 2020년 5억 달러, 2021년 3억 달러, 2022년 9억 달러였다. "
                "품목별로 수산물 수출이 30% 늘었다."
            ),
            "ko",
            [
                ("value", "2024-01/2024-04"),
                ("value", "2020"),
                ("value", "2021"),
                ("value", "2022"),
                ("share", "2024-01/2024-04"),
            ],
        ),
        # The month and the year before.
        (
            "4月の中朝貿易は2億ドルだった。前月は1億8000万ドル、前年同月は1億5000万ドルだった。",
            "ja",
            [("value", "2024-04"), ("value", "2024-03"), ("value", "2023-04")],
        ),
        # Months of one span, with the year after the second or before the first.
        (
            "They shipped 40,000 tons of coal between May and August last year.",
            "en",
            [("volume", "2023-05/2023-08")],
        ),
        ("They shipped 40,000 tons of coal from May to August 2022.", "en", [("volume", "2022-05/2022-08")]),
        ("작년 3월부터 8월까지 석탄 4만 톤을 실어 갔다.", "ko", [("volume", "2023-03/2023-08")]),
        ("2019年1月至8月出口煤炭40万吨。", "zh", [("volume", "2019-01/2019-08")]),
        ("2022年1〜8月に石炭40万トンを運んだ。", "ja", [("volume", "2022-01/2022-08")]),
        (
            "They shipped 40,000 tons of coal in the first half of 2022.",
            "en",
            [("volume", "2022-01/2022-06")],
        ),
        ("2022年上半年出口煤炭40万吨。", "zh", [("volume", "2022-01/2022-06")]),
        ("2022년 3분기 석탄 4만 톤을 실어 갔다.", "ko", [("volume", "2022-07/2022-09")]),
        # A year in two digits, and the same year.
        (
            "20年1月に40人が来て、同年3月には50人が帰った。",
            "ja",
            [("count", "2020-01"), ("count", "2020-03")],
        ),
        ("2023년 9월 보고서는 그해 4월까지 40명이 왔다고 했다.", "ko", [("count", "2023-04")]),
        ("平成20年に40人が来た。前年同期比で増えた。", "ja", [("count", "")]),
        # Of every year.
        ("After the test in March came $3 billion annual revenue.", "en", [("value", "")]),
        # Two months that are no span.
        ("They came in May and in August 2022 with 300 people.", "en", [("count", "2022-08")]),
        # Only compared with, or the most since.
        ("쌀은 3월 말에 비해 4% 내렸다.", "ko", [("share", "")]),
        ("大米比5月7日的调查下降了4%。", "zh", [("share", "")]),
        ("比5月7日下降了4%。", "zh", [("share", "")]),
        ("米は2023年比で4%下がった。", "ja", [("share", "")]),
        ("Prices were 4 percent lower than in 2021.", "en", [("share", "")]),
        ("It carried 40 trucks, the most since 2019.", "en", [("count", "")]),
        ("2019年以来最多，有40辆卡车过境。", "zh", [("count", "")]),
        ("Since 2019 it has carried 40 trucks.", "en", [("count", "2019")]),
        # What somebody calls yesterday is the day before it was said.
        ("주민은 10일 “어제 트럭 40대가 왔다”고 말했다.", "ko", [("count", "2024-05-09")]),
        ("居民10日说：“昨天来了40辆卡车。”", "zh", [("count", "2024-05-09")]),
        ("住民は10日、「昨日トラック40台が来た」と話した。", "ja", [("count", "2024-05-09")]),
        ("어제 트럭 40대가 왔다.", "ko", [("count", "2024-05-15")]),
        # Now, after an earlier day.
        (
            "In March it had 40 trucks, now it has 12 trucks.",
            "en",
            [("count", "2024-03"), ("count", "2024-05-16")],
        ),
        (
            "3월에는 트럭이 40대가 왔으나 지금은 12대가 온다.",
            "ko",
            [("count", "2024-03"), ("count", "2024-05-16")],
        ),
        # The day of a month, and what is none.
        ("On the 2nd, 40 trucks crossed.", "en", [("count", "2024-05-02")]),
        ("On the 2nd floor were 40 workers.", "en", [("count", "")]),
        ("一日平均40台のトラックが通る。", "ja", [("count", "")]),
        ("据悉,12日有40辆卡车过境。", "zh", [("count", "2024-05-12")]),
        ("5月9日至12日有40辆卡车过境。", "zh", [("count", "2024-05-12")]),
        ("다음 달 3~5일 트럭 40대가 온다.", "ko", [("count", "2024-06-05")]),
    ],
)
def test_an_amount_has_the_day_it_is_of(
    judge: Classifier, text: str, language: str, expected: list[tuple[str, str]]
) -> None:
    found = of_kind(facts(judge, text, language), "value", "share", "volume", "count")
    assert [(each.kind, each.date) for each in found] == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("평양은 5100원으로 150원, 혜산은 5500원으로 650원이 각각 올랐다. 쌀값 이야기다.", "ko", [150, 650]),
        ("쌀값은 지난주보다 100원~200원이 내렸다.", "ko", [100]),
        ("쌀은 평양보다 약 300원 낮게 거래된다.", "ko", [300]),
        ("쌀값이 1000원(5800→6800원) 정도 올랐다.", "ko", [1000]),
        ("大米价格比上周贵了500朝元。", "zh", [500]),
        ("大米每公斤售价最高5000朝元。", "zh", []),
        ("쌀은 5500원으로, 옥수수는 2000원으로 올랐다.", "ko", []),
        ("쌀은 200원, 옥수수는 90원 뛴 것이다.", "ko", [200, 90]),
        ("휘발유는 2만1천원에서 2천원 떨어졌다.", "ko", [2000]),
    ],
)
def test_what_a_price_changed_by_is_no_price(
    judge: Classifier, text: str, language: str, expected: list[float]
) -> None:
    assert [each.value for each in of_kind(facts(judge, text, language), "change")] == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        # A range that prints its unit twice is one amount; a change is two.
        ("5000人から7000人が働く。", "ja", [(5000, 7000, "people")]),
        ("一斤卖100元到200元不等。", "zh", [(100, 200, "CNY")]),
        ("노동자 300명에서 500명이 일한다.", "ko", [(300, 500, "people")]),
        ("从100元涨到200元。", "zh", [(100, None, "CNY"), (200, None, "CNY")]),
        ("노동자가 300명에서 500명으로 늘었다.", "ko", [(300, None, "people"), (500, None, "people")]),
        # Two digits before one scale or counter.
        ("有三四十辆车和五六名工人。", "zh", [(30, 40, "vehicles"), (5, 6, "people")]),
        ("有二十三辆车。", "zh", [(23, None, "vehicles")]),
        ("三四年前", "zh", []),
        # What kind of thing is counted, and what only looks like a number of it.
        (
            "It built five new guard posts and ran two passenger trains.",
            "en",
            [(5, None, "places"), (2, None, "trains")],
        ),
        ("It sent five new guards.", "en", [(5, None, "people")]),
        ("three boxes (600 packs) of cigarettes", "en", [(3, None, "items"), (600, None, "items")]),
        ("the COVID-19 workers", "en", []),
        ("海産物は輸出額3位で、漁船は40隻だ。", "ja", [(40, None, "ships")]),
        ("来了三位专家。", "zh", [(3, None, "people")]),
        ("只能容载20吨以下规模的货车。", "zh", []),
        ("It cost US$29 million (S$39 million).", "en", [(29e6, None, "USD")]),
        ("'800무역회사'는 15톤 적재 차량을 썼다. 800개 회사가 있다.", "ko", [(800, None, "firms")]),
        ("薬草1トンを運んだ。", "ja", [(1, None, "tonne")]),
        ("石炭は1トン当たりの値段が上がった。", "ja", []),
        ("in the first half of 2021", "en", []),
        ("half of the load", "en", [(50, None, "percent")]),
        ("以三人家庭为标准", "zh", []),
        (
            "담배 2천5백상자와 아편 990g, 쌀 3키로를 압수했다.",
            "ko",
            [(2500, None, "items"), (990, None, "g"), (3, None, "kg")],
        ),
        ("查获冰毒450克和香烟30箱。", "zh", [(450, None, "g"), (30, None, "items")]),
        ("覚醒剤450グラムを押収した。", "ja", [(450, None, "g")]),
        ("They seized 450 grams of meth on a 5G phone.", "en", [(450, None, "g")]),
    ],
)
def test_amounts_of_more_kinds(
    judge: Classifier, text: str, language: str, expected: list[tuple[float, float | None, str]]
) -> None:
    found = [each for each in facts(judge, text, language) if each.value is not None]
    assert [(each.value, each.high, each.unit) for each in found] == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        # Goods from the North leave it, whoever imports them.
        ("북한산 석탄 수입은 3만 톤이었다.", "ko", "from-north"),
        ("朝鲜通过向中国船只转运出口了3万吨煤炭。", "zh", "from-north"),
        ("北朝鮮産石炭の輸入は3万トンだった。", "ja", "from-north"),
        ("중국산 쌀 수입은 3만 톤이었다.", "ko", "to-north"),
        ("중국의 대북 쌀 수출은 3만 톤이었다.", "ko", "to-north"),
        ("한글판 신문에 따르면 아편 3만 톤이 있다.", "ko", ""),
    ],
)
def test_goods_go_where_they_are_said_to_go(
    judge: Classifier, text: str, language: str, expected: str
) -> None:
    assert [each.direction for each in of_kind(facts(judge, text, language), "volume")] == [expected]


def test_goods_of_a_list_with_brackets_are_its_own(judge: Classifier) -> None:
    text = (
        "China's exports to the North: crude oil ($90 million), tractors ($12 million), flour ($5 million)."
    )
    found = of_kind(facts(judge, text, "en"), "value")
    assert [each.good == "crude-oil" for each in found] == [True, False, False]
    assert found[-1].good == "flour"


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("21日，辽宁省丹东市来了40人。", "zh", "dandong"),
        ("평안북도 신의주시에 40명이 왔다.", "ko", "sinuiju"),
        ("In Hyesan, Ryanggang Province, 40 people came.", "en", "hyesan"),
        ("In Ryanggang Province 40 people came.", "en", "ryanggang"),
        ("On the Yalu River live 40 residents in Hyesan.", "en", "hyesan"),
        ("《鸭绿江晚报》说有40人。", "zh", ""),
    ],
)
def test_an_amount_is_in_the_place_that_is_meant(
    judge: Classifier, text: str, language: str, expected: str
) -> None:
    assert [each.place for each in of_kind(facts(judge, text, language), "count")] == [expected]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        # Figures say nothing by themselves.
        ("중국의 대북 수출액은 2억 달러로 나타났다.", "ko", None),
        ("북한산 석탄 수입은 3만 톤으로 집계됐다.", "ko", None),
        ("중국 해관총서(관세청)는 13일 수출이 늘었다고 전했다.", "ko", "중국 해관총서"),
        ("상인들은 수출이 줄었다고 말했다.", "ko", "상인들"),
        ("China has 95 percent of the world's reported trade with the North.", "en", None),
        ("North Korea has added at least five posts, Daily NK has learned.", "en", "Daily NK"),
        ("Last month China announced a ban.", "en", "China"),
        ("Twenty-six percent said they sent money.", "en", None),
        ("또한 북한 조선중앙통신은 비가 왔다고 보도했다.", "ko", "북한 조선중앙통신"),
        ("It makes missiles, which South Korea says cost $1 billion.", "en", "South Korea"),
        ("It sends workers, bringing in revenue estimated at $2 million.", "en", None),
        ("Trade grew, according to data released by China Customs.", "en", "data released by China Customs"),
        ("단둥의 한 대북 무역상은 물자가 실려갔다고 말했다.", "ko", "대북 무역상"),
        ("지난 2일 함경북도의 한 소식통은 물건이 넘어갔다고 전했다.", "ko", "함경북도의 한 소식통"),
        (
            "北朝鮮当局は密輸を取り締まっていると、平安北道のデイリーNK内部情報筋が伝えた。",
            "ja",
            "平安北道のデイリーNK内部情報筋",
        ),
        ("もう1人について情報筋は、無事だと述べた。", "ja", "情報筋"),
        ("The closure was first reported on May 3 by the Border Post.", "en", "the Border Post"),
        ("The closure was first noticed by the guards.", "en", None),
        ('"It is quiet here,” a trader in Dandong said on Monday.', "en", "a trader in Dandong"),
        ("王强所说的桥建于1941年。", "zh", None),
        ("21日,中国的消息人士表示，走私增加。", "zh", "中国的消息人士"),
        ("海关总署今年1月表示，贸易增长。", "zh", "海关总署"),
        ("对于商人来说，这很难。", "zh", None),
        ("消息筋は「値段が上がった」と言った。", "ja", "消息筋"),
        ("コメの値段は、最近は200ウォンを超えると説明した。", "ja", None),
    ],
)
def test_a_speaker_is_somebody(judge: Classifier, text: str, language: str, expected: str | None) -> None:
    found = of_kind(facts(judge, text, language), "claim")
    printed = full_text("", text)
    assert [printed[slice(*each.speaker)] for each in found if each.speaker] == (
        [expected] if expected else []
    )


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("恵山では1元(約20.6円)が3000ウォンで取引されている。平壌では2300ウォンで取引されている。", "ja",
         [("JPY", "CNY"), ("KPW", "CNY"), ("KPW", "CNY")]),
        ("달러당 환율은 평양 8200원, 혜산 8250원이다.", "ko", [("KPW", "USD"), ("KPW", "USD")]),
    ],
)  # fmt: skip
def test_a_rate_is_of_the_currency_named_before(
    judge: Classifier, text: str, language: str, expected: list[tuple[str, str]]
) -> None:
    found = of_kind(facts(judge, text, language), "rate")
    assert [(each.unit, each.per) for each in found] == expected


def test_he_is_the_one_who_spoke_last(judge: Classifier) -> None:
    text = "It is quiet, traders in China said. A guard said 40 trucks came. They are many, he said."
    found = of_kind(facts(judge, text, "en"), "claim")
    printed = full_text("", text)
    assert [printed[slice(*each.speaker)] for each in found if each.speaker][1:] == ["A guard", "A guard"]


def test_shares_of_trade_are_no_growth(judge: Classifier) -> None:
    found = facts(judge, "China makes up more than 90 percent of North Korean trade.", "en")
    assert of_kind(found, "growth") == []


def test_coal_worth_so_much_is_coal(judge: Classifier) -> None:
    text = "China imported 40,000 tons of DPRK coal, worth $4 million, down 7 percent from a year earlier."
    found = of_kind(facts(judge, text, "en"), "trade", "growth")
    assert [each.good for each in found] == ["coal", "coal"]


def test_korean_papers_explain_yuan_in_their_own_won(judge: Classifier) -> None:
    found = of_kind(facts(judge, "단둥에서 1kg당 80위안(약1만3300원)에 팔린다.", "ko"), "price")
    assert [each.unit for each in found] == ["CNY", "KRW"]
