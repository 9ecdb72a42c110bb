"""Trade statistics from a file to a claim beside them, as typed."""

import csv
import io
import json
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from cli.app import app
from storage import Flow, TradeFigure, TradeImport, TradeSeries, open_archive
from tests.samples import article, page
from tests.trade_claims import FIGURES
from yaluwatch import times
from yaluwatch.errors import ArchiveError
from yaluwatch.model import Article

NOW = datetime(2026, 1, 21, 9, tzinfo=UTC)
BODY = (
    "China's trade with North Korea rose 25.4 percent to $2.73 billion in 2025, customs data showed.\n\n"
    "North Korea imported $257.4 million worth of goods from China in December. "
    "An adviser in Dandong put trade between the two countries at $9 billion in 2024."
)


def run(data: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["--data", str(data), *arguments])


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with one article and the figures of trade_figures.csv."""
    folder = tmp_path_factory.mktemp("data")
    assert run(folder, "init").exit_code == 0
    made: Article = article(
        title="China-North Korea trade recovers", body=BODY, published_at=NOW, fetched_at=NOW
    )
    with open_archive(folder / "yalu.db") as archive:
        archive.articles.add(made, page(), publisher="p")
    assert run(folder, "tag").exit_code == 0
    asked = run(folder, "statistics", "import", str(FIGURES))
    assert asked.output == "Read 31 figures (plain): 31 new, 0 revised, 0 known.\n"
    return folder


def test_the_same_file_again_changes_nothing(data: Path) -> None:
    before = run(data, "statistics", "--json").stdout
    asked = run(data, "statistics", "import", str(FIGURES))
    assert asked.output == "Read 31 figures (plain): 0 new, 0 revised, 31 known.\n"
    assert run(data, "statistics", "--json").stdout == before


def test_series_are_listed_with_their_newest_period(data: Path) -> None:
    shown = run(data, "statistics").output
    assert "China Customs  CHN–PRK   all    total" in shown
    listed = {
        (row["source"], row["flow"]): row for row in json.loads(run(data, "statistics", "--json").stdout)
    }
    assert listed["gacc", "import"]["newest"]["released"] == "2026-01-18"
    assert listed["gacc", "total"]["newest"]["first"] == "2024-01"


def test_trade_shows_years_and_months(data: Path, tmp_path: Path) -> None:
    picture = tmp_path / "trade.svg"
    shown = run(data, "trade", "--picture", str(picture)).output
    assert "2020    539.1        491.1" in shown
    assert "2024: 2,180.4 million USD" in picture.read_text(encoding="utf-8")
    months = run(data, "trade", "--monthly").output
    assert "2025-12  310.1        257.4    52.7" in months
    norths = json.loads(run(data, "trade", "--reporter", "KP", "--json").stdout)
    assert {row["source"] for row in norths} == {"kotra"}
    rows = list(csv.DictReader(io.StringIO(run(data, "trade", "--vintages", "--csv").stdout)))
    assert {row["vintage"] for row in rows if row["period"] == "2016"} == {"1", "2"}
    refused = run(data, "trade", "--reporter", "XX")
    assert str(refused.exception) == "there is no reporter XX; use CN or KP"


def test_claims_are_listed_beside_the_figures(data: Path) -> None:
    found = json.loads(run(data, "trade", "claims", "--json").stdout)
    assert {row["claim"]: row["verdict"] for row in found} == {
        "25.4 percent": "agrees",
        "$2.73 billion": "rounds to",
        "$257.4 million": "agrees",
        "$9 billion": "differs",
    }
    shown = run(data, "trade", "claims").output
    assert "differs by +312.8% from China Customs: 2,180.39 million USD in 2024" in shown
    assert shown.endswith("4 claims.\n")
    only = run(data, "trade", "claims", "--verdict", "differs", "--csv").stdout
    assert [row["claim"] for row in csv.DictReader(io.StringIO(only))] == ["$9 billion"]
    assert run(data, "trade", "claims", "source:courier before:2020", "--csv").stdout == ""
    assert run(data, "trade", "claims", "before:2020").output == "0 claims.\n"


def test_a_revision_is_kept_beside_the_first_figure(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "later.csv"
    file.write_text("source,reporter,partner,period,flow,value_usd\ngacc,CN,KP,2025-12,export,258000000\n")
    asked = run(data, "statistics", "import", str(file), "--released", "2026-03-18")
    assert "0 new, 1 revised, 0 known" in asked.output
    rows = json.loads(run(data, "trade", "--monthly", "--vintages", "--json").stdout)
    chosen = [row for row in rows if (row["period"], row["direction"]) == ("2025-12", "to-north")]
    assert [(row["value"], row["vintage"]) for row in chosen] == [(257400000.0, 1), (258000000.0, 2)]
    newest = json.loads(run(data, "trade", "--monthly", "--json").stdout)
    chosen = [row for row in newest if (row["period"], row["direction"]) == ("2025-12", "to-north")]
    assert [row["vintage"] for row in chosen] == [2]
    assert "vintage 2" in " ".join(run(data, "statistics").output.split())
    # The claim agrees with the figure as it was published then.
    claims = json.loads(run(data, "trade", "claims", "--json").stdout)
    assert {row["claim"]: row["verdict"] for row in claims}["$257.4 million"] == "agrees"


@pytest.fixture
def address() -> Iterator[str]:
    """A server with one file and one that is missing."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/a.csv" else 404)
            self.end_headers()
            self.wfile.write(b"reporter,partner,period,flow,value_usd\nCN,KP,1990,total,5\n")

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_address_is_read_like_a_file(data: Path, address: str) -> None:
    assert "1 new" in run(data, "statistics", "import", f"{address}/a.csv").output
    refused = run(data, "statistics", "import", f"{address}/b.csv")
    assert "/b.csv can't be read: " in str(refused.exception)
    assert "404" in str(refused.exception)


