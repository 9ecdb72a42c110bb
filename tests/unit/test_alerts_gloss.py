"""Gloss lines of invented headlines, with verdicts of the real classifier."""

from datetime import UTC, datetime
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.digests.figures import date_text, figure_text
from alerts.digests.gloss import gloss, gloss_of_span
from alerts.digests.gloss_names import english_word_in, everyday_words, meaning_in, name_of_entity
from classifier import Classifier
from classifier.facts import find_facts
from yaluwatch.model import Article, Span, StoredArticle

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)


@cache
def classifier() -> Classifier:
    return Classifier.load(None)


def stored(title: str, language: str, body: str = "", *, is_judged: bool = True) -> StoredArticle:
    article = Article(
        source_id="x",
        url="https://news.example/1",
        title=title,
        body=body,
        language=language,
        published_at=NOW,
        fetched_at=NOW,
    )
    verdict = classifier().classify(title, body, language) if is_judged else None
    return StoredArticle(id=1, article=article, publisher="x", version=1, first_seen_at=NOW, verdict=verdict)


def line(title: str, language: str, reader: str, body: str = "") -> str:
    return " · ".join(gloss(stored(title, language, body), reader))


@pytest.mark.parametrize(
    ("language", "title", "expected"),
    [
        ("ko", "단둥 세관, 쌀 200톤 밀수 적발", "Dandong Port of Entry · rice · 200 t · smuggling · seized"),
        (
            "ko",
            "혜산서 휴대전화 밀수꾼 4명 체포…벌금 1500만원",
            "Hyesan · mobile phones · smuggler · 4 people · arrested · fined · 15 million won",
        ),
        ("ko", "신의주행 화물열차 재개", "Sinuiju · freight train · resumed"),
        (
            "ko",
            "라선 시장 비료 가격 30% 급등",
            "Rason · market · fertiliser · price · 30% · sharp increase",
        ),
        ("zh", "图们口岸查获走私煤炭30吨", "Tumen Highway Port · seized · coal smuggling · 30 t"),
        (
            "zh",
            "丹東旅行社暫停赴朝鮮旅遊團",
            "Dandong · travel agency · suspended · North Korea tourism",
        ),
        (
            "zh",
            "琿春一貨車翻車 3人受傷",
            "Hunchun · lorry · accident · 3 people · injured",
        ),
        (
            "ja",
            "丹東税関、北朝鮮向けの肥料500トンを押収",
            "Dandong Port of Entry · bound for North Korea · fertiliser · 500 t · seized",
        ),
        ("ja", "恵山でコメ価格が急騰", "Hyesan · rice price · sharp increase"),
        # Words of one concept with different senses.
        ("ko", "혜산서 마약 판매한 주민 체포", "Hyesan · drugs · sold · residents · arrested"),
        ("ko", "산둥성 룽커우항에 북한 선박 입항", "Shandong · Longkou · North Korea · ship · arrived"),
        ("zh", "朝鲜大量采购中国大豆", "North Korea · purchasing · China · soya beans"),
        ("ja", "北朝鮮、人民元で支払い", "North Korea · yuan · paid"),
        ("ja", "延吉-平壌直行便が再開", "Yanji · Pyongyang · direct flight · resumed"),
    ],
)
def test_headlines_for_english_readers(language: str, title: str, expected: str) -> None:
    assert line(title, language, "en") == expected


@pytest.mark.parametrize(
    ("language", "title", "reader", "expected"),
    [
        ("en", "Dandong customs seizes 200 tons of rice", "ko", "단둥세관 · 적발 · 200 t · 쌀"),
        ("en", "Dandong customs seizes 200 tons of rice", "zh", "丹东口岸 · 查获 · 200 t · 大米"),
        ("zh", "图们口岸查获走私煤炭30吨", "ko", "투먼통상구 · 적발 · 석탄 밀수 · 30 t"),
        ("ja", "恵山でコメ価格が急騰", "ko", "혜산 · 쌀값 · 급증"),
        ("ja", "恵山でコメ価格が急騰", "zh", "惠山市 · 米价 · 大增"),
        ("ko", "신의주행 화물열차 재개", "zh", "新义州 · 货运列车 · 恢复"),
    ],
)
def test_headlines_for_korean_and_chinese_readers(
    language: str, title: str, reader: str, expected: str
) -> None:
    assert line(title, language, reader) == expected


