"""Maintenance commands: doctor, verify, backup, restore, publish, optimize, reindex, retain."""

from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from cli.app import AsJson, DataFolder, data_folder, print_json, print_table, say
from scheduler import jobs, searches, sole_service
from storage import Archive, CheckResult, Retention
from storage import restore as restore_backup
from yaluwatch.errors import ArchiveCorrupt, ArchiveError, SettingsError, SourceListError
from yaluwatch.text import counted

Days = Annotated[
    int | None, typer.Option(min=1, metavar="DAYS", help="Delete those older than this (default: keep all).")
]


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    for command in (doctor, verify, backup, restore, publish, optimize, reindex, retain):
        app.command()(command)


def doctor(context: typer.Context, as_json: AsJson = False) -> None:
    """Check file, tables, index, pages, disk space, saved filters; exits 1 if problems are found.

    Example: [bold]yalu doctor[/bold]
    """
    here = data_folder(context)
    with here.archive() as archive:
        findings = [*archive.maintenance.doctor(), _subscriptions(here, archive)]
    if as_json:
        print_json([asdict(finding) for finding in findings])
    else:
        rows = (("ok" if item.is_ok else "PROBLEM", item.check, item.detail) for item in findings)
        print_table(("result", "check", "detail"), rows)
    if problems := [item.check for item in findings if not item.is_ok]:
        raise ArchiveError(f"problems found in: {', '.join(problems)}")


def _subscriptions(here: DataFolder, archive: Archive) -> CheckResult:
    """Whether everything that subscriptions ask for still exists."""
    try:
        sources = here.sources()
    except (SettingsError, SourceListError):
        # Commands that need the list report it.
        sources = []
    values = searches.filter_values(archive, here.settings(), sources)
    found = [
        f"{one.id}: {text}" for one in archive.subscriptions.all() for text in searches.problems(one, values)
    ]
    return CheckResult("subscriptions", not found, "; ".join(found) or "ok")


def verify(
    context: typer.Context,
    head: Annotated[
        str, typer.Option(metavar="HASH", help="Earlier chain head you kept; it must be in the chain.")
    ] = "",
    link: Annotated[str, typer.Option(hidden=True)] = "",
    as_json: AsJson = False,
) -> None:
    """Verify that every page is as it was stored, using the hash chain and the WARC files.

    Example: [bold]yalu verify[/bold]
    """
    with data_folder(context).archive() as archive:
        checked = archive.maintenance.verify(head or link)
    if as_json:
        print_json(asdict(checked))
    else:
        for problem in checked.problems:
            say(problem)
        say(
            f"{counted(checked.pages, 'page')} checked, {checked.dropped} deleted by retention; "
            f"chain head {checked.head}"
        )
    if not checked.is_sound:
        raise ArchiveCorrupt(f"verification found {counted(len(checked.problems), 'problem')} (see above)")


def backup(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="Folder to create.")],
) -> None:
    """Copy the archive and its pages while they are in use, and verify the copy.

    Example: [bold]yalu backup /media/disk/yalu-2026-11-25[/bold]
    """
    with data_folder(context).archive(read_only=False) as archive:
        made = archive.maintenance.backup(folder)
    copied = f"{counted(made.articles, 'article')} and {counted(made.pages, 'page')}"
    say(f"Copied {copied} to {made.folder} ({made.size:,} bytes) and verified the copy.")


def restore(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="Folder written by `yalu backup`.")],
) -> None:
    """Restore a backup; refuses to overwrite an archive.

    Example: [bold]yalu restore /media/disk/yalu-2026-11-25[/bold]
    """
    here = data_folder(context)
    with sole_service(here.data):
        made = restore_backup(folder, here.settings().archive)
    restored = f"{counted(made.articles, 'article')} and {counted(made.pages, 'page')}"
    say(f"Restored {restored} to {here.data}.")


def publish(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="File to create.")],
) -> None:
    """Copy the archive without recipients and their mail, to share or for Datasette.

    Example: [bold]yalu publish public/yalu.db[/bold]
    """
    with data_folder(context).archive() as archive:
        archive.maintenance.publish(file)
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
