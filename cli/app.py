"""The frame of the command line: global options, and how results are shown."""

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from crawler.sources import read_sources
from storage import Archive, open_archive
from yaluwatch import __version__
from yaluwatch.config import Settings, load_settings
from yaluwatch.errors import SettingsError
from yaluwatch.log import set_up_logging
from yaluwatch.model import Source

app = typer.Typer(
    name="yalu",
    help="Watch the press for China–North Korea trade: collect, tag, archive, search, digest.",
    epilog="Start with [bold]yalu demo[/bold], which needs no network. "
    "Exit codes: 0 done, 1 failed, 2 wrong use.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)

#: Panels of the help, in their order.
START, COLLECT, READ, RESEARCH, DIGESTS, STAGES, CARE, LOOK = (
    "Start here",
    "Collect",
    "Search and read",
    "Count, compare, export",
    "Digests",
    "Stages by hand (the service runs them by itself)",
    "Keep the archive well",
    "Look inside",
)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


@dataclass(frozen=True, slots=True)
class Place:
    """The data folder a command works on."""

    data: Path
    #: Shown at least; None = as the settings say, commands themselves stay quiet.
    verbose: bool

    def settings(self, **flags: object) -> Settings:
        """The settings in force, logging set up. Raises SettingsError."""
        settings, _ = load_settings(self.data, flags=flags)
        set_up_logging("info" if self.verbose else "warning")
        return settings

    def sources(self) -> list[Source]:
        """The source list. Raises SourceListError, or SettingsError when there is none yet."""
        file = self.settings().sources
        if not file.exists():
            raise SettingsError(f"there is no source list at {file} yet; `yalu init` makes one")
        return read_sources(file)

    def archive(self, *, read_only: bool = True) -> Archive:
        """The archive, opened."""
        return open_archive(self.settings().archive, read_only=read_only)


def place(context: typer.Context) -> Place:
    """What the global options said."""
    found: Place = context.obj
    return found


def _version(is_asked: bool) -> None:
    if is_asked:
        typer.echo(f"yalu {__version__}")
        raise typer.Exit


@app.callback()
def start(
    context: typer.Context,
    data: Annotated[
        Path,
        typer.Option(envvar="YALUWATCH_DATA", help="Folder with settings, sources, archive and outbox."),
    ] = Path("var"),
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Log every step to standard error.")
    ] = False,
    version: Annotated[  # noqa: ARG001 - handled by its callback
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Watch the press for China–North Korea trade: collect, tag, archive, search, digest."""
    context.obj = Place(data, verbose)


def say(text: str = "") -> None:
    """One line for people, on standard output."""
    console().print(text, highlight=False, soft_wrap=True)


def complain(text: str) -> None:
    """One sentence on standard error."""
    print(f"yalu: {text}", file=sys.stderr)  # noqa: T201 - the one place errors are printed


def console() -> Console:
    """Standard output; as wide as the terminal, or wide enough for a file."""
    made = Console()
    return made if made.is_terminal else Console(width=160)


def print_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table for people. Cells are plain text: nothing in them is read as markup."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(_plain(cell) for cell in row))
    console().print(table)


def print_json(value: Any) -> None:
    """JSON for programs."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def _plain(text: str) -> str:
    return text.replace("[", r"\[")
