"""Measuring and fitting the grouping on a few labelled articles."""

import json
import sys
from pathlib import Path

import pytest

from stories import fitting, measure
from stories.frequencies import count, lines
from stories.similarity import WEIGHTS

#: Event, day, language, title, text.
EVENTS = tuple(
    line.split("|")
    for line in """\
seizure|2026-03-02|en|Dandong customs seize ginseng|Customs in Dandong seized North Korean ginseng, 40 kg.
seizure|2026-03-03|zh|丹东海关查获人参|丹东海关周一在朝鲜来的货车里查获40公斤人参。
train|2026-03-02|en|Freight train reaches Tumen|A freight train with North Korean ore reached Tumen, China.
train|2026-03-02|ko|남양발 화물열차 투먼 도착|북한 남양의 광석 화물열차가 중국 투먼에 닿았다.
prices|2026-07-09|en|Rice dearer in Hyesan|Rice rose to 7,000 won a kilo in Hyesan, North Korea.
fair|2026-11-01|en|Trade fair in Hunchun|Forty companies of China and North Korea signed contracts in Hunchun.
""".splitlines()
)


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    rows: list[dict[str, object]] = [
        {"id": f"a{n}", "event": event, "published": day, "lang": language, "title": title, "text": text}
        for n, (event, day, language, title, text) in enumerate(EVENTS)
    ]
    rows.append({**rows[0], "id": "undated", "published": None})
    rows.append({**rows[0], "id": "other", "relevant": False})
    file = tmp_path / "articles.jsonl"
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return file


def test_pairs_of_one_event_are_counted(
    labelled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pairs = tmp_path / "pairs.csv"
    pairs.write_text("a,b\na0,a2\n", encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["measure", str(labelled), "--pairs", str(pairs), "--mistakes"])
    measure.main()
    said = capsys.readouterr().out
    # Four articles lie within a fortnight: two pairs of one event, one that the file calls one.
    assert "6 dated articles, 6 pairs within a fortnight" in said
    assert "missed: a0 / a2" in said
    assert "wrong: " not in said
    row = next(line.split() for line in said.splitlines() if line.startswith("all"))
    assert row[:2] == ["all", "3"]


def test_a_score_of_nothing_is_zero() -> None:
    nothing = measure.Score(0, 0, 0)
    assert (nothing.precision, nothing.recall, nothing.f1) == (0.0, 0.0, 0.0)
    assert measure.Score(3, 1, 1).f1 == 0.75


def test_weights_have_plain_signs(
    labelled: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("scipy")
    monkeypatch.setattr(fitting, "ADDED_PAIRS", 40)
    monkeypatch.setattr(sys, "argv", ["fitting", "weights", str(labelled), "--labelled", str(labelled)])
    fitting.main()
    said = capsys.readouterr().out
    fitted = {
        name: float(value) for name, value in (line.strip(" ,").split(": ") for line in said.splitlines())
    }
    assert set(fitted) == {f'"{name}"' for name in WEIGHTS}
    assert fitted['"title vector"'] >= 0
    assert all(value <= 0 for name, value in fitted.items() if name.startswith('"other '))


def test_frequencies_are_counted_and_written(
    labelled: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["fitting", "frequencies", str(labelled)])
    fitting.main()
    said = capsys.readouterr().out
    assert said
    assert all("\t" in line or line.startswith("#") for line in said.splitlines())
    assert list(lines(count([])))
