"""Each kind of fact in four languages, in sentences of our own: value, unit, kind, and what it belongs to."""

from datetime import date

import pytest

from classifier import Classifier, find_article_facts
from classifier.facts import find_facts
from yaluwatch.model import Fact, full_text

PUBLISHED = date(2024, 5, 16)


@pytest.fixture(scope="module")
def judge() -> Classifier:
    return Classifier.load()


def facts(judge: Classifier, text: str, language: str, published: date | None = PUBLISHED) -> list[Fact]:
    mentions = judge.classify("", text, language).mentions
    return list(find_article_facts("", text, language, published, mentions).facts)


def amounts(found: list[Fact]) -> list[tuple[str, float, str]]:
    return [(fact.kind, fact.value, fact.unit) for fact in found if fact.value is not None and fact.unit]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        # Prices
        ("In Hyesan a kilogram of rice sold for KPW 5,700.", "en", ("price", 5700, "KPW")),
        ("Rice in Hyesan is dearer than the 8,800 won a week earlier.", "en", ("price", 8800, "KPW")),
        ("Corn cost N. Korean won 800 per kg in Musan.", "en", ("price", 800, "KPW")),
        ("Gasoline in Sinuiju rose to 12 yuan per kg.", "en", ("price", 12, "CNY")),
        ("The day tour from Dandong costs 850 yuan.", "en", ("price", 850, "CNY")),
        ("혜산 시장에서 쌀 1kg은 북한 돈 5천700원에 팔렸다.", "ko", ("price", 5700, "KPW")),
        ("무산에서 옥수수는 1킬로에 3200원이다.", "ko", ("price", 3200, "KPW")),
        ("단둥 당일 관광 요금은 780위안이다.", "ko", ("price", 780, "CNY")),
        ("惠山市场上大米每公斤卖6500朝元。", "zh", ("price", 6500, "KPW")),
        ("新义州的汽油一公斤售价18000朝币。", "zh", ("price", 18000, "KPW")),
        ("一日游的票价为760元。", "zh", ("price", 760, "CNY")),
        ("恵山ではコメ1キロが6300ウォンで売られている。", "ja", ("price", 6300, "KPW")),
        ("ガソリンは1リットル1万2000ウォンだ。", "ja", ("price", 12000, "KPW")),
        # Rates of exchange
        ("In Pyongyang the rate is 8,900 won per US dollar.", "en", ("rate", 8900, "KPW")),
        ("One yuan traded at 1,310 won in Hyesan.", "en", ("rate", 1310, "KPW")),
        ("혜산에서 1위안은 1280원에 거래됐다.", "ko", ("rate", 1280, "KPW")),
        ("평양의 달러 환율은 8450원이다.", "ko", ("rate", 8450, "KPW")),
        ("在平壤，1美元兑8500朝元。", "zh", ("rate", 8500, "KPW")),
        ("恵山で1元は1250ウォンだった。", "ja", ("rate", 1250, "KPW")),
        ("平壌で1ドルは8600ウォンで取引された。", "ja", ("rate", 8600, "KPW")),
        # Values
        ("Trade with China came to US$1.4 billion.", "en", ("value", 1.4e9, "USD")),
        ("They settled 2.61 million rubles.", "en", ("value", 2.61e6, "RUB")),
        ("China granted 8 million roubles.", "en", ("value", 8e6, "RUB")),
        ("Sales reached CHF 160 million.", "en", ("value", 160e6, "CHF")),
        ("북중 교역액은 2억1653만달러였다.", "ko", ("value", 216_530_000, "USD")),
        ("수출은 1천888만2천 달러로 늘었다.", "ko", ("value", 18_882_000, "USD")),
        ("다리 공사에 22억위안이 들었다.", "ko", ("value", 2.2e9, "CNY")),
        ("两国贸易额为3.25亿美元。", "zh", ("value", 325e6, "USD")),
        ("大桥耗资22亿元人民币。", "zh", ("value", 2.2e9, "CNY")),
        ("貿易額は4億5616万ドルだった。", "ja", ("value", 456_160_000, "USD")),
        ("工費は22億元に上る。", "ja", ("value", 2.2e9, "CNY")),
        # Volumes
        ("China shipped 9,000 tons of flour.", "en", ("volume", 9000, "tonne")),
        ("The cap is 500,000 barrels a year.", "en", ("volume", 500_000, "barrel")),
        ("중국이 밀가루 1만7천505t을 보냈다.", "ko", ("volume", 17505, "tonne")),
        ("정제유 3만8천332 배럴이 들어갔다.", "ko", ("volume", 38332, "barrel")),
        ("货轮运来煤炭2.5万吨。", "zh", ("volume", 25000, "tonne")),
        ("石炭およそ300トンを積んだ。", "ja", ("volume", 300, "tonne")),
        # Counts
        ("Some 90 trucks crossed the bridge.", "en", ("count", 90, "vehicles")),
        ("Forty-two freight cars stood in the yard.", "en", ("count", 42, "wagons")),
        ("About 500,000 soldiers were sent.", "en", ("count", 500_000, "people")),
        ("fewer than 1,000 passengers used it", "en", ("count", 1000, "people")),
        ("The UN named twelve North Korean ships.", "en", ("count", 12, "ships")),
        ("트럭 50여 대가 세관을 지났다.", "ko", ("count", 50, "vehicles")),
        ("여객열차는 9량이었다.", "ko", ("count", 9, "wagons")),
        ("탈북자 60명가량이 송환됐다.", "ko", ("count", 60, "people")),
        ("북한 선박 세 척이 정박했다.", "ko", ("count", 3, "ships")),
        ("二十辆货车通过口岸。", "zh", ("count", 20, "vehicles")),
        ("六名朝鲜军人越境。", "zh", ("count", 6, "people")),
        ("450多家公司参展。", "zh", ("count", 450, "firms")),
        ("トラック90台余りが税関を抜けた。", "ja", ("count", 90, "vehicles")),
        ("北朝鮮の船46隻が確かめられた。", "ja", ("count", 46, "ships")),
        # Shares
        ("It makes up 17 percent of exports.", "en", ("share", 17, "percent")),
        ("교역의 70%가 단둥을 지난다.", "ko", ("share", 70, "percent")),
        ("出口增长百分之十二。", "zh", ("share", 12, "percent")),
        ("贸易额下降七成。", "zh", ("share", 70, "percent")),
        ("コメの9割は中国産だ。", "ja", ("share", 90, "percent")),
        # Distances and areas
        ("They share a 1,416-kilometer long border.", "en", ("distance", 1416, "km")),
        ("around 160 square kilometres were claimed", "en", ("area", 160, "km2")),
        ("하류 80km 구간에 철조망이 있다.", "ko", ("distance", 80, "km")),
        ("距清津87公里。", "zh", ("distance", 87, "km")),
        ("中国との1400キロに及ぶ国境", "ja", ("distance", 1400, "km")),
    ],
)
def test_an_amount_has_its_kind_value_and_unit(
    judge: Classifier, text: str, language: str, expected: tuple[str, float, str]
) -> None:
    assert expected in amounts(facts(judge, text, language))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("천명 1호가 남포항을 떠났다.", "ko"),
        ("60대 선장이 조사를 받았다.", "ko"),
        ("두 사람은 만나지 않았다.", "ko"),
        ("十二个月以来没有变化。", "zh"),
        ("一名男子被捕。", "zh"),
        ("第三国的公司", "zh"),
        ("a ship of the 10,000-ton class", "en"),
        ("in 1965 Chinese workers came", "en"),
        ("COVID-19 and K27 and resolution 2397", "en"),
        ("He won 3 gold medals.", "en"),
        ("20日間の滞在だった。", "ja"),
    ],
)
def test_what_is_no_amount_is_left_alone(judge: Classifier, text: str, language: str) -> None:
    assert amounts(facts(judge, text, language)) == []


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("Between 5,000 and 7,000 North Koreans worked there.", 5000, 7000, "people"),
        ("He keeps 20 to 30 percent.", 20, 30, "percent"),
        ("worth $2–3 million", 2_000_000, 3_000_000, "USD"),
        ("하루 30~40대의 트럭", 30, 40, "vehicles"),
        ("每天有30至40辆卡车", 30, 40, "vehicles"),
        ("20〜30トンのコメ", 20, 30, "tonne"),
    ],
)
def test_a_range_is_one_fact(text: str, low: float, high: float, unit: str) -> None:
    (found,) = find_facts(text, None).amounts
    assert (float(found.value), found.high and float(found.high), found.unit) == (low, high, unit)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("It costs 3,599 yuan ($494.21).", "en", [(3599, "CNY", False), (494.21, "USD", True)]),
        (
            "The road cost 60 million euros (8.7 billion yen).",
            "en",
            [(6e7, "EUR", False), (8.7e9, "JPY", True)],
        ),
        ("쌀은 5000원(약 0.6달러)이다.", "ko", [(5000, "KPW", False), (0.6, "USD", True)]),
        ("コメは1キロ5000ウォン（約65円）だ。", "ja", [(5000, "KPW", False), (65, "JPY", True)]),
        ("每公斤6000朝元（约合5元人民币）", "zh", [(6000, "KPW", False), (5, "CNY", True)]),
    ],
)
def test_a_second_value_in_brackets_is_marked(
    judge: Classifier, text: str, language: str, expected: list[tuple[float, str, bool]]
) -> None:
    found = [(f.value, f.unit, f.is_converted) for f in facts(judge, text, language) if f.value is not None]
    assert found == expected


