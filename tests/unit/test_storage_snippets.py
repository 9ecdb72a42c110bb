import sys
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.query import snippets
from storage.query.snippets import SnippetPart, caption_snippet, snippet
from storage.query.word_edges import can_cut
from yaluwatch.text import fold

# What matches in several spellings, and what folding makes longer or one of several.
LETTERS = "노로료동룡천 丹东東K½㎏ﬁßİ\u0301가\u1100\u1161ａA1-,.\n"
PIECES = st.sampled_from([*LETTERS, "coal", "coals", "로동신문", "charcoal", "ｃoal", "走私", "走私走"])
TEXTS = st.lists(PIECES, max_size=60).map("".join)
SEARCHED = st.sampled_from(["coal", "=coal", "coal*", "노동*", "노동신문", "走私", "1", "f", "k*", "ss"])
WORDS = st.lists(TEXTS | SEARCHED, max_size=3)


def marked(text: str, *words: str) -> str:
    return "".join(f"[{piece.text}]" if piece.is_match else piece.text for piece in snippet(text, words))


def test_matches_are_marked_whatever_their_spelling() -> None:
    assert marked("丹東海關查獲走私煤炭", "丹东", "走私") == "[丹東]海關查獲[走私]煤炭"
    assert marked("Smuggling rose", "smuggling") == "[Smuggling] rose"


def test_north_and_south_spellings_are_marked_where_they_were_found() -> None:
    assert marked("로동신문과 조선로동당", "노동신문", "조선노동당") == "[로동신문]과 [조선로동당]"
    assert marked("관리용 장비를 리용", "이용") == "관리용 장비를 [리용]"


def test_latin_words_are_marked_whole_and_prefixes_at_their_start() -> None:
    assert marked("charcoal, coal, coals", "=coal") == "charcoal, [coal], coals"
    assert marked("charcoal, coal, coals", "coal") == "charcoal, [coal], [coals]"
    assert marked("charcoal, coal, coals", "coal*") == "charcoal, [coal], [coal]s"
    assert marked("K27열차", "k27", "열차") == "[K27][열차]"


def test_a_long_text_is_cut_around_the_first_match() -> None:
    shown = marked("a " * 500 + "밀수 " + "b " * 500, "밀수")
    assert shown.startswith("…a")
    assert shown.endswith("…")
    assert "[밀수]" in shown
    assert len(shown) < 200


def test_without_a_match_the_snippet_starts_at_the_beginning() -> None:
    assert marked("Freight trucks crossed", "zzz") == "Freight trucks crossed"


@given(st.text(), st.lists(st.text(), max_size=3))
def test_any_text_and_words_give_a_stretch_of_the_text(text: str, words: list[str]) -> None:
    shown = "".join(piece.text for piece in snippet(text, words)).strip("…")
    assert shown in text.replace("\n", " ")


def simple_matches(text: str, words: list[str]) -> list[tuple[int, int]]:
    """Every match in a text, found by folding each character and looking at each."""
    folded = [fold(character) for character in text]
    whole, starts = "".join(folded), [0, *accumulate(len(piece) for piece in folded)]
    where = {start: index for index, start in enumerate(starts)}
    found = []
    for wanted, is_prefix, is_start in snippets._wanted(tuple(words)):
        position = whole.find(wanted)
        while position >= 0:
            end = position + len(wanted)
            after = "" if is_prefix else whole[end : end + 1]
            is_bounded = snippets._can_end(whole[position - 1 : position], wanted[0], is_start)
            if is_bounded and snippets._can_end(after, wanted[-1], False) and {position, end} <= where.keys():
                found.append((where[position], where[end]))
            position = whole.find(wanted, end)
    return sorted(found)


@given(TEXTS, WORDS)
def test_matches_are_those_of_the_simple_way(text: str, words: list[str]) -> None:
    assert list(snippets._Folded(text).matches(words)) == simple_matches(text, words)


def test_no_character_becomes_shorter_by_folding() -> None:
    assert all(fold(chr(code)) for code in range(sys.maxunicode + 1))


@given(TEXTS | st.text() | st.text("敘叙敍芸艺沪滤AaＡ가½"))
def test_the_quickest_way_to_fold_gives_the_same(text: str) -> None:
    assert snippets._folded(text) == "".join(map(fold, text))


