"""Where a word of the lists begins and ends in a text."""

import pytest

from classifier.lexicon.lexicon import LexiconWord
from classifier.lexicon.matcher import Matcher, longest
from classifier.lexicon.normalisation import fold_with_offsets
from classifier.lexicon.spelling import parse_spelling


def matcher(**written: str) -> Matcher:
    """A matcher of these words, `language="word|word"`."""
    return Matcher(
        LexiconWord(
            parse_spelling(spelling),
            language,
            "mask" if spelling.startswith("-") else "term",
            "",
            spelling,
            1,
        )
        for language, cell in written.items()
        for spelling in cell.split("|")
    )


def found(words: Matcher, text: str, language: str) -> list[str]:
    folded = fold_with_offsets(text)
    spans = [folded.original(hit.start, hit.end) for hit in longest(words.find(folded, text, language))]
    return [text[start:end] for start, end in spans]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the reason of Rason", ["Rason"]),
        ("Rason's, Rason-based (Rason)", ["Rason", "Rason", "Rason"]),
        ("Rasonic xRason Rason2", []),
        ("tankers and a tanker", ["tankers", "tanker"]),
        ("tankersley", []),
        ("Rason은 라선이다", ["Rason"]),
        ("ＲＡＳＯＮ", ["ＲＡＳＯＮ"]),
    ],
)
def test_latin_word_ends_at_word_boundaries(text: str, expected: list[str]) -> None:
    assert found(matcher(en="Rason|tanker"), text, "en") == expected


def test_english_plurals_are_the_same_word() -> None:
    words = matcher(en="waitress|customs post|delivery|box|trade day")
    text = "waitresses, customs posts; deliveries in boxes on trade days, waitressing"
    assert found(words, text, "en") == ["waitresses", "customs posts", "deliveries", "boxes", "trade days"]
    assert found(words, "waitresses은 waitresss boxs deliverys", "en") == ["waitresses"]


def test_stem_takes_any_latin_ending() -> None:
    words = matcher(en="smuggl~")
    assert found(words, "smuggling, smugglers; smuggle", "en") == ["smuggling", "smugglers", "smuggle"]


def test_case_sensitive_word_counts_only_as_written() -> None:
    words = matcher(en="NK!")
    assert found(words, "NK nk Nk NKs", "en") == ["NK"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("밀수를 밀수꾼이 밀수했다", ["밀수", "밀수", "밀수"]),
        ("대밀수", []),
        ("북중밀수", ["북중", "밀수"]),
        ("(밀수)", ["밀수"]),
        ("北밀수", ["밀수"]),
    ],
)
def test_korean_word_begins_where_a_word_or_another_match_ends(text: str, expected: list[str]) -> None:
    assert found(matcher(ko="밀수|북중"), text, "ko") == expected


def test_korean_name_of_three_syllables_is_found_inside_a_longer_word() -> None:
    assert found(matcher(ko="신의주"), "남신의주에서", "ko") == ["신의주"]


@pytest.mark.parametrize(
    ("text", "is_found"),
    [("무산에서", True), ("무산시의", True), ("무산", True), ("무산됐다", False), ("무산될", False)],
)
def test_strict_korean_word_takes_a_particle_only(text: str, is_found: bool) -> None:
    assert bool(found(matcher(ko="무산^"), text, "ko")) is is_found


def test_korean_compound_is_found_with_and_without_its_space() -> None:
    words = matcher(ko="국경 봉쇄")
    assert found(words, "국경 봉쇄와 국경봉쇄", "ko") == ["국경 봉쇄", "국경봉쇄"]


def test_headline_hanja_stands_between_korean_words_only() -> None:
    words = matcher(ko="中|北")
    assert found(words, "中, 北에 석탄 공사中 中國 北韓", "ko") == ["中", "北"]


def test_single_character_counts_only_in_its_own_language() -> None:
    assert found(matcher(ko="中"), "中 中", "zh") == []


def test_chinese_runs_on_in_both_scripts() -> None:
    words = matcher(zh="丹东|走私")
    assert found(words, "在丹東走私者", "zh") == ["丹東", "走私"]


def test_katakana_word_stands_between_other_letters() -> None:
    words = matcher(ja="ロシア|トラック")
    assert found(words, "ベロシアとトラックとロシア", "ja") == ["トラック", "ロシア"]


def test_word_is_another_one_before_certain_characters() -> None:
    assert found(matcher(zh="罗先>生"), "罗先生在羅先", "zh") == ["羅先"]


def test_longest_match_wins_and_hides_what_lies_inside() -> None:
    words = matcher(en="the North|North Korean|North Korean border|border")
    assert found(words, "the North Korean border", "en") == ["North Korean border"]
    assert found(words, "the North Korean", "en") == ["North Korean"]


def test_of_two_equally_long_overlapping_matches_the_first_stays() -> None:
    assert found(matcher(zh="其中|中朝|朝鲜"), "其中朝鲜", "zh") == ["其中", "朝鲜"]


def test_typographic_variants_are_one() -> None:
    words = matcher(en="Ji'an|Sino-DPRK", ko="북·중")
    assert found(words, "Ji’an Sino–DPRK Sino‑DPRK", "en") == ["Ji’an", "Sino–DPRK", "Sino‑DPRK"]
    assert found(words, "북ㆍ중 북・중 북•중", "ko") == ["북ㆍ중", "북・중", "북•중"]


def test_span_refers_to_the_text_as_printed_when_folding_moves_it() -> None:
    words = matcher(en="North Korea", ko="단둥", zh="走私")
    text = "ﬁﬁ ① North Korea ㈜ 단둥 走私 \u1103\u1161\u11ab\u1103\u116e\u11bc"
    assert found(words, text, "en") == ["North Korea", "단둥", "走私", "\u1103\u1161\u11ab\u1103\u116e\u11bc"]


def test_words_of_other_languages_are_found_in_any_text() -> None:
    words = matcher(en="DPRK", zh="丹东")
    assert found(words, "단둥(丹東) DPRK의", "ko") == ["丹東", "DPRK"]
    assert found(words, "丹東 DPRK", "xx") == ["丹東", "DPRK"]


def test_one_character_that_grows_changes_the_others_neither_in_form_nor_place() -> None:
    plain, moved = fold_with_offsets("Ji´an… 丹東"), fold_with_offsets("㎏ of Ji´an… 丹東")
    assert moved.text == f"kg of {plain.text}"
    assert moved.original(6, len(moved.text)) == (5, 14)
    assert moved.original(0, 1) == moved.original(1, 2) == (0, 1)