def test_a_currency_is_carried_over_within_a_report(judge: Classifier) -> None:
    text = "Rice cost 5,000 North Korean won in Hyesan. Fines were 3 million won. Later it was 5,200 won."
    assert [fact.unit for fact in facts(judge, text, "en") if fact.value] == ["KPW"] * 3
    southern = facts(judge, "정부는 한국 돈 3억원을 지원했다. 나머지 2억원은 내년에 준다.", "ko")
    assert [fact.unit for fact in southern if fact.value] == ["KRW"] * 2
    unknown = facts(judge, "업체는 지난해 320억원의 매출을 올렸다.", "ko")
    assert [(fact.kind, fact.unit) for fact in unknown if fact.value] == [("value", "won")]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("쌀값은 이달 초보다 150원가량 올랐다.", "ko"),
        ("コメは先週より150ウォン上がった。", "ja"),
        ("大米每公斤涨了200朝元。", "zh"),
        ("Rice in Hyesan was 300 won higher than in May.", "en"),
    ],
)
def test_a_change_of_a_price_is_no_price(judge: Classifier, text: str, language: str) -> None:
    assert [fact.kind for fact in facts(judge, text, language) if fact.unit in {"KPW", "won"}] == ["change"]


def test_a_list_of_prices_keeps_goods_places_and_rates_apart(judge: Classifier) -> None:
    text = (
        "쌀 1kg은 평양에서 5,250원, 신의주 5,360원, 혜산 5500원에 팔렸다. 옥수수는 1kg에 평양 1,380원이었다. "
        "1달러는 평양에서 8,212원, 1위안은 신의주 1,200원에 거래됐다."
    )
    found = [
        (fact.kind, fact.value, fact.good, fact.place, fact.per)
        for fact in facts(judge, text, "ko")
        if fact.kind in {"price", "rate"}
    ]
    assert found == [
        ("price", 5250.0, "rice", "pyongyang", "kg"),
        ("price", 5360.0, "rice", "sinuiju", "kg"),
        ("price", 5500.0, "rice", "hyesan", "kg"),
        ("price", 1380.0, "corn", "pyongyang", "kg"),
        ("rate", 8212.0, "", "pyongyang", "USD"),
        ("rate", 1200.0, "", "sinuiju", "CNY"),
    ]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("In 1965 the bridge was closed.", "en", [("1965", "printed")]),
        ("It rose from 2017 and till 2021.", "en", [("2017", "printed"), ("2021", "printed")]),
        ("The bridge is expected to open on Dec. 1.", "en", [("2024-12-01", "next")]),
        ("It opened on Dec. 1.", "en", [("2023-12-01", "last")]),
        ("They had expected it to restart on May 14.", "en", [("2024-05-14", "last")]),
        ("Before June last year goods had to wait.", "en", [("2023-06", "relative")]),
        (
            "Trains left last Tuesday and on Monday.",
            "en",
            [("2024-05-14", "relative"), ("2024-05-13", "relative")],
        ),
        ("He replied at around 5 PM on Feb. 14.", "en", [("2024-02-14T17:00", "last")]),
        ("오는 25일 세관을 연다.", "ko", [("2024-05-25", "next")]),
        ("지난주 화요일 열차가 떠났다.", "ko", [("2024-05-07", "relative")]),
        ("지난 20일과 지난달 30일 만났다.", "ko", [("2024-04-20", "last"), ("2024-04-30", "relative")]),
        ("지난해 12월 27일 오후 4시에 출발했다.", "ko", [("2023-12-27T16:00", "relative")]),
        ("海关总署18日公布数据。", "zh", [("2024-04-18", "last")]),
        ("七日平壤无雨，二十五日也晴，七日内回。", "zh", [("2024-05-07", "last"), ("2024-04-25", "last")]),
        ("双方上周二会谈，去年7月签约。", "zh", [("2024-05-07", "relative"), ("2023-07", "relative")]),
        ("大桥将于6月1日通车。", "zh", [("2024-06-01", "next")]),
        ("口岸三月开放。", "zh", [("2024-03", "last")]),
        ("列车每周一、三开行。", "zh", []),
        (
            "先月29日、昨年1月と2017年に",
            "ja",
            [("2024-04-29", "relative"), ("2023-01", "relative"), ("2017", "printed")],
        ),
        ("先週火曜日に列車が出た。", "ja", [("2024-05-07", "relative")]),
    ],
)
def test_dates_are_resolved_in_their_direction(
    judge: Classifier, text: str, language: str, expected: list[tuple[str, str]]
) -> None:
    found = [(fact.date, fact.inferred) for fact in facts(judge, text, language) if fact.kind == "date"]
    assert found == expected


