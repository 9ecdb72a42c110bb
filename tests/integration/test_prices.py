"""Prices from article to command: stored with the facts, decided by people, shown, drawn, exported."""

import csv
import io
import json
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from classifier import Classifier
from cli.app import app
from indicators import price_lines, price_series
from scheduler import jobs, rebuild_facts
from storage import PriceDecision, PriceQuery, open_archive
from tests.samples import article, placement
from tests.shared_material import shared
from yaluwatch.errors import ArchiveError

NOW = datetime(2026, 10, 2, 9, tzinfo=UTC)
FIRST = date(2026, 7, 24)
RICE = (35_000, 37_000, 39_000, 41_000, 38_000, 370_000, 38_000, 39_000, 41_000, 43_000)


@pytest.fixture(scope="module")
def judge() -> Classifier:
    return Classifier.load()


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, judge: Classifier) -> Path:
    """Ten weekly reports from Hyesan, one of them misprinted, and another publisher's copy of the last."""
    folder = tmp_path_factory.mktemp("data")
    assert run(folder, "init").exit_code == 0
    with open_archive(folder / "yalu.db") as archive:
        for number, value in enumerate(RICE):
            day = FIRST + timedelta(days=7 * number)
            body = (
                "Smugglers bring rice over the Yalu River from China. "
                f"On {day:%B} {day.day} a kilogram of rice cost {value:,} won in Hyesan, "
                "a source in Ryanggang Province told Daily NK. "
                f"One yuan was worth 8,{number}00 won in the city."
            )
            made = article(
                url=f"https://a.example/{number}", title="Rice prices in Hyesan on the border", body=body,
                published_at=datetime(day.year, day.month, day.day, 12, tzinfo=UTC) + timedelta(days=1),
            )  # fmt: skip
            archive.articles.add(made, None, publisher="Daily NK")
        copy = article(
            url="https://b.example/1", title="Rice dearer in Hyesan, on the border with China",
            body="Rice from China sold for 43,000 won a kilogram in Hyesan on the Yalu River, people said.",
            published_at=datetime(2026, 9, 28, tzinfo=UTC),
        )  # fmt: skip
        archive.articles.add(copy, None, publisher="Yonhap")
        jobs.tag(archive, judge, NOW)
    return folder


def run(data: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["--data", str(data), *arguments])


def test_one_misprint_is_held_back_and_the_copy_is_no_second_survey(data: Path) -> None:
    with open_archive(data / "yalu.db", read_only=True) as archive:
        found = archive.prices.find(PriceQuery(goods=("rice",), places=("hyesan",)))
        (series,) = price_series(found)
    assert [point.value for point in series.points] == [value for value in RICE if value != 370_000]
    assert [each.value for each in series.held] == [370_000]
    last = series.points[-1]
    assert last.day == date(2026, 9, 25)
    assert last.prices[0].publishers == ("Daily NK", "Yonhap")
    (line,) = price_lines([series])
    assert (line.place, line.value, line.change_days) == ("hyesan", 43_000, 7)


def test_a_series_is_shown_with_quotations(data: Path) -> None:
    shown = run(data, "prices", "rice", "--place", "혜산", "--since", "2026-09-01")
    assert shown.exit_code == 0, shown.output
    assert "43,000 KPW/kg" in shown.output
    assert "Daily NK, Yonhap" in shown.output
    assert "“On September 25 a kilogram of rice cost" in " ".join(shown.output.split())
    assert "41,000" in shown.output
    assert "35,000" not in shown.output


def test_the_newest_prices_are_shown_with_their_change(data: Path) -> None:
    shown = run(data, "prices")
    assert shown.exit_code == 0, shown.output
    assert "+5 % in a week" in shown.output
    assert "8,900 KPW/CNY" in shown.output
    assert "2 prices. 1 held back: yalu prices review." in shown.output


def test_json_and_csv_have_the_same_points(data: Path) -> None:
    rows = json.loads(run(data, "prices", "rice", "--json").stdout)
    table = list(csv.DictReader(io.StringIO(run(data, "prices", "rice", "--csv").stdout)))
    assert [row["value"] for row in rows] == [int(row["value"]) for row in table]
    assert table[-1]["publishers"] == "Daily NK, Yonhap"
    assert table[-1]["url"] == "https://a.example/9"


def test_the_newest_prices_as_json(data: Path) -> None:
    (yuan, rice) = json.loads(run(data, "prices", "--json").stdout)
    assert (yuan["good"], rice["good"], rice["change"], rice["change_days"]) == ("cny", "rice", 0.0488, 7)


