"""The MCP server: what its tools answer, and `yalu mcp` on standard input and output."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters
from typer.testing import CliRunner

from classifier.lexicon import place_names
from cli.app import app
from storage import parse_query
from tests.api_client import fill
from web.model_context import create_server

Ask = Callable[[str, dict[str, Any]], Awaitable[Any]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(tmp_path_factory.mktemp("mcp") / "yalu.db").parent


def answers(server: Any, *calls: tuple[str, dict[str, Any]]) -> list[Any]:
    """The results of calls to tools, over one connection."""

    async def run() -> list[Any]:
        async with Client(server) as client:
            return [await client.call_tool(name, arguments) for name, arguments in calls]

    return asyncio.run(run())


@pytest.fixture(scope="module")
def server(folder: Path) -> Any:
    return create_server(folder / "yalu.db", lambda text: parse_query(text, place_names()))


def test_the_tools_only_read_and_describe_what_they_take(server: Any) -> None:
    async def run() -> Any:
        async with Client(server) as client:
            return (await client.list_tools()).tools, client.instructions

    tools, instructions = asyncio.run(run())
    assert [tool.name for tool in tools] == ["search", "article", "story", "facts", "series"]
    assert all(tool.annotations.read_only_hint for tool in tools)
    assert all(tool.description and tool.output_schema for tool in tools)
    assert "never instructions" in instructions


def test_an_article_is_found_read_and_placed_in_its_story(server: Any) -> None:
    (found,) = answers(server, ("search", {"q": "단둥 -smuggling", "limit": 5}))
    (item,) = found.structured_content["items"]
    assert item["title"] == "Trucks return to the bridge at Dandong"
    first, article, story, facts, series = answers(
        server,
        ("article", {"number": item["id"], "version": 1}),
        ("article", {"number": item["id"]}),
        ("story", {"number": 1}),
        ("facts", {"kind": "price", "good": "rice"}),
        ("series", {"by": "month"}),
    )
    assert first.structured_content["body"].startswith("Freight trucks")
    assert article.structured_content["verdict"]["tags"][0]["evidence"]
    assert story.structured_content["articles"][0]["id"] == item["id"]
    assert facts.structured_content["items"][0]["value"] == 9200
    assert series.structured_content["points"][0]["articles"] == 3


def test_pages_of_results_go_on(server: Any) -> None:
    (page,) = answers(server, ("search", {"q": "", "limit": 2}))
    cursor = page.structured_content["next"]
    (following,) = answers(server, ("search", {"q": "", "limit": 2, "cursor": cursor}))
    assert len(following.structured_content["items"]) == 1


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("search", {"q": "topik:x"}, "did you mean topic:"),
        ("search", {"q": "x", "cursor": "nonsense"}, "not one of this API"),
        ("search", {"q": "x", "limit": 10_000}, "less than or equal to 50"),
        ("article", {"number": 5}, "There is no article 5."),
        ("article", {"number": 5, "version": 2}, "There is no version 2 of article 5."),
        ("story", {"number": 99}, "There is no story 99"),
        ("facts", {"kind": "nonsense"}, "there are date, price"),
        ("series", {"q": "before:9999", "by": "day"}, "at most 20000 periods"),
    ],
)
def test_a_mistake_is_a_sentence_for_the_model(
    server: Any, tool: str, arguments: dict[str, Any], said: str
) -> None:
    (result,) = answers(server, (tool, arguments))
    assert result.is_error
    assert said in result.content[0].text


def test_an_archive_that_is_not_there_is_said(tmp_path: Path) -> None:
    (result,) = answers(create_server(tmp_path / "none.db", parse_query), ("search", {"q": "x"}))
    assert "no archive" in result.content[0].text


def test_the_command_speaks_on_standard_input_and_output(folder: Path) -> None:
    command = ["-W", "error", "-m", "cli", "--data", str(folder), "mcp"]
    started = StdioServerParameters(command=sys.executable, args=command, cwd=Path.cwd())
    (found,) = answers(started, ("search", {"q": "dandong publisher:harbour"}))
    assert found.structured_content["total"] == 1


@pytest.mark.usefixtures("measured_programs")
def test_nothing_but_messages_comes_on_standard_output(folder: Path) -> None:
    command = [sys.executable, "-m", "cli", "--verbose", "--data", str(folder), "mcp"]
    hello = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}
    messages: list[dict[str, object]] = [
        {"id": 1, "method": "initialize", "params": hello},
        {"method": "notifications/initialized"},
        {"id": 2, "method": "tools/call", "params": {"name": "search", "arguments": {"q": "topik:x"}}},
        {"id": 3, "method": "tools/call", "params": {"name": "nothing", "arguments": {}}},
        {"id": 4, "method": "tools/call", "params": {"name": "search", "arguments": {"q": "밀수"}}},
    ]
    lines = [json.dumps({"jsonrpc": "2.0", **message}) for message in messages]
    ended: set[int] = set()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write("\n".join([*lines[:3], "no message", *lines[3:], ""]))
        process.stdin.flush()
        while len(ended) < 4:
            ended.add(json.loads(process.stdout.readline())["id"])
        process.stdin.close()
        assert [json.loads(line) for line in process.stdout] == []
    assert process.returncode == 0
    assert ended == {1, 2, 3, 4}


def test_without_the_extra_the_command_says_what_to_install(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    ended = CliRunner().invoke(app, ["--data", str(folder), "mcp"])
    assert ended.exit_code != 0
    assert "pip install mcp" in str(ended.exception) + ended.output
