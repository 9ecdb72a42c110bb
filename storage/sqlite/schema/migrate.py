"""Migrating a file to this program's schema."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import cast

from sqlite_utils import Database as AnyDatabase
from sqlite_utils.migrations import Migrations

from storage.sql.tables import article_index, reference
from storage.sqlite.database import Database
from storage.sqlite.schema.migrations import MODULES
from storage.sqlite.schema.upgrade import keep_copy
from yaluwatch.errors import ArchiveOutdated, ArchiveTooNew

log = logging.getLogger(__name__)


def _registered() -> Migrations:
    migrations = Migrations("yaluwatch")
    for module in MODULES:
        for step in module.STEPS:
            # They are only ever applied to databases of ours.
            migrations(name=step.name)(cast("Callable[[AnyDatabase], None]", step.apply))
    return migrations


STEPS = _registered()
#: The names of all migrations in the order they are applied; appended, never edited.
NAMES = [step.name for module in MODULES for step in module.STEPS]


def migrate(db: Database, path: Path, *, with_copy: bool = True) -> None:
    """Bring the file to this program's schema, search tokens and reference data, in one transaction.

    A verified copy of an archive with an older schema is kept in the folder `backups`, unless told otherwise.
    Raises ArchiveTooNew when the file has migrations this program does not know, ArchiveFull when there is no
    room for the copy.
    """
    check_not_newer(db)
    if not STEPS.pending(db) and article_index.is_current(db) and reference.is_current(db):
        return
    # Take the write lock first: if two programs open an old file, one migrates it and the other finds it
    # done.
    db.execute("BEGIN IMMEDIATE")
    try:
        steps = pending_steps(db)
        if steps and with_copy:
            keep_copy(path, steps[0])
        for number, step in enumerate(steps, 1):
            log.info("upgrading the archive step=%s number=%d of=%d", step, number, len(steps))
            STEPS.apply(db, stop_before=steps[number:] or None)
        # A new file gets all steps at once.
        STEPS.apply(db)
        if not article_index.is_current(db):
            log.info("rebuilding the search index; with a million articles this takes ten minutes")
            article_index.rebuild(db)
        if not reference.is_current(db):
            reference.fill(db)
        db.execute("COMMIT")
    except BaseException:
        db.rollback()
        raise
    if steps:
        # The log of an upgrade may be as long as the archive.
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def pending_steps(db: Database) -> list[str]:
    """The migrations that an older archive lacks, in order; none for a new file or a current archive."""
    return [step.name for step in STEPS.pending(db)] if STEPS.applied(db) else []


def check_not_newer(db: Database) -> None:
    """Raise ArchiveTooNew when a newer program has migrated the file."""
    if unknown := sorted({step.name for step in STEPS.applied(db)} - set(NAMES)):
        raise ArchiveTooNew(
            f"the archive was written by a newer yalu (migration {unknown[-1]}); update yalu to open it, or "
            "restore a backup that this yalu made"
        )


def check_current(db: Database) -> None:
    """For opening read-only: raise ArchiveTooNew when the file is newer, ArchiveOutdated when it is older."""
    check_not_newer(db)
    if STEPS.pending(db):
        raise ArchiveOutdated("the archive is older than this yalu; `yalu upgrade` upgrades it")
