"""Commands that keep the archive safe: verify, backup, restore, upgrade."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from cli.app import AsJson, DataFolder, announce_upgrade, data_folder, print_json, say
from scheduler import custody, sole_service
from storage import Archive, Backup, Head, Verification, pending_upgrade, upgrade
from storage import restore as restore_backup
from yaluwatch import times
from yaluwatch.config import Settings
from yaluwatch.errors import ArchiveCorrupt, ArchiveError
from yaluwatch.files import make_private
from yaluwatch.text import counted


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    for command in (verify, backup, restore):
        app.command()(command)
    app.command(name="upgrade")(upgrade_)


def verify(
    context: typer.Context,
    head: Annotated[
        str,
        typer.Option(metavar="HASH", help="Chain head you kept, as in a digest; it must be in the chain."),
    ] = "",
    link: Annotated[str, typer.Option(hidden=True)] = "",
    as_json: AsJson = False,
) -> None:
    """Verify that texts, verdicts and pages are as they were stored, using the hash chain.

    The chain must also contain its head as it was last shown, which is kept in
    chain-head.txt in the data folder.

    Example: [bold]yalu verify[/bold]
    """
    with data_folder(context).archive() as archive:
        checked = archive.maintenance.verify((head or link).strip().lower())
        note = _kept(archive, checked)
    if as_json:
        print_json(asdict(checked))
    else:
        for problem in checked.problems:
            say(problem)
        say(
            f"{counted(checked.versions, 'text')}, {counted(checked.verdicts, 'verdict')} and "
            f"{counted(checked.pages, 'page')} checked, {checked.dropped} deleted by retention; "
            f"chain head {checked.head}{note}"
        )
    if not checked.is_sound:
        raise ArchiveCorrupt(f"verification found {counted(len(checked.problems), 'problem')} (see above)")


def _kept(archive: Archive, checked: Verification) -> str:
    """Keep the head that will be shown, unless it is doubtful; a note for people if it can't be kept."""
    if not checked.are_only_bytes:
        return ""
    try:
        archive.maintenance.keep_head(Head(checked.entry, checked.head), times.clock())
    except OSError as error:
        return f" (not kept in chain-head.txt: {error.strerror})"
    return ""


def backup(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="Folder to create; with --rotate, the folder of backups.")],
    rotate: Annotated[
        bool,
        typer.Option("--rotate", help="Name it by its time; keep 7 daily, 4 weekly and 12 monthly ones."),
    ] = False,
    secrets: Annotated[
        bool, typer.Option(help="Include the key that signs links in mails, and passwords in the settings.")
    ] = True,
    force: Annotated[bool, typer.Option("--force", help="Replace the backup in the folder.")] = False,
) -> None:
    """Back up archive, pages, settings and all else it takes to come back, and verify the copy.

    The archive may be in use. A page file that is missing or damaged does not keep
    the rest from being backed up; it is named, and the exit status is 1.

    Example: [bold]yalu backup /media/disk/yalu-2026-11-25[/bold]
    """
    settings = data_folder(context).settings()
    removed: tuple[Path, ...] = ()
    if rotate:
        rotated = custody.back_up_and_rotate(settings, folder, times.clock(), with_secrets=secrets)
        made, removed = rotated.backup, rotated.removed
    else:
        made = custody.back_up(settings, folder, with_secrets=secrets, overwrite=force)
    say(f"Copied {_contents(made)} to {made.folder} ({made.size:,} bytes) and verified the copy.")
    for old in removed:
        say(f"Deleted {old}.")
    _complain(made, "was backed up")


def restore(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="Folder written by `yalu backup`.")],
    drill: Annotated[
        bool, typer.Option("--drill", help="Only try it: restore to a temporary folder and check everything.")
    ] = False,
) -> None:
    """Restore a backup to the data folder; refuses to overwrite anything.

    Example: [bold]yalu restore /media/disk/yalu-2026-11-25[/bold]
    """
    if drill:
        _drill(folder)
        return
    here = data_folder(context)
    settings = Settings(data=here.data)
    with _no_service(here):
        made = restore_backup(folder, settings.archive)
    say(f"Restored {_contents(made)} to {here.data}.")
    if settings.make_secret():
        say("The backup has no key for links in mails: a new one was made, links in old mails do not work.")
    _complain(made, "was restored")


def upgrade_(
    context: typer.Context,
    copy: Annotated[
        bool, typer.Option(help="Keep a verified copy of the archive from before in the folder backups.")
    ] = True,
) -> None:
    """Upgrade the archive to this version of yalu, after a verified copy; make a missing key.

    Every command that writes does this, too; commands that only read ask for it.

    Example: [bold]yalu upgrade[/bold]
    """
    here = data_folder(context)
    settings = here.settings()
    if not settings.archive.exists():
        raise ArchiveError(f"there is no archive at {settings.archive} yet; `yalu init` creates one")
    if copy:
        announce_upgrade(settings.archive)
    # A service of the version before would go on with a schema it does not know.
    with _no_service(here) if pending_upgrade(settings.archive).steps else nullcontext():
        done = upgrade(settings.archive, with_copy=copy)
    if settings.make_secret():
        say(f"created {settings.data / 'secret'}")
    for private in (settings.data / "secret", settings.outbox):
        if make_private(private):
            say(f"{private} is no longer readable by others")
    if not done.steps:
        say(f"{settings.archive} is up to date.")
    else:
        kept = f"; the copy from before is {done.copy}" if done.copy else ""
        say(f"Upgraded {settings.archive} by {counted(len(done.steps), 'step')}{kept}.")


def _contents(made: Backup) -> str:
    return f"{counted(made.articles, 'article')} and {counted(made.pages, 'page')}"


def _complain(made: Backup, done: str) -> None:
    """Raise ArchiveCorrupt, after naming it, when something is missing or damaged in a backup."""
    if made.is_complete:
        return
    for name, reason in made.lost.items():
        say(f"{name}: {reason}")
    for problem in made.problems:
        say(problem)
    names = ", ".join(list(made.lost)[:3])
    what = f"all but {names}" if made.lost else "an archive that does not verify"
    raise ArchiveCorrupt(f"{what} {done} (see above)")


def _drill(folder: Path) -> None:
    result = custody.restore_drill(folder, times.clock)
    for problem in result.problems:
        say(problem)
    if not result.is_passed or result.restored is None:
        raise ArchiveCorrupt(f"{folder} did not come back as a working installation (see above)")
    seconds = (result.ended_at - result.began_at).total_seconds()
    say(f"Restored {_contents(result.restored)} to a temporary folder in {seconds:.0f} s; everything works.")


def _no_service(here: DataFolder) -> AbstractContextManager[None]:
    # The lock creates the folder and a file; where no service has run there is nothing to lock.
    return sole_service(here.data) if (here.data / "service.lock").exists() else nullcontext()
