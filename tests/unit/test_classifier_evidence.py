"""Which sentences are quoted, and in which order."""

import pytest

from classifier import Classifier
from classifier.features import TopicToQuote, find_evidence, read, weigh
from classifier.lexicon import BIT


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return Classifier.load()


def quotes(
    classifier: Classifier, title: str, body: str, language: str, *topics: str
) -> dict[str, list[str]]:
    """Topic → quoted texts, as if the topics had been found in this order."""
    parsed = read(title, body, language, classifier.matcher)
    wanted = [TopicToQuote(topic, BIT[topic], 0.9) for topic in topics]
    found = find_evidence(parsed, weigh(parsed), wanted, language)
    return {topic: [span.text for span in spans] for topic, spans in found.items()}


@pytest.mark.parametrize(
    ("language", "title", "background", "news", "topic"),
    [
        (
            "en",
            "Lorries cross at Dandong again",
            "Since January 2020 the border between China and North Korea had been shut to freight.",
            "On Monday 40 lorries loaded with flour crossed from Dandong to North Korea, a trader said.",
            "logistics",
        ),
        (
            "ko",
            "단둥에서 화물차 다시 건너",
            "지난해 초 북한은 중국과의 국경을 닫고 화물 운송을 멈췄다.",
            "월요일 밀가루를 실은 화물차 40대가 단둥에서 북한으로 건너갔다고 중국 상인이 전했다.",
            "logistics",
        ),
        (
            "zh",
            "丹东货车重新过桥",
            "此前，中国与朝鲜之间的边境货运长期中断。",
            "据商人透露，周一有40辆装满面粉的货车从中国丹东驶入朝鲜。",
            "logistics",
        ),
        (
            "ja",
            "丹東からトラックが再び渡る",
            "これまで中国と北朝鮮の国境では貨物の輸送が止まっていた。",
            "商人によると、月曜に小麦粉を積んだトラック40台が中国の丹東から北朝鮮へ渡った。",
            "logistics",
        ),
    ],
)
@pytest.mark.parametrize("is_first", [True, False])
def test_news_is_quoted_before_background(
    classifier: Classifier,
    language: str,
    title: str,
    background: str,
    news: str,
    topic: str,
    *,
    is_first: bool,
) -> None:
    body = f"{background}\n{news}" if is_first else f"{news}\n{background}"
    assert quotes(classifier, title, body, language, topic)[topic][0] == news


@pytest.mark.parametrize(
    ("language", "title", "rule", "news"),
    [
        (
            "en",
            "Dandong firm fined under sanctions",
            "UN resolutions forbid North Korea to sell coal.",
            "A firm in Dandong was fined 2 million yuan for buying coal from North Korea, customs said.",
        ),
        (
            "ko",
            "단둥 회사, 석탄 사들여 벌금",
            "유엔 결의는 북한의 석탄 판매를 금지한다.",
            "단둥의 회사가 북한 석탄을 사들여 벌금 200만 위안을 물었다고 중국 세관이 밝혔다.",
        ),
        (
            "zh",
            "丹东公司因煤炭被罚",
            "联合国决议禁止朝鲜出售煤炭。",
            "中国海关公布，丹东一家公司因购买朝鲜煤炭违反制裁，被罚200万元人民币。",
        ),
        (
            "ja",
            "丹東の会社、石炭で罰金",
            "国連の決議は北朝鮮の石炭販売を禁じている。",
            "中国の税関によると、丹東の会社が北朝鮮の石炭を買い、制裁違反で罰金200万元を払った。",
        ),
    ],
)
def test_text_of_a_rule_comes_after_what_happened(
    classifier: Classifier, language: str, title: str, rule: str, news: str
) -> None:
    assert quotes(classifier, title, f"{rule}\n{news}", language, "sanctions")["sanctions"][0] == news


def test_clause_on_a_third_country_comes_after_what_happened(classifier: Classifier) -> None:
    news = "China sent 900 tonnes of rice to North Korea by rail, the customs office said."
    other = (
        "China also sold 900 tonnes of rice to Iran and Vietnam, the customs office said, after North Korea."
    )
    found = quotes(classifier, "China sends rice to North Korea", f"{other} {news}", "en", "trade")
    assert found["trade"][0] == news


