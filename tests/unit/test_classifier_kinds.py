"""Kinds of fault seen on real articles, each with sentences of our own in four languages."""

import pytest

from classifier import Classifier

Case = tuple[str, str, str]

SUPPLY: list[Case] = [
    (
        "en",
        "China ships 20,000 tons of fertiliser to North Korea",
        "The first vessels left Dalian on Monday.",
    ),
    (
        "en",
        "Pyongyang gets diesel from Chinese refiner",
        "The refiner in Liaoning delivered diesel to North Korea.",
    ),
    ("ko", "중국, 북한에 비료 2만톤 공급", "첫 배가 월요일 다롄에서 떠났다고 소식통이 전했다."),
    ("ko", "북한, 중국에서 디젤유 반입 늘려", "랴오닝의 정유사가 북한에 디젤유를 보냈다."),
    ("zh", "中国向朝鲜提供两万吨化肥", "首批货轮星期一从大连启航运往南浦。"),
    ("zh", "辽宁炼厂向朝鲜输送柴油", "炼厂上月把柴油卖给朝鲜的公司。"),
    ("ja", "中国、北朝鮮に肥料2万トンを供給", "最初の船は月曜日に大連を出た。"),
    ("ja", "遼寧の製油所、北朝鮮に軽油を提供", "製油所は先月、軽油を北朝鮮の会社に売却した。"),
]
ANOTHER_PARTY: list[Case] = [
    (
        "en",
        "US and China resume trade talks, North Korea on the agenda",
        "Washington wants lower tariffs. The two sides will also discuss North Korea's missiles.",
    ),
    (
        "ko",
        "미중 무역협상 재개…북핵도 의제",
        "미국은 중국에 관세 인하를 요구했다. 양측은 북한 핵 문제도 논의한다.",
    ),
    ("zh", "中美重启贸易谈判 朝核亦在议程", "美国要求降低关税,双方还将讨论朝鲜的导弹。"),
    (
        "ja",
        "米中が貿易協議を再開、北朝鮮も議題に",
        "米国は関税の引き下げを求めた。北朝鮮のミサイルも話し合う。",
    ),
]
PRICES: list[Case] = [
    (
        "en",
        "Rice at 6,400 won a kilo in Hoeryong",
        "The yuan rate stayed at 1,170 won, a source in the city said.",
    ),
    ("ko", "회령 쌀값 6400원", "위안 환율은 1170원에 머물렀다고 시내 소식통이 전했다."),
    ("zh", "朝鲜会宁米价涨到6400元", "人民币汇率没有变化,一名市场商贩说。"),
    ("ja", "北朝鮮・会寧で米価が6400ウォンに", "1元は1170ウォンで変わらないと住民は話した。"),
]
ELSEWHERE_PRICES: list[Case] = [
    ("en", "Rice prices rise in Japan", "Supermarkets in Tokyo sold five kilos for 4,000 yen."),
    ("ko", "서울 쌀값 두 달째 올라", "대형마트에서 20kg이 6만원에 팔렸다."),
    ("zh", "日本米价连涨", "东京超市五公斤大米卖到四千日元。"),
    ("ja", "国内の米価が上昇", "東京のスーパーでは5キロ4千円で売られている。"),
]
DISASTERS: list[Case] = [
    (
        "en",
        "Flood warning for the Yalu at Dandong",
        "The border river of China and North Korea has risen two metres after the downpour.",
    ),
    ("ko", "두만강 범람 우려에 투먼 주민 대피", "북한과 중국의 국경인 두만강이 폭우로 불어났다."),
    ("zh", "鸭绿江丹东段发布洪水预警", "暴雨过后,中朝界河水位上涨两米。"),
    ("ja", "鴨緑江に洪水警報、丹東で避難始まる", "中国と北朝鮮の国境の川は大雨で2メートル増水した。"),
]
CULTURE: list[Case] = [
    (
        "en",
        "North Korean orchestra plays in Shenyang",
        "The concert drew a Chinese and North Korean audience.",
    ),
    ("ko", "북한 예술단, 선양에서 공연", "중국 관객들이 합창단과 악단의 공연에 박수를 보냈다."),
    ("zh", "朝鲜乐团在沈阳演出", "中朝观众为合唱团和乐团鼓掌。"),
    ("ja", "北朝鮮の楽団、瀋陽で公演", "中国の観客は合唱団と楽団に拍手を送った。"),
]
EVASION: list[Case] = [
    (
        "en",
        "Ginseng found under the seats of a truck from Sinuiju",
        "Customs officers in Dandong seized 30 kg of North Korean ginseng hidden in the cab.",
    ),
    (
        "ko",
        "신의주발 트럭 좌석 밑에서 인삼 적발",
        "단둥 세관은 운전석에 숨겨 들여온 북한산 인삼 30kg을 압수했다.",
    ),
    ("zh", "新义州来车座位下查出人参", "丹东海关在驾驶室里查获藏匿的朝鲜人参三十公斤。"),
    (
        "ja",
        "新義州からのトラック、座席下に高麗人参",
        "丹東税関は運転席に隠して持ち込まれた北朝鮮産の高麗人参30キロを押収した。",
    ),
]


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return Classifier.load()