def test_of_a_decade_no_year_is_inferred(judge: Classifier) -> None:
    text = "Relations improved from the start of the 1970s. In January both governments signed an agreement."
    assert [fact.date for fact in facts(judge, text, "en") if fact.kind == "date"] == ["--01"]


def test_an_amount_has_the_day_it_is_of_not_the_one_compared_with(judge: Classifier) -> None:
    (value, share) = [
        fact
        for fact in facts(judge, "10월 교역액은 1억9242만 달러로 9월보다 11.1% 줄었다고 18일 밝혔다.", "ko")
        if fact.value is not None
    ]
    assert (value.date, share.date) == ("2023-10", "2023-10")
    after = facts(
        judge, "Sales reached CHF 100 million (40.70M USD) in 1985 and CHF 160 million in 1988.", "en"
    )
    assert [(f.value, f.date) for f in after if f.value] == [
        (1e8, "1985"),
        (40_700_000.0, "1985"),
        (1.6e8, "1988"),
    ]


@pytest.mark.parametrize(
    ("text", "language", "direction"),
    [
        ("China exported goods worth $20 million to the North.", "en", "to-north"),
        ("China's imports came to $20 million.", "en", "from-north"),
        ("North Korea bought $20 million of goods from China.", "en", "to-north"),
        ("북한의 수출은 2천만 달러였다.", "ko", "from-north"),
        ("대북 수출은 2천만 달러였다.", "ko", "to-north"),
        ("북한이 중국에서 사들인 것은 2천만 달러다.", "ko", "to-north"),
        ("中国对朝鲜出口2000万美元。", "zh", "to-north"),
        ("中国从朝鲜进口2000万美元。", "zh", "from-north"),
        ("北朝鮮への輸出は2000万ドルだった。", "ja", "to-north"),
        ("The trade came to $20 million.", "en", ""),
    ],
)
def test_goods_go_to_the_north_or_come_from_it(
    judge: Classifier, text: str, language: str, direction: str
) -> None:
    found = [fact for fact in facts(judge, text, language) if fact.value is not None]
    assert {fact.direction for fact in found} == {direction}
    assert [fact.kind for fact in found if fact.kind != "trade"] == ["value"]


