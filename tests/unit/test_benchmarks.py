import json
import subprocess
from pathlib import Path

import pytest

import benchmarks.__main__ as bench
from benchmarks.storage.measure import Row, least_seconds


def test_a_row_compares_with_its_floor() -> None:
    assert Row(work="read", floor=2.0, ours=3.0).ratio == 1.5
    assert Row(work="read", ours=3.0).ratio is None
    assert Row(work="read failed", floor=2.0).ratio is None


def test_the_least_of_several_rounds_counts() -> None:
    calls: list[int] = []
    assert least_seconds(lambda: calls.append(1), 4) >= 0
    assert len(calls) == 4


def test_the_table_has_80_columns_and_names_what_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    work = "ingest: articles a CPU second"
    found = json.dumps([{"work": work, "floor": 2000, "ours": 1500, "bar": "ratio ≥ 0.75"}])

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        if "good" in command:
            return subprocess.CompletedProcess(command, 0, f"some words\n{found}\n")
        if "--one" in command:
            raise subprocess.CalledProcessError(1, command)
        return subprocess.CompletedProcess(command, 0, "abc1234\n")

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.chdir(tmp_path)
    bench.main(tmp_path / "build" / "bench", ["good", "bad"])
    shown = capsys.readouterr()
    lines = shown.out.splitlines()
    assert all(len(line) <= 80 for line in lines[:4])
    assert " ".join(lines[2].split()) == f"{work} 2,000 1,500 0.75 ratio ≥ 0.75"
    assert lines[3].startswith("bad failed")
    assert "bad: " in shown.err
    table = (tmp_path / "build" / "bench.md").read_text()
    assert "| ingest: articles a CPU second | 2,000 | 1,500 | 0.75 | ratio ≥ 0.75 |" in table
    assert "| bad failed | – | – | – | – |" in table
    assert "commit abc1234" in table
    assert not (tmp_path / "build" / "bench").exists()


@pytest.mark.parametrize("name", bench.BENCHMARKS)
def test_every_benchmark_has_a_small_form(name: str) -> None:
    assert callable(bench.small(name))
