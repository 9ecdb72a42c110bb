"""Queries as a shell hands them over, and what comes back."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.app import app
from storage import open_archive
from tests.samples import NOW, article, page, verdict
from yaluwatch.errors import YaluError


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with a few articles, one of them from a source that is in no list."""
    folder = tmp_path_factory.mktemp("data")
    assert run(folder, "init").exit_code == 0
    texts = {
        "plain": "A smuggler hid iron ore under coal.",
        "other": "They smuggled iron past the ore ships.",
        "korean": "북·중 접경에서 교역이 늘었다.",
    }
    with open_archive(folder / "yalu.db") as archive:
        for name, body in texts.items():
            url = f"https://a.example/{name}"
            read = page(url=url, requested_url=url, body=body.encode())
            archive.articles.add(article(url=url, title=name, body=body), read, publisher="Old Press")
        archive.verdicts.add([(stored, verdict()) for stored in archive.verdicts.untagged(10)], NOW)
    return folder


def run(data: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["--data", str(data), *arguments])


def total(data: Path, *words: str) -> int:
    result = run(data, "search", *words, "relevant:any", "--json")
    assert result.exit_code == 0, result.output + repr(result.exception)
    return int(json.loads(result.stdout)["total"])


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("iron smuggling relevant:any",), 2),
        (("publisher:Old Press iron",), 2),
        (("publisher:Old Press",), 3),
        (("publisher:old press", "iron"), 2),
        (("iron -coal",), 1),
        (("(coal OR ships) iron",), 2),
        (('"iron ore" relevant:any',), 1),
        (("iron ore",), 1),
        (("=smuggling",), 0),
        (("smuggling",), 2),
        (("北中",), 1),
        (("북중　교역",), 1),
    ],
)
def test_a_query_in_the_quotes_of_a_shell_is_a_query(data: Path, words: tuple[str, ...], found: int) -> None:
    assert total(data, *words) == found


def test_filters_in_one_argument_are_filters(data: Path) -> None:
    together = run(data, "search", "topic:border after:2020-01 relevant:any", "--json")
    apart = run(data, "search", "topic:border", "after:2020-01", "relevant:any", "--json")
    assert json.loads(together.stdout) == json.loads(apart.stdout)


def test_a_phrase_that_finds_nothing_is_named(data: Path) -> None:
    shown = run(data, "search", "ships iron ore").output
    assert '0 found\nWords in quotes are one phrase: "ships iron ore"' in shown


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("topic:bordr", "did you mean border?"),
        ("place:dandung", "did you mean dandong"),
        ("language:koreen", "did you mean ko?"),
        ("source:nobody-at-all-here", "there is no source 'nobody-at-all-here'"),
        ("publisher:Nobody", "there is no publisher"),
        ("goods:koal", "did you mean coal"),
    ],
)
def test_an_unknown_value_of_a_filter_is_refused(data: Path, query: str, said: str) -> None:
    for command in ("search", "count", "series", "pairs", "export"):
        result = run(data, command, query)
        assert isinstance(result.exception, YaluError)
        assert said in str(result.exception)
        assert result.exception.exit_code == 2


def test_what_articles_have_is_known_although_no_list_has_it(data: Path) -> None:
    stored = json.loads(run(data, "search", "iron", "relevant:any", "--json").stdout)["articles"][0]
    assert total(data, f"source:{stored['source_id']}") == 3
    assert total(data, "place:단둥") == total(data, "place:dandong")


def test_times_are_printed_as_exports_write_them(data: Path) -> None:
    hit = json.loads(run(data, "search", "coal", "relevant:any", "--json").stdout)["articles"][0]
    exported = json.loads(run(data, "export", "coal", "relevant:any", "--format", "jsonl").stdout)
    for field in ("published_at", "first_seen_at"):
        assert hit[field] == exported[field]
        assert hit[field].endswith("Z")
    shown = json.loads(run(data, "show", str(hit["id"]), "--json").stdout)
    assert shown["article"]["fetched_at"].endswith("Z")