def test_sentence_with_the_figure_of_the_headline_comes_first(classifier: Classifier) -> None:
    body = (
        "Traders in Dandong speak of a better month for business with North Korea, a broker there said. "
        "Exports from China to North Korea rose by 12.5 percent in May, a broker there said."
    )
    found = quotes(classifier, "China's exports to North Korea up 12.5 percent", body, "en", "trade")
    assert found["trade"][0].startswith("Exports")


def test_topics_quote_different_sentences_first(classifier: Classifier) -> None:
    body = (
        "China and North Korea reopened the customs post at Dandong to trade on Monday, officials said. "
        "Smugglers in North Korea sold 20 kg of gold to China by night, a source said. "
        "North Korean workers in China were told to pay 300 yuan, a source said."
    )
    found = quotes(classifier, "Dandong", body, "en", "smuggling", "border", "labor")
    assert len({texts[0] for texts in found.values()}) == 3
    assert found["smuggling"][0].startswith("Smugglers")
    assert found["labor"][0].startswith("North Korean workers")


def test_topics_keep_their_order(classifier: Classifier) -> None:
    body = "Smugglers left China for North Korea. Trucks took coal to China. Its trade with North Korea rose."
    found = quotes(classifier, "", body, "en", "trade", "smuggling", "logistics")
    assert list(found) == ["trade", "smuggling", "logistics"]


def test_topic_that_no_sentence_close_to_both_sides_is_about_is_absent(classifier: Classifier) -> None:
    body = "China and North Korea trade more. The weather was fine. In Peru nobody minds quarantine."
    assert set(quotes(classifier, "", body, "en", "trade", "health", "tourism")) == {"trade"}


def test_headline_comes_last_and_stands_alone_if_nothing_else_fits(classifier: Classifier) -> None:
    title = "China and North Korea resume trade"
    body = "Trade between China and North Korea is growing."
    assert quotes(classifier, title, body, "en", "trade")["trade"] == [body, title]
    assert quotes(classifier, title, "", "en", "trade")["trade"] == [title]
    assert quotes(classifier, title, "It rained.", "en", "trade")["trade"] == [title]


def test_at_most_four_sentences_are_quoted_and_none_without_a_known_word(classifier: Classifier) -> None:
    body = "China trades with North Korea by freight train. " * 9 + "It rained all day and nobody came."
    found = quotes(classifier, "", body, "en", "trade", "logistics")
    assert [len(found["trade"]), len(found["logistics"])] == [4, 3]
    assert not any("rained" in text for text in found["trade"])


@pytest.mark.parametrize(
    ("language", "title", "news", "measure"),
    [
        (
            "en",
            "Lorries cross into Dandong again",
            "Forty lorries with 900 tons of North Korean ore crossed to Dandong in China, a trader said.",
            "Drivers from North Korea are put in quarantine in China.",
        ),
        (
            "ko",
            "단둥에 화물차 다시 들어와",
            "월요일 북한 광석 900톤을 실은 화물차 40대가 중국 단둥으로 건너왔다고 상인이 전했다.",
            "북한 운전사는 중국에서 격리된다.",
        ),
        (
            "zh",
            "货车重新驶入丹东",
            "据商人透露，周一有40辆装着900吨朝鲜矿石的货车驶入中国丹东。",
            "朝鲜司机在中国接受隔离。",
        ),
        (
            "ja",
            "丹東にトラックが再び入る",
            "商人によると、月曜に北朝鮮の鉱石900トンを積んだトラック40台が中国の丹東に入った。",
            "北朝鮮の運転手は中国で隔離される。",
        ),
    ],
)
def test_a_quote_of_another_topic_speaks_of_it_however_quotable_the_news_is(
    classifier: Classifier, language: str, title: str, news: str, measure: str
) -> None:
    space = "" if language in ("zh", "ja") else " "
    found = quotes(classifier, title, f"{news}{space}{measure}", language, "logistics", "health")
    assert found["logistics"][0] == news
    assert found["health"] == [measure]


