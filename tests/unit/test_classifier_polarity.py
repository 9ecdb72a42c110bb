"""Polarity of a quoted sentence, in four languages."""

import pytest

from classifier.features import POLARITIES, polarity_of

SENTENCES = {
    ("en", "asserted"): [
        "Lorries loaded with cement crossed the bridge at Dandong on Monday.",
        "Customs officers in Hunchun seized 30 kg of ginseng from a van.",
        "Coal imports rose 12 percent from a year earlier, the customs office said.",
        "Traders in Hyesan now pay in yuan only.",
        "The railway between the two cities has reopened, a driver said.",
        "The ferry left Nampo as if nothing had happened and docked in Dalian.",
    ],
    ("en", "denied"): [
        "The ministry denied that the bridge had reopened.",
        "The customs house has not yet reopened, two traders said.",
        "There is no sign of trucks on the road to the crossing.",
        "Reports of a new fence are groundless, the mayor said.",
        "Freight trains have yet to return to the line.",
        "Beijing rejected the report of oil deliveries as untrue.",
    ],
    ("en", "planned"): [
        "The bridge will open to freight in May.",
        "The two sides agreed to build a second rail link.",
        "Tours of Sinuiju are expected to start next month.",
        "The city plans a bonded warehouse beside the port.",
        "The company is to ship 5,000 tonnes of flour over the river.",
        "The customs post is scheduled to resume work on Friday.",
    ],
    ("en", "conditional"): [
        "Trade will resume if the outbreak is contained.",
        "The crossing could open before winter, a broker said.",
        "Unless the fee is paid, the lorries stay in the yard.",
        "The visas may be renewed, depending on the province.",
        "Workers might be sent back should the ban be enforced.",
        "Deliveries go on as long as the ice holds.",
    ],
    ("en", "past"): [
        "Before the pandemic, some 300 lorries a day used the bridge.",
        "Smugglers used to cross the ice here at night.",
        "In 2017 the factory employed 200 women from the North.",
        "The line was once the main route for coal.",
        "Ten years ago the market sold mostly Chinese shoes.",
        "Until 2019 buses ran to Rason every morning.",
    ],
    ("ko", "asserted"): [
        "월요일 단둥에서 시멘트를 실은 트럭이 다리를 건넜다.",
        "훈춘 세관이 승합차에서 인삼 30㎏을 적발했다.",
        "석탄 수입이 지난해보다 12% 늘었다고 해관총서가 밝혔다.",
        "혜산 상인들은 요즘 위안화만 받는다.",
        "소식통에 따르면 두 도시를 잇는 열차가 다시 달리고 있다.",
        "화물선은 남포를 떠나 다롄에 닿았다.",
    ],
    ("ko", "denied"): [
        "외교부는 다리를 다시 열었다는 보도를 부인했다.",
        "세관은 아직 문을 열지 않았다.",
        "트럭이 움직일 기미는 없다고 상인이 말했다.",
        "새 울타리 소식은 사실이 아니라고 시 당국이 밝혔다.",
        "화물열차는 여전히 다니지 못하고 있다.",
        "그는 “섬을 빌려준 적 없다”고 말했다.",
    ],
    ("ko", "planned"): [
        "다리는 5월에 화물차에 열릴 예정이다.",
        "두 나라는 철길을 하나 더 놓기로 합의했다.",
        "신의주 관광이 다음 달 시작될 것으로 보인다.",
        "시는 항구 옆에 보세창고를 지을 계획이다.",
        "회사는 밀가루 5천 톤을 강 건너로 보내겠다고 했다.",
        "당국은 내년 봄 통상구를 넓히는 방안을 추진하고 있다.",
    ],
    ("ko", "conditional"): [
        "전염병이 잡히면 무역을 다시 시작한다.",
        "겨울 전에 통로가 열릴 가능성이 있다.",
        "요금을 내지 않을 경우 트럭은 마당에 묶인다.",
        "검역을 통과하는 조건으로 반입을 허가한다.",
        "비자가 연장될지도 모른다고 중개인은 말했다.",
        "얼음이 녹으면 배가 다시 뜬다고 주민이 전했다.",
    ],
    ("ko", "past"): [
        "코로나 이전에는 하루 트럭 300대가 다리를 지났다.",
        "예전에는 밤마다 밀수꾼이 얼음 위를 건넜다.",
        "2017년 이 공장은 북한 여성 200명을 고용했다.",
        "이 노선은 한때 석탄이 다니던 길이었다.",
        "작년 여름 장마당에는 중국 신발이 넘쳤다.",
        "당시 나선으로 가는 버스가 아침마다 있었다.",
    ],
    ("zh", "asserted"): [
        "周一，装满水泥的货车从丹东驶过大桥。",
        "珲春海关在一辆面包车里查获人参30公斤。",
        "海关公布，煤炭进口同比增长12%。",
        "惠山商人如今只收人民币。",
        "据司机说，两座城市之间的列车恢复运行。",
        "货轮离开南浦，抵达大连。",
    ],
    ("zh", "denied"): [
        "外交部否认大桥重新开放。",
        "海关尚未恢复工作。",
        "口岸没有恢复通车的迹象。",
        "市政府称，新建围栏的消息不属实。",
        "货运列车还没回到这条线路。",
        "發言人表示，並未向對岸供應燃油。",
    ],
    ("zh", "planned"): [
        "大桥将于五月向货车开放。",
        "双方计划再修一条铁路。",
        "新义州旅游预计下月开始。",
        "该市拟在港口旁建保税仓库。",
        "公司準備把五千噸麵粉運過江。",
        "口岸有望在春天扩建。",
    ],
    ("zh", "conditional"): [
        "如果疫情得到控制，贸易就恢复。",
        "一旦江面结冰，车辆就能通过。",
        "除非交费，货车都停在院里。",
        "签证也许会延长，要看各省。",
        "若執行禁令，工人要回國。",
        "中间人说，通道可能在入冬前打开。",
    ],
    ("zh", "past"): [
        "疫情以前，每天有三百辆货车过桥。",
        "过去，走私者夜里从冰上过江。",
        "2017年，这家工厂雇了200名朝鲜女工。",
        "这条线路曾是煤炭的主要通道。",
        "去年夏天，市场上摆满中国鞋。",
        "當時每天早上有巴士開往羅先。",
    ],
    ("ja", "asserted"): [
        "月曜日、セメントを積んだトラックが丹東から橋を渡った。",
        "琿春の税関はワゴン車から人参30キロを押収した。",
        "税関によると、石炭の輸入は前年同月より12％増えた。",
        "恵山の商人は今では人民元しか受け取らない。",
        "二つの市を結ぶ列車が再び走っている。",
        "貨物船は南浦を出て大連に着いた。",
    ],
    ("ja", "denied"): [
        "外務省は橋が再び開いたことを否定した。",
        "税関はまだ開いていない。",
        "トラックが動く気配はないと商人は話す。",
        "新しい柵の話は事実ではないと市は述べた。",
        "貨物列車は依然として走っておらず、荷は止まったままだ。",
        "彼は「島を貸したことはない」と語った。",
    ],
    ("ja", "planned"): [
        "橋は5月に貨物に開放される予定だ。",
        "両国は鉄道をもう一本敷く計画だ。",
        "新義州への観光は来月始まる見通しだ。",
        "市は港の隣に保税倉庫を建てる方針を決めた。",
        "会社は小麦粉5千トンを川の向こうへ送ると発表した。",
        "税関は金曜に業務を再開することになった。",
    ],
    ("ja", "conditional"): [
        "感染が収まれば、貿易は再開する。",
        "冬の前に通路が開く可能性がある。",
        "料金を払わない場合、トラックは動けなくなる。",
        "査証は延びるかもしれない。",
        "禁令が守られるなら、労働者は帰国する。",
        "氷が解けたら、船が出ると住民は話す。",
    ],
    ("ja", "past"): [
        "かつては一日300台のトラックが橋を渡った。",
        "以前は密輸業者が夜に氷の上を渡っていた。",
        "2017年にこの工場は北朝鮮の女性200人を雇った。",
        "当時、羅先行きのバスが毎朝出ていた。",
        "昨年の夏、市場には中国の靴があふれた。",
        "1990年代には、川沿いの町で木材が取引された。",
    ],
}
CASES = [(text, language, value) for (language, value), texts in SENTENCES.items() for text in texts]