@pytest.mark.parametrize("ending", ["svg", "png"])
def test_a_picture_is_drawn(data: Path, tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"rice.{ending}"
    assert run(data, "prices", "rice", "--place", "hyesan", "--picture", str(file)).exit_code == 0
    drawn = file.read_bytes()
    assert drawn.startswith(b"<svg" if ending == "svg" else b"\x89PNG")
    if ending == "svg":
        assert "hyesan, 2026-09-25: 43,000" in drawn.decode()
        assert "KPW for one kg" in drawn.decode()


def test_an_empty_picture_says_so(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "corn.svg"
    assert run(data, "prices", "corn", "--picture", str(file)).exit_code == 0
    assert "no prices" in file.read_text()


def test_a_person_decides_about_what_is_held_back(tmp_path: Path, data: Path) -> None:
    copied = tmp_path / "copied"
    assert run(copied, "init").exit_code == 0
    with (
        closing(sqlite3.connect(data / "yalu.db")) as old,
        closing(sqlite3.connect(copied / "yalu.db")) as new,
    ):
        old.backup(new)
    (held,) = json.loads(run(copied, "prices", "review", "--json").stdout)
    assert (held["value"], held["usual"]) == (370_000, 39_000)
    assert "370,000 KPW/kg" in run(copied, "prices", "review").output
    without = run(copied, "prices", "reject", held["id"])
    assert (without.exit_code, "give a reason" in str(without.exception)) == (1, True)
    rejected = run(copied, "prices", "reject", held["id"], "--reason", "a zero too many")
    assert rejected.output == "Rejected rice in hyesan 370,000 KPW of 2026-08-28 (Daily NK).\n"
    assert json.loads(run(copied, "prices", "review", "--json").stdout) == []
    accepted = run(copied, "prices", "accept", held["id"], "--reason", "confirmed by phone")
    assert accepted.exit_code == 0
    values = [row["value"] for row in json.loads(run(copied, "prices", "rice", "--json").stdout)]
    assert 370_000 in values
    with open_archive(copied / "yalu.db") as archive, closing(sqlite3.connect(copied / "yalu.db")) as db:
        db.execute("UPDATE fact_sets SET rules = 1")
        db.commit()
        assert rebuild_facts(archive) == 11
        price = next(
            each for each in archive.prices.find(PriceQuery(goods=("rice",))) if each.price.value == 370_000
        )
        words = db.execute("SELECT decision, day_from FROM prices_in_words WHERE value = 370000").fetchone()
    assert price.decision is not None
    assert (price.decision.is_accepted, price.decision.reason) == (True, "confirmed by phone")
    assert words == ("accepted: confirmed by phone", "text")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("gold",), "there are no prices of gold; choose one of rice, corn"),
        (("accept", "1-1", "--reason", "so"), "there is no price 1-1"),
        (("accept", "one", "--reason", "so"), "one is no id of a price"),
        (("rice", "corn"), "give one good, or review"),
        (("rice", "--place", "atlantis"), "atlantis"),
    ],
)
def test_bad_input_is_answered_with_a_sentence(data: Path, arguments: tuple[str, ...], message: str) -> None:
    answer = run(data, "prices", *arguments)
    assert answer.exit_code != 0
    assert message in str(answer.exception)


def test_a_decision_needs_a_reason(data: Path) -> None:
    with open_archive(data / "yalu.db") as archive:
        price = archive.prices.find(PriceQuery(goods=("rice",)))[0]
        with pytest.raises(ArchiveError, match="needs a reason"):
            archive.prices.decide(price, PriceDecision(is_accepted=True, reason=" ", at=NOW))


def test_an_archive_without_prices_says_so(tmp_path: Path) -> None:
    assert run(tmp_path, "init").exit_code == 0
    shown = run(tmp_path, "prices")
    assert (shown.exit_code, shown.output) == (0, "0 prices.\n")
    with open_archive(tmp_path / "yalu.db", read_only=True) as archive:
        assert archive.prices.newest_day() is None


def test_days_limit_what_is_found(data: Path) -> None:
    query = PriceQuery(goods=("rice",), since=date(2026, 8, 1), until=date(2026, 8, 20))
    with open_archive(data / "yalu.db", read_only=True) as archive:
        days = [each.price.day for each in archive.prices.find(query)]
        assert archive.prices.newest_day() == date(2026, 9, 28)
    assert days == ["2026-08-07", "2026-08-14"]


def test_an_edited_article_replaces_its_prices(tmp_path: Path, judge: Classifier) -> None:
    with open_archive(tmp_path / "yalu.db") as archive:
        for value in ("8,900", "8,700"):
            body = f"Rice from China sold for {value} won a kilogram in Hyesan on the Yalu River on Friday."
            made = article(title="Rice prices at the border with China", body=body, published_at=NOW)
            stored = archive.articles.add(made, None, publisher="Daily NK")
            jobs.tag(archive, judge, NOW)
        archive.stories.add(placement(stored.id), NOW)
        (price,) = archive.prices.find(PriceQuery())
    assert (price.price.value, price.story is not None) == (8700, True)


def test_published_surveys_are_read_back_from_a_printed_table(judge: Classifier) -> None:
    """A table as the survey prints it gives exactly the figures of the survey."""
    text = shared("domain/market-prices.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    weekly = [row for row in rows if row["usd_kpw"]]
    columns = {
        "gasoline_kg_kpw": ("Gasoline", "gasoline"), "diesel_kg_kpw": ("Diesel", "diesel"),
        "rice_kg_kpw": ("Rice", "rice"), "corn_kg_kpw": ("Corn", "corn"), "cny_kpw": ("1 RMB", "cny"),
        "usd_kpw": ("1 USD", "usd"),
    }  # fmt: skip
    heading = ("Survey day", *(title for title, _ in columns.values()))
    table = (
        heading,
        *((row["date"], *(f"{int(row[name]):,} won" for name in columns)) for row in weekly),
    )
    made = article(title="Market prices in the north", body="Per kilogram, in won.", tables=(table,))
    prices = jobs.read_facts(made, judge.classify(made.title, made.body, made.language)).prices
    expected = {
        (good, row["date"], float(row[name])) for row in weekly for name, (_, good) in columns.items()
    }
    assert {(each.good, each.day, each.value) for each in prices} == expected
    assert len(prices) == len(expected)