@pytest.mark.parametrize(
    ("language", "question", "answer"),
    [
        (
            "en",
            "A reporter asked whether Sunday's train from North Korea to Dandong means the border is open.",
            "Rail freight between Dandong in China and North Korea has resumed, the spokesman said.",
        ),
        (
            "ko",
            "북한 화물열차가 일요일 중국 단둥에 도착한 것이 국경 개방을 뜻하는지 물었다.",
            "대변인은 중국 단둥과 북한 사이의 철도 화물이 재개됐다고 밝혔다.",
        ),
        (
            "zh",
            "有记者问，周日一列朝鲜货运列车驶抵中国丹东，是否意味着两国边境重新开放。",
            "发言人说，中国丹东与朝鲜之间的铁路货运已经恢复。",
        ),
        (
            "ja",
            "記者は、日曜に北朝鮮の貨物列車が中国の丹東に着いたのは国境の再開を意味するのかと質問した。",
            "報道官は、中国の丹東と北朝鮮の間の鉄道貨物が再開したと述べた。",
        ),
    ],
)
def test_the_answer_is_quoted_before_the_question(
    classifier: Classifier, language: str, question: str, answer: str
) -> None:
    space = "" if language in ("zh", "ja") else " "
    found = quotes(classifier, "", f"{question}{space}{answer}", language, "logistics")
    assert found["logistics"][0] == answer


@pytest.mark.parametrize(
    ("title", "news", "rule", "language"),
    [
        (
            "Forty cars driven across the Yalu",
            "Police in Changbai said that 40 used cars had been driven from China into North Korea by night.",
            "A UN resolution bans the sale of vehicles to North Korea, which China voted for.",
            "en",
        ),
        (
            "압록강 건너간 중고차 40대",
            "창바이 공안은 중국에서 북한으로 밤에 넘어간 중고차가 40대라고 밝혔다.",
            "유엔 안보리 결의는 중국 등이 북한에 차량을 수출하는 것을 금지하고 있다.",
            "ko",
        ),
        (
            "四十辆二手车开过鸭绿江",
            "长白警方表示，40辆二手车夜间从中国开进朝鲜。",
            "联合国安理会决议禁止中国等国向朝鲜出口车辆。",
            "zh",
        ),
        (
            "中古車40台が鴨緑江を渡る",
            "長白の警察によると、中古車40台が夜間に中国から北朝鮮へ密輸された。",
            "国連安保理決議は中国などから北朝鮮への車両の輸出を禁じている。",
            "ja",
        ),
    ],
)
def test_the_text_of_a_resolution_is_not_quoted_for_the_news(
    classifier: Classifier, title: str, news: str, rule: str, language: str
) -> None:
    for body in (f"{news}\n\n{rule}", f"{rule}\n\n{news}"):
        for tag in classifier.classify(title, body, language).tags:
            assert tag.evidence[0].text == news, tag.topic


@pytest.mark.parametrize(
    ("language", "caption", "news", "in_passing"),
    [
        (
            "en",
            "Lorries from North Korea wait at the customs post of Dandong, China, on 3 May. (File photo)",
            "Customs at Dandong in China cleared 12 lorries from North Korea.",
            "Customs at Dandong in China put a photo of 12 lorries from North Korea online.",
        ),
        (
            "ko",
            "5월 3일 중국 단둥 세관 앞에 늘어선 북한 화물차 40여 대의 모습. /사진=연합",
            "중국 단둥 세관이 북한 화물차 12대를 통과시켰다.",
            "중국 단둥 세관이 북한 화물차 12대의 사진을 공개했다.",
        ),
        (
            "zh",
            "图为5月3日在中国丹东海关前等候的40多辆朝鲜货车。",
            "中国丹东海关放行了12辆朝鲜货车。",
            "中国丹东海关拍下了12辆朝鲜货车。",
        ),
        (
            "ja",
            "中国・丹東の税関前に並ぶ北朝鮮の貨物トラック40台余り（5月3日撮影）",
            "中国の丹東税関は北朝鮮の貨物トラック12台を通した。",
            "中国の丹東税関は北朝鮮の貨物トラック12台の写真を公開した。",
        ),
    ],
)
def test_a_caption_is_quoted_only_if_there_is_nothing_else(
    classifier: Classifier, language: str, caption: str, news: str, in_passing: str
) -> None:
    assert quotes(classifier, "", f"{caption}\n{news}", language, "logistics")["logistics"] == [news]
    assert quotes(classifier, "", caption, language, "logistics")["logistics"][0] in caption
    # A sentence that speaks of a picture is none.
    found = quotes(classifier, "", f"{in_passing}\n{caption}", language, "logistics")
    assert found["logistics"] == [in_passing]


