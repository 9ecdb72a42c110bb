"""The jobs that keep an archive in good order: backups, verification, retention, old records."""

import shutil
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from crawler.health import examine as examine_source
from scheduler.custody import back_up_and_rotate, backups_in, restore_drill
from scheduler.running import (
    Counts,
    JobContext,
)
from storage import Retention, examine
from yaluwatch.errors import ArchiveCorrupt, ArchiveError, ArchiveFull

#: Records of successful runs that did nothing are kept for this time.
_IDLE = timedelta(days=2)
#: How long alarms that are over are kept.
_KEEP_ALARMS = timedelta(days=365)
# Longer than they count, so that an attack can be looked at.
_KEEP_FAILED_LOGINS = timedelta(days=30)
#: Free space that must remain beside a copy, as a share of its size.
_MARGIN = 1.1


def source_health(context: JobContext) -> Counts:
    """Compare each source that is not paused with its history."""
    now = context.clock()
    watched = [source for source in context.sources() if not source.paused]
    with context.archive() as archive:
        found = [examine_source(source, archive, now) for source in watched if not context.stop.is_set()]
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
    """Delete old records of jobs, of alarms that are over, and of log-ins that count no more."""
    now = context.clock()
    with context.archive() as archive:
        old = now - timedelta(days=context.settings.retention.jobs_days)
        records = archive.jobs.forget(old, idle_before=now - _IDLE)
        accounts = context.settings.accounts
        sessions = archive.accounts.forget(
            idle_before=now - timedelta(hours=accounts.idle_hours),
            started_before=now - timedelta(days=accounts.max_days),
            failed_before=now - _KEEP_FAILED_LOGINS,
        )
        alarms = archive.alarms.forget(now - _KEEP_ALARMS)
    return {"records of jobs": records, "alarms": alarms, "log-ins": sessions}


def verify(context: JobContext) -> Counts:
    """Verify texts, verdicts and pages, and check file, tables and index.

    Raises ArchiveCorrupt with the first problem.
    """
    with context.archive() as archive:
        verified = archive.maintenance.verify()
    checks = examine(context.settings.archive)
    failed = [f"{check.check}: {check.detail}" for check in checks if not check.is_ok]
    if problems := [*verified.problems, *failed]:
        raise ArchiveCorrupt(
            f"{len(problems)} found: {problems[0]} (`yalu verify` and `yalu doctor` list all problems)"
        )
    return {"texts": verified.versions, "pages": verified.pages, "checks": len(checks)}


def back_up(context: JobContext) -> Counts:
    """Make a backup, verify it, and delete backups that are not to be kept.

    Raises ArchiveFull, before anything is written, when there is no room for it, and ArchiveCorrupt after the
    rest is backed up when a file was missing or damaged.
    """
    folder, settings = context.settings.backups, context.settings
    folder.mkdir(parents=True, exist_ok=True)
    _check_space(folder, _size(settings.archive.parent / "pages") + settings.archive.stat().st_size)
    keep = settings.backup
    counts = (keep.keep_daily, keep.keep_weekly, keep.keep_monthly)
    rotated = back_up_and_rotate(settings, folder, context.clock(), counts if context.is_clock_sure else None)
    made = rotated.backup
    if not made.is_complete:
        lost = [*(f"{name}: {reason}" for name, reason in made.lost.items()), *made.problems]
        raise ArchiveCorrupt(f"the backup {made.folder} lacks {len(lost)}: {lost[0]}")
    return {
        "articles": made.articles,
        "pages": made.pages,
        "bytes": made.size,
        "deleted backups": len(rotated.removed),
    }


def drill(context: JobContext) -> Counts:
    """Restore the newest backup to a temporary folder and try it.

    Raises ArchiveError when there is none, ArchiveCorrupt when no installation comes back from it.
    """
    folder = context.settings.backups
    there = _not_ahead({one.at: folder / one.name for one in backups_in(folder)}, context.clock())
    if not there:
        raise ArchiveError(f"there is no backup in {folder} yet; `yalu jobs run backup` makes one")
    newest = there[max(there)]
    _check_space(folder, _size(newest))
    tried = restore_drill(newest, context.clock)
    if tried.restored is None or not tried.is_passed:
        raise ArchiveCorrupt(f"restoring {newest}: {tried.problems[0]}")
    return {
        "articles": tried.restored.articles,
        "pages": tried.restored.pages,
        "bytes": tried.restored.size,
    }


def _not_ahead(there: Mapping[datetime, Path], now: datetime) -> dict[datetime, Path]:
    return {at: path for at, path in there.items() if at <= now + timedelta(days=1)}


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
