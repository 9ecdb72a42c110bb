"""Contradictions within an article are rows: written with its facts, in exports and in Datasette."""

import csv
import io
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from classifier import Classifier
from indicators import contradiction_row, contradictions_of
from scheduler import jobs, rebuild_facts
from storage import Archive, Format, open_archive, parse_query
from tests.samples import article, statements_of

NOW = datetime(2024, 5, 2, 9, tzinfo=UTC)
TITLE = "Trade with China through Dandong resumes, customs say"
# 30 April 2024 was a Tuesday.
BODY = "Freight trucks crossed the bridge from Dandong to Sinuiju on Sunday, April 30, 2024, customs said."


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path / "yalu.db") as opened:
        for number, body in enumerate((BODY, BODY.replace("Sunday", "Tuesday"))):
            made = article(
                url=f"https://a.example/{number}", title=TITLE, body=body,
                published_at=datetime(2024, 5, 1, tzinfo=UTC),
            )  # fmt: skip
            opened.articles.add(made, None, publisher=f"p{number}")
        jobs.tag(opened, Classifier.load(), NOW)
        yield opened


def exported(archive: Archive, form: Format) -> str:
    stream = io.BytesIO()
    archive.research.export(parse_query(""), form, stream)
    return stream.getvalue().decode("utf-8-sig")


def test_exports_of_articles_have_their_contradictions(archive: Archive) -> None:
    rows = {row["url"]: row for row in map(json.loads, exported(archive, Format.JSON_LINES).splitlines())}
    (found,) = map(json.loads, rows["https://a.example/0"]["contradictions"])
    assert (found["contradiction"], found["text"], found["other_text"]) == (
        "weekday",
        "April 30, 2024",
        "Sunday",
    )
    assert found["sentence"] == BODY
    assert rows["https://a.example/1"]["contradictions"] == []
    cells = {
        row["url"]: row["contradictions"]
        for row in csv.DictReader(io.StringIO(exported(archive, Format.CSV)))
    }
    assert json.loads(cells["https://a.example/0"]) == found
    assert cells["https://a.example/1"] == ""


def test_what_is_stored_is_what_pages_show(archive: Archive) -> None:
    for line in exported(archive, Format.JSON_LINES).splitlines():
        row = json.loads(line)
        stored = archive.articles.get(row["id"])
        assert stored is not None
        shown = [contradiction_row(each) for each in contradictions_of(stored)]
        assert list(map(json.loads, row["contradictions"])) == shown


def test_facts_read_again_replace_contradictions_once(archive: Archive, tmp_path: Path) -> None:
    before = exported(archive, Format.JSON_LINES)
    with statements_of(archive).write("as in an archive of earlier rules") as db:
        db.execute("UPDATE fact_sets SET rules = 1")
        db.execute("UPDATE contradictions SET reason = 'old'")
    assert rebuild_facts(archive) == 2
    assert exported(archive, Format.JSON_LINES) == before
    # Anybody can open the file.
    with closing(sqlite3.connect(tmp_path / "yalu.db")) as db:
        assert db.execute("SELECT kind, publisher, url FROM contradictions_in_words").fetchall() == [
            ("weekday", "p0", "https://a.example/0")
        ]
