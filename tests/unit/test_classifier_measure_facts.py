"""The matcher of labelled facts: what counts as found, and what the reports say."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from classifier import Classifier
from classifier.training.measure_facts import Label, half_of, is_found, main, read_measured
from yaluwatch.model import Fact, full_text

TITLE = "Prices in Hyesan"
TEXT = (
    "A kilogram of rice cost 5,700 won in Hyesan on May 3, a trader in Dandong said. "
    "Between 20 and 30 trucks crossed. The ship Jinbo carried 21,000 tons of coal worth $1.2 million, "
    "or 40 percent. One yuan is 1,200 won."
)


def labelled(**label: str) -> dict[str, Any]:
    return {
        "kind": "price",
        "value": "5,700",
        "unit": "won/kg",
        "quote": "rice cost 5,700 won in Hyesan on May 3",
        **label,
    }


def write(folder: Path, *facts: dict[str, Any], name: str = "a1") -> None:
    row = {
        "id": name,
        "lang": "en",
        "title": TITLE,
        "text": TEXT,
        "published": "2024-05-16",
        "facts": list(facts),
    }
    with (folder / "facts.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(row) + "\n")


@pytest.fixture(scope="module")
def judge() -> Classifier:
    return Classifier.load()


def found_of(folder: Path, judge: Classifier) -> list[bool]:
    return [
        is_found(label, article.text, article.facts)
        for article in read_measured(folder, judge)
        for label in article.labels
    ]


def run(folder: Path, *options: str) -> str:
    out = io.StringIO()
    assert main([str(folder), *options], out) == 0
    return out.getvalue()


@pytest.mark.parametrize(
    "label",
    [
        labelled(),
        labelled(unit="KPW per kg"),
        labelled(kind="claim", value="rice is dear", speaker="trader in Dandong"),
        labelled(kind="claim", value="rice is dear", speaker=""),
        labelled(kind="date", value="May 3 = 5月3日", unit=""),
        labelled(kind="count", value="20 to 30", unit="trucks", quote="Between 20 and 30 trucks crossed."),
        labelled(kind="ship", value="Jinbo", unit="", quote="The ship Jinbo"),
        labelled(kind="volume", value="21,000", unit="tons", quote="21,000 tons of coal"),
        labelled(kind="value", value="1.2 million", unit="USD", quote="worth $1.2 million"),
        labelled(kind="share", value="40%", unit="", quote="or 40 percent"),
        labelled(kind="rate", value="1,200", unit="won per yuan", quote="One yuan is 1,200 won."),
    ],
)
def test_a_fact_of_the_same_kind_value_and_unit_is_found(
    tmp_path: Path, judge: Classifier, label: dict[str, Any]
) -> None:
    write(tmp_path, label)
    assert found_of(tmp_path, judge) == [True]


@pytest.mark.parametrize(
    "label",
    [
        labelled(value="5,800"),
        labelled(unit="yuan"),
        labelled(kind="value"),
        labelled(unit="won per liter"),
        labelled(quote="Between 20 and 30 trucks crossed."),
        labelled(kind="claim", speaker="Xinhua"),
        labelled(kind="date", value="May 4 = 5月4日"),
        labelled(kind="date", value="some day"),
        labelled(kind="date", value="2019"),
        labelled(value="many"),
    ],
)
def test_another_value_unit_kind_place_or_speaker_is_missed(
    tmp_path: Path, judge: Classifier, label: dict[str, Any]
) -> None:
    write(tmp_path, label)
    assert found_of(tmp_path, judge) == [False]


@pytest.mark.parametrize(
    ("value", "found", "is_same"),
    [
        ("12月7日", "2010-12-07", True),
        ("2010年12月7日", "2010-12-07", True),
        ("2009年12月7日", "2010-12-07", False),
        ("5月28、29日", "2011-05-28", True),
        ("11日", "---11", True),
        ("先月31日", "2026-01-31", True),
        ("昨年1月", "--01", True),
        ("昨年1月", "2020-01", True),
        ("3월", "2020-04", False),
        ("2019", "2019", True),
    ],
)
def test_a_labelled_date_is_compared_by_what_it_says(value: str, found: str, is_same: bool) -> None:
    label = Label("a", "zh", "date", value, "", "", 0, 10)
    fact = Fact(kind="date", start=0, end=5, sentence_start=0, sentence_end=10, date=found)
    assert is_found(label, full_text("", "0123456789"), [fact]) is is_same


def test_the_report_counts_by_language_and_lists_facts_to_read(tmp_path: Path) -> None:
    write(tmp_path, labelled(), labelled(value="1"))
    write(tmp_path, name="b2")
    said = run(tmp_path, "--missed", "--sample", "3")
    assert "| price | 1 of 2 | 1 of 2 (0.50) |" in said
    assert "found in 2 articles" in said
    assert said.count("\n    ") == 5
    assert "en price 1 won/kg" in said


def test_halves_are_dealt_by_the_id(tmp_path: Path) -> None:
    names = [f"x{number}" for number in range(10)]
    for name in names:
        write(tmp_path, labelled(), name=name)
    first = sum(half_of(name) == 0 for name in names)
    assert 0 < first < 10
    assert f"found in {first} articles" in run(tmp_path, "--half", "0")


def test_a_folder_without_labels_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text('{"id": "1", "lang": "en"}\n', encoding="utf-8")
    out = io.StringIO()
    assert main([str(tmp_path)], out) == 1
    assert "no article with labelled facts" in out.getvalue()
