"""Places and actors in Wikidata and OpenSanctions: every id is one of ours and shown where asked for."""

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from classifier.lexicon import entry_names
from cli.app import app
from storage.reference import rows
from yaluwatch.errors import ArchiveError


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    assert CliRunner().invoke(app, ["--data", str(folder), "init"]).exit_code == 0
    return folder


def run(data: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["--data", str(data), *arguments])


def test_every_identifier_is_of_a_place_or_actor_of_ours_and_used_once() -> None:
    found = list(rows("reference_identifiers"))
    known = {kind: {id_ for ids in entry_names(kind).values() for id_ in ids} for kind in ("place", "actor")}
    assert all(row["id"] in known[row["kind"] or ""] for row in found)
    items = [row["wikidata"] or "" for row in found]
    assert len(items) == len(set(items))
    assert all(re.fullmatch(r"Q[1-9]\d*", item) for item in items)
    assert all(row["verified_by"] for row in found)


def test_a_place_is_found_by_id_or_item(data: Path) -> None:
    assert "Q156243" in run(data, "identifiers", "sinuiju").output
    (row,) = json.loads(run(data, "identifiers", "q56226", "--json").output)
    assert (row["id"], row["opensanctions"]) == ("kim-jong-un", "Q56226")


def test_what_is_unknown_is_said_with_the_way_out(data: Path) -> None:
    asked = run(data, "identifiers", "nowhere")
    assert asked.exit_code
    assert isinstance(asked.exception, ArchiveError)
    assert str(asked.exception) == (
        "no place or actor with an identifier is called 'nowhere'; `yalu identifiers` lists all"
    )
