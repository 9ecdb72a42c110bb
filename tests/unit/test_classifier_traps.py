"""Words that look like our subject and are not, and the reverse. All texts are our own."""

import pytest

from classifier import Classifier
from yaluwatch.model import Verdict


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return Classifier.load()


def named(verdict: Verdict) -> set[str]:
    return {mention.id for mention in verdict.mentions}


def topics(verdict: Verdict) -> set[str]:
    return {tag.topic for tag in verdict.tags}


@pytest.mark.parametrize(
    ("text", "language", "absent"),
    [
        ("纽约市长白思豪宣布参选。朝鲜没有回应。", "zh", "changbai"),
        ("罗先生昨天抵达北京，谈到朝鲜局势。", "zh", "rason"),
        ("延边的朝鲜族家庭庆祝节日。", "zh", "north-korea"),
        ("朝鲜战争爆发七十年。", "zh", "north-korea"),
        ("其中朝鲜代表也出席了会议。", "zh", "border"),
        ("集安组织与朝鲜无关，收集安全数据。", "zh", "jian"),
        ("小明和龙头企业签约，朝鲜也在其中。", "zh", "helong"),
        ("会宁可不谈朝鲜。", "zh", "hoeryong"),
        ("Tyumen lies in Siberia, far from North Korea.", "en", "tumen-city"),
        ("The reason for North Korea's choice is treason.", "en", "rason"),
        ("A new Gundam film called Musan opens.", "en", "musan"),
        ("Daily NK reported on the flood in Jiangxi.", "en", "north-korea"),
        ("A nk cell kills tumours, the biologist in China said.", "en", "north-korea"),
        ("NK cells kill tumours.", "en", "north-korea"),
        ("The MSS in Beijing warned foreign consultants.", "en", "dprk-mss"),
        ("Korea posted a record surplus.", "en", "north-korea"),
        ("Longjing tea from Hangzhou is sold out.", "en", "longjing"),
        ("정부의 대북 계획이 무산됐다.", "ko", "musan"),
        ("그가 직접 설득에 나선 이유는 북한이다.", "ko", "rason"),
        ("조선일보는 사설에서 북을 비판했다.", "ko", "north-korea"),
        ("집안 어른들이 북한 이야기를 했다.", "ko", "jian"),
        ("돌연변이 연구가 북한과 무슨 상관인가.", "ko", "yanbian"),
        ("전라선 열차가 멈췄다.", "ko", "rason"),
        ("朝鮮戦争の映画が公開された。", "ja", "north-korea"),
        ("朝鮮語を学ぶ。", "ja", "north-korea"),
    ],
)
def test_look_alike_is_not_taken_for_the_place_or_actor(
    classifier: Classifier, text: str, language: str, absent: str
) -> None:
    assert absent not in named(classifier.classify("", text, language))


@pytest.mark.parametrize(
    ("text", "language", "present"),
    [
        ("长白口岸恢复通关，朝鲜货车驶入。", "zh", "changbai-port"),
        ("羅先市的貿易官員前往琿春。", "zh", "rason"),
        ("圖們江對岸就是朝鮮南陽。", "zh", "tumen-river"),
        ("丹東至新義州的貨運列車", "zh", "sinuiju"),
        ("Trucks left the city of Tumen for Namyang in North Korea.", "en", "tumen-city"),
        ("Trucks left the city of Tumen for Namyang in North Korea.", "en", "namyang"),
        ("Smugglers wait along the Yalu and Tumen rivers.", "en", "tumen-river"),
        ("NK traders asked Dandong for rice.", "en", "north-korea"),
        ("The MSS sent agents to Hyesan, a North Korean source said.", "en", "dprk-mss"),
        ("Ji’an customs reopened opposite Manpo, North Korea.", "en", "jian"),
        ("UNSCR 2397 bars workers.", "en", "unscr-2397"),
        ("Resolutions 2270 and 2321 cap coal.", "en", "unscr-2321"),
        ("대북제재 결의 2371호가 채택됐다.", "ko", "unscr-2371"),
        ("安理会2321号决议限制煤炭出口。", "zh", "unscr-2321"),
        ("국가보위성이 밀수를 단속했다고 양강도 소식통이 전했다.", "ko", "dprk-mss"),
        ("북한 무산광산의 철광석이 중국으로 나간다.", "ko", "musan-mine"),
        ("남신의주에서 단둥까지 트럭이 오갔다.", "ko", "dandong"),
        ("나선시 당국이 중국 상인을 불렀다.", "ko", "rason"),
        ("恵山の市場でコメ価格が上がった。", "ja", "hyesan"),
        ("鴨緑江を渡って丹東へ運ばれた。", "ja", "yalu-river"),
    ],
)
def test_name_in_its_own_setting_is_found(
    classifier: Classifier, text: str, language: str, present: str
) -> None:
    assert present in named(classifier.classify("", text, language))


