"""Smuggling and border told by their circumstances, in four languages, and the same of somewhere else."""

import pytest

from classifier import Classifier
from classifier.features import read, weigh
from classifier.lexicon import BIT

Case = tuple[str, str, str]

SMUGGLING: list[Case] = [
    # Hidden in a vehicle or on a person.
    ("en", "North Korean ginseng sewn into a jacket found at Hunchun", "The driver said nothing."),
    ("ko", "훈춘 검문소, 외투에 꿰맨 북한 인삼 찾아", "운전사는 말이 없었다."),
    ("zh", "珲春查出夹克里缝藏的朝鲜人参", "司机一言不发。"),
    ("ja", "琿春で上着に縫い込まれた北朝鮮の高麗人参", "運転手は黙っていた。"),
    # Said to be something else.
    (
        "en",
        "Crab from North Korea sold in Yantai as local catch",
        "The seafood was relabelled in a cold store and declared as Chinese.",
    ),
    ("ko", "북한산 꽃게, 옌타이서 중국산 둔갑", "수산물은 창고에서 상표를 바꿔 중국산으로 신고됐다."),
    ("zh", "朝鲜海鲜在烟台换标出售", "商家把货物申报为本地捕捞,改贴标签后上市。"),
    ("ja", "北朝鮮の水産物、煙台で産地を偽り販売", "倉庫でラベルを張り替え、地元産として申告された。"),
    # A firm that is a name only.
    ("en", "Dalian dealer paid for North Korean zinc through a dummy firm", "It had no office and no staff."),
    ("ko", "다롄 상인, 페이퍼컴퍼니로 북한 아연 대금 치러", "회사는 친척 명의로 돼 있었다."),
    ("zh", "大连商人借纸上公司购买朝鲜锌矿", "公司登记在他人名义之下。"),
    ("ja", "大連の業者、書類上の会社で北朝鮮の亜鉛を買う", "会社は他人名義だった。"),
    # A ship that hides who and where it is.
    (
        "en",
        "Chinese tanker went dark before meeting North Korean ship",
        "Its tracking signal was off for nine hours while diesel was pumped across.",
    ),
    (
        "ko",
        "중국 유조선, 위치 신호 끄고 북한 배 만나",
        "아홉 시간 동안 식별장치가 꺼진 사이 경유를 옮겨 실었다.",
    ),
    ("zh", "中国油轮关闭定位信号与朝鲜船会合", "九小时内应答器关闭,柴油在海上交接。"),
    ("ja", "中国のタンカー、位置信号を切り北朝鮮船と接触", "識別装置が九時間切れ、軽油が洋上で移された。"),
]
ELSEWHERE: list[Case] = [
    ("en", "Cigarettes sewn into coats stopped at the Polish border", "The driver came from Belarus."),
    ("ko", "폴란드 국경서 외투에 꿰맨 담배 적발", "운전사는 벨라루스에서 왔다."),
    ("zh", "凭祥查出夹克里缝藏的香烟", "司机从越南开车过来。"),
    ("ja", "ポーランド国境で上着に縫い込まれたたばこ", "運転手はベラルーシから来た。"),
    ("en", "Dealer in Busan sold Chinese eels as local catch", "The fish were relabelled in a cold store."),
    ("ko", "부산 업자, 중국산 장어를 국산으로 둔갑", "창고에서 상표를 바꿔 신고했다."),
    ("zh", "釜山商人把中国鳗鱼换标出售", "商家把货物申报为韩国产。"),
    ("ja", "釜山の業者、中国産ウナギの産地を偽り販売", "倉庫でラベルを張り替えた。"),
]
BORDER: list[Case] = [
    # Across the river on foot.
    ("en", "Mother and son swim the Yalu below Manpo", "Villagers on the Chinese side took them in."),
    ("ko", "모자, 만포 아래서 압록강 헤엄쳐 건너", "중국 쪽 마을 사람들이 이들을 숨겨 줬다."),
    ("zh", "母子在满浦下游泅渡鸭绿江", "中国一侧的村民收留了他们。"),
    ("ja", "母と息子、満浦の下流で鴨緑江を泳いで渡る", "中国側の村人が二人をかくまった。"),
    # Flight of soldiers and workers.
    ("en", "Soldier flees post at Onsong with his rifle", "Chinese police searched Tumen all night."),
    ("ko", "온성 초소 군인, 총 들고 달아나", "중국 공안은 밤새 투먼을 수색했다."),
    ("zh", "稳城哨兵携枪出逃", "中国公安在图们彻夜搜查。"),
    ("ja", "穏城の兵士、銃を持って逃走", "中国の公安は一晩中、図們を捜索した。"),
    # Shots and fences.
    ("en", "Warning shots ring out over the Tumen at Musan", "Farmers in Helong heard four of them."),
    ("ko", "무산 두만강가에 경고사격", "허룽 농민들은 총성 네 발을 들었다."),
    ("zh", "茂山图们江边传出枪声", "和龙的农民听到四声。"),
    ("ja", "茂山の豆満江沿いで銃声", "和竜の農民は四発を聞いた。"),
]
NO_BORDER: list[Case] = [
    ("en", "Mother and son swim the Rio Grande", "Villagers in Mexico saw them leave."),
    ("ko", "탈북민 출신 선수, 한강 헤엄쳐 건너", "서울 시민들이 박수를 보냈다."),
    ("zh", "游泳爱好者泅渡长江", "武汉市民在岸边加油。"),
    ("ja", "脱北者の選手、漢江を泳いで渡る", "ソウルの市民が拍手を送った。"),
    # The town at the border is only where it happens.
    (
        "en",
        "Noodle prices up in Sinuiju, a city on the Chinese border",
        "A packet of North Korean noodles cost 2,000 won.",
    ),
    ("ko", "국경도시 단둥 박람회서 북한 술 인기", "북한 상인들은 사흘 동안 술 3천 병을 팔았다."),
    ("zh", "边境城市丹东的展销会上朝鲜酒走俏", "朝鲜商人三天卖出三千瓶酒。"),
    ("ja", "国境の町・丹東の見本市で北朝鮮の酒が人気", "北朝鮮の業者は三日で三千本を売った。"),
]


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return Classifier.load()