@pytest.mark.parametrize(
    ("language", "caption", "news"),
    [
        (
            "en",
            "A soldier stands guard as freight from China is unloaded in North Korea, Dec. 17, 2013.",
            "Freight from China was unloaded in North Korea on Dec. 17 after years without any, guards said.",
        ),
        ("zh", "来自网友·图为从中国丹东进入朝鲜的货运列车", "货运列车从中国丹东进入朝鲜。"),
        ("zh", "中朝货运列车恢复，图为95次货运列车通过友谊桥。", "货运列车从中国丹东进入朝鲜。"),
        (
            "ja",
            "中国の丹東税関に並ぶ北朝鮮の貨物トラック Photo by 筆者",
            "丹東を北朝鮮の貨物車が通った。",
        ),
    ],
)
def test_captions_without_a_word_for_picture_at_the_beginning(
    classifier: Classifier, language: str, caption: str, news: str
) -> None:
    assert quotes(classifier, "", f"{caption}\n{news}", language, "logistics")["logistics"] == [news]


@pytest.mark.parametrize(
    ("language", "before", "news"),
    [
        (
            "en",
            "Previously, agencies in China took tourists to North Korea for 200 to 330 dollars a day.",
            "Tourists from China may now stay overnight in North Korea, an agency said.",
        ),
        (
            "ko",
            "앞서 중국 여행사들은 하루 200~330달러를 받고 관광객을 북한에 데려갔다.",
            "중국 관광객이 이제 북한에서 하룻밤 묵을 수 있다고 여행사가 전했다.",
        ),
        (
            "zh",
            "此前，中国旅行社带游客去朝鲜，一日游费用为200至330美元。",
            "据旅行社透露，中国游客如今可以在朝鲜新义州的酒店住宿一夜。",
        ),
        (
            "ja",
            "これまで中国の旅行社は1日200〜330ドルで観光客を北朝鮮に連れて行った。",
            "中国の観光客は北朝鮮で1泊できるようになったと旅行社は述べた。",
        ),
    ],
)
def test_what_was_before_is_no_news_even_with_a_figure_and_never_a_second_quote(
    classifier: Classifier, language: str, before: str, news: str
) -> None:
    # Quoted only if there is nothing else.
    assert quotes(classifier, "", before, language, "tourism")["tourism"] == [before]
    assert quotes(classifier, "", f"{news}\n{before}", language, "tourism")["tourism"] == [news]


@pytest.mark.parametrize(
    ("language", "title", "denial", "other"),
    [
        (
            "en",
            "China denies troops went to border",
            "China's ministry on Friday denied that 2,000 troops had gone to the North Korean border.",
            "China's soldiers train on the North Korean border as usual, the ministry said.",
        ),
        (
            "ko",
            "중국, 북중 국경 병력 증파 부인",
            "중국 국방부는 금요일 북한 국경에 병력 2천 명을 보냈다는 보도를 부인했다.",
            "중국군은 북한 국경에서 평소처럼 훈련하고 있다고 국방부는 밝혔다.",
        ),
        (
            "zh",
            "中国否认向中朝边境增兵",
            "中国国防部周五否认向朝鲜边境派出2000名士兵的报道。",
            "中国军队在朝鲜边境照常训练，国防部表示。",
        ),
        (
            "ja",
            "中国、中朝国境への増派を否定",
            "中国国防省は金曜、北朝鮮国境に兵2000人を送ったとの報道を否定した。",
            "中国軍は北朝鮮国境でふだん通り訓練していると国防省は述べた。",
        ),
    ],
)
def test_a_denial_is_the_news_where_the_headline_denies(
    classifier: Classifier, language: str, title: str, denial: str, other: str
) -> None:
    filler = {"en": "It rained.", "ko": "비가 왔다.", "zh": "下雨了。", "ja": "雨が降った。"}[language]
    body = "\n".join([*[filler] * 4, other, denial])
    assert quotes(classifier, title, body, language, "border")["border"][0] == denial