@pytest.mark.parametrize(("text", "language", "expected"), CASES)
def test_sentence_has_its_polarity(text: str, language: str, expected: str) -> None:
    assert polarity_of(text, language) == expected


def test_every_value_has_examples_in_four_languages() -> None:
    assert set(SENTENCES) == {
        (language, value) for language in ("en", "ko", "zh", "ja") for value in POLARITIES
    }
    assert all(len(texts) >= 6 for texts in SENTENCES.values())


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        # A clause beside the statement does not decide.
        ("Drivers who have not been tested wait in a yard at the crossing.", "en", "asserted"),
        ("The mine opened on Monday and is expected to supply coal to Dandong.", "en", "asserted"),
        ("The plant did not respond, but its lorries crossed the river.", "en", "asserted"),
        ("Not only flour but also sugar came over the bridge.", "en", "asserted"),
        ("소식통에 따르면 밀가루뿐만 아니라 설탕도 들어왔다.", "ko", "asserted"),
        ("이 거래는 제재 위반이며 반면 중국은 말을 아꼈다.", "ko", "asserted"),
        ("不仅面粉，糖也运过了桥。", "zh", "asserted"),
        ("若干货车停在口岸。", "zh", "asserted"),
        ("小麦粉だけでなく砂糖も橋を渡った。", "ja", "asserted"),
        ("情報筋によれば、トラックは橋を渡った。", "ja", "asserted"),
        # Where somebody goes, what somebody lives on, and what is not known are neither plan nor condition.
        ("Officials going to China are rare, a broker said.", "en", "asserted"),
        ("Drivers are going to park at the bridge.", "en", "planned"),
        ("The town depends on China for 90 percent of its fuel.", "en", "asserted"),
        ("It depends on the customs office.", "en", "conditional"),
        ("Tours stopped today, and I have no idea when they will restart.", "en", "asserted"),
        ("貨物列車が北朝鮮に向けて走り出した。", "ja", "asserted"),
        ("税関は再開に向けて動く。", "ja", "planned"),
        ("外界怀疑中国执行制裁的承诺。", "zh", "asserted"),
        ("中方承诺开放口岸。", "zh", "planned"),
        # Announced for a day to come, in a quotation; not what goes on since.
        ("소식통은 “열차가 5월 1일부터 운행을 멈춘다”고 밝혔다.", "ko", "planned"),
        ("소식통은 열차가 지난달부터 짐을 싣지 않은 채 다닌다고 밝혔다.", "ko", "asserted"),
        # Only found out now.
        ("保衛局が昨年末に表彰されたことが分かった。", "ja", "asserted"),
        ("保衛局は昨年末に表彰された。", "ja", "past"),
        # An earlier time that the news is compared with.
        ("Imports have grown tenfold since 2020.", "en", "asserted"),
        ("2020년 이후 처음으로 버스가 국경을 넘었다.", "ko", "asserted"),
        ("自2020年以来首次有客车过境。", "zh", "asserted"),
        ("2020年以来初めて客車が国境を越えた。", "ja", "asserted"),
        # When something happens every night or winter is no condition, what would follow from something is.
        ("트럭은 밤 10시가 지나면 줄지어 강을 건넌다고 소식통이 전했다.", "ko", "asserted"),
        ("겨울이 되면 주민들은 얼음 위로 짐을 나른다.", "ko", "asserted"),
        ("허가가 나면 트럭은 줄지어 강을 건넌다.", "ko", "conditional"),
        ("夜10時を過ぎれば、トラックが列をなして川を渡る。", "ja", "asserted"),
        ("許可が出れば、トラックは川を渡る。", "ja", "conditional"),
        ("只要一到夜里，货车就排队过江。", "zh", "asserted"),
        ("只要批文一到，货车就可以过江。", "zh", "conditional"),
        ("After ten at night the trucks cross the river one by one.", "en", "asserted"),
        # Denial comes first, then the condition.
        ("The governor denied that the port will open if the fee is paid.", "en", "denied"),
        ("Work would start if the money came.", "en", "conditional"),
        ("Il pleut à Dandong.", "fr", "asserted"),
        ("", "en", "asserted"),
    ],
)
def test_what_looks_like_a_sign_is_not_always_one(text: str, language: str, expected: str) -> None:
    assert polarity_of(text, language) == expected
