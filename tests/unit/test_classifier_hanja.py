from pathlib import Path

import pytest

from classifier.features import filter_names
from classifier.lexicon import entry_names, place_names
from classifier.lexicon.hanja import hanja_names
from yaluwatch.errors import LexiconError
from yaluwatch.text import fold


@pytest.mark.parametrize(
    ("hanja", "hangul"),
    [
        ("北中", "북중"),
        ("對北", "대북"),
        ("密輸", "밀수"),
        ("丹東", "단동"),
        ("金正恩", "김정은"),
        ("韓中", "한중"),
    ],
)
def test_a_korean_word_is_found_in_both_writings(hanja: str, hangul: str) -> None:
    assert fold(hangul) in map(fold, place_names()[fold(hanja)])
    assert fold(hanja) in map(fold, place_names()[fold(hangul)])


def test_dots_and_hyphens_between_the_parts_do_not_matter() -> None:
    assert {"북·중", "북-중", "北·中"} <= set(hanja_names()["북중"])


def test_a_reading_joins_only_what_is_in_one_entry() -> None:
    # 조중 names China and North Korea too, but is another word.
    assert "조중" not in hanja_names()["北中"]
    assert fold("中國") not in hanja_names()


def test_ids_are_known_under_every_name() -> None:
    for name in ("dandong", "Dandong", "단둥", "丹东"):
        assert entry_names("place")[name] == ("dandong",)
    assert entry_names("goods")["석탄"] == ("coal",)


def test_topics_and_languages_have_names() -> None:
    assert filter_names("topic")["border"] == ("border",)
    assert filter_names("language")["한국어"] == ("ko",)
    assert filter_names("unknown") == {}


def test_an_operators_list_adds_names_and_a_broken_one_is_named(tmp_path: Path) -> None:
    file = tmp_path / "places.csv"
    file.write_text(
        "id,kind,side,concepts,name,en,ko,zh,ja\nmy-quay,port,CN,,My Quay,My Quay|The Quay,내부두,,\n"
    )
    assert entry_names("place", tmp_path)["내부두"] == ("my-quay",)
    assert "내부두" not in entry_names("place")
    for broken in ("id,name\nx,y\n", "id,kind,side,concepts,name,en,ko,zh,ja\nx,,,,X,!!,,,\n"):
        file.write_text(broken)
        with pytest.raises(LexiconError, match=r"places\.csv.*can't be read"):
            entry_names("place", tmp_path)
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(LexiconError, match=r"places\.csv"):
        entry_names("place", tmp_path)
