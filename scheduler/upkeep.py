"""The jobs that keep an archive in good order: backups, verification, retention, old records."""

import shutil
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from crawler.health import examine
from scheduler.running import (
    Counts,
    JobContext,
)
from storage import Retention, open_archive, restore
from yaluwatch.config import BackupSettings
from yaluwatch.errors import ArchiveCorrupt, ArchiveError, ArchiveFull

#: Names of backups that the service makes, by the time they began (UTC); no other folder is ever deleted.
_NAME = "yalu-%Y-%m-%dT%H%M%SZ"
_PART, _DELETED = ".part", ".deleted"
#: Records of successful runs that did nothing are kept for this time.
_IDLE = timedelta(days=2)
#: Free space that must remain beside a copy, as a share of its size.
_MARGIN = 1.1


def source_health(context: JobContext) -> Counts:
    """Compare each source that is not paused with its history."""
    now = context.clock()
    watched = [source for source in context.sources() if not source.paused]
    with context.archive() as archive:
        found = [examine(source, archive, now) for source in watched if not context.stop.is_set()]
    return {"sources": len(watched), "with findings": sum(map(bool, found)), "findings": sum(map(len, found))}


def retain(context: JobContext) -> Counts:
    """Delete what the settings say is old."""
    now, kept = context.clock(), context.settings.retention

    def before(days: int) -> datetime | None:
        return now - timedelta(days=days) if days else None

    rule = Retention(
        pages=before(kept.pages_days), fetches=before(kept.fetches_days), messages=before(kept.messages_days)
    )
    with context.archive() as archive:
        dropped = archive.maintenance.retain(rule, now)
    return {"pages": dropped.pages, "requests": dropped.fetches, "messages": dropped.messages}


def optimize(context: JobContext) -> Counts:
    """Merge the search index, refresh the planner's statistics, shorten the log."""
    with context.archive() as archive:
        archive.maintenance.optimize()
    return {}


def forget(context: JobContext) -> Counts:
    """Delete old records of jobs."""
    now = context.clock()
    with context.archive() as archive:
        old = now - timedelta(days=context.settings.retention.jobs_days)
        return {"forgotten": archive.jobs.forget(old, idle_before=now - _IDLE)}


def verify(context: JobContext) -> Counts:
    """Verify every page, and check file, tables and index. Raises ArchiveCorrupt with the first problem."""
    with context.archive() as archive:
        verified = archive.maintenance.verify()
        checks = archive.maintenance.doctor()
    failed = [f"{check.check}: {check.detail}" for check in checks if not check.is_ok]
    if problems := [*verified.problems, *failed]:
        raise ArchiveCorrupt(
            f"{len(problems)} found: {problems[0]} (`yalu verify` and `yalu doctor` list all problems)"
        )
    return {"pages": verified.pages, "checks": len(checks)}


def back_up(context: JobContext) -> Counts:
    """Make a backup, verify it, and delete backups that are not to be kept.

    Raises ArchiveFull, before anything is written, when there is no room for it.
    """
    folder, settings = context.settings.backups, context.settings
    folder.mkdir(parents=True, exist_ok=True)
    _remove_unfinished(folder)
    _check_space(folder, _size(settings.archive.parent / "pages") + settings.archive.stat().st_size)
    now = context.clock()
    with context.archive() as archive:
        made = archive.maintenance.backup(folder / now.strftime(_NAME))
    unwanted = _unwanted(backups(folder), now, settings.backup) if context.is_clock_sure else set()
    # After the clock was set back, an older one of the same day has a later name.
    unwanted.discard(made.folder)
    for each in sorted(unwanted):
        _delete(each)
    return {
        "articles": made.articles,
        "pages": made.pages,
        "bytes": made.size,
        "deleted backups": len(unwanted),
    }


def drill(context: JobContext) -> Counts:
    """Restore the newest backup to a temporary folder and open it.

    Raises ArchiveError when there is none, ArchiveCorrupt when it can't be restored.
    """
    folder = context.settings.backups
    there = _not_ahead(backups(folder), context.clock())
    if not there:
        raise ArchiveError(f"there is no backup in {folder} yet; `yalu jobs run backup` makes one")
    newest = there[max(there)]
    _check_space(folder, _size(newest))
    with TemporaryDirectory(dir=folder, prefix="drill-", suffix=_DELETED) as place:
        restored = restore(newest, Path(place) / "yalu.db")
        with open_archive(Path(place) / "yalu.db", read_only=True) as archive:
            head = archive.maintenance.head()
    if head.digest != restored.head:
        raise ArchiveCorrupt(
            f"restoring {newest} gave an archive whose chain ends with {head.digest}, not {restored.head}"
        )
    return {"articles": restored.articles, "pages": restored.pages, "bytes": restored.size}


def backups(folder: Path) -> dict[datetime, Path]:
    """The complete backups in a folder that the service made, by the time they began (aware UTC)."""
    found = {}
    for path in folder.glob("yalu-*"):
        try:
            at = datetime.strptime(path.name, _NAME).replace(tzinfo=UTC)
        except ValueError:
            continue
        if path.is_dir() and not path.is_symlink():
            found[at] = path
    return found


def _unwanted(there: Mapping[datetime, Path], now: datetime, settings: BackupSettings) -> set[Path]:
    """The backups to delete; one that a clock dated ahead is not kept for it."""
    return set(there.values()) - {there[at] for at in kept_backups(_not_ahead(there, now), settings)}


def _not_ahead(there: Mapping[datetime, Path], now: datetime) -> dict[datetime, Path]:
    return {at: path for at, path in there.items() if at <= now + timedelta(days=1)}


def kept_backups(there: Collection[datetime], settings: BackupSettings) -> set[datetime]:
    """The backups to keep: the newest of each of the last days, weeks and months that have one. Pure."""
    kept: set[datetime] = set()
    for number, form in (
        (settings.keep_daily, "%Y-%m-%d"),
        (settings.keep_weekly, "%G-%V"),
        (settings.keep_monthly, "%Y-%m"),
    ):
        kept.update(_newest_of_each(there, form, number))
    return kept


def _newest_of_each(there: Iterable[datetime], form: str, number: int) -> list[datetime]:
    newest: dict[str, datetime] = {}
    for at in sorted(there, reverse=True):
        newest.setdefault(at.strftime(form), at)
    return list(newest.values())[:number]


def _remove_unfinished(folder: Path) -> None:
    """Delete what a backup, a drill or a deletion left that was interrupted."""
    for path in folder.iterdir():
        if path.name.startswith(("yalu-", "drill-")) and path.name.endswith((_PART, _DELETED)):
            shutil.rmtree(path, ignore_errors=True)


def _delete(backup: Path) -> None:
    # Renamed first, so that a part of a backup never looks like a backup.
    shutil.rmtree(backup.rename(backup.with_name(backup.name + _DELETED)))


def _check_space(folder: Path, size: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < size * _MARGIN:
        raise ArchiveFull(
            f"copying to {folder}: {_megabytes(free)} MB free, {_megabytes(size * _MARGIN)} MB needed; "
            "free some space, or set backup.folder to a folder on another disk"
        )


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def _megabytes(size: float) -> str:
    return f"{size / 1e6:,.0f}"