OTHER_STORIES = [
    (
        "en",
        "Border Patrol finds tunnel",
        "Smugglers moved drugs under the US-Mexico border. China makes the chemicals.",
    ),
    (
        "en",
        "Seoul and Pyongyang reopen hotline",
        "The inter-Korean border at Panmunjom was quiet. The DMZ stays mined.",
    ),
    (
        "en",
        "Russia ships oil to North Korea",
        "Trains crossed at Khasan. Moscow and Pyongyang signed a trade deal in Vladivostok.",
    ),
    (
        "en",
        "Striker seals trade to Boston",
        "He smuggled the ball in for a late goal before the transfer window closed.",
    ),
    ("en", "Kent braces for queues", "Trucks wait at the border as people smugglers cross the Channel."),
    (
        "en",
        "North Korea fires missile",
        "The ballistic missile flew 600 km. Japan and the United States condemned it. China urged calm.",
    ),
    (
        "ko",
        "인천세관, 중국산 담배 밀수 적발",
        "인천본부세관은 중국에서 담배를 밀수입한 일당을 붙잡았다고 밝혔다.",
    ),
    ("ko", "남북 군사회담 열려", "판문점에서 남북 대표가 만났다. 비무장지대 지뢰 제거를 논의했다."),
    ("ko", "북러 무역 늘어", "러시아와 북한이 두만강역을 통한 무역을 늘리기로 했다고 모스크바가 밝혔다."),
    ("zh", "瑞丽口岸恢复通关", "中缅边境的瑞丽口岸今天恢复通关，边民贸易回升。"),
    ("zh", "深圳海关破获走私案", "海关在深圳湾口岸查获走私手机，涉及香港水客。"),
    ("zh", "抗美援朝电影上映", "讲述志愿军跨过鸭绿江的电影今天上映。朝鲜战争历史受到关注。"),
    ("ja", "メキシコ国境で密輸摘発", "米国当局は国境で麻薬の密輸を摘発した。"),
    ("ja", "北朝鮮がミサイル発射", "北朝鮮は弾道ミサイルを発射した。日本政府は抗議した。"),
]


@pytest.mark.parametrize(("language", "title", "body"), OTHER_STORIES)
def test_story_of_another_border_or_subject_is_not_relevant(
    classifier: Classifier, language: str, title: str, body: str
) -> None:
    verdict = classifier.classify(title, body, language)
    assert not verdict.is_relevant
    assert verdict.tags == ()


OUR_STORIES = [
    (
        "en",
        "Vehicle smuggling resumes at Hyesan",
        (
            "State-run smuggling of cars has resumed at Hyesan, a source in Ryanggang Province said. "
            "Trucks cross from Changbai after dark and customs officials look away."
        ),
        {"smuggling", "border"},
    ),
    (
        "en",
        "China’s exports to North Korea rise 12% in May",
        "Chinese customs data showed exports of fertiliser and soybean oil grew. Imports of wigs fell.",
        {"trade"},
    ),
    (
        "en",
        "First freight train crosses into Dandong",
        "A freight train from Sinuiju crossed the Friendship Bridge, the first since the border closure.",
        {"logistics", "border"},
    ),
    (
        "ko",
        "혜산서 차량 밀수 재개…국가밀무역 활기",
        (
            "양강도 소식통은 혜산 세관 인근에서 중국 대방과의 밀수가 다시 시작됐다고 전했다. "
            "국경경비대가 뒷돈을 받고 눈감아 준다고 했다."
        ),
        {"smuggling", "border"},
    ),
    (
        "ko",
        "5월 북중 교역액 2억달러 넘어",
        "중국 해관총서에 따르면 북중 무역액이 전년 대비 늘었다. 콩기름과 비료 수입이 많았다.",
        {"trade"},
    ),
    (
        "ko",
        "단둥-신의주 화물열차 운행 재개",
        "중국 단둥과 북한 신의주를 잇는 화물열차가 다시 다닌다. 세관은 소독을 강화했다.",
        {"logistics"},
    ),
    (
        "zh",
        "长白口岸夜间走私汽车增多",
        "消息人士说，惠山的贸易公司在长白口岸附近走私汽车，朝鲜边防军收钱放行。",
        {"smuggling", "border"},
    ),
    (
        "zh",
        "丹東至新義州貨運列車恢復",
        "停運多月後，丹東至新義州的國際貨運列車今天恢復，中朝貿易商表示歡迎。",
        {"logistics", "trade"},
    ),
    (
        "ja",
        "中朝国境で国家密輸が再開",
        "恵山の対岸の長白から中古車が運ばれている。両江道の消息筋は密輸が国家主導だと話した。",
        {"smuggling", "border"},
    ),
    (
        "ja",
        "5月の中朝貿易、2割増",
        "中国税関総署によると、北朝鮮への輸出は肥料と大豆油が伸びた。",
        {"trade"},
    ),
    (
        "ja",
        "北朝鮮労働者、丹東の縫製工場に到着",
        "中国・丹東の縫製工場に北朝鮮労働者が新たに派遣された。制裁決議2397は就労を禁じている。",
        {"labor", "sanctions"},
    ),
]


