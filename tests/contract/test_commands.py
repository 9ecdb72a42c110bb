"""Promises every command keeps."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from cli.app import app
from cli.commands import COMMANDS
from storage import open_archive
from tests.samples import article

ROOT = Path(__file__).resolve().parents[2]

#: What `yalu --version` may load beyond the interpreter: top-level packages.
LIGHT = {"cli", "click", "rich", "shellingham", "typer", "typing_extensions", "annotated_doc", "yaluwatch"}
#: What is for some commands only.
HEAVY = {"scrapy", "twisted", "trafilatura", "fastapi", "uvicorn", "apscheduler", "httpx", "pypdf", "sklearn"}


def commands(command: Any, name: str = "yalu") -> Iterator[tuple[str, Any]]:
    if hasattr(command, "list_commands"):
        for child in command.list_commands(None):
            yield from commands(command.get_command(None, child), f"{name} {child}")
    if name != "yalu" and command.callback is not None:
        yield name, command


GROUP: Any = typer.main.get_command(app)
ALL = dict(commands(GROUP))


def test_there_are_commands() -> None:
    assert len(ALL) > 50


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


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_a_commands_line_in_the_help_is_the_first_of_its_own(command: Any) -> None:
    found = GROUP.get_command(None, command.name)
    assert (found.help or "").split("\n")[0] == command.summary
    assert len(command.summary) <= 100


GROUPS = sorted({name.split()[1] for name in ALL if len(name.split()) > 2})


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_has_all_its_commands_when_no_other_is_loaded(group: str) -> None:
    shown = run_yalu(group, "--help", stdout=subprocess.PIPE).stdout
    expected = {name.split()[2] for name in ALL if name.startswith(f"yalu {group} ")}
    assert {name for name in expected if f" {name} " in shown} == expected


def loaded_by(*arguments: str) -> set[str]:
    """Top-level packages from outside the standard library that a command imports."""
    code = (
        "import sys, json, atexit\n"
        "from cli import main\n"
        "names = lambda: sorted({name.split('.')[0] for name in sys.modules})\n"
        "def tell(): print(json.dumps(names()), file=sys.stderr)\n"
        f"atexit.register(tell)\nsys.argv = ['yalu', *{list(arguments)!r}]\nmain()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    found = json.loads(done.stderr.strip().splitlines()[-1])
    return {name for name in found if name not in sys.stdlib_module_names and name[0] not in "_$"}


def test_the_version_needs_next_to_nothing() -> None:
    assert loaded_by("--version") - LIGHT - {"__main__", "mypy_extensions"} <= {"sitecustomize", "coverage"}


@pytest.mark.parametrize("arguments", [("--help",), ("search", "밀수"), ("show", "1")], ids=" ".join)
def test_help_and_reading_load_no_framework(arguments: tuple[str, ...], tmp_path: Path) -> None:
    assert not loaded_by("--data", str(tmp_path), *arguments) & HEAVY


def run_yalu(*arguments: str, **options: Any) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "cli", *arguments]
    return subprocess.run(command, stderr=subprocess.PIPE, text=True, cwd=ROOT, check=False, **options)


def test_output_that_nobody_reads_or_that_finds_no_room_is_no_traceback(tmp_path: Path) -> None:
    config = ["--data", str(tmp_path), "config"]
    if (full := Path("/dev/full")).exists():
        with full.open("w") as device:
            done = run_yalu(*config, stdout=device)
        assert done.returncode == 1
        assert done.stderr.splitlines() == ["yalu: the output can't be written: No space left on device"]
    read, write = os.pipe()
    os.close(read)
    done = run_yalu(*config, stdout=write)
    os.close(write)
    assert (done.returncode, done.stderr) == (1, "")
    closed = run_yalu(*config, preexec_fn=lambda: os.close(1))
    assert "Traceback" not in closed.stderr


@pytest.mark.parametrize("kind", ["csv", "jsonl", "ris", "csl", "atom", "parquet"])
def test_a_reader_of_an_export_may_stop_early(kind: str, tmp_path: Path) -> None:
    with open_archive(tmp_path / "yalu.db") as archive:
        for number in range(40):
            url = f"https://a.example/{number}"
            archive.articles.add(article(url=url, body=f"{number} trucks " * 2000), None, publisher="p")
    read, write = os.pipe()
    os.close(read)
    done = run_yalu("--data", str(tmp_path), "export", "relevant:any", "--format", kind, stdout=write)
    os.close(write)
    assert (done.returncode, done.stderr) == (1, "")


@pytest.mark.parametrize("encoding", ["ascii", "euc-kr", "utf-8"])
def test_a_terminal_that_lacks_characters_gets_others(encoding: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cli", "--data", str(tmp_path), "--help"],
        env={**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
        capture_output=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert b"China" in done.stdout
