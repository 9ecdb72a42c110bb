"""`yalu backfill` as people type it."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.app import app
from crawler.sources import write_sources
from storage import open_archive
from tests.backfill_run import SENTENCES, run
from tests.integration.test_crawler_backfill import source_of
from tests.wordpress_site import WordPressSite, posts


@pytest.fixture
def site() -> Iterator[WordPressSite]:
    served = WordPressSite(
        posts(40, datetime(2024, 3, 1, tzinfo=UTC), timedelta(days=2)), sentences=SENTENCES
    )
    yield served
    served.close()


def yalu(data: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["--data", str(data), *arguments])


@pytest.fixture
def data(tmp_path: Path, site: WordPressSite) -> Path:
    assert yalu(tmp_path, "init").exit_code == 0
    write_sources(tmp_path / "sources.toml", [source_of(site)])
    return tmp_path


def test_a_killed_backfill_goes_on_and_no_reader_is_told() -> None:
    outcome = run(posts=150, kills=3)
    assert outcome.is_good, outcome


def test_the_past_of_a_source_is_read_and_told(data: Path) -> None:
    done = yalu(data, "backfill", "source", "blog", "--since", "2024-03-01", "--until", "2024-04-30")
    assert done.exit_code == 0
    assert "blog, 2024-03-01 to 2024-04-30: 30 articles stored." in done.output
    assert "30 articles tagged, 30 of them relevant." in done.output
    assert "finished" in yalu(data, "backfill", "status").output
    (listed,) = json.loads(yalu(data, "backfill", "status", "--json").output)
    assert {month["month"]: month["stored"] for month in listed["months"]} == {"2024-03": 15, "2024-04": 15}
    assert "2024-03" in yalu(data, "sources", "--long").output


def test_backfilled_articles_are_not_what_a_source_publishes_now(data: Path) -> None:
    yalu(data, "backfill", "source", "blog", "--since", "2024-03-01")
    with open_archive(data / "yalu.db") as archive:
        assert archive.sources.daily_new("blog", datetime(2020, 1, 1, tzinfo=UTC)) == {}
        assert archive.articles.due_revisits("blog", datetime(2030, 1, 1, tzinfo=UTC), 99) == []
        assert [day.new for day in archive.sources.history("blog", datetime.now(UTC)).days] == []
    (listed,) = json.loads(yalu(data, "sources", "--json").output)
    assert listed["new_in_7_days"] == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nobody", "--since", "2024-01-01"], "no source 'nobody'"),
        (["blog", "--since", "2024-06-01", "--until", "2024-01-01"], "after the last day"),
        (["blog", "--since", "1899-06-01"], "before 1990-01-01"),
        (["blog", "--since", "2024-06-01", "--until", "2999-01-01"], "polls read what is newer"),
    ],
)
def test_a_range_that_makes_no_sense_is_refused(data: Path, arguments: list[str], message: str) -> None:
    refused = yalu(data, "backfill", "source", *arguments)
    assert refused.exit_code != 0
    assert message in str(refused.exception)


def test_a_day_that_is_none_is_a_usage_error(data: Path) -> None:
    assert yalu(data, "backfill", "source", "blog", "--since", "last year").exit_code == 2


def test_what_went_wrong_is_shown_by_the_status(data: Path, site: WordPressSite) -> None:
    site.refuse = lambda _: (403, None)
    refused = yalu(data, "backfill", "source", "blog", "--since", "2024-03-01")
    assert "can't be read any further" in str(refused.exception)
    assert "forbidden" in yalu(data, "backfill", "status").output


def test_without_a_backfill_the_status_says_how_to_begin_one(data: Path) -> None:
    assert "yalu backfill source ID --since DAY" in yalu(data, "backfill", "status").output
