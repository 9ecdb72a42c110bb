"""Every command shown in the help, README and docs is one that the program understands."""

import ast
import importlib
import importlib.util
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


def python_blocks() -> Iterator[tuple[str, str]]:
    """The Python examples of the pages."""
    for page in (ROOT / "docs").rglob("*.md"):
        for block in re.findall(r"^```python\n(.+?)^```", page.read_text("utf-8"), re.DOTALL | re.MULTILINE):
            yield page.name, block


def test_python_examples_import_what_there_is() -> None:
    seen = 0
    for page, block in python_blocks():
        for node in ast.walk(ast.parse(block)):
            if isinstance(node, ast.ImportFrom):
                module = importlib.import_module(node.module or "")
                missing = [name.name for name in node.names if not hasattr(module, name.name)]
                assert not missing, f"{page}: {node.module} has no {missing}"
                seen += 1
    assert seen > 2


def test_modules_and_files_named_in_the_pages_exist() -> None:
    packages = "|".join(path.parent.name for path in ROOT.glob("*/__init__.py"))
    decisions = ROOT / "docs" / "decisions"
    pages = [path for path in (ROOT / "docs").rglob("*.md") if decisions not in path.parents]
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *pages]:
        # A part of an address is no file.
        text = re.sub(r"<https?://[^>]*>", "", page.read_text(encoding="utf-8"))
        for module in re.findall(r"python -m ([a-z_.]+[a-z_])", text):
            assert importlib.util.find_spec(module), f"{page.name}: {module}"
        for file in re.findall(rf"(?<![\w/])((?:{packages})/[a-z0-9_/-]+(?:\.[a-z]+)?)", text):
            assert (ROOT / file).exists() or (page.parent / file).exists(), f"{page.name}: {file}"
