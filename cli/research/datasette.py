"""The command that opens the archive in Datasette."""

import importlib.util
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import typer

from cli.app import place
from storage.datasette import metadata
from yaluwatch.errors import ArchiveError


def register(app: typer.Typer) -> None:
    """Add this file's command."""
    # What this command does not know is Datasette's.
    settings = {"allow_extra_args": True, "ignore_unknown_options": True}
    app.command(context_settings=settings)(datasette)


def datasette(context: typer.Context) -> None:
    """Explore the archive in Datasette, on this machine: tables, facets, ready-made queries.

    Readers, their mail and free SQL are closed; a copy from `yalu publish` is open to both. Whatever
    follows goes to Datasette itself, such as --port 8002. Needs yaluwatch\\[datasette].

    Example: [bold]yalu datasette --open[/bold]
    """
    here = place(context)
    if importlib.util.find_spec("datasette") is None:
        raise ArchiveError("Datasette is not installed: install yaluwatch[datasette]")
    # Opened once, so that a file which is none, or needs a newer yalu, is refused in our words.
    with here.archive() as archive:
        file = archive.path
    with tempfile.TemporaryDirectory() as folder:
        described = Path(folder) / "metadata.json"
        described.write_text(json.dumps(metadata(file.stem, is_public=False)), encoding="utf-8")
        command = [sys.executable, "-m", "datasette", "serve", str(file), "--metadata", str(described)]
        # The whole file is no less private than its tables.
        command += ["--setting", "allow_download", "off", *context.args]
        ended = subprocess.run(command, check=False)  # noqa: S603 - our own interpreter
    raise typer.Exit(ended.returncode)
