"""Creating the tables, and bringing older ones to this program's schema."""

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from storage.sql.tables import article_index, reference
from yaluwatch.errors import ArchiveError, ArchiveOutdated, ArchiveTooNew

if TYPE_CHECKING:
    from storage.postgres.database import PostgresDatabase

log = logging.getLogger(__name__)

_FOLDER = Path(__file__).parent
#: The names of all steps in the order they are applied; appended, never edited.
NAMES = sorted(path.stem for path in _FOLDER.glob("*.sql"))

_STEPS = """
    CREATE TABLE IF NOT EXISTS schema_steps (
        name TEXT PRIMARY KEY,
        applied_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now()
    )
"""


def migrate(db: "PostgresDatabase") -> None:
    """Apply the steps that are missing, in the caller's transaction.

    Raises ArchiveTooNew when there are steps that this program does not know; ArchiveError when the database
    can't hold every text.
    """
    encoding = db.value("SHOW server_encoding")
    if encoding != "UTF8":
        raise ArchiveError(
            f"the database has the encoding {encoding}; create one for the archive with"
            " `createdb --template=template0 --encoding=UTF8`"
        )
    db.execute(_STEPS)
    applied = _applied(db)
    _check_not_newer(applied)
    for name in NAMES:
        if name not in applied:
            if applied:
                log.info("upgrading the archive step=%s", name)
            db.run_script((_FOLDER / f"{name}.sql").read_text(encoding="utf-8"))
            db.execute("INSERT INTO schema_steps (name) VALUES (?)", [name])
    if not article_index.is_current(db):
        article_index.rebuild(db)
    if not reference.is_current(db):
        reference.fill(db)


def check_current(db: "PostgresDatabase", *, or_raise: bool = True) -> bool:
    """Whether nothing is to be applied. Raises ArchiveTooNew; ArchiveOutdated unless told otherwise."""
    applied = _applied(db)
    _check_not_newer(applied)
    is_current = applied == set(NAMES) and article_index.is_current(db) and reference.is_current(db)
    if or_raise and not is_current:
        raise ArchiveOutdated(
            "the archive is of an older version of this program, or new; `yalu upgrade` brings it up to date"
        )
    return is_current


def lacking(db: "PostgresDatabase") -> list[str]:
    """The steps that an older archive lacks; none for an empty database. Raises ArchiveTooNew."""
    applied = _applied(db)
    _check_not_newer(applied)
    return [name for name in NAMES if name not in applied] if applied else []


def _applied(db: "PostgresDatabase") -> set[str]:
    if not db.value("SELECT to_regclass('public.schema_steps') IS NOT NULL"):
        return set()
    return {name for (name,) in db.execute("SELECT name FROM schema_steps")}


def _check_not_newer(applied: set[str]) -> None:
    if unknown := sorted(applied - set(NAMES)):
        raise ArchiveTooNew(
            f"the archive was written by a newer version of this program (step {unknown[0]}); update this one"
        )