@pytest.mark.parametrize(
    ("text", "language", "speaker", "attribution"),
    [
        (
            "Trucks wait in Dandong, a source in China told Daily NK on Monday.",
            "en",
            "a source in China",
            "anonymous",
        ),
        ("The bridge will stay closed, the foreign ministry said.", "en", "the foreign ministry", "named"),
        ("According to customs data, exports fell.", "en", "customs data", "named"),
        ("“Nobody crosses,” said Jaeyoon Park, a scientist.", "en", "Jaeyoon Park", "named"),
        ("対岸でも二人が捕まったと両江道の消息筋が伝えた。", "ja", "両江道の消息筋", "anonymous"),
        ("一名在图们从事边贸的商人说，生意不好。", "zh", "一名在图们从事边贸的商人", "anonymous"),
        ("司机供称，货物由一名中间人交给他。", "zh", "司机", "anonymous"),
        ("海关人员接受采访时表示，大桥尚未通车。", "zh", "海关人员", "anonymous"),
        ("国境の橋が閉じられたと両江道の消息筋が伝えた。", "ja", "両江道の消息筋", "anonymous"),
        ("양강도의 한 소식통은 “밀수가 줄었다”고 말했다.", "ko", "양강도의 한 소식통", "anonymous"),
        ("북한이 문을 닫았다고 통일부가 밝혔다.", "ko", "통일부", "named"),
        ("중국 해관총서에 따르면 수출이 늘었다.", "ko", "중국 해관총서", "named"),
        ("外交部发言人表示，双方保持沟通。", "zh", "外交部发言人", "named"),
        ("两江道的消息人士说，走私减少了。", "zh", "两江道的消息人士", "anonymous"),
        ("両江道の情報筋によれば、密輸が減った。", "ja", "両江道の情報筋", "anonymous"),
        ("港の関係者は、荷が増えたと話す。", "ja", "港の関係者", "anonymous"),
    ],
)
def test_a_claim_has_its_speaker(
    judge: Classifier, text: str, language: str, speaker: str, attribution: str
) -> None:
    (claim,) = [fact for fact in facts(judge, text, language) if fact.kind == "claim"]
    assert claim.speaker is not None
    assert full_text("", text)[slice(*claim.speaker)] == speaker
    assert claim.attribution == attribution