def test_a_sentence_directly_before_a_credit_is_a_caption(classifier: Classifier) -> None:
    caption, news = "압록강을 건너는 북한 화물차와 중국 트럭 40대.", "북한 화물차 12대가 중국에 왔다."
    found = quotes(classifier, "", f"{caption} / 사진\n{news}", "ko", "logistics")
    assert found["logistics"] == [news]
    # In the next paragraph, the credit belongs to something else.
    found = quotes(classifier, "", f"{news}\n/ 사진", "ko", "logistics")
    assert found["logistics"] == [news]


@pytest.mark.parametrize(
    ("language", "general", "news"),
    [
        (
            "en",
            "Dandong in China is the main gate for trade with North Korea, across the river from Sinuiju.",
            "Trade through Dandong in China with North Korea stopped after the river rose over its banks.",
        ),
        (
            "ko",
            "중국 단둥은 강 건너 북한 신의주와 마주한 무역이 오래전부터 활발한 도시다.",
            "중국 단둥과 강 건너 북한 신의주 사이의 무역이 홍수로 다시 멈춰 섰다.",
        ),
        (
            "zh",
            "丹东与朝鲜新义州隔江相望，是中国对朝贸易的主要门户。",
            "丹东与朝鲜新义州之间的中朝贸易因江水上涨而停了下来。",
        ),
        (
            "ja",
            "中国の丹東は川の向こうの北朝鮮・新義州との貿易で長い間知られてきた玄関である。",
            "中国の丹東と川の向こうの北朝鮮・新義州との貿易は増水のため再び止まってしまった。",
        ),
    ],
)
@pytest.mark.parametrize("is_first", [True, False])
def test_what_happened_is_quoted_before_what_is_so_in_general(
    classifier: Classifier, language: str, general: str, news: str, *, is_first: bool
) -> None:
    other = {"en": "It rained.", "ko": "비가 왔다.", "zh": "下雨了。", "ja": "雨が降った。"}[language]
    # Far from the beginning, one sentence earlier or later hardly matters.
    body = "\n".join([*[other] * 8, *((general, news) if is_first else (news, general))])
    assert quotes(classifier, "", body, language, "trade")["trade"][0] == news


def test_a_topic_more_likely_absent_has_one_quote(classifier: Classifier) -> None:
    body = "Trucks cross from China to North Korea. " * 3 + "China trades with North Korea in coal. " * 3
    parsed = read("", body, "en", classifier.matcher)
    for probability, count in ((0.49, 1), (0.5, 3)):
        wanted = [
            TopicToQuote("logistics", BIT["logistics"], 0.9),
            TopicToQuote("trade", BIT["trade"], probability),
        ]
        found = find_evidence(parsed, weigh(parsed), wanted, "en")
        assert len(found["trade"]) == count
        # The most probable topic is no side topic, however improbable.
        alone = find_evidence(parsed, weigh(parsed), wanted[1:], "en")
        assert len(alone["trade"]) > 1


def test_sentences_far_less_quotable_than_the_best_are_left_out(classifier: Classifier) -> None:
    news = (
        "Trade between China and North Korea at Dandong rose by 12.5 percent to 230 million dollars in May,"
        " customs said on 18 June."
    )
    weak = "Trade, then."
    found = quotes(classifier, "Trade up 12.5 percent", f"{weak} {news}", "en", "trade")["trade"]
    assert found[0] == news
    assert weak not in found


def test_evidence_has_its_polarity(classifier: Classifier) -> None:
    body = (
        "China and North Korea will reopen the border crossing at Nanping to freight trucks next month,"
        " a customs officer said."
    )
    verdict = classifier.classify("Nanping crossing to reopen for trucks to North Korea", body, "en")
    assert {quoted.polarity for tag in verdict.tags for quoted in tag.evidence if quoted.part == "body"} == {
        "planned"
    }


