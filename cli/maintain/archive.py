"""Maintenance commands: publish, optimize, reindex, retain."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from cli.app import Force, data_folder, say
from storage import Retention, publish_archive
from yaluwatch import times
from yaluwatch.text import counted

Days = Annotated[
    int | None, typer.Option(min=1, metavar="DAYS", help="Delete those older than this (default: keep all).")
]


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    for command in (publish, optimize, reindex, retain):
        app.command()(command)


def publish(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="File to create.")],
    force: Force = False,
) -> None:
    """Copy the archive without recipients and their mail, to share or for Datasette.

    Example: [bold]yalu publish public/yalu.db[/bold]
    """

    def show(table: str, rows: int) -> None:
        if rows:
            say(f"{table}: {counted(rows, 'row')}")

    with data_folder(context).archive() as archive:
        publish_archive(archive, file, overwrite=force, progress=show)
    say(f"{file} is safe to share; `python -m storage.datasette` prints metadata for Datasette.")


def optimize(context: typer.Context) -> None:
    """Merge the search index and free disk space.

    Example: [bold]yalu optimize[/bold]
    """
    with data_folder(context).archive(read_only=False) as archive:
        archive.maintenance.optimize()
    say("Done.")


def reindex(context: typer.Context) -> None:
    """Rebuild the search index from the stored texts.

    Example: [bold]yalu reindex[/bold]
    """
    with data_folder(context).archive(read_only=False) as archive:
        say(f"{counted(archive.maintenance.reindex(), 'article')} indexed.")


def retain(
    context: typer.Context,
    pages: Days = None,
    fetches: Days = None,
    messages: Days = None,
) -> None:
    """Delete old raw pages, fetch log rows and contents of sent messages; keep texts and hashes.

    Example: [bold]yalu retain --pages 365 --fetches 730[/bold]
    """
    now = times.clock()

    def before(days: int | None) -> datetime | None:
        return None if days is None else now - timedelta(days=days)

    rule = Retention(pages=before(pages), fetches=before(fetches), messages=before(messages))
    with data_folder(context).archive(read_only=False) as archive:
        dropped = archive.maintenance.retain(rule, now)
    say(
        f"Deleted {counted(dropped.pages, 'page')}, {counted(dropped.fetches, 'fetch log row')} "
        f"and the contents of {counted(dropped.messages, 'message')}."
    )