def test_a_pronoun_is_the_speaker_before(judge: Classifier) -> None:
    text = "Trade has halted, a trader in Dandong said. Nothing moves, he added."
    claims = [fact for fact in facts(judge, text, "en") if fact.kind == "claim"]
    assert [full_text("", text)[slice(*claim.speaker)] for claim in claims if claim.speaker] == [
        "a trader in Dandong"
    ] * 2


@pytest.mark.parametrize(
    "text",
    [
        "A man was told to leave.",
        "The firm is said to have closed.",
        "수출이 늘었다.",
        "贸易增长。",
        "話し合いが続く。",
    ],
)
def test_without_a_speaker_there_is_no_claim(judge: Classifier, text: str) -> None:
    language = "en" if text.isascii() else "ko" if "수" in text else "zh" if "贸" in text else "ja"
    assert [fact for fact in facts(judge, text, language) if fact.kind == "claim"] == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The Chon Myong 1 (IMO#8712362) was seen.", ["Chon Myong 1", "8712362"]),
        ("the vessel Sea Prima, IMO-8617524, and IMO No. 8937675", ["Sea Prima", "8617524", "8937675"]),
        ("The Jinbo, a ship of the 10,000-ton class, docked.", ["Jinbo"]),
        ("화물선 ‘덕성’호와 천명 1호가 남포항에 들어왔다.", ["덕성", "천명 1"]),
        ("货轮“天宝”号关闭了应答器。", ["天宝"]),
        ("貨物船「芝城5」が入港した。", ["芝城5"]),
        ("IMO 8712361 has a wrong check digit; 은하 3호 로켓", []),
    ],
)
def test_ships_have_names_or_numbers(text: str, names: list[str]) -> None:
    assert [ship.name or ship.imo for ship in find_facts(text, None).ships] == names


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("결의 2375호, 2397호를 어겼다.", [2375, 2397]),
        ("Resolutions 2371, 2375 and 2397 ban it.", [2371, 2375, 2397]),
        ("违反第2371号、2375号决议", [2371, 2375]),
        ("決議2270号と2321号", [2270, 2321]),
        ("2,397 tons, 2375호실", []),
    ],
)
def test_a_list_of_resolutions_is_read_whole(text: str, numbers: list[int]) -> None:
    assert [each.number for each in find_facts(text, None).resolutions] == numbers


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("Coal came from Hunchun Mining Group.", "en", "Hunchun Mining Group"),
        (
            "Dandong Hongxiang Industrial Development Co., Ltd. was named.",
            "en",
            "Dandong Hongxiang Industrial Development Co., Ltd.",
        ),
        ("조선 대성무역회사가 수출했다.", "ko", "조선 대성무역회사"),
        ("大连宇联船务有限公司被列入名单。", "zh", "大连宇联船务有限公司"),
        ("吉林東北亜鉄道集団が建設する。", "ja", "吉林東北亜鉄道集団"),
    ],
)
def test_a_firm_is_one_fact_with_its_whole_name(
    judge: Classifier, text: str, language: str, name: str
) -> None:
    found = [full_text("", text)[f.start : f.end] for f in facts(judge, text, language) if f.kind == "firm"]
    assert found == [name]