@pytest.mark.parametrize(
    ("language", "title", "background", "news"),
    [
        (
            "en",
            "China buys fewer wigs from North Korea",
            "Last year China imported 1,600 tons of wigs from North Korea.",
            "Customs figures published on Friday give 40 tons for May.",
        ),
        (
            "en",
            "Hunchun post admits North Korean lorries",
            "The Quanhe post is one of the crossings between China and North Korea.",
            "On Tuesday 30 lorries from North Korea were admitted, a clerk said.",
        ),
        (
            "ko",
            "중국의 북한 가발 수입 줄어",
            "지난해 중국은 북한 가발 1600톤을 수입했다.",
            "금요일 나온 해관 통계를 보면 5월 북한 가발 수입은 40톤이었다.",
        ),
        (
            "ko",
            "취안허통상구, 북한 화물차 받아",
            "취안허통상구는 북중 통상구 가운데 하나다.",
            "화요일 북한 화물차 30대가 들어왔다고 직원이 말했다.",
        ),
        (
            "zh",
            "中国自朝鲜进口假发减少",
            "去年中国从朝鲜进口假发1600吨。",
            "周五公布的海关数据显示,五月从朝鲜进口假发40吨。",
        ),
        ("zh", "圈河口岸放行朝鲜货车", "圈河是中朝之间的口岸之一。", "周二有30辆朝鲜货车入境,职员说。"),
        (
            "ja",
            "中国の北朝鮮産かつら輸入が減少",
            "昨年、中国は北朝鮮からかつら1600トンを輸入した。",
            "金曜に公表された税関統計では5月の北朝鮮からの輸入は40トンだった。",
        ),
        (
            "ja",
            "圏河の税関、北朝鮮のトラックを受け入れ",
            "圏河は中朝の通関口の一つだ。",
            "火曜に北朝鮮のトラック30台が入った、と職員が話した。",
        ),
    ],
)
def test_in_two_sentences_the_news_is_quoted_and_not_last_year_or_one_of_several(
    classifier: Classifier, language: str, title: str, background: str, news: str
) -> None:
    verdict = classifier.classify(title, f"{background} {news}", language)
    assert verdict.tags
    assert verdict.tags[0].evidence[0].text == news


def test_last_year_is_the_news_where_the_headline_is_about_it(classifier: Classifier) -> None:
    verdict = classifier.classify(
        "China's trade with North Korea last year fell by a tenth",
        "Last year China and North Korea traded goods worth 2 billion dollars. A clerk said so.",
        "en",
    )
    assert verdict.tags[0].evidence[0].text.startswith("Last year")


@pytest.mark.parametrize(
    ("language", "title", "lead", "elsewhere", "more"),
    [
        (
            "en",
            "Chinese firm punished under UN sanctions on North Korea",
            "UN sanctions monitors found that 12 Chinese firms in Dandong paid North Korea 3 million.",
            "Trade between China and North Korea grew again, customs said.",
            "A second Chinese firm in Dandong broke the sanctions on North Korea, the monitors said.",
        ),
        (
            "ko",
            "유엔 대북 제재 위반한 중국 기업",
            "유엔 제재 전문가들은 중국 단둥의 기업 12곳이 북한에 300만 달러를 보낸 사실을 확인했다고 밝혔다.",
            "올해 북한과 중국 사이의 무역액이 10% 늘었다고 중국 세관이 밝혔다.",
            "전문가들은 단둥의 다른 중국 기업도 북한에 대한 제재를 어겼다고 말했다.",
        ),
        (
            "zh",
            "中国企业违反对朝制裁",
            "联合国制裁专家表示，发现中国丹东有12家企业向朝鲜支付了300万美元。",
            "据中国海关透露，中国与朝鲜之间的贸易今年再次增长。",
            "专家表示，丹东另一家中国企业也违反了对朝鲜的制裁。",
        ),
        (
            "ja",
            "中国企業が北朝鮮制裁に違反",
            "国連制裁の専門家によると、中国丹東の企業12社が北朝鮮に300万ドルを送金したことが分かった。",
            "中国税関によると、中朝貿易は再び増えた。",
            "専門家は、丹東の別の中国企業も北朝鮮への制裁に違反したと述べた。",
        ),
    ],
)
def test_a_sentence_about_another_tag_of_the_article_is_no_second_quote(
    classifier: Classifier, language: str, title: str, lead: str, elsewhere: str, more: str
) -> None:
    body = "\n".join((lead, elsewhere, more))
    assert elsewhere not in quotes(classifier, title, body, language, "sanctions", "trade")["sanctions"]
    # Without the other tag it is news as any other.
    assert elsewhere in quotes(classifier, title, body, language, "sanctions")["sanctions"]


