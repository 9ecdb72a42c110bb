"""Datasette's metadata names tables and columns that exist; its queries and the example run."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from storage import Format, open_archive, parse_query
from storage.datasette import metadata
from tests.samples import NOW, article, verdict

SHOWN: dict[str, Any] = metadata()["databases"]["yalu"]
WORDS = {"topic": "border", "place": "dandong", "text": "bridge"}


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with open_archive(tmp_path / "yalu.db") as archive:
        archive.articles.add(article(), None, publisher="p")
        archive.articles.add(article(body="Edited."), None, publisher="p")
        archive.verdicts.add([(stored, verdict()) for stored in archive.verdicts.untagged(9)], NOW)
    connection = sqlite3.connect(f"{(tmp_path / 'yalu.db').as_uri()}?mode=ro", uri=True)
    yield connection
    connection.close()


def test_every_table_is_described_or_hidden(db: sqlite3.Connection) -> None:
    tables = {
        name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
    }
    assert set(SHOWN["tables"]) == {name for name in tables if not name.startswith("sqlite_")}


def test_columns_of_facets_and_orders_exist(db: sqlite3.Connection) -> None:
    for name, shown in SHOWN["tables"].items():
        columns = {row[1] for row in db.execute(f"PRAGMA table_info({name})")}
        named = {
            *shown.get("facets", ()),
            shown.get("sort"),
            shown.get("sort_desc"),
            shown.get("label_column"),
        }
        assert named - {None} <= columns, name


@pytest.mark.parametrize("name", SHOWN["queries"])
def test_every_query_runs(db: sqlite3.Connection, name: str) -> None:
    rows = db.execute(SHOWN["queries"][name]["sql"], WORDS).fetchall()
    assert rows or name == "coverage_by_month"


def test_datasette_shows_the_archive_but_not_its_readers(db: sqlite3.Connection, tmp_path: Path) -> None:
    assert db.execute("SELECT count(*) FROM articles").fetchone() == (1,)
    assert datasette(tmp_path, "/yalu/articles.json?_shape=array")[0] == 0
    status, printed = datasette(tmp_path, "/yalu/by_topic_and_place.json?topic=border&place=dandong")
    assert (status, len(json.loads(printed)["rows"])) == (0, 1)
    for closed in (
        "/yalu/subscriptions.json",
        "/yalu/deliveries/1.json",
        "/yalu.json?sql=select+1",
        "/yalu.db",
    ):
        status, printed = datasette(tmp_path, closed)
        assert (status, "Forbidden" in printed) == (1, True), closed


def datasette(folder: Path, path: str) -> tuple[int, str]:
    """What `yalu datasette` answers to one address, without serving."""
    command = [sys.executable, "-m", "cli", "--data", str(folder), "datasette", "--get", path]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    return ended.returncode, ended.stdout


def test_mentions_are_shown_with_trade(db: sqlite3.Connection) -> None:
    rows = db.execute(SHOWN["queries"]["mentions_beside_trade"]["sql"], WORDS).fetchall()
    assert [row[0] for row in rows] == list(range(1995, 2026))


def test_the_example_prints_a_line_per_year(db: sqlite3.Connection, tmp_path: Path) -> None:
    script = Path(__file__).parents[2] / "docs" / "archive" / "mentions_beside_trade.py"
    printed = subprocess.run(
        [sys.executable, str(script), str(tmp_path / "yalu.db")], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert len(printed) == 31
    assert printed[0].split() == ["1995", "549.6", "0"]


def test_the_example_with_exports_prints_counts_and_prices(db: sqlite3.Connection, tmp_path: Path) -> None:
    assert db.execute("SELECT count(*) FROM articles").fetchone() == (1,)
    with open_archive(tmp_path / "yalu.db") as archive, (tmp_path / "articles.jsonl").open("wb") as stream:
        archive.research.export(parse_query(""), Format.JSON_LINES, stream)
    price = {"good": "rice", "unit": "KPW", "per": "kg", "is_converted": False}
    prices = [{**price, "value": value} for value in (5_000, 7_000, 30_000)]
    (tmp_path / "prices.jsonl").write_text("\n".join(map(json.dumps, prices)))
    script = Path(__file__).parents[2] / "docs" / "archive" / "topics_and_prices.py"
    printed = subprocess.run(
        [sys.executable, str(script), str(tmp_path / "articles.jsonl"), str(tmp_path / "prices.jsonl")],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    assert printed[0].split() == ["2026-11", "border", "1"]
    assert printed[-2] == "edited after we first read them: 1"
    assert printed[-1].split() == ["rice", "7,000.00", "KPW/kg", "(3", "reports)"]
