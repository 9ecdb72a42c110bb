"""A writer killed at any moment loses nothing it has acknowledged, and leaves nothing half done."""

import multiprocessing
import os
import random
import select
import signal
import time
from contextlib import suppress
from pathlib import Path

from storage import open_archive, parse_query
from tests.samples import NOW, article, page, verdict

KILLS = 20


def write_for_ever(path: Path, turn: int, acknowledge: int) -> None:
    """Add articles, edit some, judge them; name each URL once it is stored."""
    with open_archive(path) as archive:
        for number in range(100_000):
            url = f"https://a.example/{turn}/{number}"
            read = page(url=url, requested_url=url, body=f"<p>{turn} {number}".encode() * 50)
            archive.articles.add(
                article(url=url, body=f"밀수 coal {turn} {number} " * 40), read, publisher="p"
            )
            os.write(acknowledge, f"{url}\n".encode())
            if number % 3 == 0:
                archive.articles.add(article(url=url, body=f"走私 barges {number}"), read, publisher="p")
            if number % 5 == 0:
                archive.verdicts.add([(stored, verdict()) for stored in archive.verdicts.untagged(100)], NOW)


def survive(path: Path, kills: int, rng: random.Random, longest: float = 0.2) -> int:
    """Kill a writer again and again, at most `longest` seconds after its first URL; the number acknowledged.

    Asserts that all of them are there and in order.
    """
    acknowledged: set[str] = set()
    for turn in range(kills):
        acknowledged |= kill_one(path, turn, rng.uniform(0, longest), after_first=True)
        with open_archive(path) as archive:
            assert archive.articles.unseen(acknowledged) == set()
    with open_archive(path) as archive:
        everything = parse_query("coal OR barges relevant:any")
        assert archive.search.count(everything) >= len(acknowledged)
        ill = [finding for finding in archive.maintenance.doctor() if not finding.is_ok]
        assert [finding for finding in ill if finding.check != "page files: no strays"] == []
        assert archive.maintenance.verify().is_sound
    return len(acknowledged)


def kill_one(path: Path, turn: int, seconds: float, *, after_first: bool = False) -> set[str]:
    """The URLs a writer acknowledged before it was killed, counted from its start or its first URL."""
    reading, writing = os.pipe()
    writer = multiprocessing.get_context("fork").Process(target=write_for_ever, args=(path, turn, writing))
    writer.start()
    os.close(writing)
    if after_first:
        select.select([reading], [], [])
    time.sleep(seconds)
    with suppress(ProcessLookupError):
        os.kill(writer.pid or 0, signal.SIGKILL)
    writer.join()
    with os.fdopen(reading, "rb") as stream:
        lines = stream.read().decode().split("\n")
    return set(lines[:-1])


def test_a_killed_writer_loses_nothing_it_has_acknowledged(tmp_path: Path) -> None:
    open_archive(tmp_path / "yalu.db").close()
    assert survive(tmp_path / "yalu.db", KILLS, random.Random(1)) > 0


def test_a_writer_killed_while_it_makes_the_file_leaves_one_that_opens(tmp_path: Path) -> None:
    for turn in range(10):
        path = tmp_path / f"{turn}.db"
        kill_one(path, turn, 0.001 * turn)
        with open_archive(path) as archive:
            ill = [finding.check for finding in archive.maintenance.doctor() if not finding.is_ok]
        assert set(ill) <= {"page files: no strays"}
