"""What a verdict shows: quotes, mentions, glosses."""

from itertools import pairwise

import pytest

from classifier import Classifier
from classifier.features.rules import logistic


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return Classifier.load()


TITLE = "혜산 밀수 재개"
BODY = (
    "양강도 소식통은 중국 창바이에서 혜산으로 밀수품이 들어온다고 전했다. 날씨는 맑았다.\n\n"
    "북한 세관은 비료와 콩기름 수입을 허가했다. 안보리 결의 2397호는 북한 노동자 고용을 금지한다."
)


def test_title_counts_as_a_sentence_and_quotes_are_whole_sentences(classifier: Classifier) -> None:
    verdict = classifier.classify(TITLE, BODY, "ko")
    smuggling = next(tag for tag in verdict.tags if tag.topic == "smuggling")
    quotes = [(span.part, span.text) for span in smuggling.evidence]
    assert ("title", TITLE) in quotes
    assert ("body", "양강도 소식통은 중국 창바이에서 혜산으로 밀수품이 들어온다고 전했다.") in quotes
    assert all("날씨" not in text for _, text in quotes)


def test_tags_come_most_probable_first(classifier: Classifier) -> None:
    tags = classifier.classify(TITLE, BODY, "ko").tags
    assert tags
    assert all(first.probability >= second.probability for first, second in pairwise(tags))


def test_places_actors_goods_and_rules_are_named_with_their_english_names(classifier: Classifier) -> None:
    mentions = classifier.classify(TITLE, BODY, "ko").mentions
    glosses = {(mention.kind, mention.id, mention.gloss) for mention in mentions}
    assert glosses >= {
        ("place", "hyesan", "Hyesan"),
        ("place", "ryanggang", "Ryanggang Province"),
        ("place", "changbai", "Changbai"),
        ("actor", "unsc", "UN Security Council"),
        ("goods", "fertilizer", "fertiliser"),
        ("goods", "soybean-oil", "soya oil"),
        ("rule", "unscr-2397", "UN Security Council resolution 2397 (2017)"),
    }


def test_place_inside_a_longer_term_is_still_a_mention(classifier: Classifier) -> None:
    verdict = classifier.classify(
        "", "His trip to Beijing ended. North Korean workers stayed in China.", "en"
    )
    assert {"beijing", "north-korea", "china"} <= {mention.id for mention in verdict.mentions}


def test_one_thing_is_mentioned_a_few_times_at_most(classifier: Classifier) -> None:
    verdict = classifier.classify("", "Dandong. " * 20, "en")
    assert len([mention for mention in verdict.mentions if mention.id == "dandong"]) == 3


def test_terms_are_printed_words_with_their_meaning_most_telling_first(classifier: Classifier) -> None:
    terms = [(term.text, term.gloss) for term in classifier.classify(TITLE, BODY, "ko").terms]
    assert terms[0] == ("밀수", "smuggling")
    assert ("혜산", "Hyesan") in terms
    assert ("세관", "customs") in terms
    assert len(terms) == len(set(terms)) <= 10


@pytest.mark.parametrize(
    ("text", "language", "wanted"),
    [
        ("북한 혜산 쪽 세관에 트럭이 늘었다.", "ko", {("세관", "customs"), ("트럭", "truck")}),
        (
            "단둥의 무역회사는 북한에 위안화로 치른다.",
            "ko",
            {("무역회사", "trading company"), ("위안화", "yuan")},
        ),
        (
            "혜산 북한 국경에 중국 쪽 감시카메라와 철조망이 섰다.",
            "ko",
            {("감시카메라", "surveillance camera"), ("철조망", "barbed wire")},
        ),
        (
            "丹东的口岸有卡车运来朝鲜煤炭。",
            "zh",
            {("口岸", "port of entry"), ("卡车", "lorry"), ("煤炭", "coal")},
        ),
        ("丹東の税関で北朝鮮行きのトラックが待つ。", "ja", {("税関", "customs"), ("トラック", "truck")}),
    ],
)
def test_each_word_carries_its_own_meaning(
    classifier: Classifier, text: str, language: str, wanted: set[tuple[str, str]]
) -> None:
    assert {(term.text, term.gloss) for term in classifier.classify("", text, language).terms} >= wanted


def test_english_words_need_no_gloss_and_sides_come_last(classifier: Classifier) -> None:
    terms = classifier.classify("", "North Korea said that China reopened customs on the Amnok.", "en").terms
    assert [(term.text, term.gloss) for term in terms[:2]] == [("customs", ""), ("Amnok", "Yalu River")]
    assert {term.text for term in terms[-2:]} == {"North Korea", "China"}


def test_body_is_quoted_before_the_headline(classifier: Classifier) -> None:
    for tag in classifier.classify(TITLE, BODY, "ko").tags:
        assert tag.evidence[0].part == "body"


