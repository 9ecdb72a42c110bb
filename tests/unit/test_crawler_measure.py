"""Extraction is measured as its module says."""

import gzip
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from crawler.extraction.measure import main, near_exact, segment_counts, token_f1

BODY = "Ten freight trucks crossed the bridge from Dandong to Sinuiju on Monday, a trader said.\n\n" * 6
URL = "https://courier.example/2026/11/24/trucks-return"


def label(folder: Path, name: str, **changes: Any) -> dict[str, Any]:
    """A page of ours in the folder, and its line of the ground truth."""
    paragraphs = "".join(f"<p>{line}</p>" for line in BODY.split("\n\n"))
    time = '<meta property="article:published_time" content="2026-11-24T23:30+09:00">'
    article = f"<article><h1>Trucks return</h1>{paragraphs}</article>"
    text = f"<html><head><title>Trucks return</title>{time}</head><body>{article}</body></html>"
    (folder / f"{name}.html.gz").write_bytes(gzip.compress(text.encode()))
    truth = {
        "file": f"{name}.html.gz",
        "set": "own",
        "url": URL,
        "lang": "en",
        "stored_as": "utf-8",
        "title": "Trucks return",
        "body": BODY,
        "body_alt": None,
        "published": "2026-11-24",
        "published_raw": "2026-11-24T23:30:00+09:00",
        "segments_with": None,
        "segments_without": None,
    }
    return truth | changes


def measure(folder: Path, truths: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> int:
    lines = "".join(json.dumps(truth) + "\n" for truth in truths)
    (folder / "ground-truth.jsonl").write_text(lines, encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["measure", str(folder)])
    return main()


def test_a_set_has_one_line_with_each_figure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    segments = {"segments_with": ["trader said"], "segments_without": ["Read more"], "body": None}
    truths = [
        label(tmp_path, "full"),
        label(tmp_path, "wrong", published="2026-11-20", title="Barges return to the river", body="Coal"),
        label(tmp_path, "segments", set="segments", title=None, published=None, **segments),
        label(tmp_path, "korean", set="fundus", lang="ko"),
    ]
    assert measure(tmp_path, truths, monkeypatch) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("  ")[0].strip() for line in lines] == ["fundus", "fundus ko", "own", "segments"]
    assert "title 0.500" in lines[2]
    assert "day 0.500 n=2" in lines[2]
    assert "n=1" in lines[0]
    assert "segments 1.000 (1.000)" in lines[3]


def test_a_refused_page_counts_as_empty_and_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    truth = label(tmp_path, "empty")
    (tmp_path / "empty.html.gz").write_bytes(gzip.compress(b"<html><body></body></html>"))
    assert measure(tmp_path, [truth], monkeypatch) == 0
    line = capsys.readouterr().out
    assert "body 0.000" in line
    assert "refused too_thin 1" in line


def test_without_a_folder_the_usage_is_printed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main([])
    assert "usage" in capsys.readouterr().err


def test_a_folder_without_labels_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main([str(tmp_path)])
    assert f"{tmp_path} has no ground-truth.jsonl" in capsys.readouterr().err


def test_pages_can_be_extracted_several_times_for_the_cpu_figure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "ground-truth.jsonl").write_text(json.dumps(label(tmp_path, "full")) + "\n", encoding="utf-8")
    assert main([str(tmp_path), "--repeats", "2"]) == 0
    assert "n=1  cpu x" in capsys.readouterr().out.replace("title 1.000  day 1.000 n=1", "n=1")
    with pytest.raises(SystemExit, match="2"):
        main([str(tmp_path), "--repeats", "0"])


def test_days_are_compared_with_those_of_htmldate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    truths = [
        label(tmp_path, "right"),
        label(tmp_path, "next", published="2026-11-25"),
        label(tmp_path, "wrong", set="other", published="2026-11-20"),
        label(tmp_path, "undated", published=None),
    ]
    lines = "".join(json.dumps(truth) + "\n" for truth in truths)
    (tmp_path / "ground-truth.jsonl").write_text(lines, encoding="utf-8")
    assert main([str(tmp_path), "--days"]) == 0
    shown = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert [(line[0], line[2], line[6], line[-1]) for line in shown] == [
        ("all", "0.333", "0.667", "n=3"),
        ("other", "0.000", "0.000", "n=1"),
        ("own", "0.500", "1.000", "n=2"),
    ]


def test_figures_are_over_words_and_single_ideographs() -> None:
    assert token_f1("丹东口岸", "丹东口岸") == 1
    assert token_f1("", "") == 1
    assert token_f1("coal", "") == 0
    assert token_f1("丹东", "丹西") == 0.5
    assert segment_counts("A b c", ["ab", "x"], ["bc", "y"]) == (1, 1, 1)
    assert near_exact("Trucks return – at last", "Trucks return - at last")
    assert not near_exact("Trucks return", "Barges sink")
