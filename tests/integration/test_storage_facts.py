"""Facts are rows with their quotation: written with the verdict, kept by version, read again, exported."""

import csv
import io
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from classifier import FACT_RULES, Classifier
from cli.app import app
from scheduler import jobs, rebuild_facts
from storage import Added, Archive, FactQuery, Format, open_archive, parse_query
from storage.exports import write_facts
from tests.samples import article, statements_of
from yaluwatch.errors import ArchiveError
from yaluwatch.model import Fact, FactSet

NOW = datetime(2024, 5, 2, 9, tzinfo=UTC)
TITLE = "Rice prices climb in Hyesan as smuggling with China slows"
BODY = (
    "A kilogram of rice cost 5,700 won in Hyesan on April 30, a source in Ryanggang Province told Daily NK."
    "\n\n"
    "Smugglers on the Yalu River brought 30 tons of flour from China to North Korea last month."
)


@pytest.fixture(scope="module")
def judge() -> Classifier:
    return Classifier.load()


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path / "yalu.db") as opened:
        yield opened


def add(archive: Archive, judge: Classifier, body: str = BODY, url: str = "https://a.example/1") -> Added:
    made = article(url=url, title=TITLE, body=body, published_at=datetime(2024, 5, 1, tzinfo=UTC))
    stored = archive.articles.add(made, None, publisher="Daily NK")
    jobs.tag(archive, judge, NOW)
    return stored


def test_facts_come_with_the_verdict_and_have_their_texts(archive: Archive, judge: Classifier) -> None:
    stored = add(archive, judge)
    found = archive.facts.of(stored.id)
    (price,) = [each for each in found if each.fact.kind == "price"]
    assert (price.text, price.fact.value, price.fact.unit, price.fact.per) == (
        "5,700 won",
        5700.0,
        "KPW",
        "kg",
    )
    assert (price.fact.good, price.fact.place, price.fact.date) == ("rice", "hyesan", "2024-04-30")
    assert price.sentence == BODY.split("\n\n", maxsplit=1)[0]
    assert price.speaker == "a source in Ryanggang Province"
    assert price.fact.attribution == "anonymous"
    assert (price.url, price.publisher, price.rules) == ("https://a.example/1", "Daily NK", FACT_RULES)
    (volume,) = [each for each in found if each.fact.kind == "volume"]
    assert (volume.fact.value, volume.fact.unit, volume.fact.good) == (30.0, "tonne", "flour")
    assert [each.number for each in found] == list(range(1, len(found) + 1))


def test_facts_are_found_by_kind_place_good_and_words(archive: Archive, judge: Classifier) -> None:
    stored = add(archive, judge)
    add(archive, judge, BODY.replace("5,700", "6,100").replace("Hyesan", "Sinuiju"), "https://a.example/2")

    def values(text: str = "", **wanted: tuple[str, ...]) -> list[float | None]:
        query = FactQuery(articles=parse_query(text), **wanted)
        return [each.fact.value for each in archive.facts.find(query)]

    assert sorted(values(kinds=("price",)), key=str) == [5700.0, 6100.0]
    assert values(kinds=("price",), places=("hyesan",)) == [5700.0]
    assert values("hyesan", kinds=("volume", "price"), goods=("flour",), units=("tonne",)) == [30.0, 30.0]
    assert values(kinds=("price",), directions=("to-north",)) == []
    assert values("nothing", kinds=("price",)) == []
    assert values(kinds=("price",), actors=("nobody",)) == []
    few = list(archive.facts.find(FactQuery(), limit=3))
    assert len(few) == 3
    assert {each.article_id for each in few} != {stored.id} or few[0].number == 1
    with pytest.raises(ArchiveError, match="asof"):
        list(archive.facts.find(FactQuery(articles=parse_query("asof:2024-01"))))


def test_each_version_keeps_its_facts(archive: Archive, judge: Classifier) -> None:
    first = add(archive, judge)
    second = add(archive, judge, BODY.replace("5,700", "5,900"))
    assert (second.id, second.version) == (first.id, 2)
    prices = [
        [each.fact.value for each in archive.facts.of(first.id, version) if each.fact.kind == "price"]
        for version in (1, 2, 0)
    ]
    assert prices == [[5700.0], [5900.0], [5900.0]]
    assert [each.fact.value for each in archive.facts.find(FactQuery(kinds=("price",)))] == [5900.0]
    for missing in ((first.id, 3), (7, 0)):
        with pytest.raises(ArchiveError, match="there is no"):
            archive.facts.of(*missing)