def topics(classifier: Classifier, case: Case) -> set[str]:
    language, title, body = case
    return {tag.topic for tag in classifier.classify(title, body, language).tags}


@pytest.mark.parametrize("case", SMUGGLING)
def test_smuggling_is_told_by_its_circumstances(classifier: Classifier, case: Case) -> None:
    assert "smuggling" in topics(classifier, case)


@pytest.mark.parametrize("case", ELSEWHERE)
def test_the_same_circumstances_elsewhere_are_another_subject(classifier: Classifier, case: Case) -> None:
    assert not topics(classifier, case)


@pytest.mark.parametrize("case", BORDER)
def test_crossing_fleeing_and_shooting_at_the_river_are_border(classifier: Classifier, case: Case) -> None:
    assert "border" in topics(classifier, case)


@pytest.mark.parametrize("case", NO_BORDER)
def test_other_rivers_and_a_town_that_lies_there_are_no_border(classifier: Classifier, case: Case) -> None:
    assert "border" not in topics(classifier, case)


@pytest.mark.parametrize(
    ("language", "lead", "text"),
    [
        ("en", "Freight moves between China and North Korea.", "The border was closed in January 2020."),
        ("en", "China and North Korea trade again.", "It is the first deal since the border was shut."),
        ("ko", "북한과 중국의 교역이 늘었다.", "북한은 2020년 1월 국경을 봉쇄했다."),
        ("ko", "북한과 중국의 교역이 늘었다.", "국경 봉쇄 이후 처음이다."),
        ("zh", "中国与朝鲜的贸易增长。", "朝鲜2020年1月封锁边境。"),
        ("zh", "中国与朝鲜的贸易增长。", "这是封锁边境以来第一次。"),
        ("ja", "中国と北朝鮮の貿易が増えた。", "北朝鮮は2020年1月に国境を封鎖した。"),
        ("ja", "中国と北朝鮮の貿易が増えた。", "国境封鎖以降で初めてだ。"),
    ],
)
def test_a_closure_of_years_ago_is_background(
    classifier: Classifier, language: str, lead: str, text: str
) -> None:
    told = weigh(read("", f"{lead} {text}", language, classifier.matcher))
    assert len(told) == 2
    assert not told[1].topics & BIT["border"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "North Korea closed the border with China on Monday."),
        ("ko", "북한이 월요일 중국과의 국경을 봉쇄했다."),
        ("zh", "朝鲜周一封锁边境,禁止中国货车入境。"),
        ("ja", "北朝鮮は月曜、中国との国境を封鎖した。"),
    ],
)
def test_a_closure_that_is_the_news_is_border(classifier: Classifier, language: str, text: str) -> None:
    (told,) = weigh(read("", text, language, classifier.matcher))
    assert told.topics & BIT["border"]


@pytest.mark.parametrize(
    ("language", "lead", "text"),
    [
        ("en", "Dealers cross between China and North Korea.", "One died. Smugglers carry herbs at night."),
        ("ko", "중국과 북한을 오가는 상인이 줄었다.", "한 명은 숨졌다. 밀수꾼들은 밤에 약초를 나른다."),
        ("zh", "来往中国与朝鲜的商人减少。", "一人死亡。走私者夜里搬运药草。"),
        ("ja", "中国と北朝鮮を行き来する商人が減った。", "一人が死亡した。密輸業者は夜に薬草を運ぶ。"),
    ],
)
def test_a_later_sentence_goes_on_about_the_pair_of_the_lead(
    classifier: Classifier, language: str, lead: str, text: str
) -> None:
    told = weigh(read("", f"{lead} {text}", language, classifier.matcher))
    assert told[-1].closeness == 1
    assert told[-1].topics & BIT["smuggling"]
