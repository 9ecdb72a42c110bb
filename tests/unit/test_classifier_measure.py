"""The measurement counts what it says."""

import io
import json
from pathlib import Path

import pytest

from classifier.training.baselines import keyword_alert
from classifier.training.labelled import load_labelled
from classifier.training.measure import Score, main, score

ROWS = [
    ("en", "China-North Korea trade grows", "Customs data show it.", True, ["trade"], "core"),
    ("en", "Rain in Leeds", "It rained.", False, [], "easy-negative"),
    ("ko", "북중 무역 재개", "단둥 세관이 열렸다.", True, ["trade", "border"], "core"),
    ("zh", "中朝贸易恢复", "丹东口岸恢复通关。", True, ["trade"], "borderline"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for language in ("en", "ko", "zh"):
        rows = [
            {"id": f"{language}-{number}", "lang": lang, "title": title, "text": text}
            | {"relevant": relevant, "tags": tags, "kind": kind}
            for number, (lang, title, text, relevant, tags, kind) in enumerate(ROWS)
            if lang == language
        ]
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (tmp_path / f"{language}-dev.jsonl").write_text(lines, encoding="utf-8")
    return tmp_path


def test_precision_recall_and_f1_follow_from_the_counts() -> None:
    counts = score([(True, True), (True, True), (True, False), (False, True), (False, False)])
    assert counts == Score(right=2, wrong=1, missed=1)
    assert counts.precision == counts.recall == counts.f1 == pytest.approx(2 / 3)


def test_nothing_right_is_zero_and_not_an_error() -> None:
    assert (Score(0, 0, 0).precision, Score(0, 1, 0).recall, Score(0, 0, 1).f1) == (0.0, 0.0, 0.0)


def test_labelled_articles_are_read_in_order_of_file_and_line(folder: Path) -> None:
    articles = load_labelled(folder)
    assert [article.language for article in articles] == ["en", "en", "ko", "zh"]
    assert articles[2].tags == {"trade", "border"}


def test_report_has_a_row_for_each_way_group_and_topic(folder: Path) -> None:
    out = io.StringIO()
    assert main([str(folder)], out) == 0
    report = out.getvalue()
    for expected in ("keyword alert | en", "gazetteer alone | all", "| borderline |", "| smuggling | 0 |"):
        assert expected in report
    assert "| all | 1.00 | 1.00 | 1.00 |" in report


def test_folder_without_articles_is_named(tmp_path: Path) -> None:
    out = io.StringIO()
    assert main([str(tmp_path)], out) == 1
    assert str(tmp_path) in out.getvalue()


@pytest.mark.parametrize(
    ("text", "language", "fires"),
    [
        ("North Korea and China trade", "en", True),
        ("North Korea and China talk", "en", False),
        ("machine trade with North Korea", "en", False),
        ("북한 중국 밀수", "ko", True),
        ("北韓 中國 走私", "zh", True),
    ],
)
def test_keyword_alert_needs_all_three(text: str, language: str, fires: bool) -> None:
    assert keyword_alert(text, "", language) is fires