def topics(classifier: Classifier, case: Case) -> set[str]:
    language, title, body = case
    return {tag.topic for tag in classifier.classify(title, body, language).tags}


@pytest.mark.parametrize("case", SUPPLY)
def test_supplying_the_other_side_with_goods_is_trade(classifier: Classifier, case: Case) -> None:
    assert "trade" in topics(classifier, case)


@pytest.mark.parametrize("case", [*ANOTHER_PARTY, *DISASTERS, *CULTURE, *ELSEWHERE_PRICES])
def test_both_sides_are_named_for_another_subject(classifier: Classifier, case: Case) -> None:
    assert not topics(classifier, case)


@pytest.mark.parametrize("case", PRICES)
def test_prices_and_rates_in_the_north_are_markets(classifier: Classifier, case: Case) -> None:
    assert "markets" in topics(classifier, case)


@pytest.mark.parametrize("case", EVASION)
def test_hidden_goods_are_smuggling_without_the_word(classifier: Classifier, case: Case) -> None:
    assert "smuggling" in topics(classifier, case)


@pytest.mark.parametrize(
    ("language", "title", "body"),
    [
        (
            "en",
            "North Korea replaces head of state security",
            "The Ministry of State Security has a new minister.",
        ),
        ("ko", "북한 보위상 교체", "국가보위성의 새 수장이 회의에 나왔다."),
        ("zh", "朝鲜更换国家保卫相", "国家保卫省的新任长官出席了会议。"),
        ("ja", "北朝鮮、国家保衛相を交代", "国家保衛省の新しいトップが会議に出席した。"),
    ],
)
def test_state_security_is_not_the_border(
    classifier: Classifier, language: str, title: str, body: str
) -> None:
    assert "border" not in topics(classifier, (language, title, body))


@pytest.mark.parametrize(
    ("name", "place"), [("Tanchon Commercial Bank", "tanchon"), ("Rason International", "rason")]
)
def test_a_firm_is_not_the_place_it_is_named_after(classifier: Classifier, name: str, place: str) -> None:
    verdict = classifier.classify("UN lists bank", f"The UN listed {name} in 2009.", "en")
    assert all(mention.id != place for mention in verdict.mentions)


@pytest.mark.parametrize(
    ("title", "body", "language"),
    [
        (
            "Police break up ring that moved used cars to Hyesan",
            "Police in Changbai arrested six men accused of driving used cars from China into North Korea.",
            "en",
        ),
        (
            "창바이 공안, 혜산으로 중고차 넘긴 일당 체포",
            "중국 창바이현 공안이 압록강을 건너 북한 혜산으로 중고차를 넘긴 일당 여섯 명을 붙잡았다.",
            "ko",
        ),
        (
            "长白警方抓获跨江倒卖二手车团伙",
            "中国长白县警方抓获一个把二手车开过鸭绿江卖到朝鲜惠山的团伙，六人落网。",
            "zh",
        ),
        (
            "長白で中古車を恵山へ運んだ一味を摘発",
            "中国長白県の警察は、鴨緑江を渡って北朝鮮の恵山へ中古車を運んだ一味を摘発し、六人を逮捕した。",
            "ja",
        ),
    ],
)
def test_goods_moved_by_a_gang_that_was_caught_are_smuggled(
    classifier: Classifier, title: str, body: str, language: str
) -> None:
    assert "smuggling" in {tag.topic for tag in classifier.classify(title, body, language).tags}


