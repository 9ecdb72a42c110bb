"""Articles about the past are marked, in four languages; news with a look back is not."""

import pytest

from classifier import Classifier


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return Classifier.load()


@pytest.mark.parametrize(
    ("title", "body", "language"),
    [
        (
            "How the border of China and North Korea was drawn",
            (
                "China and North Korea signed a border treaty in October 1962.\n"
                "A protocol of March 20, 1964 lists islands in the Yalu River and who may use each crossing."
            ),
            "en",
        ),
        (
            "압록강 국경은 이렇게 그어졌다",
            "북한과 중국은 1962년 국경 조약을 맺었다. 1964년 의정서에는 압록강의 섬과 국경 통로가 적혔다.",
            "ko",
        ),
        (
            "鸭绿江边界的由来",
            "1962年，中国与朝鲜在平壤签订边界条约。1964年的议定书写明了鸭绿江上的岛屿和边境口岸的归属。",
            "zh",
        ),
        (
            "鴨緑江の国境はどう引かれたか",
            "1962年、中国と北朝鮮は平壌で国境条約を結んだ。1964年の議定書は鴨緑江の島々と国境の通行を定めた。",
            "ja",
        ),
    ],
)
def test_history_is_marked(classifier: Classifier, title: str, body: str, language: str) -> None:
    verdict = classifier.classify(title, body, language)
    assert verdict.is_relevant
    assert verdict.is_history


@pytest.mark.parametrize(
    ("title", "body", "language"),
    [
        (
            "Freight trains cross the Yalu again",
            (
                "Freight trains from China to North Korea crossed the bridge of 1943 again, a trader said.\n"
                "They carried 1,500 tons of flour over the Yalu River. Trade had stopped in 2020."
            ),
            "en",
        ),
        (
            "압록강 화물열차 다시 달린다",
            "중국과 북한의 화물열차가 1943년에 놓인 압록강 다리를 건넜다. 밀가루 1500톤이 실렸다.",
            "ko",
        ),
        (
            "中朝货运列车恢复通过鸭绿江",
            "中国与朝鲜之间的货运列车周一再次通过1943年建成的鸭绿江大桥，载有面粉1500吨。2020年起贸易曾经停止，第1718号决议仍然有效。",
            "zh",
        ),
        (
            "中朝の貨物列車、鴨緑江を再び渡る",
            "中国と北朝鮮を結ぶ貨物列車が月曜、1943年に架けられた鴨緑江の橋を再び渡った。小麦粉1500トンを積んでいた。2020年から貿易は止まっていた。",
            "ja",
        ),
    ],
)
def test_news_that_names_an_old_year_is_not_history(
    classifier: Classifier, title: str, body: str, language: str
) -> None:
    verdict = classifier.classify(title, body, language)
    assert verdict.is_relevant
    assert not verdict.is_history


def test_what_is_not_relevant_is_not_marked(classifier: Classifier) -> None:
    verdict = classifier.classify("A treaty", "Spain and Portugal signed it in 1668 and again in 1715.", "en")
    assert not verdict.is_history
