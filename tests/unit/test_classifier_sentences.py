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
        ("무역이 늘었다..그러나 밀수는 줄었다.", ["무역이 늘었다..", "그러나 밀수는 줄었다."]),
        ("값은 3.5위안이다.환율은 올랐다.", ["값은 3.5위안이다.", "환율은 올랐다."]),
        ("쌀값은… 다시 올랐다. 끝.", ["쌀값은… 다시 올랐다.", "끝."]),
        ("2026. 3. 12. 열차가 떠났다. 끝.", ["2026. 3. 12. 열차가 떠났다.", "끝."]),
        ("1. 무역은 늘었다.", ["1. 무역은 늘었다."]),
        ("They wait until 4 p.m. The gate closes.", ["They wait until 4 p.m.", "The gate closes."]),
        ("No. 5 truck left. Back? No. It stayed.", ["No. 5 truck left.", "Back?", "No.", "It stayed."]),
        ("He said... then he left. Done.", ["He said... then he left.", "Done."]),
        ("他停了……然后走了。车来了。", ["他停了……然后走了。", "车来了。"]),
        ("“货到了。价涨了。”他说。", ["“货到了。价涨了。”", "他说。"]),
        ("「国境は開いた。荷も動く。」と話した。次。", ["「国境は開いた。荷も動く。」と話した。", "次。"]),
        ("「はい。」「いいえ。」", ["「はい。」", "「いいえ。」"]),
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
