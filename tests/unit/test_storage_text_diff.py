from hypothesis import given
from hypothesis import strategies as st

from storage import ChangeKind, compare
from storage.sql.tables.table_cells import number_of


def shown(old: str, new: str) -> str:
    marks = {ChangeKind.SAME: "{}", ChangeKind.ADDED: "[+{}]", ChangeKind.REMOVED: "[-{}]"}
    return "".join(marks[piece.kind].format(piece.text) for piece in compare(old, new).pieces)


def test_changed_words_are_marked_and_the_rest_is_unchanged() -> None:
    assert shown("Trucks crossed on Monday.", "Trucks crossed on Tuesday.") == (
        "Trucks crossed on [-Monday][+Tuesday]."
    )
    assert shown("海关查获煤炭", "海关查获海产品煤炭") == "海关查获[+海产品]煤炭"
    assert shown("무역액은 2,180만 달러", "무역액은 2,280만 달러") == "무역액은 [-2,180][+2,280]만 달러"


def test_an_added_paragraph_is_one_piece() -> None:
    assert shown("One.\n\nTwo.", "One.\n\nNew.\n\nTwo.") == "One.\n\n[+New.\n\n]Two."


def test_numbers_that_changed_are_listed() -> None:
    changes = compare("2,180 tons of 3 kinds", "2,280 tons of 3 kinds")
    assert (changes.numbers_removed, changes.numbers_added) == (("2,180",), ("2,280",))


def test_an_added_negation_is_noted() -> None:
    assert compare("The bridge will open.", "The bridge will not open.").is_negation_changed
    assert compare("세관이 열렸다.", "세관이 열리지 않았다.").is_negation_changed
    assert compare("口岸开放", "口岸未开放").is_negation_changed
    assert not compare("The bridge will open.", "The bridge will open soon.").is_negation_changed


def test_equal_texts_have_no_changes() -> None:
    assert compare("a b", "a b").is_empty
    assert not compare("a b", "a c").is_empty


def test_a_very_long_paragraph_is_compared_as_a_whole() -> None:
    old = "word " * 6000
    assert [piece.kind for piece in compare(old, old + "end").pieces] == [
        ChangeKind.REMOVED,
        ChangeKind.ADDED,
    ]


@given(st.text(alphabet="ab 12,\n밀수丹"), st.text(alphabet="ab 12,\n밀수丹"))
def test_the_pieces_give_both_texts(old: str, new: str) -> None:
    pieces = compare(old, new).pieces
    assert "".join(piece.text for piece in pieces if piece.kind is not ChangeKind.ADDED) == old
    assert "".join(piece.text for piece in pieces if piece.kind is not ChangeKind.REMOVED) == new


def test_a_cell_with_a_number_has_its_value() -> None:
    assert [number_of(text) for text in ("1,023.541", "−3.8%", "549.646", "2007", "+5")] == [
        1023.541,
        -3.8,
        549.646,
        2007.0,
        5.0,
    ]
    assert [number_of(text) for text in ("n/a", "", "1,02", "12 tons", "1.2.3", "２")] == [None] * 6