@pytest.mark.parametrize(
    ("language", "title", "has_negation"),
    [
        ("ko", "훈춘 창고에 쌓인 국적 없는 오징어", False),
        ("ko", "트럭 없이 돌아온 상인", True),
        ("zh", "货车不得通过丹东口岸", True),
        ("zh", "丹东不玄不通", False),
        ("ja", "許可のない貨物列車", True),
        ("ja", "玄のない貨物列車", False),
    ],
)
def test_a_negation_stands_only_beside_the_word_it_negates(
    language: str, title: str, *, has_negation: bool
) -> None:
    assert ("not" in gloss(stored(title, language), "en")) == has_negation


@pytest.mark.parametrize("reader", ["en", "ko", "zh"])
@pytest.mark.parametrize("title", ["가나다라마바사", "。", "🙂🙂", "ㅋㅋㅋ", "Lorem ipsum dolor", "0", " "])
def test_an_unknown_headline_has_no_gloss(title: str, reader: str) -> None:
    assert gloss(stored(title, "ja"), reader) == ()


@pytest.mark.parametrize("language", ["en", "ko", "zh"])
def test_readers_of_the_language_need_no_gloss(language: str) -> None:
    article = stored("단둥 세관 丹东海关 Dandong customs", language)
    assert gloss(article, language) == ()
    assert gloss_of_span(article, Span("title", 0, 2, "단둥"), language) == ()


def test_an_article_not_yet_judged_has_everyday_words_and_figures() -> None:
    article = stored("세관, 200톤 압수", "ko", is_judged=False)
    assert gloss(article, "en") == ("customs", "200 t", "seized")


def test_a_short_gloss_is_completed_from_the_quote() -> None:
    body = "단둥의 한 무역업자는 북한으로 가는 쌀 밀수가 늘었다고 말했다."
    parts = gloss(stored("단둥 이야기", "ko", body), "en")
    assert parts[0] == "Dandong"
    assert "smuggling" in parts
    assert len(parts) == len(set(parts)) >= 3


def test_a_sufficient_gloss_is_not_completed() -> None:
    body = "단둥의 한 무역업자는 북한으로 가는 쌀 밀수가 늘었다고 말했다."
    assert line("신의주행 화물열차 재개", "ko", "en", body) == "Sinuiju · freight train · resumed"


def test_a_quoted_sentence_has_its_own_gloss() -> None:
    body = "첫 문장이다. 혜산에서 비료 20톤을 압수했다. 단둥 소식이다."
    start = body.index("혜산")
    span = Span("body", start, body.index(" 단둥"), body[start : body.index(" 단둥")])
    assert gloss_of_span(stored("북중 무역", "ko", body), span, "en") == (
        "Hyesan",
        "fertiliser",
        "20 t",
        "seized",
    )


def test_the_longest_of_overlapping_words_wins() -> None:
    assert line("强迫劳动", "zh", "en") == "forced labour"
    assert line("급증", "ko", "en") == "sharp increase"


@pytest.mark.parametrize(
    ("language", "title"),
    [
        # "39 times", not a ship; a name with 강; a pronoun; longer words with 首 and 대사.
        ("ko", "39배 성장"),
        ("ko", "강남스타일"),
        ("en", "It told us so"),
        ("en", "importance of seas"),
        ("zh", "首饰"),
        ("ko", "신진대사"),
    ],
)
def test_parts_of_other_words_do_not_count(language: str, title: str) -> None:
    reader = "ko" if language == "en" else "en"
    assert gloss(stored(title, language, is_judged=False), reader) == ()


def test_a_key_term_counts_where_it_stands_alone() -> None:
    # 北 is a key term of the article; in 北京 it is a part of another name.
    title, body = "北京 北 소식", "北 무역과 北 밀수 소식이다."
    article = stored(title, "ko", body)
    assert gloss_of_span(article, Span("title", 0, len(title), title), "en") == ("Beijing", "North Korea")


def test_parts_of_figures_do_not_count() -> None:
    assert line("중국 7~8월 수십 대", "ko", "en") == "China"


def test_a_gloss_has_at_most_ten_parts() -> None:
    title = "단둥 신의주 혜산 나선 훈춘 쌀 석탄 비료 밀수 체포 압수 재개 중단 급증"
    parts = gloss(stored(title, "ko"), "en")
    assert len(parts) == 10
    assert parts[:3] == ("Dandong", "Sinuiju", "Hyesan")


WORDS = (
    "단둥",
    "세관",
    "쌀",
    "200톤",
    "밀수",
    "적발",
    "재개",
    "9월",
    "신의주",
    "가나다",
    "…",
    "30%",
    "화물열차",
)


