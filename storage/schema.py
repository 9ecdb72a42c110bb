"""Bringing a file to this program's schema."""

import logging

from sqlite_utils import Database

# Imported for its steps; it imports the one whose steps come before.
import storage.schema_claims  # noqa: F401
from storage import reference, search_index
from storage.schema_steps import NAMES, STEPS
from yaluwatch.errors import ArchiveError, ArchiveTooNew

log = logging.getLogger(__name__)

__all__ = ["STEPS", "migrate", "refuse_newer", "refuse_other"]


def migrate(db: Database) -> None:
    """Bring the file to this program's schema, search tokens and reference data, in one transaction.

    Raises ArchiveTooNew when the file knows steps this program does not.
    """
    refuse_newer(db)
    if not STEPS.pending(db) and search_index.is_current(db) and reference.is_current(db):
        return
    # The lock first: of two programs that find an old file, one changes it and the other finds it done.
    db.execute("BEGIN IMMEDIATE")
    try:
        STEPS.apply(db)
        if not search_index.is_current(db):
            log.info("making the search index anew; with a million articles this takes ten minutes")
            search_index.rebuild(db)
        if not reference.is_current(db):
            reference.fill(db)
        db.execute("COMMIT")
    except BaseException:
        db.rollback()
        raise


def refuse_newer(db: Database) -> None:
    """Raise ArchiveTooNew when a newer program has changed the file."""
    if unknown := sorted({step.name for step in STEPS.applied(db)} - set(NAMES)):
        raise ArchiveTooNew(
            f"the archive was written by a newer yalu (it has step {unknown[-1]}); update yalu to open it"
        )


def refuse_other(db: Database) -> None:
    """For one who only reads: raise ArchiveTooNew, or ArchiveError when the file is older."""
    refuse_newer(db)
    if STEPS.pending(db):
        raise ArchiveError(
            "the archive is older than this yalu; any command that writes brings it up to date"
        )