@pytest.mark.parametrize(
    ("title", "body", "language"),
    [
        ("China and North Korea sign trade deal", "China and North Korea signed a deal on used cars.", "en"),
        ("북중 중고차 무역 협정", "중국과 북한이 중고차 무역 협정에 서명했다.", "ko"),
        ("中朝签署二手车贸易协议", "中国与朝鲜签署了二手车贸易协议。", "zh"),
        ("中朝、中古車の貿易協定に署名", "中国と北朝鮮が中古車の貿易協定に署名した。", "ja"),
    ],
)
def test_goods_moved_in_the_open_are_not(
    classifier: Classifier, title: str, body: str, language: str
) -> None:
    assert "smuggling" not in {tag.topic for tag in classifier.classify(title, body, language).tags}


#: Headlines alone, as feeds have them: (language, headline, topic).
HEADLINES: list[Case] = [
    ("en", "Vinalon mill's false eyelashes lead North Korea's sales to China", "trade"),
    ("en", "North Korea puts up fences and watchtowers beside the Tumen", "border"),
    ("en", "Meth from North Korea found in Yanji car", "smuggling"),
    ("en", "Ferry sold to North Korea breaks UN ban, panel says of Chinese yard", "sanctions"),
    ("ko", "중국산 설탕 3만톤 북한행", "trade"),
    ("ko", "다롄 공장서 일하는 북한 봉제공 천여명", "labor"),
    ("ko", "투먼 일대 검문 강화, 탈북민 색출", "border"),
    ("ko", "북한, 돼지열병 이유로 중국산 고기 국경 반입 금지", "health"),
    ("zh", "朝鲜女工在辽宁食品厂做工逾两年", "labor"),
    ("zh", "朝鲜商人在丹东批发市场采购", "trade"),
    ("zh", "朝鲜沿鸭绿江埋设地雷", "border"),
    ("zh", "惠山玉米每公斤跌至3000朝元", "markets"),
    ("ja", "中国産砂糖3万トン、北朝鮮へ", "trade"),
    ("ja", "大連の工場で働く北朝鮮の縫製工が千人超", "labor"),
    ("ja", "図們で検問強化、脱北者を警戒", "border"),
    ("ja", "中古車を密かに運ぶ船、鴨緑江で北朝鮮へ", "smuggling"),
]
OTHER_HEADLINES = [
    ("en", "Sales to China lift Australian wine growers"),
    ("en", "Thai police find meth in car near Chiang Rai"),
    ("ko", "러시아산 밀가루 3만톤 북한행"),
    ("ko", "강남 일대 음주운전 검문 강화"),
    ("zh", "义乌批发市场春节后开市"),
    ("zh", "柬埔寨清除地雷"),
    ("ja", "豚熱、群馬の養豚場で確認"),
    ("ja", "新東名の区間が開通"),
]


@pytest.mark.parametrize(("language", "headline", "topic"), HEADLINES)
def test_headlines_alone_are_enough(classifier: Classifier, language: str, headline: str, topic: str) -> None:
    verdict = classifier.classify(headline, "", language)
    assert verdict.is_relevant
    assert topic in [tag.topic for tag in verdict.tags]


@pytest.mark.parametrize(("language", "headline"), OTHER_HEADLINES)
def test_their_words_alone_are_not(classifier: Classifier, language: str, headline: str) -> None:
    assert not classifier.classify(headline, "", language).is_relevant


