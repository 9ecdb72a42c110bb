"""The command that opens the archive in Datasette."""

import importlib.util
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import typer

from cli.app import data_folder
from storage import has_file
from storage.datasette import metadata
from yaluwatch.errors import ArchiveError


def register(app: typer.Typer) -> None:
    """Add this file's command."""
    # Unknown options are passed on to Datasette.
    settings = {"allow_extra_args": True, "ignore_unknown_options": True}
    app.command(context_settings=settings)(datasette)


def datasette(context: typer.Context) -> None:
    """Explore the archive in Datasette on your computer: tables, facets, prepared queries.

    Recipients, their mail and free SQL queries are not accessible; a copy from
    `yalu publish` allows queries. Other options, such as --port 8002, go to
    Datasette, which must be installed (pip install datasette).

    Example: [bold]yalu datasette --open[/bold]
    """
    here = data_folder(context)
    if importlib.util.find_spec("datasette") is None:
        raise ArchiveError("Datasette is not installed; run: pip install datasette")
    # Opened first, so that a missing, damaged or too new archive gives our own error message.
    with here.archive() as archive:
        file = archive.path
    if not has_file(file):
        raise ArchiveError(
            "Datasette can't read an archive in PostgreSQL; `yalu publish` makes a copy that it can"
        )
    with tempfile.TemporaryDirectory() as folder:
        described = Path(folder) / "metadata.json"
        described.write_text(json.dumps(metadata(file.stem, is_public=False)), encoding="utf-8")
        command = [sys.executable, "-m", "datasette", "serve", str(file), "--metadata", str(described)]
        # Downloading the whole file would bypass the hidden tables.
        command += ["--setting", "allow_download", "off", *context.args]
        ended = subprocess.run(command, check=False)  # noqa: S603 - our own interpreter
    raise typer.Exit(ended.returncode)
