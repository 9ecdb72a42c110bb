"""Vectors of headlines: near for one meaning in two languages, far for two subjects."""

import re
from pathlib import Path

import numpy
import pytest

from stories import encoder
from stories.encoder import encode, likeness

ENGLISH, KOREAN, CHINESE, JAPANESE, OTHER = (
    "Freight trains cross the Yalu again",
    "압록강 건너는 화물열차 운행 재개",
    "货运列车恢复通过鸭绿江",
    "鴨緑江を渡る貨物列車が再開",
    "Rice prices fall in the markets of Hyesan",
)


def test_a_headline_is_nearer_to_its_translation_than_to_another_subject() -> None:
    english, korean, chinese, japanese, other = encode([ENGLISH, KOREAN, CHINESE, JAPANESE, OTHER])
    for same in (korean, chinese, japanese):
        assert likeness(english, same) > likeness(same, other) + 0.1


def test_likeness_is_between_zero_and_one() -> None:
    one, empty = encode([ENGLISH, ""])
    assert likeness(one, one) == pytest.approx(1.0, abs=1e-3)
    assert 0.0 <= likeness(one, empty) <= 1.0
    assert likeness(one, None) == likeness(None, None) == 0.0


def test_any_number_of_headlines_of_any_length_is_encoded() -> None:
    assert encode([]) == []
    vectors = encode([f"Truck {number} at Dandong " * 200 for number in range(70)])
    assert len(vectors) == 70
    assert {vector.shape for vector in vectors} == {(512,)}


def resident(folder: Path) -> list[int]:
    """KB in memory of each file of a folder that this process has mapped, deleted ones too."""
    maps = re.split(r"\n(?=[0-9a-f]+-[0-9a-f]+ )", Path("/proc/self/smaps").read_text(encoding="utf-8"))
    found = [text for text in maps if f" {folder}/" in text]
    return [int(rss[1]) for text in found if (rss := re.search(r"^Rss:\s+(\d+) kB", text, re.MULTILINE))]


def test_the_table_lies_on_disk_and_in_memory_where_that_is_not_possible(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, tables = [], []
    for folder in (tmp_path, tmp_path / "missing"):
        monkeypatch.setattr(encoder, "_DISK", str(folder))
        encoder._encoder.cache_clear()
        made.append(encode([ENGLISH, KOREAN]))
        tables.append(encoder._encoder()._model.table)
    encoder._encoder.cache_clear()
    assert [isinstance(table, numpy.memmap) for table in tables] == [True, False]
    assert not tables[0].flags.writeable
    assert list(tmp_path.iterdir()) == []
    assert resident(tmp_path) == [0]
    assert numpy.array_equal(made[0], made[1])