@pytest.mark.parametrize("text", ["the Yanbian Korean Ethnic Group", "World Bank", "这家公司", "贸易公司"])
def test_what_is_no_firm_is_left_alone(judge: Classifier, text: str) -> None:
    language = "en" if text.isascii() else "zh"
    assert [fact for fact in facts(judge, text, language) if fact.kind == "firm"] == []


def test_every_fact_lies_in_its_sentence(judge: Classifier) -> None:
    text = (
        "A source in Hyesan said on May 3 that rice cost 5,000 won. Trucks crossed.\n\n"
        "Twelve ships, among them the tanker Chon Un 5, broke resolution 2397."
    )
    found = facts(judge, text, "en")
    assert {fact.kind for fact in found} >= {"claim", "date", "price", "count", "ship", "resolution"}
    assert all(fact.sentence_start <= fact.start < fact.end <= fact.sentence_end for fact in found)
    assert [fact.start for fact in found] == sorted(fact.start for fact in found)


def test_a_very_long_title_has_no_facts() -> None:
    assert find_article_facts("5 tons " * 1000, "", "en", None, ()).facts == ()


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("the two-point-79 billion dollars recorded in 2019", "en", [("value", 2.79e9, "USD")]),
        ("화물은 20t 이상 화물차로 온다.", "ko", []),
        ("載重35吨的卡车570多辆", "zh", [("count", 570, "vehicles")]),
        ("쌀값은 50원에서 150원가량 올랐다.", "ko", [("change", 50, "KPW"), ("change", 150, "KPW")]),
        ("쌀은 5000원에서 6000원으로 올랐다.", "ko", [("price", 5000, "KPW"), ("price", 6000, "KPW")]),
    ],
)
def test_what_looks_like_an_amount_of_another_kind(
    judge: Classifier, text: str, language: str, expected: list[tuple[str, float, str]]
) -> None:
    assert amounts(facts(judge, text, language)) == expected


def test_days_of_a_journey_are_no_dates_and_maize_is_no_rice(judge: Classifier) -> None:
    tour = facts(judge, "1泊2日の羅先ツアーは800元だ。", "ja")
    assert [fact.kind for fact in tour] == ["price"]
    (price,) = [
        fact for fact in facts(judge, "トウモロコシ米は1キロ550ウォンだ。", "ja") if fact.kind == "price"
    ]
    assert price.good == "corn"


def test_on_behalf_of_is_no_half_and_a_tour_of_days_no_date(judge: Classifier) -> None:
    assert facts(judge, "He paid on behalf of a bank.", "en") == []
    assert [fact.kind for fact in facts(judge, "3~7일짜리 여행과 20일 연속", "ko")] == []
    assert [fact.kind for fact in facts(judge, "Pork lost about 1,000 KPW.", "en") if fact.value] == [
        "change"
    ]
    assert [fact.kind for fact in facts(judge, "500~700원쯤 싼 값이다.", "ko") if fact.value] == ["change"]
