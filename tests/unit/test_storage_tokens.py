import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.tokens import phrase, tokens

KOREAN = "북한이 대북제재를 피해 단둥 세관을 거쳐 석탄을 밀수했다고 로동신문이 전했다"
CHINESE = "丹東海關公佈數據，走私鴨綠江對岸煤炭；新义州对朝贸易增加。"


def found(needle: str, text: str) -> bool:
    """Whether the phrase of the needle stands in the token stream, as FTS5 would decide."""
    made = phrase(needle)
    *wanted, last = made.removesuffix(" *").strip('"').split()
    stream = list(tokens(text))
    for start in range(len(stream) - len(wanted)):
        end = stream[start + len(wanted)]
        ends_well = end.startswith(last) if made.endswith("*") else end == last
        if ends_well and stream[start : start + len(wanted)] == wanted:
            return True
    return False


def test_a_run_becomes_pairs_and_its_last_character() -> None:
    assert list(tokens("대북제재")) == ["대북", "북제", "제재", "재"]


def test_latin_words_and_numbers_stay_whole_and_lose_case() -> None:
    assert list(tokens("Dandong’s K27 train_of 2,180")) == ["dandong", "s", "k27", "train", "of", "2", "180"]


def test_scripts_in_one_word_are_cut_where_they_change() -> None:
    assert list(tokens("中대사 ABC丹東")) == ["中대", "대사", "사", "abc", "丹东", "东"]


@pytest.mark.parametrize("needle", ["밀수", "북한", "대북제재", "세관", "단둥"])
def test_korean_words_are_found_under_particles_and_in_compounds(needle: str) -> None:
    assert found(needle, KOREAN)


@pytest.mark.parametrize("needle", ["丹东", "走私", "鸭绿江", "对朝贸易", "海关", "新義州"])
def test_simplified_and_traditional_find_each_other(needle: str) -> None:
    assert found(needle, CHINESE)


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


def test_one_character_is_asked_for_as_a_prefix() -> None:
    assert phrase("密") == '"密" *'


@given(st.text())
def test_a_phrase_is_quoted_whatever_is_typed(text: str) -> None:
    made = phrase(text)
    assert made == "" or (made.startswith('"') and made.count('"') == 2)


def test_punctuation_alone_asks_for_nothing() -> None:
    assert phrase('"*-:()') == ""
