"""Measuring the quoted sentences on a few articles of our own."""

import io
import json
from pathlib import Path

import pytest

from classifier.training.measure_evidence import Choice, fit, is_same, main, read_quoted, top_shares

NEWS = "On Tuesday 40 trucks with rice crossed from Dandong to Sinuiju, a trader said."
BACKGROUND = "North Korea closed its border with China in January 2020."


def row(number: int, **changed: object) -> dict[str, object]:
    article = {
        "id": f"a-{number}",
        "lang": "en",
        "title": "Trucks with rice cross from China to North Korea",
        "text": f"{NEWS} {BACKGROUND} Dandong is the largest Chinese city on the Yalu.",
        "relevant": True,
        "best": NEWS,
        "polarity": "asserted",
    }
    return article | changed


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rows = [row(1), row(2), row(3, best=""), row(4, relevant=False), row(6, polarity="denied")]
    lines = "".join(json.dumps(each) + "\n" for each in rows)
    (tmp_path / "fresh-en.jsonl").write_text(lines, encoding="utf-8")
    return tmp_path


def test_only_relevant_articles_with_a_best_sentence_are_read(folder: Path) -> None:
    assert [each.id for each in read_quoted(folder)] == ["a-1", "a-2", "a-6"]
    assert [each.id for each in read_quoted(folder, half=0)] == ["a-2", "a-6"]
    assert [each.id for each in read_quoted(folder, half=1)] == ["a-1"]


def test_the_report_tells_how_often_the_best_sentence_is_quoted(folder: Path) -> None:
    out = io.StringIO()
    assert main([str(folder)], out) == 0
    assert "| all | 3 | 100.0% | 100.0% | 100.0% |" in out.getvalue()
    assert "polarity: 2 of 3 (66.7%)" in out.getvalue()
    assert "denied found as asserted: 1" in out.getvalue()


def test_fitting_prints_ranks_and_weights(folder: Path) -> None:
    out = io.StringIO()
    assert main([str(folder), "--fit"], out) == 0
    assert "the best sentence is in the first 1, 2, 3: 100.0%, 100.0%, 100.0%" in out.getvalue()
    assert '"headline": ' in out.getvalue()


def test_a_folder_without_best_sentences_is_an_error(tmp_path: Path) -> None:
    out = io.StringIO()
    assert main([str(tmp_path)], out) == 1
    assert f"no article with a best sentence in {tmp_path}" in out.getvalue()


def test_a_feature_of_the_best_sentences_gets_a_positive_weight() -> None:
    examples = [
        Choice([{"figures": 1.0}, {"background": 1.0}], 0),
        Choice([{"background": 1.0}, {"figures": 1.0}], 1),
    ]
    weights = fit(examples)
    assert weights["figures"] > 0 > weights["background"]
    assert top_shares(weights, examples) == [2, 2, 2]


def test_a_short_quote_is_not_taken_for_the_best_sentence() -> None:
    assert is_same(NEWS, NEWS[:-1])
    assert not is_same("a trader", NEWS)