@given(TEXTS, WORDS)
def test_only_matches_in_the_shown_stretch_are_marked(text: str, words: list[str]) -> None:
    pieces = snippet(text, words, length=60)
    shown = [piece.text for piece in pieces if piece.is_match]
    found = [text[first:last].replace("\n", " ") for first, last in simple_matches(text, words)]
    assert set(shown) <= set(found)
    assert not found or len(found[0]) > 20 or shown[:1] == found[:1]


def test_a_caption_is_shown_for_a_word_that_is_only_there() -> None:
    captions = ["Dandong from above", "丹東 at night"]
    assert caption_snippet("Dandong", "Bridge", captions, ["Dandong"]) == []
    assert caption_snippet("Trucks", "Bridge", captions, ["丹东", "bridge"]) == [
        SnippetPart("丹東", is_match=True),
        SnippetPart(" at night", is_match=False),
    ]
    assert caption_snippet("Trucks", "Bridge", [], ["丹东"]) == []


@given(TEXTS, WORDS, st.integers(1, 60))
def test_how_far_a_text_is_looked_at_first_makes_no_difference(
    text: str, words: list[str], first: int
) -> None:
    shown = []
    for reach in (first, len(text) + 1):
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(snippets, "_FIRST", reach)
            shown.append(snippet(text, words, length=20))
    assert shown[0] == shown[1]


# A text in each script, a word of it near its middle, and how its snippet begins and ends.
SCRIPTS = {
    "latin": (
        (
            "The two governments have agreed on quotas for 1,200 lorries a month at the new bridge, and "
            "customs officers don’t expect a change before the harvest, an interpreter from "
            "Dandong said on Tuesday."
        ),
        "interpreter",
        "…expect a change before the harvest, an ",
    ),
    "cyrillic": (
        (
            "Правительства договорились о пропуске грузовиков через новый мост до конца сезона, и "
            "таможенники не ожидают изменений раньше осени, сообщил переводчик из Даньдуна во вторник."
        ),
        "переводчик",
        "…ожидают изменений раньше осени, сообщил ",
    ),
    "korean": (
        (
            "양국 정부는 새 다리를 지나는 화물차의 수를 하루 120대로 늘리기로 합의했으며 세관 직원들은 "
            "가을걷이 전까지 변화가 없을 것으로 본다고 단둥의 소식통이 화요일에 전했다."
        ),
        "소식통",
        "…세관 직원들은 가을걷이 전까지 변화가 없을 것으로 본다고 단둥의 ",
    ),
    "chinese": (
        (
            "两国政府同意把每天通过新桥的卡车数量增加到120辆，海关人员说在秋收以前不会有变化。"
            "一名来自丹东的翻译星期二说，运力还不够，司机等了两天。"
        ),
        "翻译",
        "…一名来自丹东的",
    ),
}


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_snippet_begins_where_a_word_or_sentence_begins(script: str) -> None:
    text, word, begins = SCRIPTS[script]
    shown = marked(text, word)
    assert shown.startswith(f"{begins}[{word}]")
    assert shown.endswith(text[-10:])


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("length", range(50, 66))
def test_a_snippet_ends_where_a_word_ends(script: str, length: int) -> None:
    text, *_ = SCRIPTS[script]
    shown = "".join(piece.text for piece in snippet(text, (), length=length))
    kept = shown.removesuffix("…")
    assert shown.endswith("…")
    assert length - 20 < len(kept) <= length
    assert text.startswith(kept)
    if script == "chinese":
        # Between characters, but not within a number.
        assert not (kept[-1].isdigit() and text[len(kept)].isdigit())
    else:
        assert text[len(kept)] == " "
        assert kept[-1] != " "


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        # Numbers, abbreviations, words with an apostrophe, loanwords in Katakana, accents of their own.
        ("1,200 t", {5, 6}),
        ("U.S. aid", {4, 5}),
        ("don’t go", {5, 6}),
        ("新トラック隊", {1, 5}),
        ("cafe\u0301 x", {5, 6}),
        ("走私、120吨", {1, 2, 3, 6}),
    ],
)
def test_no_word_number_or_composed_character_is_cut(text: str, allowed: set[int]) -> None:
    assert {at for at in range(1, len(text)) if can_cut(text, at)} == allowed


def test_a_run_without_a_place_to_cut_is_cut_all_the_same() -> None:
    shown = marked("x" * 300 + " 밀수 " + "y" * 300, "밀수")
    assert shown.startswith("…[밀수] yyy")
    assert len(shown) <= 180 + len("……[]")
