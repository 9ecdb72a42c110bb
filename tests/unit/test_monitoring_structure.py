"""A damaged file is noticed although nobody reads the place."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitoring import Level, StructureCheck, check_all, gather
from storage import open_archive, quick_check
from tests.samples import article
from yaluwatch.errors import ArchiveError

NOW = datetime(2026, 9, 27, 12, 0, tzinfo=UTC)
PAGE = 4096


def made(folder: Path) -> Path:
    """An archive with some articles, without a write-ahead log."""
    path = folder / "yalu.db"
    with open_archive(path) as archive:
        for number in range(60):
            body = f"Trucks crossed the bridge at Dandong with load {number}. " * 40
            archive.articles.add(
                article(url=f"https://a.example/{number}", title=f"Trucks {number}", body=body),
                None,
                publisher="p",
            )
    return path


def overwrite(path: Path, table: str) -> None:
    """Damage the first page of a table."""
    with sqlite3.connect(path) as db:
        (number,) = db.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", [table]).fetchone()
    db.close()
    with path.open("r+b") as file:
        file.seek((number - 1) * PAGE)
        file.write(b"\xa5" * PAGE)


def until(check: StructureCheck, wanted: bool) -> str:
    deadline = time.monotonic() + 60
    while bool(found := check.damage()) != wanted:
        assert time.monotonic() < deadline
    return found


def test_a_damaged_page_that_nobody_reads_is_found_and_found_repaired(tmp_path: Path) -> None:
    path, steps = made(tmp_path), iter(range(0, 10**9, 1000))
    before = path.read_bytes()
    check = StructureCheck(path, clock=lambda: float(next(steps)))
    assert check.damage() == quick_check(path) == ""
    overwrite(path, "backfill_months")
    damage = until(check, wanted=True)
    facts = gather(path, list, NOW, damage=damage)
    (integrity,) = [one for one in check_all(facts) if one.name == "integrity"]
    assert integrity.level is Level.FAIL
    assert damage in integrity.text
    assert integrity.help == "yalu doctor"
    path.write_bytes(before)
    assert until(check, wanted=False) == ""


def test_it_is_checked_for_one_percent_of_the_time(tmp_path: Path) -> None:
    now, asked = [0.0], []

    def takes_a_second(path: Path) -> str:
        asked.append(now[0])
        now[0] += 1.0
        return ""

    check = StructureCheck(tmp_path, takes_a_second, lambda: now[0])
    for _ in range(300):
        check.damage()
        now[0] += 1.0
    assert asked == [0.0, 101.0, 202.0]


def test_a_check_that_takes_long_holds_up_nobody(tmp_path: Path) -> None:
    answer = threading.Event()
    asked = []

    def hangs(_: Path) -> str:
        asked.append(1)
        answer.wait(60)
        return "page 7"

    check = StructureCheck(tmp_path, hangs)
    assert [check.damage() for _ in range(3)] == [""] * 3
    answer.set()
    assert until(check, wanted=True) == "page 7"
    assert asked == [1]


def test_what_can_not_be_checked_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    answers: Iterator[str | Exception] = iter(["page 7", ArchiveError("locked"), OSError("gone"), ""])
    now = [0.0]

    def answer(_: Path) -> str:
        now[0] += 1.0
        found = next(answers)
        if isinstance(found, Exception):
            raise found
        return found

    def later() -> str:
        now[0] += 1000.0
        return check.damage()

    check = StructureCheck(tmp_path, answer, lambda: now[0])
    assert [later() for _ in range(4)] == ["page 7", "page 7", "page 7", ""]

    def no_thread(_: object) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr("threading.Thread.start", no_thread)
    with caplog.at_level("WARNING"):
        assert later() == ""
    assert "can't start new thread" in caplog.text
    with pytest.raises(ArchiveError):
        quick_check(tmp_path / "none.db")