@pytest.mark.parametrize(("language", "title", "body", "wanted"), OUR_STORIES)
def test_report_from_the_border_is_relevant_with_its_topics(
    classifier: Classifier, language: str, title: str, body: str, wanted: set[str]
) -> None:
    verdict = classifier.classify(title, body, language)
    assert verdict.is_relevant
    assert topics(verdict) >= wanted


@pytest.mark.parametrize(
    ("language", "title", "body"),
    [
        (
            "en",
            "North Korea tightens border patrols",
            "North Korea sealed its border and doubled the guards, a source said.",
        ),
        ("ko", "北, 국경 경비 강화", "북한 당국이 국경을 다시 봉쇄하고 순찰을 늘렸다고 소식통이 전했다."),
        ("zh", "朝鲜加强边境管控", "消息人士说，朝鲜再次封锁边境，并增加巡逻。"),
        ("ja", "北朝鮮、国境警備を強化", "北朝鮮当局は国境を再び封鎖し、警備を増やしたと消息筋が伝えた。"),
    ],
)
def test_what_north_korea_does_at_its_border_is_done_at_the_chinese_one(
    classifier: Classifier, language: str, title: str, body: str
) -> None:
    assert "border" in topics(classifier.classify(title, body, language))


@pytest.mark.parametrize(
    ("language", "title", "body"),
    [
        (
            "en",
            "Russia and North Korea open a border bridge",
            "Moscow reopened the border crossing at Khasan to trains.",
        ),
        (
            "ko",
            "북한, 남측 국경 철책 보강",
            "군사분계선의 경비를 강화하고 남북 연결 도로를 차단했다고 합참이 밝혔다.",
        ),
        ("zh", "朝鲜封锁与韩国的边界", "朝鲜在军事分界线附近加强巡逻，韩国军方表示关注。"),
    ],
)
def test_border_with_another_neighbour_is_not_the_chinese_one(
    classifier: Classifier, language: str, title: str, body: str
) -> None:
    assert not classifier.classify(title, body, language).is_relevant


def test_freight_over_the_tumen_to_russia_is_not_ours(classifier: Classifier) -> None:
    body = (
        "Russia will run a second freight train a week to North Korea, an official in Vladivostok said. "
        "The wagons cross the Tumen River from Khasan to Tumangang, where goods are reloaded.\n\n"
        "Moscow and Pyongyang also build a road bridge over the river."
    )
    verdict = classifier.classify("Second freight train between Khasan and Tumangang", body, "en")
    assert not verdict.is_relevant


def test_return_of_fishermen_by_the_south_is_not_our_border(classifier: Classifier) -> None:
    body = "Four fishermen of the DPRK came home through Panmunjom. They had been held in the South."
    verdict = classifier.classify("DPRK fishermen interviewed after repatriation", body, "en")
    assert not verdict.is_relevant


@pytest.mark.parametrize("person", ["취재 협력자", "협력업체 관계자"])
def test_who_works_with_somebody_is_no_cooperation_of_states(classifier: Classifier, person: str) -> None:
    text = f"북한이 중국과의 국경 철조망에 전기를 흘려보내고 있다고 양강도의 {person}가 전했다."
    verdict = classifier.classify("북중 국경 철조망에 고압전기", text, "ko")
    assert "border" in topics(verdict)
    assert "diplomacy" not in topics(verdict)
    assert "cooperation" not in {term.gloss for term in verdict.terms}