AT_SEA: list[Case] = [
    (
        "en",
        "Tanker seen beside a North Korean ship off Shanghai",
        "A ship-to-ship transfer took place in the East China Sea.",
    ),
    ("ko", "상하이 앞바다에서 북한 유조선 포착", "동중국해에서 선박 간 환적이 이뤄졌다고 당국이 밝혔다."),
    ("zh", "朝鲜油轮在上海外海与一艘船靠在一起", "有关部门说，两船在东海进行了船对船转运。"),
    ("ja", "上海沖で北朝鮮タンカーが横付け", "東シナ海で瀬取りをした疑いがあると政府が発表した。"),
]
PROVINCES: list[Case] = [
    ("en", "North Korean buyers order cement in Shandong", "The plant signed a contract with the importer."),
    ("ko", "북한 무역일꾼들, 산둥성에서 시멘트 주문", "공장은 북한 무역회사와 수출 계약을 맺었다."),
    ("zh", "朝方商人到山东订购水泥", "工厂与朝鲜贸易公司签订了出口合同。"),
    ("ja", "北朝鮮の商人、山東省でセメントを注文", "工場は北朝鮮の貿易会社と輸出契約を結んだ。"),
]
PROVINCES_ALONE: list[Case] = [
    ("en", "Shandong exports more cement", "Plants in Shandong shipped it to Vietnam and South Korea."),
    ("ko", "산둥성 시멘트 수출 늘어", "산둥성 공장들은 베트남과 한국에 시멘트를 팔았다."),
    ("zh", "山东水泥出口增加", "山东的工厂把水泥卖给越南和韩国。"),
    ("ja", "山東省のセメント輸出が増加", "山東省の工場はベトナムと韓国に輸出した。"),
]


@pytest.mark.parametrize("case", AT_SEA)
def test_a_transfer_at_sea_evades_the_sanctions(classifier: Classifier, case: Case) -> None:
    assert topics(classifier, case) >= {"smuggling", "sanctions"}


@pytest.mark.parametrize("case", PROVINCES)
def test_a_province_names_china(classifier: Classifier, case: Case) -> None:
    assert "trade" in topics(classifier, case)


@pytest.mark.parametrize("case", PROVINCES_ALONE)
def test_a_province_that_trades_with_others_is_another_subject(classifier: Classifier, case: Case) -> None:
    assert not topics(classifier, case)


@pytest.mark.parametrize(
    "case",
    [
        ("en", "Beijing hands Pyongyang 400 tons of flour", "The flour came from a mill in Jilin."),
        ("en", "Jilin firm furnishes North Korean mills with flour", "China delivered the flour by lorry."),
        ("ko", "선양 업체, 북한 제분소에 밀가루 납품", "중국 업체는 밀가루를 트럭으로 보냈다."),
        ("zh", "沈阳企业向朝鲜移交四十台拖拉机", "拖拉机由中国吉林一家工厂生产。"),
        ("ja", "瀋陽の企業、北朝鮮にトラクター40台を納入", "中国の工場で作られた。"),
    ],
)
def test_handing_over_and_furnishing_are_supplying(classifier: Classifier, case: Case) -> None:
    assert "trade" in topics(classifier, case)


@pytest.mark.parametrize(
    "case",
    [
        ("en", "South Korean exports to China slip as North Korea tension weighs", ""),
        ("ko", "한국의 대중 수출 석 달째 감소…북한 변수는 제한적", ""),
        ("zh", "韩国对华出口下滑 朝鲜问题影响有限", ""),
        ("ja", "韓国の対中輸出が減少、北朝鮮の影響は小さい", ""),
    ],
)
def test_the_exports_of_south_korea_are_its_own(classifier: Classifier, case: Case) -> None:
    assert not topics(classifier, case)


@pytest.mark.parametrize(
    "case",
    [
        ("en", "Chinese businessmen questioned in Pyongyang over a photograph", "They were let go at noon."),
        ("en", "North Korean entrepreneur married in Shenyang", "The Chinese bride wore red."),
        ("ko", "중국인 사업가, 평양서 사진 찍다 조사받아", "그는 정오에 풀려났다."),
        ("zh", "中国企业家在平壤因拍照被问话", "他中午获释。"),
        ("ja", "中国人実業家、平壌で写真を撮り事情聴取", "正午に解放された。"),
    ],
)
def test_a_person_in_business_is_no_trade(classifier: Classifier, case: Case) -> None:
    assert "trade" not in topics(classifier, case)


@pytest.mark.parametrize(
    "case",
    [
        ("en", "Dollar at 16,400 won in Hyesan", "Money changers asked 16,450 won on Sunday."),
        ("en", "Flour at 11,500 won a kilo in Sinuiju", ""),
        ("ko", "혜산 밀가루값 한 달 새 두 배", "강냉이 1㎏도 3천 원을 넘겼다."),
        ("ko", "평양 콩기름값 들썩", "명절을 앞두고 식용유값이 뛰고 있다고 북한 소식통이 전했다."),
        ("zh", "惠山面粉价格翻倍", "朝鲜市场上面粉每公斤卖到一万一千朝元。"),
        ("ja", "恵山で小麦粉が1キロ1万1000ウォンに", ""),
    ],
)
def test_more_goods_and_forms_of_a_price_are_markets(classifier: Classifier, case: Case) -> None:
    assert "markets" in topics(classifier, case)


