"""Every command shown in the help, README and docs is one that the program understands."""

import re
import shlex
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import typer

from cli.app import app
from tests.contract.test_commands import ALL, ROOT

GROUP: Any = typer.main.get_command(app)


def in_help() -> Iterator[tuple[str, str]]:
    for name, command in ALL.items():
        text = command.help or command.callback.__doc__ or ""
        for example in re.findall(r"\[bold\](yalu .+?)\[/bold\]", text):
            yield name, example


def in_pages() -> Iterator[tuple[str, str]]:
    """Lines that run `yalu` in the pages' code blocks and console transcripts."""
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]:
        for line in page.read_text(encoding="utf-8").splitlines():
            if found := re.match(r"(?:    |\$ )(?:\.venv/bin/)?(yalu .+)", line):
                yield page.name, found[1]


EXAMPLES = sorted({*in_help(), *in_pages()})


def arguments_of(example: str) -> list[str]:
    """What the shell would hand over: without a comment, a pipe or a redirection."""
    line = re.split(r"\s+(?:#|\||>|&&|<\()", example)[0]
    return shlex.split(line)[1:]


def parse(arguments: list[str]) -> None:
    """Parse a command line down to the command that would run, without running it."""
    command, context = GROUP, None
    name = "yalu"
    while True:
        context = command.make_context(name, list(arguments), parent=context, resilient_parsing=False)
        rest = [*getattr(context, "_protected_args", []), *context.args]
        if not hasattr(command, "resolve_command") or not rest:
            return
        name, command, arguments = command.resolve_command(context, rest)


def test_there_are_examples() -> None:
    assert len(EXAMPLES) > 80


@pytest.mark.parametrize(("where", "example"), EXAMPLES, ids=[f"{where}: {what}" for where, what in EXAMPLES])
def test_an_example_is_understood(
    where: str, example: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for named in re.findall(r"\S+\.(?:opml|csv|eml|txt|toml|jsonl)\b", example):
        Path(named).parent.mkdir(parents=True, exist_ok=True)
        Path(named).touch()
    # `--help` and `--version` end the parsing.
    with suppress(typer.Exit):
        parse(arguments_of(example))


def test_what_is_wrong_is_noticed() -> None:
    with pytest.raises(Exception, match="No such option"):
        parse(["search", "--no-such-option", "x"])