def test_each_topic_prefers_the_sentence_with_its_own_word(classifier: Classifier) -> None:
    body = (
        "Trucks from China crossed the border at Hyesan in North Korea. "
        "Smuggling of cars from China into North Korea has picked up, two traders in Changbai said. "
        "North Korea still holds drivers from China in quarantine for three days at the border customs post."
    )
    tags = {
        tag.topic: tag for tag in classifier.classify("Quarantine and smuggling at Hyesan", body, "en").tags
    }
    assert tags["smuggling"].evidence[0].text.startswith("Smuggling")
    assert tags["health"].evidence[0].text.startswith("North Korea still")


def test_the_two_countries_stand_for_a_pair_just_named(classifier: Classifier) -> None:
    named = "China and North Korea met. The two countries agreed to restart rail freight."
    verdict = classifier.classify("Rail freight to restart", named, "en")
    assert "logistics" in {tag.topic for tag in verdict.tags}
    bare = classifier.classify(
        "Rail freight to restart", "The two countries agreed to restart rail freight.", "en"
    )
    assert not bare.is_relevant


def test_cue_in_the_neighbouring_sentence_settles_a_held_name(classifier: Classifier) -> None:
    near = classifier.classify("", "Sanhe is quiet. Trucks from North Korea are gone.", "en")
    far = classifier.classify("", "Sanhe is quiet. It rained. It rained more. North Korea is far.", "en")
    assert "sanhe-town" in {mention.id for mention in near.mentions}
    assert "sanhe-town" not in {mention.id for mention in far.mentions}


def test_tumen_is_the_river_beside_the_yalu_and_the_city_elsewhere(classifier: Classifier) -> None:
    river = classifier.classify("", "Guards of North Korea watch the Yalu and the Tumen.", "en")
    city = classifier.classify("", "Goods from North Korea reach Tumen by rail.", "en")
    assert "tumen-river" in {mention.id for mention in river.mentions}
    assert "tumen-city" in {mention.id for mention in city.mentions}
    assert "tumen-river" not in {mention.id for mention in city.mentions}


def test_background_sentence_in_another_story_is_not_enough(classifier: Classifier) -> None:
    body = (
        "The rocket rose from the launch site at dawn. Officials in Seoul counted three stages. "
        "The United States called the launch a breach of resolutions. Japan moved its destroyers. "
        "Analysts said the engine was new. The missile programme has grown since 2016. "
        "The allies will hold a drill in March. China is the main trading partner of North Korea."
    )
    assert not classifier.classify("North Korea tests a new rocket engine", body, "en").is_relevant


def test_unknown_language_is_read_with_all_lists(classifier: Classifier) -> None:
    assert classifier.classify("中朝贸易 DPRK-China trade", "", "fr").is_relevant


def test_reasons_add_up_to_the_relevance(classifier: Classifier) -> None:
    text = ("Trade at Dandong resumes", "Trucks from China crossed into North Korea. Russia sent none.", "en")
    reasons = classifier.reasons(*text)
    assert {reason.feature for reason in reasons} <= classifier.features(*text).keys()
    log_odds = classifier._rules.bias + sum(reason.weight for reason in reasons)
    assert logistic(log_odds) == pytest.approx(classifier.classify(*text).relevance, abs=0.005)
    assert any(reason.told == "mentions Russia" and reason.weight < 0 for reason in reasons)


def test_a_customs_post_and_a_closed_gate_are_words_of_border(classifier: Classifier) -> None:
    found = classifier.features("", "North Korea closed the Quanhe crossing on its border with China.", "en")
    assert found["words:border"] >= 0.5


def test_an_exchange_told_beside_third_countries_is_crowded(classifier: Classifier) -> None:
    text = "Seoul and Tokyo asked about trade between firms of China and of North Korea."
    assert classifier.features("", text, "en")["crowded:exchange"] == 1.0
    paired = "Seoul published figures of Sino-North Korean trade."
    assert "crowded:exchange" not in classifier.features("", paired, "en")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("North Korea closed its border with China and cracked down on cross-border smuggling.", "en"),
        ("북한은 중국과의 국경을 닫고 밀수를 단속했다.", "ko"),
        ("朝鲜关闭与中国的边境，并打击跨境走私。", "zh"),
        ("北朝鮮は中国との国境を閉じ、密輸を取り締まった。", "ja"),
    ],
)
def test_smuggling_by_its_name_beside_both_sides_is_told_apart(
    classifier: Classifier, text: str, language: str
) -> None:
    assert "sentence:smuggled" in classifier.features("", text, language)
    assert "smuggling" in {tag.topic for tag in classifier.classify(text, text, language).tags}
    assert "sentence:smuggled" not in classifier.features("", "A broker in Dandong pays North Koreans.", "en")


def test_a_reception_at_a_trade_fair_is_no_mere_ceremony(classifier: Classifier) -> None:
    fair = "China hosted a reception at the trade fair in North Korea."
    assert "title:protocol" not in classifier.features(fair, "", "en")
    assert "title:protocol" in classifier.features("China hosted a reception in North Korea.", "", "en")