def test_rebuilding_gives_old_archives_their_facts_and_goes_on_where_it_stopped(
    archive: Archive, judge: Classifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = [add(archive, judge, BODY, f"https://a.example/{number}") for number in range(5)]
    before = [archive.facts.of(each.id) for each in stored]
    forget(archive)
    assert archive.facts.count_outdated(FACT_RULES) == 5
    monkeypatch.setattr("scheduler.fact_rebuild.BATCH", 2)
    seen: list[int] = []

    def stop(done: int) -> None:
        seen.append(done)
        if len(seen) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild_facts(archive, on_batch=stop)
    assert archive.facts.count_outdated(FACT_RULES) == 1
    assert rebuild_facts(archive, on_batch=seen.append) == 1
    assert seen == [2, 4, 1]
    assert [archive.facts.of(each.id) for each in stored] == before
    assert rebuild_facts(archive) == 0


def forget(archive: Archive) -> None:
    """As in an archive of an earlier program."""
    with statements_of(archive).write("forgetting") as db:
        db.execute("DELETE FROM facts")
        db.execute("DELETE FROM prices")
        db.execute("DELETE FROM fact_sets")


def test_newer_rules_replace_the_facts(archive: Archive, judge: Classifier) -> None:
    stored = add(archive, judge)
    known = archive.articles.get(stored.id)
    assert known is not None
    fact = Fact(
        kind="count", start=0, end=4, sentence_start=0, sentence_end=9, value=4.0, high=6.5, is_converted=True
    )
    archive.facts.add([(known, FactSet(FACT_RULES + 1, (fact,)))])
    (found,) = archive.facts.of(stored.id)
    assert (found.fact, found.text, found.speaker) == (fact, "Rice", "")
    assert [each.id for each in archive.facts.outdated(FACT_RULES)] == [stored.id]
    assert archive.facts.outdated(FACT_RULES + 1) == []


def test_an_article_that_is_not_relevant_has_no_facts(archive: Archive, judge: Classifier) -> None:
    made = article(title="Football", body="The striker scored 3 goals before 20,000 people.")
    stored = archive.articles.add(made, None, publisher="p")
    jobs.tag(archive, judge, NOW)
    assert archive.facts.of(stored.id) == []
    assert archive.facts.count_outdated(FACT_RULES) == 0


def test_a_verdict_without_facts_leaves_them(archive: Archive, judge: Classifier) -> None:
    stored = add(archive, judge)
    known = archive.articles.get(stored.id)
    assert known is not None
    verdict = replace(jobs.classify(judge, known), version="other", facts=None)
    archive.verdicts.add([(known, verdict)], NOW)
    assert archive.facts.of(stored.id)


def test_without_a_date_of_publication_no_year_is_invented(archive: Archive, judge: Classifier) -> None:
    made = article(title=TITLE, body=BODY, published_at=None)
    stored = archive.articles.add(made, None, publisher="p")
    jobs.tag(archive, judge, NOW)
    dates = {each.fact.date for each in archive.facts.of(stored.id) if each.fact.kind == "date"}
    assert dates == {"--04-30"}


def test_facts_are_written_as_csv_json_lines_and_parquet(archive: Archive, judge: Classifier) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    stored = add(archive, judge)
    found = archive.facts.of(stored.id)
    text = io.BytesIO()
    assert write_facts(found, Format.CSV, text) == len(found)
    rows = list(csv.DictReader(io.StringIO(text.getvalue().decode("utf-8-sig"))))
    (price,) = [row for row in rows if row["kind"] == "price"]
    assert (price["value"], price["unit"], price["text"], price["date"]) == (
        "5700",
        "KPW",
        "5,700 won",
        "2024-04-30",
    )
    lines = io.BytesIO()
    write_facts(found, Format.JSON_LINES, lines)
    assert [json.loads(line)["number"] for line in lines.getvalue().splitlines()] == [e.number for e in found]
    table = io.BytesIO()
    write_facts(found, Format.PARQUET, table)
    assert parquet.read_table(table).column("value").to_pylist() == [e.fact.value for e in found]
    with pytest.raises(ArchiveError, match="csv, jsonl or parquet"):
        write_facts(found, Format.RIS, io.BytesIO())


def test_exports_of_articles_have_their_facts(archive: Archive, judge: Classifier) -> None:
    add(archive, judge)
    stream = io.BytesIO()
    archive.research.export(parse_query("rice"), Format.JSON_LINES, stream)
    facts = [json.loads(each) for each in json.loads(stream.getvalue())["facts"]]
    assert {"kind": "price", "text": "5,700 won", "value": 5700.0, "date": "2024-04-30", "unit": "KPW",
            "per": "kg", "good": "rice", "place": "hyesan"} in facts  # fmt: skip
    assert [fact["text"] for fact in facts if fact["kind"] == "claim"] == ["a source in Ryanggang Province"]


def test_the_view_shows_facts_in_words(archive: Archive, judge: Classifier) -> None:
    add(archive, judge)
    with closing(sqlite3.connect(archive.path)) as db:
        rows = db.execute(
            "SELECT text, unit, good, place, speaker, sentence FROM facts_in_words WHERE kind = 'price'"
        )
        assert rows.fetchall() == [
            (
                "5,700 won",
                "KPW",
                "rice",
                "hyesan",
                "a source in Ryanggang Province",
                BODY.split("\n\n", maxsplit=1)[0],
            )
        ]


def test_the_command_shows_finds_exports_and_rebuilds(tmp_path: Path, judge: Classifier) -> None:
    def run(*arguments: str) -> str:
        result = CliRunner().invoke(app, ["--data", str(tmp_path), *arguments])
        assert result.exit_code == 0, result.output
        return result.output

    run("init")
    with open_archive(tmp_path / "yalu.db") as archive:
        stored = add(archive, judge)
        forget(archive)
    assert "facts of 1 article" in run("facts", "rebuild")
    assert "5,700 won" in run("facts", str(stored.id))
    assert "5,700 won" in run("facts", "kind:price place:hyesan")
    assert "5,700 won" in run("facts", "kind:price", "place:혜산", "good:rice", "rice")
    assert "0 facts" in run("facts", "kind:price unit:USD direction:to-north")
    (row,) = json.loads(run("facts", "kind:price", "--json"))
    assert (row["value"], row["speaker"], row["article"]) == (
        5700,
        "a source in Ryanggang Province",
        stored.id,
    )
    run("facts", "kind:price", "--format", "csv", "-o", str(tmp_path / "prices.csv"))
    assert "5700" in (tmp_path / "prices.csv").read_text(encoding="utf-8-sig")
    assert json.loads(run("facts", "kind:price", "--format", "jsonl"))["good"] == "rice"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("kind:prices", "there is no kind:prices"),
        ("direction:up", "there is no direction:up"),
        ("place:atlantis", "atlantis"),
    ],
)
def test_a_filter_nothing_has_is_an_error(tmp_path: Path, query: str, said: str) -> None:
    runner = CliRunner()
    assert runner.invoke(app, ["--data", str(tmp_path), "init"]).exit_code == 0
    result = runner.invoke(app, ["--data", str(tmp_path), "facts", query])
    assert result.exit_code != 0
    assert said in str(result.exception or result.output)


def test_the_command_shows_where_an_article_contradicts_itself(
    archive: Archive, judge: Classifier, tmp_path: Path
) -> None:
    body = f"{BODY}\n\nIn 2023 the firm from Dandong put 50 million yuan ($9.1 million) into the depot."
    stored = add(archive, judge, body)
    shown = CliRunner().invoke(app, ["--data", str(tmp_path), "facts", str(stored.id)])
    assert "1 contradiction:" in shown.stdout
    assert "a dollar taken for 5.495 CNY" in " ".join(shown.stdout.split())
    written = CliRunner().invoke(app, ["--data", str(tmp_path), "facts", str(stored.id), "--json"])
    (row,) = [each for each in json.loads(written.stdout) if each["kind"] == "contradiction"]
    assert (row["contradiction"], row["text"], row["other_text"]) == (
        "conversion",
        "50 million yuan",
        "$9.1 million",
    )
