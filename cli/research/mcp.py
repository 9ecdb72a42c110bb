"""The command that lets a language model search the archive (Model Context Protocol)."""

import importlib.util
import signal

import typer

from classifier.lexicon import place_names
from cli.app import data_folder
from cli.query import filter_values
from storage import Query, parse_query
from yaluwatch.errors import ArchiveError


def register(app: typer.Typer) -> None:
    """Add this file's command."""
    app.command()(mcp)


def mcp(context: typer.Context) -> None:
    """Let a language model search the archive: a read-only MCP server on standard input and output.

    Its tools are search, article, story, facts and series. A client such as an editor
    or a chat program starts this command itself; it must be installed (pip install mcp).

    Example: [bold]yalu mcp[/bold]
    """
    here = data_folder(context)
    if importlib.util.find_spec("mcp") is None:
        raise ArchiveError("The MCP server needs the package mcp; run: pip install mcp")
    # Opened first, so that a missing, damaged or too new archive gives our own error message.
    with here.archive() as archive:
        file = archive.path
    values = filter_values(here)

    def parse(text: str) -> Query:
        return parse_query(text, place_names(), values)

    # Imported here: it needs the extra.
    from web.model_context import create_server  # noqa: PLC0415

    # Its reader of standard input would wait for a line before it heard of Ctrl-C. Nothing is written here.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    create_server(file, parse).run("stdio")