@given(st.lists(st.sampled_from(WORDS), max_size=12))
def test_parts_are_in_reading_order_without_repeats(words: list[str]) -> None:
    # Single words, joined by a separator that no listed word contains.
    title = " | ".join(words)
    parts = gloss_of_span(
        stored(title or "-", "ko", is_judged=False), Span("title", 0, len(title), title), "en"
    )
    single = [
        gloss_of_span(stored(word, "ko", is_judged=False), Span("title", 0, len(word), word), "en")
        for word in words
    ]
    expected = list(dict.fromkeys(part for each in single for part in each))
    assert list(parts) == expected[:10]


@given(
    st.text(max_size=120),
    st.sampled_from(["en", "ko", "zh", "ja", "de"]),
    st.sampled_from(["en", "ko", "zh"]),
)
def test_any_headline_has_a_short_gloss_without_repeats(title: str, language: str, reader: str) -> None:
    parts = gloss(stored(title, language), reader)
    assert len(parts) == len(set(parts)) <= 10
    assert all(parts)


@pytest.mark.parametrize(
    ("value", "unit", "en", "ko", "zh"),
    [
        ("200", "tonne", "200 t", "200 t", "200 t"),
        ("1500000", "CNY", "1.5 million yuan", "150만 위안", "150万元人民币"),
        ("210000000", "USD", "US$210 million", "2.1억 달러", "2.1亿美元"),
        ("11745", "barrel", "11,745 barrels", "11,745 배럴", "11,745桶"),
        ("5932123456", "USD", "US$5,932,123,456", "5,932,123,456 달러", "5,932,123,456美元"),
        ("25.40", "percent", "25.4%", "25.4%", "25.4%"),
        ("1", "people", "1 person", "1명", "1人"),
        ("3", "vehicles", "3 vehicles", "3대", "3辆"),
        ("9500", "won", "9,500 won", "9,500 원", "9,500韩元或朝元"),
        ("100", "km", "100 km", "100 km", "100 km"),
    ],
)
def test_figures_are_written_as_readers_write_them(value: str, unit: str, en: str, ko: str, zh: str) -> None:
    texts = [figure_text(Decimal(value), unit, language) for language in ("en", "ko", "zh")]
    assert texts == [en, ko, zh]
    assert figure_text(Decimal(value), unit, "de") == en


@pytest.mark.parametrize(
    ("printed", "en", "ko", "zh"),
    [
        ("2025년 9월 14일", "14 Sep 2025", "2025년 9월 14일", "2025年9月14日"),
        ("9월 14일", "14 Sep", "9월 14일", "9月14日"),
        ("9월", "Sep", "9월", "9月"),
        ("2025년", "2025", "2025년", "2025年"),
        ("작년", "2025", "2025년", "2025年"),
    ],
)
def test_dates_are_as_complete_as_printed(printed: str, en: str, ko: str, zh: str) -> None:
    (mention,) = find_facts(printed, NOW.date()).dates
    assert [date_text(mention, language) for language in ("en", "ko", "zh")] == [en, ko, zh]


def test_names_fall_back_to_english() -> None:
    assert name_of_entity("en", "dandong", "Dandong") == "Dandong"
    assert name_of_entity("zh", "of-an-operator", "Own Place") == "Own Place"
    assert meaning_in("ko", "unheard of") == "unheard of"
    assert meaning_in("en", "frontier, national border") == "frontier"
    assert english_word_in("ko", "Trucks") == "트럭"
    assert english_word_in("ko", "Quux") == "Quux"


@pytest.mark.parametrize("language", ["en", "ko", "zh", "ja"])
def test_every_everyday_word_is_found(language: str) -> None:
    reader = "zh" if language == "en" else "en"
    words = everyday_words(language)
    for word in words.glosses:
        printed = word.upper() if word in words.capitals else word
        if words.glosses[word] == "not":
            # Found beside what it negates.
            trucks = {"en": "truck", "ko": "트럭", "zh": "卡车", "ja": "トラック"}[language]
            printed = f"{trucks} {word} {trucks}"
            assert len(gloss(stored(printed, language, is_judged=False), reader)) == 2, word
            continue
        assert gloss(stored(printed, language, is_judged=False), reader), word


def test_every_meaning_has_a_name_for_every_reader() -> None:
    for gloss_of_word in everyday_words("en").glosses.values():
        assert meaning_in("ko", gloss_of_word) != gloss_of_word
        assert meaning_in("zh", gloss_of_word) != gloss_of_word


def test_a_language_without_words_has_figures_only() -> None:
    assert gloss(stored("Zoll findet 200 kg", "de", is_judged=False), "en") == ("200 kg",)
