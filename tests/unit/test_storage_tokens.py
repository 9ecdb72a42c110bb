import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.query.snippets import snippet
from storage.query.tokens import Phrase, phrases, tokens
from storage.sqlite.full_text import expression

KOREAN = "북한이 대북제재를 피해 단둥 세관을 거쳐 석탄을 밀수했다고 로동신문이 전했다"
CHINESE = "丹東海關公佈數據，走私鴨綠江對岸煤炭；新义州对朝贸易增加。"


def found(needle: str, text: str) -> bool:
    """Whether a phrase of the needle stands in the token stream, as FTS5 would decide."""
    return any(stands(phrase, tokens(text)) for phrase in phrases(needle))


def stands(phrase: Phrase, stream: list[str]) -> bool:
    *wanted, last = phrase.tokens
    for start in range(len(stream) - len(wanted)):
        end = stream[start + len(wanted)]
        ends_well = end.startswith(last) if phrase.is_prefix else end == last
        if ends_well and stream[start : start + len(wanted)] == wanted:
            return True
    return False


def test_a_run_becomes_bigrams_and_its_last_character() -> None:
    assert tokens("대북제재") == ["대북", "북제", "제재", "재"]


def test_latin_words_and_numbers_stay_whole_and_lose_case() -> None:
    assert tokens("Dandong’s K27 train_of 2,180") == ["dandong", "s", "k27", "train", "of", "2", "180"]


def test_scripts_in_one_word_are_cut_where_they_change() -> None:
    assert tokens("中대사 ABC丹東") == ["中대", "대사", "사", "abc", "丹东", "东"]


@pytest.mark.parametrize("needle", ["밀수", "북한", "대북제재", "세관", "단둥"])
def test_korean_words_are_found_under_particles_and_in_compounds(needle: str) -> None:
    assert found(needle, KOREAN)


@pytest.mark.parametrize("needle", ["丹东", "走私", "鸭绿江", "对朝贸易", "海关", "新義州"])
def test_simplified_and_traditional_find_each_other(needle: str) -> None:
    assert found(needle, CHINESE)


@pytest.mark.parametrize(
    ("needle", "text"),
    [
        ("북중", "북·중 무역"),
        ("북중", "북ㆍ중 무역"),
        ("북중", "북·중은 합의했다"),
        ("북·중", "북중 무역이 늘었다"),
        ("북ㆍ중", "북·중 무역"),
        ("북중러", "북·중·러 정상"),
        ("中朝", "中・朝の国境"),
        ("US", "the U.S. sanctions"),
        ("DPRK", "the D.P.R.K. said"),
        ("D.P.R.K.", "the DPRK said"),
        ("email", "by e-mail"),
        ("e-mail", "by email"),
        ("cooperation", "economic co-operation"),
        ("re-opened", "the bridge reopened"),
        ("covid19", "since COVID-19"),
        ("COVID-19", "since Covid19"),
        ("IMO8712362", "IMO-8712362"),
        ("100000", "100,000 tons"),
        ("100,000", "100000 tons"),
        ("5200", "5,200 won"),
        ("Jian", "the port of Ji’an"),
        ("Ji'an", "the port of Jian"),
        ("Xian", "flights to Xi'an"),
        ("chongjin", "Ch’ongjin"),
        ("Nampo", "Namp'o"),
        ("Namp'o", "Nampo"),
        ("Pyongyang", "P’yongyang"),
    ],
)
def test_words_are_found_with_and_without_marks_inside(needle: str, text: str) -> None:
    assert found(needle, text)
    assert any(part.is_match for part in snippet(text, [needle]))


@pytest.mark.parametrize(
    ("needle", "text"),
    [
        ("U.S.", "they told us"),
        ("U.N.", "Kim Jong-un"),
        ("2024", "2,024 tons"),
        ("Korea's", "two Koreas"),
        ("북한", "북·한 접경"),
        ("단둥", "단·둥"),
    ],
)
def test_other_words_are_not_found_for_want_of_a_mark(needle: str, text: str) -> None:
    assert not found(needle, text)


def test_random_stretches_of_the_text_are_all_found_and_absent_ones_are_not() -> None:
    rng = random.Random(7)
    for text in (KOREAN, CHINESE):
        runs = [run for run in re.split(r"[\s，；。]+", text) if len(run) >= 2]
        for _ in range(200):
            run = rng.choice(runs)
            length = rng.randint(2, min(6, len(run)))
            start = rng.randint(0, len(run) - length)
            assert found(run[start : start + length], text)
    assert not found("走海", CHINESE)


@pytest.mark.parametrize("needle", ["數據，走私", "據，走", "煤炭；新义州", "据，走私鸭绿江"])
def test_a_phrase_goes_on_across_punctuation(needle: str) -> None:
    assert found(needle, CHINESE)


def test_one_character_is_searched_for_as_a_prefix() -> None:
    assert phrases("密") == (Phrase(("密",), is_prefix=True),)


@given(st.text())
def test_a_phrase_is_quoted_whatever_is_typed(text: str) -> None:
    made = [expression(phrase) for phrase in phrases(text)]
    assert all(one.startswith('"') and one.count('"') == 2 for one in made)


def test_punctuation_alone_gives_no_phrase() -> None:
    assert phrases('"*-:()') == ()


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("노동신문", "로동신문이 전했다"),
        ("로동신문", "노동신문이 전했다"),
        ("양강도", "북한 량강도 혜산"),
        ("량강도", "북한 양강도 혜산"),
        ("용천", "룡천역 폭발"),
        ("라선", "나선 경제무역지대"),
        ("여성", "녀성동맹"),
        ("리용호", "이용호 외무상"),
        ("조선노동당", "조선로동당 중앙위원회"),
        ("로동당", "조선노동당 중앙위원회"),
    ],
)
def test_north_and_south_spellings_find_each_other(typed: str, printed: str) -> None:
    assert found(typed, printed)


@pytest.mark.parametrize(
    ("typed", "printed"), [("관리", "세관이 열렸다"), ("이용", "관리용 장비"), ("유가", "의류가 팔렸다")]
)
def test_the_other_spelling_matches_only_where_a_word_starts(typed: str, printed: str) -> None:
    assert not found(typed, printed)


@pytest.mark.parametrize("needle", ["밀수 나", "밀수 나선", "수 나선", "밀수 나선 이", "나선 이"])
def test_phrases_end_anywhere_in_a_run_that_has_two_spellings(needle: str) -> None:
    assert found(needle, "단둥 밀수 나선 이야기")


@given(st.lists(st.sampled_from("나라녀여이리노로 밀수단동。K7"), min_size=1, max_size=12), st.data())
def test_every_stretch_of_a_korean_text_is_found(letters: list[str], data: st.DataObject) -> None:
    text = "".join(letters)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    needle = text[start:end]
    cuts_a_latin_word = any(
        side.isascii() and side.isalnum() for side in (text[start - 1 : start], text[end : end + 1])
    )
    if phrases(needle) and not cuts_a_latin_word:
        assert found(needle, text)
