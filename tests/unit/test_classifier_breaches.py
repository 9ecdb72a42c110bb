"""Trade in breach of sanctions, smuggling that is only to be prevented, and money, in four languages."""

import pytest

from classifier import Classifier
from classifier.features import features, read, weigh
from classifier.lexicon import BIT


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return Classifier.load()


def topics(classifier: Classifier, text: str, language: str) -> int:
    """Bits of the topics that the sentences are about."""
    bits = 0
    for each in weigh(read("", text, language, classifier.matcher)):
        bits |= each.topics
    return bits


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "North Korea sold coal to China despite UN sanctions, the report says."),
        ("en", "China shipped oil to North Korea far beyond the limit of the resolution."),
        ("ko", "북한은 유엔 제재에도 중국에 석탄을 팔았다고 보고서는 밝혔다."),
        ("ko", "중국은 결의의 한도를 넘겨 북한에 정제유를 보냈다."),
        ("zh", "朝鲜无视制裁向中国出售煤炭。"),
        ("zh", "中国向朝鲜运送的石油超过上限。"),
        ("ja", "北朝鮮は制裁にもかかわらず中国に石炭を売った。"),
        ("ja", "中国は上限を超えて北朝鮮に石油を送った。"),
    ],
)
def test_goods_that_move_against_a_ban_or_above_a_limit_are_smuggling(
    classifier: Classifier, language: str, text: str
) -> None:
    assert topics(classifier, text, language) & BIT["smuggling"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Talks between China and North Korea go on despite UN sanctions."),
        ("ko", "유엔 제재에도 북한과 중국의 회담은 이어졌다."),
        ("zh", "尽管制裁，中国与朝鲜仍在会谈。"),
        ("ja", "制裁にもかかわらず中国と北朝鮮の会談は続いた。"),
    ],
)
def test_sanctions_in_spite_of_which_nothing_moves_are_sanctions_alone(
    classifier: Classifier, language: str, text: str
) -> None:
    found = topics(classifier, text, language)
    assert found & BIT["sanctions"]
    assert not found & BIT["smuggling"]


@pytest.mark.parametrize(
    ("language", "breach", "lawful"),
    [
        (
            "en",
            "North Korea exported coal to China in violation of sanctions.",
            "North Korea exported coal to China before the sanctions.",
        ),
        (
            "ko",
            "북한은 제재를 위반해 중국에 석탄을 수출했다.",
            "북한은 제재 전까지 중국에 석탄을 수출했다.",
        ),
        ("zh", "朝鲜违反制裁向中国出口煤炭。", "制裁以前朝鲜向中国出口煤炭。"),
        ("ja", "北朝鮮は制裁に違反して中国に石炭を輸出した。", "制裁の前は北朝鮮が中国に石炭を輸出した。"),
    ],
)
def test_what_is_sold_in_breach_of_sanctions_is_no_trade(
    classifier: Classifier, language: str, breach: str, lawful: str
) -> None:
    assert not topics(classifier, breach, language) & BIT["trade"]
    assert topics(classifier, lawful, language) & BIT["trade"]


@pytest.mark.parametrize(
    ("language", "purpose", "news"),
    [
        (
            "en",
            "North Korea built a fence on the Chinese border to prevent escapes and smuggling.",
            "China has arrested people for smuggling on the North Korean border.",
        ),
        (
            "ko",
            "북한은 탈북과 밀수를 막으려고 중국 국경에 철조망을 쳤다.",
            "북한과 중국의 국경에서 밀수를 하던 사람들이 붙잡혔다.",
        ),
        ("zh", "为防止走私，朝鲜在中国边境架设铁丝网。", "中国在朝鲜边境抓获走私人员。"),
        (
            "ja",
            "北朝鮮は脱北と密輸を防ぐため、中国との国境に鉄条網を張った。",
            "中国は北朝鮮との国境で密輸業者を捕まえた。",
        ),
    ],
)
def test_smuggling_that_a_fence_is_to_prevent_is_none(
    classifier: Classifier, language: str, purpose: str, news: str
) -> None:
    assert topics(classifier, purpose, language) & (BIT["border"] | BIT["smuggling"]) == BIT["border"]
    parsed = read("", purpose, language, classifier.matcher)
    found = features(parsed, weigh(parsed))
    assert not {"sentence:smuggled", "words:smuggling"} & found.keys()
    assert topics(classifier, news, language) & BIT["smuggling"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "A crackdown on smuggling began in Dandong, across from North Korea."),
        ("en", "Patrols failed to find the North Korean smugglers in Dandong."),
        ("ko", "북한 맞은편 단둥에서 밀수 단속이 시작됐다."),
        ("zh", "与朝鲜相对的丹东开始打击走私。"),
        ("ja", "北朝鮮の対岸の丹東で密輸の取り締まりが始まった。"),
    ],
)
def test_a_crackdown_on_smuggling_is_smuggling(classifier: Classifier, language: str, text: str) -> None:
    assert topics(classifier, text, language) & BIT["smuggling"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The ride from China to North Korea takes a day and a seat costs 1,400 yuan."),
        ("ko", "중국에서 북한까지 하루가 걸리며 좌석은 1,400위안이다."),
        ("zh", "从中国到朝鲜要一天，座位1400元人民币。"),
        ("ja", "中国から北朝鮮まで1日かかり、座席は1400人民元だ。"),
    ],
)
def test_a_sum_of_money_is_no_trade(classifier: Classifier, language: str, text: str) -> None:
    assert not topics(classifier, text, language) & BIT["trade"]
