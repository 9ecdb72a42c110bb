"""Where a report was filed from does not make that country a party."""

import pytest

from classifier import Classifier
from classifier.features.datelines import dateline_end


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return Classifier.load()


@pytest.mark.parametrize(
    ("dateline", "text"),
    [
        ("BEIJING, June 5 (Northgate) -- ", "Russia sent wheat to North Korea."),
        ("SHENYANG, China (NGA) — ", "Russia sent wheat to North Korea."),
        ("Beijing (Northgate) - ", "Russia sent wheat to North Korea."),
        ("BEIJING — ", "Russia sent wheat to North Korea."),
        ("(베이징=두만강통신)", " 러시아가 북한에 밀을 보냈다."),
        ("[선양=접경투데이]", " 러시아가 북한에 밀을 보냈다."),
        ("베이징 = ", "러시아가 북한에 밀을 보냈다."),
        ("【北京共同】", "ロシアが北朝鮮に小麦を送った。"),
        ("【瀋陽＝佐藤花子】", "ロシアが北朝鮮に小麦を送った。"),
        ("（北京综合讯）", "俄罗斯向朝鲜运送小麦。"),
        ("辽海社北京1月2日电", " 俄罗斯向朝鲜运送小麦。"),
        ("本报北京讯", " 俄罗斯向朝鲜运送小麦。"),
    ],
)
def test_dateline_is_found(dateline: str, text: str) -> None:
    assert dateline_end(dateline + text) == len(dateline)


@pytest.mark.parametrize(
    "text",
    [
        "Beijing has closed the border.",
        "China and North Korea (DPRK) agreed to trade.",
        "Beijing - a look back at the year.",
        "北京和平壤恢复了贸易。",
        "베이징과 평양이 무역을 재개했다.",
        "北京と平壌が貿易を再開した。",
        "",
    ],
)
def test_a_sentence_is_no_dateline(text: str) -> None:
    assert dateline_end(text) == 0


@pytest.mark.parametrize(
    ("dateline", "text", "language"),
    [
        ("BEIJING, June 5 (Northgate) -- ", "Russia sent wheat to North Korea.", "en"),
        ("(베이징=두만강통신) ", "러시아가 북한에 밀을 보냈다.", "ko"),
        ("辽海社北京1月2日电 ", "俄罗斯向朝鲜运送小麦。", "zh"),
        ("【北京共同】", "ロシアが北朝鮮に小麦を送った。", "ja"),
    ],
)
def test_the_place_of_a_dateline_is_no_side(
    classifier: Classifier, dateline: str, text: str, language: str
) -> None:
    found = classifier.features("", dateline + text, language)
    assert "sentence:both" not in found


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("DANDONG, June 5 (Northgate) -- North Korea imported wheat by truck.", "en"),
        ("(단둥=두만강통신) 북한이 밀을 트럭으로 수입했다.", "ko"),
        ("辽海社丹东1月2日电 朝鲜用卡车进口小麦。", "zh"),
        ("【丹東共同】北朝鮮がトラックで小麦を輸入した。", "ja"),
    ],
)
def test_a_border_town_still_counts(classifier: Classifier, text: str, language: str) -> None:
    assert "sentence:both" in classifier.features("", text, language)
