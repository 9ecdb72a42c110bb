"""The pages of prices and trade, and their API, over a small archive."""

import csv
import io
import json
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from bs4 import BeautifulSoup, Tag
from justhtml import JustHTML

from storage import Flow, TradeFigure, TradeImport, TradeSeries, open_archive
from tests.samples import article, verdict
from tests.web_server import served
from web import create_app
from yaluwatch.model import Fact, FactSet, MarketPrice

NOW = datetime.now(UTC).replace(microsecond=0)
VALUES = (35_000, 37_000, 39_000, 41_000, 38_000, 370_000, 38_000, 39_000, 41_000, 43_000)
HOSTILE = "=HYPERLINK(1) <script>alert(1)</script> {{ 7919*1337 }}"
CLAIM = "China's trade with North Korea reached $2.73 billion in 2025, customs data showed."


def price(value: float, day: date, quote: str = "A kilogram of rice cost that much.") -> MarketPrice:
    return MarketPrice(
        good="rice", place="hyesan", day=str(day), is_day_printed=True, value=value, unit="KPW", per="kg",
        quote=quote, speaker="a source",
    )  # fmt: skip


def fill(path: Path) -> None:
    """Ten weekly prices, the sixth misprinted and the last with a hostile quotation; a claim, and figures."""
    facts = {}
    with open_archive(path) as archive:
        for number, value in enumerate(VALUES):
            day = NOW - timedelta(weeks=10 - number)
            url = f"https://a.example/{number}"
            quote = HOSTILE if number == len(VALUES) - 1 else "A kilogram of rice cost that much."
            facts[url] = FactSet(1, (), (price(value, day.date(), quote),))
            archive.articles.add(article(url=url, published_at=day), None, publisher="Daily NK")
        claimed = article(
            url="https://t.example/1",
            title="Trade recovers",
            body=CLAIM,
            published_at=NOW - timedelta(days=1),
        )
        archive.articles.add(claimed, None, publisher="Reuters")
        start = len("Trade recovers\n\n") + CLAIM.index("$")
        trade = Fact(
            kind="trade", start=start, end=start + len("$2.73 billion"), sentence_start=16,
            sentence_end=16 + len(CLAIM), value=2.73e9, unit="USD", date="2025",
        )  # fmt: skip
        facts[claimed.url] = FactSet(1, (trade,))
        waiting = archive.verdicts.untagged(50)
        made = [(stored, verdict(facts=facts[stored.article.url])) for stored in waiting]
        archive.verdicts.add(made, NOW)
        series = TradeSeries("gacc", "CHN", "PRK", Flow.TOTAL, "TOTAL", "USD")
        figure = TradeFigure(series, "2025-01", "2025-12", 2_735e6, 1_000_000, date(2026, 1, 18))
        archive.trade_statistics.add(TradeImport("f.csv", "0" * 64, "plain", [figure]), NOW)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    path = tmp_path_factory.mktemp("indicators") / "yalu.db"
    fill(path)
    with served(create_app(path, list, hosts=["127.0.0.1"], secret="s3cret")) as opened:
        yield opened


def page(client: httpx.Client, path: str, status: int = 200, language: str = "en") -> BeautifulSoup:
    answer = client.get(path, headers={"accept-language": language})
    assert answer.status_code == status, answer.text[-400:]
    JustHTML(answer.text, strict=True)
    assert "<script>alert" not in answer.text
    return BeautifulSoup(answer.text, "lxml")


def words(shown: Tag) -> str:
    return shown.get_text(" ", strip=True)


def test_prices_show_chart_newest_and_quotations(client: httpx.Client) -> None:
    shown = page(client, "/prices")
    text = words(shown)
    assert "43,000 KPW/kg +5 % in 7 days" in text
    assert "1 price of this selection is held back" in text
    # The quotation is text, whatever it holds.
    assert HOSTILE in text
    picture = shown.select_one("picture img")
    assert picture
    drawn = client.get(str(picture["src"]))
    assert drawn.headers["content-type"] == "image/svg+xml"
    assert drawn.text.count("<circle") == len(VALUES) - 1
    assert "default-src 'none'" in drawn.headers["content-security-policy"]


def test_prices_of_a_place_and_time_and_none(client: httpx.Client) -> None:
    since = (NOW - timedelta(weeks=3)).date()
    assert len(page(client, f"/prices?place=hyesan&since={since}&until=").select("table.cards tbody tr")) == 3
    nothing = page(client, "/prices?good=diesel")
    assert "No prices." in words(nothing)
    assert not nothing.select("picture")
    assert "Show all of this good" in words(page(client, "/prices?place=nowhere"))
    assert "<circle" not in client.get("/prices/chart.svg?good=diesel").text


@pytest.mark.parametrize(
    "path",
    [
        "/prices?good=gold",
        "/prices?since=yesterday",
        "/prices?until=1700006400",
        "/trade?by=week",
        "/trade/claims?after=x",
    ],
)
def test_odd_arguments_are_explained_on_a_page(client: httpx.Client, path: str) -> None:
    shown = page(client, path, 422)
    assert shown.select_one(".mistake")


