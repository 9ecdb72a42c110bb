import doctest
import logging
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

import yaluwatch.text
from yaluwatch.log import set_up_logging
from yaluwatch.text import character_folds, clean, clean_line, clean_paragraphs, counted, fold


def test_clean_drops_what_carries_no_meaning() -> None:
    assert clean("a\u202eb\x00c\ud800d\u200be\ufeff") == "abcde"


def test_clean_composes_decomposed_korean() -> None:
    assert clean(unicodedata.normalize("NFD", "밀수")) == "밀수"


def test_every_kind_of_line_break_becomes_one() -> None:
    assert clean("a\r\nb\u2028c\x85d") == "a\nb\nc\nd"


def test_paragraphs_are_separated_by_one_blank_line() -> None:
    assert clean_paragraphs("a  b \n \n\n c\nd\n") == "a b\n\nc\nd"


@given(st.text())
def test_a_clean_line_has_no_break_and_no_outer_space(text: str) -> None:
    line = clean_line(text)
    assert line == line.strip()
    assert not set(line) & set("\n\r\t\x00\u2028\u202e")
    line.encode()


@pytest.mark.parametrize(
    ("one", "other"),
    [("丹東", "丹东"), ("鴨緑江", "鸭绿江"), ("鴨綠江", "鸭绿江"), ("ＤＰＲＫ", "dprk"), ("恵山", "惠山")],
)
def test_two_spellings_fold_to_one(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_folding_characters_keeps_the_length() -> None:
    assert all(len(new) == 1 for new in character_folds().values())


@pytest.mark.parametrize(
    ("number", "nouns", "text"),
    [
        (0, ("article",), "0 articles"),
        (1, ("article",), "1 article"),
        (2, ("article",), "2 articles"),
        (1, ("story", "stories"), "1 story"),
        (21, ("story", "stories"), "21 stories"),
    ],
)
def test_a_counted_noun_is_singular_only_for_one(number: int, nouns: tuple[str, ...], text: str) -> None:
    assert counted(number, *nouns) == text


def test_the_examples_in_the_docstrings_are_true() -> None:
    assert doctest.testmod(yaluwatch.text).failed == 0


def test_a_log_record_is_one_line_without_escapes(capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    before = root.handlers[:], root.level
    try:
        set_up_logging("info", "text")
        logging.getLogger("crawler").info("read title=%s", "x\n2026 ERROR forged\x1b[31m")
    finally:
        root.handlers[:], root.level = before
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert "\x1b" not in lines[0]
    assert lines[0].split()[1:3] == ["INFO", "crawler"]
