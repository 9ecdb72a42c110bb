"""Commands that keep an archive well: doctor, verify, backup, restore, optimize, reindex, retain."""

from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from cli.app import AsJson, place, print_json, print_table, say
from scheduler import jobs, sole_service
from storage import Retention
from storage import restore as restore_backup
from yaluwatch.errors import ArchiveCorrupt, ArchiveError

Days = Annotated[int | None, typer.Option(min=1, help="Keep those of this many days.")]


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    for command in (doctor, verify, backup, restore, publish, optimize, reindex, retain):
        app.command()(command)


def doctor(context: typer.Context, as_json: AsJson = False) -> None:
    """Check the archive: file, tables, index, pages, disk space; exits 1 if problems are found.

    Example: [bold]yalu doctor[/bold]
    """
    with place(context).archive() as archive:
        findings = archive.maintenance.doctor()
    if as_json:
        print_json([asdict(finding) for finding in findings])
    else:
        rows = (("well" if item.is_ok else "ILL", item.check, item.detail) for item in findings)
        print_table(("", "looked at", ""), rows)
    if ill := [item.check for item in findings if not item.is_ok]:
        raise ArchiveError(f"something is wrong with: {', '.join(ill)}")


def verify(
    context: typer.Context,
    link: Annotated[str, typer.Option(help="A chain head kept elsewhere; it must be in the chain.")] = "",
    as_json: AsJson = False,
) -> None:
    """Prove that every page is as it was stored: checks the hash chain and the WARC files.

    Example: [bold]yalu verify[/bold]
    """
    with place(context).archive() as archive:
        checked = archive.maintenance.verify(link)
    if as_json:
        print_json(asdict(checked))
    else:
        for problem in checked.problems:
            say(problem)
        say(
            f"{checked.pages} pages walked, {checked.dropped} dropped by retention; chain head {checked.head}"
        )
    if not checked.is_sound:
        raise ArchiveCorrupt(f"{len(checked.problems)} things are not as they were stored")


def backup(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="A new folder.")],
) -> None:
    """Copy archive and pages while they are in use, and verify the copy.

    Example: [bold]yalu backup /media/disk/yalu-2026-11-25[/bold]
    """
    with place(context).archive(read_only=False) as archive:
        made = archive.maintenance.backup(folder)
    say(f"{made.articles} articles and {made.pages} pages in {made.folder}, {made.size:,} bytes, read back.")


def restore(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="What `yalu backup` made.")],
) -> None:
    """Restore a backup; refuses to overwrite an archive.

    Example: [bold]yalu restore /media/disk/yalu-2026-11-25[/bold]
    """
    here = place(context)
    with sole_service(here.data):
        made = restore_backup(folder, here.settings().archive)
    say(f"{made.articles} articles and {made.pages} pages are back in {here.data}.")


def publish(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A new file.")],
) -> None:
    """Copy the archive without recipients and their mail, for Datasette or to share.

    Example: [bold]yalu publish public/yalu.db[/bold]
    """
    with place(context).archive() as archive:
        archive.maintenance.publish(file)
    say(f"{file} can be handed on; `python -m storage.datasette` prints metadata for Datasette.")


def optimize(context: typer.Context) -> None:
    """Merge the search index and free disk space.

    Example: [bold]yalu optimize[/bold]
    """
    with place(context).archive(read_only=False) as archive:
        archive.maintenance.optimize()
    say("Done.")


def reindex(context: typer.Context) -> None:
    """Rebuild the search index from the stored texts.

    Example: [bold]yalu reindex[/bold]
    """
    with place(context).archive(read_only=False) as archive:
        say(f"{archive.maintenance.reindex()} articles indexed.")


def retain(
    context: typer.Context,
    pages: Days = None,
    fetches: Days = None,
    messages: Days = None,
) -> None:
    """Delete old raw pages, ledger rows and contents of sent messages; texts and hashes stay.

    Example: [bold]yalu retain --pages 365 --fetches 730[/bold]
    """
    now = jobs.clock()

    def before(days: int | None) -> datetime | None:
        return None if days is None else now - timedelta(days=days)

    rule = Retention(pages=before(pages), fetches=before(fetches), messages=before(messages))
    with place(context).archive(read_only=False) as archive:
        dropped = archive.maintenance.retain(rule, now)
    say(f"Dropped {dropped.pages} pages, {dropped.fetches} ledger rows, {dropped.messages} messages.")
