"""Maintenance commands: doctor, publish, optimize, reindex, retain."""

from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from cli.app import AsJson, DataFolder, Force, data_folder, print_json, print_table, say
from scheduler import jobs, searches
from storage import CheckResult, Retention, examine
from yaluwatch.errors import ArchiveError, SettingsError, SourceListError
from yaluwatch.files import is_open_to_others
from yaluwatch.text import counted

Days = Annotated[
    int | None, typer.Option(min=1, metavar="DAYS", help="Delete those older than this (default: keep all).")
]


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    for command in (doctor, publish, optimize, reindex, retain):
        app.command()(command)


def doctor(context: typer.Context, as_json: AsJson = False) -> None:
    """Check file, tables, index, pages, disk space, saved filters; exits 1 if problems are found.

    Example: [bold]yalu doctor[/bold]
    """
    here = data_folder(context)
    findings = [*examine(here.settings().archive), _permissions(here), _subscriptions(here)]
    if as_json:
        print_json([asdict(finding) for finding in findings])
    else:
        rows = (("ok" if item.is_ok else "PROBLEM", item.check, item.detail) for item in findings)
        print_table(("result", "check", "detail"), rows)
    if problems := [item.check for item in findings if not item.is_ok]:
        raise ArchiveError(f"problems found in: {', '.join(problems)}")


def _permissions(here: DataFolder) -> CheckResult:
    """Whether only their owner can read the key of links and the outbox."""
    files = [here.data / "secret", here.settings().outbox]
    is_open = [str(file) for file in files if file.exists() and is_open_to_others(file)]
    detail = f"others may read {', '.join(is_open)}; `yalu upgrade` closes them"
    return CheckResult("permissions: key and outbox", not is_open, detail if is_open else "ok")


def _subscriptions(here: DataFolder) -> CheckResult:
    """Whether everything that subscriptions ask for still exists."""
    try:
        sources = here.sources()
    except (SettingsError, SourceListError):
        # Commands that need the list report it.
        sources = []
    try:
        with here.archive() as archive:
            values = searches.filter_values(archive, here.settings(), sources)
            found = [
                f"{one.id}: {text}"
                for one in archive.subscriptions.all()
                for text in searches.problems(one, values)
            ]
    except ArchiveError as error:
        return CheckResult("subscriptions", False, f"can't be checked: {error}")
    return CheckResult("subscriptions", not found, "; ".join(found) or "ok")


def publish(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="File to create.")],
    force: Force = False,
) -> None:
    """Copy the archive without recipients and their mail, to share or for Datasette.

    Example: [bold]yalu publish public/yalu.db[/bold]
    """
    with data_folder(context).archive() as archive:
        archive.maintenance.publish(file, overwrite=force)
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
    now = jobs.clock()

    def before(days: int | None) -> datetime | None:
        return None if days is None else now - timedelta(days=days)

    rule = Retention(pages=before(pages), fetches=before(fetches), messages=before(messages))
    with data_folder(context).archive(read_only=False) as archive:
        dropped = archive.maintenance.retain(rule, now)
    say(
        f"Deleted {counted(dropped.pages, 'page')}, {counted(dropped.fetches, 'fetch log row')} "
        f"and the contents of {counted(dropped.messages, 'message')}."
    )