@pytest.mark.parametrize(
    ("language", "title", "text"),
    [
        (
            "en",
            "The boundary treaty of 1962",
            "In 1962 China and North Korea signed a boundary treaty. Islands were shared out in 1964.",
        ),
        ("ko", "1962년의 변계조약", "1962년 북한과 중국은 변계조약을 맺었다. 1964년 의정서가 섬을 나누었다."),
        ("zh", "1962年的中朝边界条约", "1962年中国与朝鲜签署边界条约。1964年的议定书划分了岛屿。"),
        (
            "ja",
            "1962年の中朝国境条約",
            "1962年、中国と北朝鮮は国境条約に署名した。1964年の議定書が島を分けた。",
        ),
    ],
)
def test_a_border_treaty_is_border_and_history(
    classifier: Classifier, language: str, title: str, text: str
) -> None:
    verdict = classifier.classify(title, text, language)
    assert "border" in {tag.topic for tag in verdict.tags}
    assert verdict.is_history


@pytest.mark.parametrize(
    ("text", "language", "goods"),
    [
        ("Trucks carried fans and electric rice cookers from Hunchun to Rason.", "en", {"appliances"}),
        ("트럭이 훈춘에서 라선으로 냉장고와 밥솥을 실어 날랐다.", "ko", {"appliances"}),
        ("Trucks carried rice from Hunchun to Rason.", "en", {"rice"}),
        ("North Korea won two gold medals in Hangzhou.", "en", set()),
        ("North Korean buyers bought soybeans in Dalian.", "en", {"soybeans"}),
        ("북한은 동 정광을 중국 장백으로 넘겼다.", "ko", {"ores"}),
        ("북한은 철정광을 중국 난핑으로 넘겼다.", "ko", {"iron-ore"}),
        ("朝鲜从大连进口大豆和豆油。", "zh", {"soybeans", "soybean-oil"}),
    ],
)
def test_goods_are_told_from_what_is_made_of_them(
    classifier: Classifier, text: str, language: str, goods: set[str]
) -> None:
    mentions = classifier.classify("", text, language).mentions
    assert {mention.id for mention in mentions if mention.kind == "goods"} == goods


@pytest.mark.parametrize(
    ("language", "title", "text"),
    [
        (
            "en",
            "Treasury bars Bank of Dandong",
            "The bank in Liaoning was a channel for North Korean money, the Treasury said.",
        ),
        ("ko", "미국, 단둥은행 거래 차단", "미 재무부는 이 중국 은행이 북한 돈의 통로라고 했다."),
        ("zh", "美国切断丹东银行", "美国财政部说，这家中国银行替朝鲜转移资金，因此对其实施制裁。"),
        (
            "ja",
            "米財務省、丹東銀行を締め出す",
            "米財務省は、この中国の銀行が北朝鮮の資金を動かしたとして制裁した。",
        ),
    ],
)
def test_american_sanctions_on_chinese_dealings_are_on_the_subject(
    classifier: Classifier, language: str, title: str, text: str
) -> None:
    verdict = classifier.classify(title, text, language)
    assert verdict.is_relevant
    assert "sanctions" in {tag.topic for tag in verdict.tags}


@pytest.mark.parametrize(
    ("language", "title", "text"),
    [
        (
            "en",
            "US and China differ on North Korea",
            "Washington asked for new sanctions after the launch, Beijing did not.",
        ),
        ("ko", "미중 외교장관 통화", "미국은 중국에 대북 제재를 지키라고 했고 중국은 대화를 말했다."),
        ("zh", "中美外长谈朝鲜半岛", "美方要求中方执行对朝制裁，中方呼吁对话。"),
        ("ja", "米、北朝鮮への制裁を検討", "米政府は制裁を検討し、中国は対話を求めた。"),
    ],
)
def test_talk_of_sanctions_between_governments_is_not(
    classifier: Classifier, language: str, title: str, text: str
) -> None:
    assert not classifier.classify(title, text, language).is_relevant