def test_bad_input_names_the_file(data: Path, tmp_path: Path) -> None:
    assert "none.csv can't be read: No such file" in str(
        run(data, "statistics", "import", "none.csv").exception
    )
    file = tmp_path / "cut.json"
    file.write_text('{"count": 2, "data": [')
    refused = run(data, "statistics", "import", str(file))
    assert isinstance(refused.exception, ArchiveError)
    assert str(refused.exception).startswith("cut.json: the JSON ends too early")


def test_an_archive_without_statistics_says_how_to_add_some(tmp_path: Path) -> None:
    assert run(tmp_path, "init").exit_code == 0
    assert run(tmp_path, "statistics").output == "0 series. `yalu statistics import FILE` adds some.\n"
    assert "`yalu statistics import FILE` adds some" in run(tmp_path, "trade", "--monthly").output
    assert run(tmp_path, "trade", "--monthly", "--csv").stdout == ""


def test_vintages_are_ordered_by_publication(tmp_path: Path) -> None:
    """A file that is imported late, with older figures, makes no newer vintage of them."""
    series = TradeSeries("gacc", "CHN", "PRK", Flow.TOTAL, "TOTAL", "USD")

    def of(value: float, day: date | None) -> TradeFigure:
        return TradeFigure(series, "2016-01", "2016-12", value, 1, day)

    with open_archive(tmp_path / "yalu.db") as archive:
        for number, (value, day, expected) in enumerate(
            [
                (5.65e9, date(2017, 8, 1), (1, 0, 0)),
                (5.37e9, date(2017, 1, 23), (0, 1, 0)),
                (5.65e9, None, (0, 0, 1)),
                (5.66e9, None, (0, 1, 0)),
            ]
        ):
            done = archive.trade_statistics.add(
                TradeImport("a", str(number), "plain", [of(value, day)]), times.clock()
            )
            assert (done.new, done.revised, done.known) == expected
        found = archive.trade_statistics.vintages()
        assert [each.figure.value for each in found] == [5.37e9, 5.65e9, 5.66e9]
        assert archive.trade_statistics.vintages(reporter="PRK") == []
        (line,) = archive.trade_statistics.series()
        assert (line.periods, line.figures, line.newest.figure.value) == (1, 3, 5.66e9)


def test_an_import_that_fails_leaves_nothing(tmp_path: Path) -> None:
    series = TradeSeries("gacc", "CHN", "PRK", Flow.TOTAL, "TOTAL", "USD")
    good = TradeFigure(series, "2016-01", "2016-12", 1.0, 1, None)
    bad = TradeFigure(series, "2017-01", "2017-12", float("nan"), 1, None)
    with open_archive(tmp_path / "yalu.db") as archive:
        with pytest.raises(ArchiveError):
            archive.trade_statistics.add(TradeImport("a", "1", "plain", [good, bad]), NOW)
        assert archive.trade_statistics.series() == []
