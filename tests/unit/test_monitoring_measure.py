"""Facts are found whatever state the archive and the machine are in, within a time limit."""

import errno
import os
import shutil
import sqlite3
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from monitoring import Facts, Level, Watch, check_all, gather, measure
from monitoring.measure import _folder_error, _process
from storage import Instance, open_archive
from tests.samples import NOW, article, source
from yaluwatch.errors import SourceListError
from yaluwatch.owner import new_owner

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def made(tmp_path: Path) -> Path:
    path = tmp_path / "yalu.db"
    with open_archive(path) as archive:
        archive.articles.add(article(), None, publisher="p")
        archive.jobs.appear(Instance(new_owner(), "desk", os.getpid(), "1", NOW, NOW))
    return path


def failed(facts: Facts) -> list[str]:
    return [check.name for check in check_all(facts) if check.level is Level.FAIL]


def test_facts_of_a_sound_archive(tmp_path: Path) -> None:
    path = made(tmp_path)
    facts = gather(path, lambda: [source()], NOW)
    assert (facts.archive_error, facts.is_locked, facts.is_running) == ("", False, True)
    assert facts.status.articles == 1
    assert facts.storage.free_bytes > 0
    assert facts.process.open_files > 0
    assert facts.seconds > 0
    assert not list(tmp_path.glob(".probe*"))
    with open_archive(path, read_only=True) as archive:
        again = measure(archive, lambda: [source()], NOW)
    assert (again.status.articles, again.sources) == (1, [source()])


def test_a_service_whose_process_has_ended_does_not_run(tmp_path: Path) -> None:
    path = made(tmp_path)
    with open_archive(path) as archive:
        mine = new_owner().split("/")
        gone = "/".join([mine[0], mine[1], "12345", mine[3]])
        archive.jobs.appear(Instance(gone, "desk", 1, "1", NOW, NOW))
    assert not gather(path, list, NOW).is_running


@pytest.mark.parametrize("fault", ["missing", "no archive", "empty file", "folder", "lost folder"])
def test_an_archive_that_can_not_be_read_is_said(tmp_path: Path, fault: str) -> None:
    path = tmp_path / "data" / "yalu.db"
    path.parent.mkdir()
    if fault == "no archive":
        path.write_bytes(b"no archive at all" * 300)
    elif fault == "empty file":
        path.touch()
    elif fault == "folder":
        path.mkdir()
    elif fault == "lost folder":
        shutil.rmtree(path.parent)
    facts = gather(path, list, NOW)
    assert str(path) in facts.archive_error or "archive" in facts.archive_error
    assert "archive" in failed(facts)


def test_a_damaged_page_is_said(tmp_path: Path) -> None:
    path = made(tmp_path)
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        root, size = (
            db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'article_facets'").fetchone()[0],
            db.execute("PRAGMA page_size").fetchone()[0],
        )
    db.close()
    with path.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\xff" * size)
    assert "damaged" in gather(path, list, NOW).archive_error


def test_a_lock_is_found_without_waiting_for_its_end(tmp_path: Path) -> None:
    path = made(tmp_path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    facts = gather(path, list, NOW)
    other.execute("ROLLBACK")
    other.close()
    assert (facts.is_locked, facts.archive_error, facts.status.articles) == (True, "", 1)


def test_a_lock_that_keeps_readers_out_is_an_error(tmp_path: Path) -> None:
    path = made(tmp_path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    facts = gather(path, list, NOW)
    other.close()
    assert "locked" in facts.archive_error


def test_a_source_list_that_can_not_be_read_is_said(tmp_path: Path) -> None:
    def broken() -> Any:
        raise SourceListError("sources.toml: courier has no url")

    def gone() -> Any:
        raise PermissionError(errno.EACCES, "Permission denied")

    path = made(tmp_path)
    assert gather(path, broken, NOW).sources_error == "sources.toml: courier has no url"
    assert "Permission denied" in gather(path, gone, NOW).sources_error
    assert "settings" in failed(gather(path, gone, NOW))


def test_a_folder_that_can_not_be_written_is_said(tmp_path: Path) -> None:
    assert _folder_error(tmp_path) == ""
    assert "No such file" in _folder_error(tmp_path / "none")
    # A file someone else left under the name is no way to write elsewhere.
    (tmp_path / f".probe-{os.getpid()}").symlink_to(tmp_path / "elsewhere")
    assert _folder_error(tmp_path)
    assert not (tmp_path / "elsewhere").exists()


def test_no_files_left_is_a_fact_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: object) -> Any:
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr("os.listdir", full)
    found = _process()
    assert found.open_files == found.max_files > 0


def test_what_does_not_answer_is_said_in_time_and_asked_once(tmp_path: Path) -> None:
    asked, answer = [], threading.Event()

    def hangs(*_: object, **__: object) -> Facts:
        asked.append(1)
        answer.wait(60)
        return Facts(now=NOW)

    watch = Watch(tmp_path / "yalu.db", list, read=hangs, limit_seconds=0.05)
    for _ in range(5):
        assert "did not answer within 0.05 seconds" in watch.facts().archive_error
    assert asked == [1]
    answer.set()
    deadline = time.monotonic() + 60
    while watch.facts().archive_error:
        assert time.monotonic() < deadline


def test_many_who_ask_at_once_are_answered_by_one_reading(tmp_path: Path) -> None:
    path, asked = made(tmp_path), []

    def counts(*arguments: Any, **more: Any) -> Facts:
        asked.append(1)
        time.sleep(0.1)
        return gather(*arguments, **more)

    watch = Watch(path, list, read=counts, limit_seconds=60)
    threads = [threading.Thread(target=watch.facts) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(asked) <= 2


def test_an_error_nobody_foresaw_is_an_answer_too(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    def breaks(*_: object, **__: object) -> Facts:
        raise ZeroDivisionError("oh")

    found = Watch(tmp_path / "yalu.db", list, read=breaks, limit_seconds=60).facts()
    assert found.archive_error == "ZeroDivisionError: oh"
    assert "can't be read" in caplog.text


def test_no_thread_left_is_an_answer_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_thread(_: object) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patched:
        patched.setattr("threading.Thread.start", no_thread)
        assert "no thread" in Watch(tmp_path / "yalu.db", list).facts().archive_error
