"""Searches of subscriptions: refused when they are saved, kept when a list has changed since."""

import logging
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.app import app
from crawler.sources.source_list import write_sources
from scheduler import mailing, searches
from storage import open_archive
from storage.query import Choice
from tests.samples import source, subscription
from yaluwatch import times
from yaluwatch.config import load_settings
from yaluwatch.errors import QueryError, SubscriptionError


@pytest.fixture
def data(tmp_path: Path) -> Path:
    assert run(tmp_path, "init").exit_code == 0
    write_sources(tmp_path / "sources.toml", [source(id="courier", name="The Courier")])
    return tmp_path


def run(data: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["--data", str(data), *arguments])


def add(data: Path, *options: str) -> Result:
    return run(data, "subscriptions", "add", "desk", "--force", *options)


@pytest.mark.parametrize(
    ("query", "hint"),
    [
        ("place:dandnog", "did you mean dandong?"),
        ("coal topic:smugling", "did you mean smuggling?"),
        ("source:couriar", "did you mean courier?"),
        ("(coal OR place:dandnog)", "did you mean dandong?"),
    ],
)
def test_an_unknown_value_in_a_search_is_refused_with_the_nearest(data: Path, query: str, hint: str) -> None:
    refused = add(data, "--query", query)
    assert isinstance(refused.exception, QueryError)
    assert hint in str(refused.exception)
    with open_archive(data / "yalu.db") as archive:
        assert "desk" not in [one.id for one in archive.subscriptions.all()]


def test_an_unknown_place_is_refused_with_the_nearest(data: Path) -> None:
    refused = add(data, "--place", "dandnog")
    assert isinstance(refused.exception, SubscriptionError)
    assert "did you mean dandong" in str(refused.exception)


def test_every_name_of_a_value_may_be_used(data: Path) -> None:
    assert add(data, "--query", 'place:단둥 source:"The Courier"').exit_code == 0
    assert run(data, "subscriptions", "edit", "desk", "--query", "place:nowhere-at-all", "--force").exit_code
    assert run(data, "subscriptions", "edit", "desk", "--query", "place:hyesan", "--force").exit_code == 0


@pytest.mark.usefixtures("free_web_port")
def test_a_saved_search_whose_value_is_gone_is_sent_with_a_warning_and_reported_by_the_doctor(
    data: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings, _ = load_settings(data)
    with open_archive(data / "yalu.db") as archive:
        stored = subscription(id="desk", query="place:atlantis", sources=("closed-paper",))
        archive.subscriptions.save(stored)
        with caplog.at_level(logging.WARNING):
            queued = mailing.compose(archive, settings, [source()], times.clock())
        assert "desk" in [draft.digest.subscription.id for draft in queued]
    warnings = [record.getMessage() for record in caplog.records if "desk" in record.getMessage()]
    assert any("there is no place 'atlantis'" in text for text in warnings)
    assert any("there is no source 'closed-paper'" in text for text in warnings)

    checked = run(data, "doctor", "--offline")
    assert "desk: there is no source 'closed-paper'" in " ".join(checked.output.split())
    assert "subscriptions" in str(checked.exception)
    # Its other options can be changed all the same.
    assert run(data, "subscriptions", "edit", "desk", "--query", "", "--source", "", "--force").exit_code == 0
    assert run(data, "doctor", "--offline").exception is None


def test_a_saved_search_finds_a_value_under_each_of_its_names(data: Path) -> None:
    settings, _ = load_settings(data)
    with open_archive(data / "yalu.db") as archive:
        read = searches.reader(searches.filter_values(archive, settings, [source(name="The Courier")]))
    assert read("place:단둥").places == ("dandong",)
    assert read('source:"The Courier"').tree.parts == (Choice("source", ("courier",)),)
    assert read("place:atlantis").places == ("atlantis",)