@pytest.mark.parametrize(
    ("language", "title", "news", "more"),
    [
        (
            "en",
            "China bans coal and iron from North Korea",
            "A UN resolution means that coal and iron from North Korea are banned in China, a ministry said.",
            "Traders in Dandong sell goods to North Korea.",
        ),
        (
            "ko",
            "중국, 북한산 석탄 수입 금지",
            "중국 상무부는 8월 14일 안보리 결의에 따라 북한산 석탄과 철의 수입을 금지한다고 발표했다.",
            "단둥의 상인들은 북한에 물건을 판다.",
        ),
        (
            "zh",
            "中国禁止自朝鲜进口煤和铁",
            "中国商务部8月14日宣布，根据安理会决议，禁止从朝鲜进口煤和铁。",
            "丹东的商人向朝鲜出售货物。",
        ),
        (
            "ja",
            "中国、北朝鮮の石炭輸入を禁止",
            "中国商務省は8月14日、安保理決議に基づき北朝鮮からの石炭と鉄の輸入を禁止すると発表した。",
            "丹東の商人は北朝鮮に物を売る。",
        ),
    ],
)
def test_a_ban_is_the_news_where_the_headline_is_about_it(
    classifier: Classifier, language: str, title: str, news: str, more: str
) -> None:
    assert quotes(classifier, title, f"{news}\n{more}", language, "trade")["trade"][0] == news


@pytest.mark.parametrize(
    ("language", "before", "news"),
    [
        (
            "en",
            "Five years ago China and North Korea traded coal worth 1.1 billion dollars.",
            "China and North Korea now trade wigs, a trader in Dandong said.",
        ),
        (
            "ko",
            "5년 전 북한과 중국은 석탄 11억 달러어치를 교역했다.",
            "북한과 중국은 이제 가발을 교역한다고 단둥 상인이 전했다.",
        ),
        (
            "zh",
            "五年前，中国与朝鲜的煤炭贸易额为11亿美元。",
            "丹东商人透露，中国与朝鲜现在做假发贸易。",
        ),
        (
            "ja",
            "5年前、中国と北朝鮮の石炭の貿易は11億ドルだった。",
            "丹東の商人によると、中国と北朝鮮は今はかつらを貿易している。",
        ),
    ],
)
def test_what_was_years_ago_is_no_second_quote(
    classifier: Classifier, language: str, before: str, news: str
) -> None:
    assert quotes(classifier, "", f"{news}\n{before}", language, "trade")["trade"] == [news]


@pytest.mark.parametrize(
    ("language", "title", "news", "more"),
    [
        (
            "en",
            "North Korean coal ends up in Chinese ports",
            "North Korea sold coal to China in March although UN sanctions forbid it, a daily said.",
            "Ships with coal lay in the Chinese port of Longkou.",
        ),
        (
            "ko",
            "북한 석탄, 중국 항구로",
            "유엔 결의가 석탄 거래를 금지했지만 북한은 3월 중국에 석탄을 수출했다고 신문이 보도했다.",
            "석탄을 실은 배가 중국 룽커우항에 있었다.",
        ),
        (
            "zh",
            "朝鲜煤炭运抵中国港口",
            "据报道，尽管安理会决议禁止煤炭贸易，朝鲜3月仍向中国出口了煤炭。",
            "载煤的船停在中国龙口港。",
        ),
        (
            "ja",
            "北朝鮮の石炭、中国の港へ",
            "安保理決議が石炭の取引を禁じているにもかかわらず、北朝鮮は3月に中国へ石炭を輸出したと新聞が報じた。",
            "石炭を積んだ船が中国の竜口港にいた。",
        ),
    ],
)
def test_what_was_done_all_the_same_is_no_rule(
    classifier: Classifier, language: str, title: str, news: str, more: str
) -> None:
    assert quotes(classifier, title, f"{news}\n{more}", language, "trade")["trade"][0] == news
