"""Everything that offers --json answers with one JSON value, and reads the same archive as the tables."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from cli.app import app
from storage import open_archive
from tests.lists.samples import eu_csv
from tests.samples import NOW, article, page, placement, verdict
from tests.trade_claims import FIGURES
from yaluwatch.model import Relation

ADDRESS = "desk@example.org"
#: Needs a network or a running service, and is tested where there is one.
ELSEWHERE = {
    "archive copy",
    "backfill ccnews",
    "backfill source",
    "backfill warc",
    "crawl",
    "sources check",
    "sources doctor",
    "sources find",
    "sources try",
    "health",
    # Exits 1 where no service runs.
    "status",
}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A story of two articles, one with a table and edited once, a subscriber and a message to them."""
    folder = tmp_path_factory.mktemp("data")
    assert run(folder, "init").exit_code == 0
    cells = ((("year", "USD"), ("2024", "2,180")),)
    with open_archive(folder / "yalu.db") as archive:
        edited = archive.articles.add(article(tables=cells), page(), publisher="p")
        archive.articles.add(article(body="No trucks crossed.", tables=cells), page(), publisher="p")
        copy = archive.articles.add(article(url="https://b.example/1"), None, publisher="q")
        archive.verdicts.add([(stored, verdict()) for stored in archive.verdicts.untagged(10)], NOW)
        archive.stories.add(placement(edited.id), NOW)
        archive.stories.add(placement(copy.id, edited.id, relation=Relation.COPY), NOW)
    run(folder, "subscriptions", "add", "desk", "--to", ADDRESS, "--force")
    run(folder, "digest", "desk")
    (folder / "eu.csv").write_bytes(eu_csv())
    run(folder, "lists", "import", str(folder / "eu.csv"))
    return folder


def run(data: Path, *arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(app, ["--data", str(data), *arguments], input=typed)


def with_json(command: Any, name: str = "") -> Iterator[str]:
    """The names of all commands that have the option."""
    if hasattr(command, "list_commands"):
        for child in command.list_commands(None):
            yield from with_json(command.get_command(None, child), f"{name} {child}".strip())
    if any("--json" in parameter.opts for parameter in command.params):
        yield name


def first_number(data: Path, *listing: str) -> str:
    """The smallest id in a listing."""
    found = json.loads(run(data, *listing, "--json").stdout)
    return str(min(row["id"] for row in (found["articles"] if isinstance(found, dict) else found)))


#: Arguments for each command; {article} and {story} are numbers of the archive above.
ARGUMENTS = {
    "sources": (),
    "backfill status": (),
    "search": ("trucks",),
    "show": ("{article}",),
    "stories": (),
    "stories show": ("{story}",),
    "stories history": (),
    "feedback list": (),
    "count": (),
    "series": ("trucks",),
    "pairs": (),
    "versions": ("{article}", "--compare", "1", "2"),
    "facts": ("{article}",),
    "identifiers": (),
    "border": (),
    "claims": (),
    "prices": (),
    "lists": (),
    "lists changes": (),
    "lists import": ("{list}",),
    "lists show": ("Chol San",),
    "tables": ("{article}",),
    "trade": (),
    "trade claims": (),
    "statistics": (),
    "statistics import": ("{figures}",),
    "events": ("dandong",),
    "outbox": (),
    "subscriptions": (),
    "subscriptions list": (),
    "subscriptions backtest": ("desk",),
    "jobs": (),
    "users list": (),
    "doctor": ("--offline",),
    "verify": (),
    "config": (),
    "trace": ("{article}",),
    "classify": (),
    "classifier compare": ("shipped", "shipped", "{labelled}"),
}


def test_every_command_with_the_option_is_here() -> None:
    assert set(with_json(typer.main.get_command(app))) == set(ARGUMENTS) | ELSEWHERE


@pytest.mark.parametrize("name", ARGUMENTS)
@pytest.mark.usefixtures("free_web_port")
def test_json_is_one_value_and_the_table_speaks_of_the_same(name: str, data: Path, tmp_path: Path) -> None:
    labelled = {"id": "1", "kind": "real", "lang": "en", "title": "Trucks", "text": "Trucks crossed."}
    line = json.dumps(labelled | {"relevant": True, "tags": [], "story": "1"})
    (tmp_path / "en-dev.jsonl").write_text(line + "\n")
    known = {
        "article": first_number(data, "search", "trucks"),
        "story": first_number(data, "stories"),
        "labelled": str(tmp_path),
        "list": str(data / "eu.csv"),
        "figures": str(FIGURES),
    }
    arguments = [*name.split(), *(argument.format(**known) for argument in ARGUMENTS[name])]
    typed = "Trucks return to the bridge at Dandong" if name == "classify" else ""
    as_json = run(data, *arguments, "--json", typed=typed)
    assert as_json.exit_code == 0, as_json.output
    assert json.loads(as_json.stdout) is not None
    plain = run(data, *arguments, typed=typed)
    assert plain.exit_code == 0, plain.output
    assert "Traceback" not in plain.output


def test_what_an_article_is_part_of_is_shown(data: Path) -> None:
    number = first_number(data, "search", "trucks")
    assert "Same story: Trucks return" in run(data, "show", number).output
    assert "A negation was added" in run(data, "versions", number, "--compare", "1", "2").output
    assert "2,180" in run(data, "tables", number).output


@pytest.mark.parametrize("command", ["series", "pairs", "count"])
def test_a_picture_that_can_not_be_written_is_named(command: str, data: Path, tmp_path: Path) -> None:
    asked = run(data, command, "--picture", str(tmp_path / "none" / "a.svg"))
    assert "can't be written" in str(asked.exception)
