"""Sentences of four languages and their offsets."""

import pytest

from classifier.features.sentences import LONGEST, sentence_spans


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Trade fell. It rose again.", ["Trade fell.", "It rose again."]),
        ("N. Korea reopened on Feb. 14. Trucks came.", ["N. Korea reopened on Feb. 14.", "Trucks came."]),
        ("It cost 2.61 million rubles. Yes!", ["It cost 2.61 million rubles.", "Yes!"]),
        ("He said “no.” She left.", ["He said “no.”", "She left."]),
        ("무역이 줄었다. 밀수가 늘었다.", ["무역이 줄었다.", "밀수가 늘었다."]),
        ('"없다"고 했다. 끝.', ['"없다"고 했다.', "끝."]),
        ("贸易减少。走私增加！为什么？", ["贸易减少。", "走私增加！", "为什么？"]),
        ("他说：“没有。”然后走了。", ["他说：“没有。”", "然后走了。"]),
        ("貿易が減った。密輸が増えた。", ["貿易が減った。", "密輸が増えた。"]),
        ("one line\nanother\n\n third ", ["one line", "another", "third"]),
        ("", []),
        (" \n ", []),
    ],
)
def test_text_is_split_where_its_sentences_end(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_overlong_stretch_is_cut_at_a_comma_and_never_longer_than_the_limit() -> None:
    parts = sentences("丹东的货车，" * 400)
    assert all(len(part) <= LONGEST for part in parts)
    assert all(part.endswith("，") for part in parts)
    assert "".join(parts) == "丹东的货车，" * 400


def test_overlong_word_is_cut_at_the_limit() -> None:
    assert [len(part) for part in sentences("x" * (2 * LONGEST + 1))] == [LONGEST, LONGEST, 1]
