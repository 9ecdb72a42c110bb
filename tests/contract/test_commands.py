"""Promises every command keeps."""

from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import typer

from cli.app import app

ROOT = Path(__file__).resolve().parents[2]


def commands(command: object, name: str = "yalu") -> Iterator[tuple[str, click.Command]]:
    children = getattr(command, "commands", {})
    for child, found in sorted(children.items()):
        yield from commands(found, f"{name} {child}")
    callback = getattr(command, "callback", None)
    if name != "yalu" and callback is not None:
        yield name, command  # type: ignore[misc] # Typer brings its own copy of click's classes


ALL = dict(commands(typer.main.get_command(app)))


def test_there_are_commands() -> None:
    assert len(ALL) > 15


@pytest.mark.parametrize("name", ALL)
def test_every_command_is_explained_with_an_example(name: str) -> None:
    text = ALL[name].help or ALL[name].callback.__doc__ or ""
    assert "Example:" in text
    assert f"[bold]{name}" in text.split("Example:")[1]


@pytest.mark.parametrize("name", ALL)
def test_every_command_has_a_line_in_the_docs(name: str) -> None:
    assert f"| `{name}` |" in (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")


def test_the_docs_name_no_command_that_is_not_there() -> None:
    lines = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8").splitlines()
    documented = {line.split("`")[1] for line in lines if line.startswith("| `yalu")}
    assert documented == set(ALL)
