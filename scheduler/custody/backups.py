"""Making backups of an installation, and deleting those no longer needed."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from scheduler.custody.installation import installation_files
from scheduler.custody.rotation import KEPT, Kept, expired
from storage import Backup, is_complete_backup, open_archive
from yaluwatch.config import Settings
from yaluwatch.errors import ArchiveCorrupt, OutputError
from yaluwatch.files import is_own, work_folder
from yaluwatch.patterns import lazy_regex

_NAME = lazy_regex(r"yalu-(\d{8}T\d{6}Z)")
_TIME = "%Y%m%dT%H%M%SZ"
# Backups and deletions under way are in folders of such names.
_LEFT_OVER = ".yalu-"


@dataclass(frozen=True, slots=True)
class Rotated:
    """A backup, and the older ones that were deleted after it was verified."""

    backup: Backup
    removed: tuple[Path, ...]


def back_up(
    settings: Settings, folder: Path, *, with_secrets: bool = True, overwrite: bool = False
) -> Backup:
    """Back up the archive, its pages and the other files of the data folder, and verify the copy.

    Whether something was lost before is in the result. Raises OutputError for a folder the program keeps, and
    as `Maintenance.backup` does.
    """
    if is_own(folder, settings.data):
        raise OutputError(f"{folder} belongs to the data folder {settings.data}; choose another folder")
    files = installation_files(settings, with_secrets=with_secrets)
    with open_archive(settings.archive, read_only=True) as archive:
        return archive.maintenance.backup(folder, files, has_secrets=with_secrets, overwrite=overwrite)


def back_up_and_rotate(
    settings: Settings,
    folder: Path,
    now: datetime,
    counts: tuple[int, int, int] | None = KEPT,
    *,
    with_secrets: bool = True,
) -> Rotated:
    """Make a backup named by its time in a folder, then delete those that `expired` names.

    `counts` are the days, weeks and months to keep one of; None deletes nothing. Nothing is deleted when the
    backup fails, and never the one just made, whatever the clock was before. Raises as `back_up` does.
    """
    made = back_up(settings, folder / f"yalu-{now.astimezone(UTC):{_TIME}}", with_secrets=with_secrets)
    old_ones = expired(backups_in(folder), counts) if counts else []
    removed = [folder / one.name for one in old_ones if one.name != made.folder.name]
    for old in removed:
        # Out of the way first, so that a deletion that is interrupted does not look like a backup.
        with work_folder(folder, _LEFT_OVER) as doomed:
            old.rename(doomed / old.name)
    return Rotated(made, tuple(removed))


def backups_in(folder: Path) -> list[Kept]:
    """The backups in a folder that were named by their time, oldest first; others are left alone."""
    found = []
    for entry in sorted(folder.iterdir()) if folder.is_dir() else ():
        named = _NAME.fullmatch(entry.name)
        if named is None or entry.is_symlink():
            continue
        try:
            at = datetime.strptime(named[1], _TIME).replace(tzinfo=UTC)
            found.append(Kept(entry.name, at, is_complete_backup(entry)))
        except (ValueError, ArchiveCorrupt):
            # Not one of ours: not ours to delete.
            continue
    return found