def test_files_are_for_spreadsheets(client: httpx.Client) -> None:
    answer = client.get("/prices.csv?good=rice")
    assert 'filename="yaluwatch-prices-rice.csv"' in answer.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [float(row["value"]) for row in rows] == [value for value in VALUES if value != 370_000]
    # No formula.
    assert rows[-1]["quote"] == f"'{HOSTILE}"
    figures = list(csv.DictReader(io.StringIO(client.get("/trade.csv").content.decode("utf-8-sig"))))
    assert {"2025"} <= {row["period"] for row in figures}
    claims = list(csv.DictReader(io.StringIO(client.get("/trade/claims.csv").content.decode("utf-8-sig"))))
    assert [row["verdict"] for row in claims] == ["rounds to"]
    assert client.get("/trade.csv?by=month").status_code == 200


def test_trade_shows_figures_revisions_and_claims(client: httpx.Client) -> None:
    text = words(page(client, "/trade"))
    assert "2,735.0" in text
    assert "$2.73 billion 2025 · Total rounds to" in text
    assert "China Customs: 2,735.00 million USD in 2025, published 2026-01-18" in text
    assert "Revision" in words(page(client, "/trade?vintages=1&reporter=CHN"))
    assert "No figures for this choice." in words(page(client, "/trade?by=month"))
    assert "<rect" in client.get("/trade/chart.svg?width=narrow").text


def test_claims_are_chosen_by_verdict(client: httpx.Client) -> None:
    assert len(page(client, "/trade/claims?verdict=rounds+to").select(".claims li")) == 1
    assert "None of the 1 claims" in words(page(client, "/trade/claims?verdict=differs"))
    assert not page(client, "/trade/claims?after=1&number=1").select(".claims li")


def test_the_front_page_has_the_newest_of_both(client: httpx.Client) -> None:
    shown = page(client, "/")
    prices, trade = shown.select_one("#prices"), shown.select_one("#trade")
    assert prices
    assert trade
    assert "Rice, Hyesan 43,000 KPW/kg" in prices.get_text(" ", strip=True)
    assert prices.select("svg.spark path")
    assert "2025" in trade.get_text()
    assert "$2.73 billion" in trade.get_text()


def test_pages_are_in_the_readers_language(client: httpx.Client) -> None:
    for path in ("/prices", "/trade", "/trade/claims", "/prices/review"):
        for language in ("ko", "zh"):
            shown = page(client, path, language=language)
            for word in ("Price", "Trade", "Newest", "China Customs", "published", "held back"):
                assert word not in words(shown), (path, language)


def test_the_api_answers_the_same(client: httpx.Client) -> None:
    prices = client.get("/api/v1/prices?good=rice&place=hyesan").json()
    assert prices["held_back"] == 1
    assert [one["value"] for one in prices["items"]] == [value for value in VALUES if value != 370_000]
    assert prices["items"][0]["publishers"] == ["Daily NK"]
    # The first day of the calendar has no two years before it.
    assert client.get("/api/v1/prices?good=rice&until=0001-01-01").json()["items"] == []
    assert client.get("/api/v1/prices").status_code == 422
    figures = client.get("/api/v1/trade?reporter=CHN").json()
    assert {"2025"} <= {one["period"] for one in figures["items"]}
    claims = client.get("/api/v1/trade/claims?verdict=rounds+to&limit=1").json()
    assert [one["claim"] for one in claims["items"]] == ["$2.73 billion"]
    assert claims["next"] is None
    assert client.get("/api/v1/trade/claims?q=asof:2026-01-01").status_code == 400


def test_the_notebook_for_researchers_runs(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    notebook = Path(__file__).parents[2] / "docs" / "archive" / "research.ipynb"
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    monkeypatch.setenv("YALU_API", f"{client.base_url}/api/v1")
    # Charts are drawn by a library that not everybody has.
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    known: dict[str, Any] = {}
    for cell in cells:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), known)
    known["api"].close()
    shown = capsys.readouterr().out
    assert "hyesan" in shown
    assert "1 held back" in shown
    assert "0 claims differ" in shown


def decide(client: httpx.Client, action: str, **fields: str) -> httpx.Response:
    code = BeautifulSoup(client.get("/prices/review").text, "lxml").select_one("input[name=csrf]")
    assert code
    return client.post(action, data={"csrf": str(code["value"]), **fields})


def test_an_outlier_is_decided_with_a_reason_and_recorded(client: httpx.Client) -> None:
    shown = page(client, "/prices/review")
    (held,) = shown.select(".held")
    assert "370,000 KPW/kg" in words(held)
    assert "usual at that time: 39,000" in words(held)
    action = str(held.select("form")[0]["action"])
    # Without a reason nothing is decided, and the page says so beside the form.
    refused = decide(client, action, what="reject", reason=" ")
    assert refused.status_code == 400
    assert "Say why" in refused.text
    assert page(client, "/prices/review").select(".held")

    done = decide(client, action, what="reject", reason="ten times <b>all</b> others")
    assert done.status_code == 303
    after = page(client, done.headers["location"])
    assert not after.select(".held")
    assert "Rejected." in words(after)
    assert "ten times <b>all</b> others" in words(after)
    row = words(page(client, "/audit"))
    assert "price rejected" in row
    assert "rice hyesan" in row

    # It can be decided otherwise; then it counts at once.
    again = decide(client, action, what="accept", reason="confirmed by phone")
    assert "Accepted." in words(page(client, again.headers["location"]))
    assert "370,000" in words(page(client, "/prices"))


def test_a_price_that_is_gone_is_said_to_be(client: httpx.Client) -> None:
    answer = decide(client, "/prices/review/7/1", what="accept", reason="x")
    assert answer.status_code == 404
    assert "There is no price 7-1 any more." in answer.text
