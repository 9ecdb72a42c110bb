from hypothesis import given
from hypothesis import strategies as st

from storage.query.snippets import snippet


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
