"""Global options, commands that are imported when they run, and functions that print results."""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from cli.commands import COMMANDS, Command
from yaluwatch import __version__
from yaluwatch.shown import without_secrets

if TYPE_CHECKING:
    from rich.console import Console

    from storage import Archive
    from yaluwatch.config import Settings
    from yaluwatch.model import Source

_BY_NAME = {command.name: command for command in COMMANDS}


class LazyGroup(TyperGroup):
    """Imports a command when it runs; the list of commands in the help needs no import."""

    def list_commands(self, _ctx: Any) -> list[str]:
        """The names of all commands, in the order of the help."""
        return list(_BY_NAME)

    def get_command(self, _ctx: Any, cmd_name: str) -> Any:
        """Import the command with this name; None if there is none."""
        command = _BY_NAME.get(cmd_name)
        return load(command) if command else None

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help from the summaries alone."""
        _Listing(**{name: getattr(self, name) for name in _HELP}).format_help(ctx, formatter)


class _Listing(TyperGroup):
    """The group with summaries instead of commands, for its help."""

    def list_commands(self, _ctx: Any) -> list[str]:
        return list(_BY_NAME)

    def get_command(self, _ctx: Any, cmd_name: str) -> Any:
        command = _BY_NAME[cmd_name]
        return TyperCommand(name=cmd_name, help=command.summary, rich_help_panel=command.panel)


# Attributes of a group that its help is made from.
_HELP = ("name", "params", "help", "epilog", "rich_markup_mode", "rich_help_panel")


def load(command: Command) -> Any:
    """Import a command; returns the click object that parses and runs it."""
    loaded = typer.Typer(rich_markup_mode="rich", context_settings=_HELP_OPTIONS)
    loaded.callback()(lambda: None)
    for module in command.modules:
        import_module(module).register(loaded)
    group: Any = typer.main.get_command(loaded)
    return group.commands[command.name]


_HELP_OPTIONS = {"help_option_names": ["-h", "--help"]}

app = typer.Typer(
    cls=LazyGroup,
    name="yalu",
    help="Watch the press for China–North Korea trade: collect, tag, archive, search, digest.",
    epilog="Start with [bold]yalu demo[/bold], which needs no network. "
    "Exit status: 0 success, 1 failure, 2 usage error.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings=_HELP_OPTIONS,
)

Force = Annotated[bool, typer.Option("--force", help="Replace the file if it exists.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@dataclass(frozen=True, slots=True)
class DataFolder:
    """The data folder a command works on, and how to open what is in it."""

    data: Path
    #: Log at level "info" and above; otherwise only warnings and errors.
    verbose: bool
    #: Settings given as options, by dotted name such as "web.port".
    flags: Mapping[str, object] = field(default_factory=dict)

    # The methods import what they need when called, so that `yalu --version` starts fast.

    def settings(self) -> "Settings":
        """The settings in force; sets up logging. Raises SettingsError."""
        from yaluwatch.config import load_settings  # noqa: PLC0415
        from yaluwatch.log import set_up_logging  # noqa: PLC0415

        settings, _ = load_settings(self.data, flags=self.flags)
        # Who runs a command reads it, wherever standard error goes.
        form = "text" if settings.log.format == "auto" else settings.log.format
        set_up_logging("info" if self.verbose else "warning", form)
        return settings

    def sources(self) -> "list[Source]":
        """The source list. Raises SourceListError, or SettingsError if there is none yet."""
        from crawler.sources import read_sources  # noqa: PLC0415
        from yaluwatch.errors import SettingsError  # noqa: PLC0415

        file = self.settings().sources
        if not file.exists():
            raise SettingsError(f"there is no source list at {file} yet; `yalu init` creates one")
        return read_sources(file)

    def archive(self, *, read_only: bool = True) -> "Archive":
        """Open the archive."""
        from storage import open_archive  # noqa: PLC0415

        settings = self.settings()
        if read_only:
            return open_archive(settings.archive, read_only=True)
        announce_upgrade(settings.archive)
        opened = open_archive(settings.archive)
        settings.make_secret()
        return opened


def announce_upgrade(archive: Path) -> None:
    """Say on standard error, before an older archive is opened to be written, that it will be upgraded.

    From then on every step is logged, as a large archive takes minutes.
    """
    from storage import pending_upgrade  # noqa: PLC0415
    from yaluwatch.errors import ArchiveError  # noqa: PLC0415
    from yaluwatch.log import set_up_logging  # noqa: PLC0415
    from yaluwatch.text import counted  # noqa: PLC0415

    try:
        found = pending_upgrade(archive)
    except ArchiveError:
        # Opening it will say what is wrong.
        return
    if found.steps:
        set_up_logging("info")
        steps = counted(len(found.steps), "step")
        print_error(f"upgrading {archive} by {steps}; {found.copy} will be a copy from before")


def data_folder(context: typer.Context) -> DataFolder:
    """The data folder given by the global options."""
    found: DataFolder = context.obj
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
        typer.Option(envvar="YALUWATCH_DATA", help="Data folder: settings, source list, archive, outbox."),
    ] = Path("var"),
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Log every step to standard error.")
    ] = False,
    version: Annotated[  # noqa: ARG001 - handled by its callback
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Watch the press for China–North Korea trade: collect, tag, archive, search, digest."""
    context.obj = DataFolder(data, verbose)


def say(text: str = "") -> None:
    """Print one line for people to standard output, as it is, without markup."""
    typer.echo(text)


def bold(text: str) -> str:
    """The text in bold, if standard output is a terminal."""
    return typer.style(text, bold=True)


def coloured(text: str) -> str:
    """The text in the colour of topics, if standard output is a terminal."""
    return typer.style(text, fg="cyan")


def print_error(text: str) -> None:
    """Print an error to standard error, with the secrets of URLs masked: people pass on what they see."""
    print(f"yalu: {without_secrets(text)}", file=sys.stderr)  # noqa: T201 - the one place errors are printed


def console() -> "Console":
    """Standard output for tables and progress bars: as wide as the terminal, 160 columns if it is none."""
    from rich.console import Console  # noqa: PLC0415

    made = Console()
    return made if made.is_terminal else Console(width=160)


def print_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table for people; cells are plain text without markup."""
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    console().print(table)


def print_json(value: Any) -> None:
    """Print JSON for programs."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=_plain))


def _plain(value: Any) -> str:
    """Times as the exports write them, ISO 8601 in UTC; everything else as text."""
    from yaluwatch.times import time_text  # noqa: PLC0415

    return time_text(value) if isinstance(value, datetime) and value.tzinfo else str(value)
