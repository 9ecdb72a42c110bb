"""The state of the border as people see it: the command, their decisions, digests; and edits and removals."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from alerts.delivery import DigestRun
from alerts.indicators import indicator_sections
from alerts.rendering import Renderer
from alerts.rendering.json_data import digest_data
from classifier import FACT_RULES, Classifier
from cli.app import app
from indicators import border_states, crossings_at, decided
from scheduler import jobs, rebuild_facts
from storage import Archive, open_archive
from tests.samples import article, placement, source, subscription
from yaluwatch.errors import ArchiveError

DAY = timedelta(days=1)
NOW = datetime(2026, 11, 24, 5, tzinfo=UTC)
TODAY = NOW.date()
TITLE = "On the border of China and North Korea"
OPENED = "Freight trains between Dandong and Sinuiju resumed on Sunday after five months."
CLOSED = "Freight trains between Dandong and Sinuiju are not running, an official said."


@cache
def classifier() -> Classifier:
    return Classifier.load()


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path / "yalu.db") as opened:
        yield opened


def publish(
    archive: Archive, text: str, at: datetime = NOW - 2 * DAY, name: str = "1", **changes: Any
) -> int:
    made = article(
        url=f"https://a.example/{name}", title=TITLE, body=text, published_at=at, fetched_at=at, **changes
    )
    stored = archive.articles.add(made, None, publisher=f"Publisher {name}")
    jobs.tag(archive, classifier(), at)
    for each in archive.stories.ungrouped(10):
        archive.stories.add(placement(each.id), at)
    return stored.id


def rail(archive: Archive, day: date = TODAY) -> str:
    return next(
        each.state
        for each in border_states(archive, day, crossings_at("dandong-sinuiju"))["dandong-sinuiju"]
        if each.mode == "rail"
    )


def yalu(archive: Archive, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["--data", str(archive.path.parent), "border", *arguments])


def test_a_state_is_shown_with_sentence_publisher_and_age(archive: Archive) -> None:
    publish(archive, OPENED)
    shown = yalu(archive, "dandong", "--as-of", "2026-11-24").stdout
    assert "Dandong–Sinuiju" in shown
    assert "open since 2026-11-22  (1 publisher, counts until 2027-04-21)" in shown
    assert f"“{OPENED}” (Publisher 1, 2026-11-22, article" in shown


def test_what_is_unknown_is_counted_and_listed_on_demand(archive: Archive) -> None:
    assert "Nothing recent is known of 54 kinds of traffic; --all lists them." in yalu(archive).stdout
    listed = yalu(archive, "--all").stdout
    assert listed.count("unknown") == 54


def test_json_has_every_crossing_and_traffic_with_quotation_and_contradiction(archive: Archive) -> None:
    publish(archive, OPENED)
    publish(archive, CLOSED, NOW - DAY, "2")
    rows = json.loads(yalu(archive, "--json", "--as-of", "2026-11-24").stdout)
    assert len(rows) == 54
    (row,) = [each for each in rows if (each["crossing"], each["mode"]) == ("dandong-sinuiju", "rail")]
    assert (row["state"], row["statement"]["quote"], row["statement"]["publisher"]) == (
        "closed",
        CLOSED,
        "Publisher 2",
    )
    assert [(each["state"], each["quote"]) for each in row["against"]] == [("open", OPENED)]
    assert "but open: “Freight trains" in yalu(archive, "dandong", "--as-of", "2026-11-24").stdout


def test_what_is_said_of_the_whole_border_stands_once(archive: Archive) -> None:
    publish(archive, "North Korea has closed its border with China.")
    shown = yalu(archive, "--as-of", "2026-11-24").stdout
    assert shown.count("North Korea has closed its border with China.") == 1
    assert "Nothing newer is said of 54 kinds of traffic at 18 crossings" in shown


def test_last_known_and_planned_are_shown(archive: Archive) -> None:
    publish(archive, OPENED, NOW - 400 * DAY)
    publish(archive, "The New Yalu River Bridge remains closed.", name="2")
    publish(archive, "The New Yalu River Bridge is to open to traffic next year.", name="3")
    shown = yalu(archive, "--all", "--as-of", "2026-11-24").stdout
    assert f"last known, open: “{OPENED}”" in shown
    assert "planned: “The New Yalu River Bridge is to open" in shown


def test_a_person_corrects_confirms_pins_and_withdraws(archive: Archive) -> None:
    publish(archive, CLOSED)
    done = yalu(archive, "set", "dandong-sinuiju", "rail", "open", "--reason", "seen", "--by", "Kim")
    assert done.stdout.startswith("Corrected (decision 1): Dandong–Sinuiju, rail: open.")
    assert rail(archive, date(2100, 1, 1)) == "open"
    again = yalu(archive, "set", "dandong-sinuiju", "rail", "open", "--reason", "asked")
    assert again.stdout.startswith("Confirmed (decision 2)")
    assert yalu(archive, "set", "dandong-sinuiju", "all", "closed", "--reason", "x", "--pin").exit_code == 0
    assert "pinned by somebody: x" in yalu(archive, "dandong-sinuiju").stdout
    assert "Withdrew decision 3" in yalu(archive, "withdraw", "3", "--reason", "wrong", "--by", "Lee").stdout
    listed = yalu(archive, "decisions").stdout
    assert "1  dandong-sinuiju, rail: open (correct)" in listed
    assert "by Lee: wrong" in listed
    rows = json.loads(yalu(archive, "decisions", "--json").stdout)
    assert [(row["kind"], row["reason"], row["withdrawn_reason"]) for row in rows] == [
        ("correct", "seen", ""),
        ("confirm", "asked", ""),
        ("pin", "x", "wrong"),
    ]
    assert json.loads(yalu(archive, "dandong-sinuiju", "--json").stdout)[1]["decision"]["number"] == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nowhere",), "there is no crossing at nowhere"),
        (("--as-of", "soon"), "soon is no day; write it as 2020-02-18"),
        (("set",), "is not understood; use `yalu border [PLACE]`"),
        (("withdraw", "seven"), "is not understood"),
        (("set", "quanhe", "rail", "open", "--reason", "x"), "Quanhe–Wonjong has no rail; use road"),
        (("set", "quanhe", "road", "ajar", "--reason", "x"), "there is no state ajar; use open"),
        (("set", "quanhe", "road", "open"), "a decision needs its reason; add --reason TEXT"),
        (("withdraw", "7"), "withdrawing needs a reason; add --reason TEXT"),
        (("withdraw", "7", "--reason", "x"), "there is no decision 7 in force"),
    ],
)
def test_a_bad_word_gets_one_sentence(archive: Archive, arguments: tuple[str, ...], message: str) -> None:
    result = yalu(archive, *arguments)
    assert result.exit_code != 0
    assert isinstance(result.exception, ArchiveError)
    assert message in str(result.exception)


def test_a_map_is_drawn(archive: Archive, tmp_path: Path) -> None:
    publish(archive, OPENED)
    publish(archive, CLOSED, NOW - DAY, "2")
    yalu(archive, "--picture", str(tmp_path / "border.svg"), "--as-of", "2026-11-24")
    drawn = (tmp_path / "border.svg").read_text(encoding="utf-8")
    assert drawn.count("<circle") == 18
    assert "closed ?" in drawn


def test_an_edited_article_counts_with_its_new_text_from_the_day_it_was_read(archive: Archive) -> None:
    number = publish(archive, OPENED, NOW - 10 * DAY)
    publish(archive, CLOSED, NOW - 4 * DAY)
    assert archive.facts.of(number)[0].version == 2
    assert [rail(archive, (NOW - days * DAY).date()) for days in (11, 5, 4)] == ["unknown", "open", "closed"]


def test_an_article_that_was_removed_no_longer_counts(archive: Archive) -> None:
    publish(archive, OPENED, NOW - 10 * DAY)
    with closing(sqlite3.connect(archive.path)) as db:
        db.execute("UPDATE articles SET missing_since = ?", [(NOW - 2 * DAY).isoformat()])
        db.commit()
    assert rail(archive, (NOW - 5 * DAY).date()) == "open"
    assert rail(archive) == "unknown"


def test_old_archives_gain_statements_by_reading_facts_again(archive: Archive) -> None:
    number = publish(archive, OPENED)
    with closing(sqlite3.connect(archive.path)) as db:
        db.execute("DELETE FROM border_statements")
        db.execute("UPDATE fact_sets SET rules = 1")
        db.commit()
    assert rail(archive) == "unknown"
    assert rebuild_facts(archive) == 1
    assert rail(archive) == "open"
    status = [each for each in archive.facts.of(number) if each.fact.kind == "status"]
    assert [(each.fact.mode, each.fact.state, each.fact.is_past, each.rules) for each in status] == [
        ("rail", "open", False, FACT_RULES),
        ("freight", "open", False, FACT_RULES),
    ]


def test_history_counts_on_its_own_day_only(archive: Archive) -> None:
    publish(archive, "Rail freight between Dandong and Sinuiju was suspended in April 2022.")
    assert rail(archive) == "unknown"
    publish(archive, "Before the pandemic, trains crossed from Dandong to Sinuiju every day.", name="2")
    assert rail(archive) == "unknown"


def test_a_digest_begins_with_what_changed_at_the_border_and_tells_it_once(archive: Archive) -> None:
    publish(archive, CLOSED, NOW - 30 * DAY)
    publish(archive, OPENED, NOW - 0.6 * DAY, "3")
    publish(archive, OPENED, NOW - 0.5 * DAY, "2")
    reader = subscription(created_at=NOW - 10 * DAY)
    made = DigestRun(archive, [reader], [source()], NOW, Renderer("")).draft(reader, "today")
    (section,) = made.digest.sections
    assert [line.phrase for line in section.lines] == ["border_changed"]
    text = " ".join(made.rendered.text.split())
    assert text.index("THE BORDER") < text.index("Dandong–Sinuiju, rail: open (before: closed)")
    assert f'"{OPENED}" (Publisher 2)' in text
    assert "<h2" in made.rendered.html
    assert "Dandong–Sinuiju, rail: open (before: closed)" in made.rendered.html
    (data,) = digest_data(made.digest, "", "")["sections"]
    assert data["id"] == "border"
    assert data["lines"][0] | {"article": 0} == {
        "what": "border_changed",
        "place": "Dandong–Sinuiju",
        "mode": "rail",
        "state": "open",
        "before": "closed",
        "quote": OPENED,
        "language": "en",
        "publisher": "Publisher 2",
        "url": "https://a.example/2",
        "article": 0,
        "details": [],
        "articles": [],
    }
    assert indicator_sections(archive, NOW, NOW + DAY) == ()


def test_what_one_publisher_says_is_not_told(archive: Archive) -> None:
    publish(archive, CLOSED, NOW - 30 * DAY)
    publish(archive, OPENED, NOW - 0.5 * DAY, "2")
    assert indicator_sections(archive, NOW - DAY, NOW) == ()


def test_a_digest_of_other_topics_has_no_section(archive: Archive) -> None:
    publish(archive, OPENED, NOW - 0.5 * DAY)
    reader = subscription(created_at=NOW - 10 * DAY, topics=("labor",))
    assert DigestRun(archive, [reader], [source()], NOW, Renderer("")).digest(reader).sections == ()


def test_a_decision_a_plan_and_a_contradiction_are_told(archive: Archive) -> None:
    planned = "The New Yalu River Bridge is to open to traffic next year."
    for number, text in enumerate((OPENED, OPENED, CLOSED, CLOSED, planned, planned)):
        publish(archive, text, NOW - (0.8 - 0.1 * number) * DAY, str(number))
    (crossing,) = crossings_at("quanhe-wonjong")
    archive.border.decide(
        decided(archive, crossing, "road", "open", reason="seen", by="", is_pinned=True, now=NOW)
    )
    (section,) = indicator_sections(archive, NOW - DAY, NOW)
    assert {line.phrase for line in section.lines} == {
        "border_changed",
        "border_contradicted",
        "border_planned",
        "border_decided",
    }
