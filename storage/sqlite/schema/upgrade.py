"""The copy of an archive that is kept before it is upgraded to a newer schema."""

import logging
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from yaluwatch.errors import ArchiveCorrupt, ArchiveFull
from yaluwatch.files import PRIVATE_FILE, PRIVATE_FOLDER

log = logging.getLogger(__name__)

#: Folder of the copies, next to the archive.
FOLDER = "backups"

# Room that the copy needs, relative to the file: its log may hold as much again for a moment.
_ROOM = 1.1
_COUNTED = ("articles", "versions", "pages")


def keep_copy(path: Path, next_step: str) -> Path:
    """Copy the archive before the migration `next_step`, and verify the copy; returns its file.

    The caller holds the write lock, so that nothing is written in between. Pages are not copied: migrations
    don't touch them. A copy that an interrupted upgrade left is replaced. Raises ArchiveFull before anything
    is written when there is no room, ArchiveCorrupt when the copy does not verify.
    """
    _check_room(path)
    target = copy_file(path, next_step)
    target.parent.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
    part = target.with_suffix(".part")
    log.info("copying the archive before its upgrade file=%s", target)
    part.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as source:
            # The file exists before SQLite writes to it, so that nobody else can read it meanwhile.
            os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE_FILE))
            source.execute("VACUUM INTO ?", [str(part)])
            _verify(source, part)
        _sync(part)
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return target


def copy_file(path: Path, next_step: str) -> Path:
    """Where `keep_copy` writes."""
    return path.with_name(FOLDER) / f"{path.stem}-before-{next_step}.db"


def _check_room(path: Path) -> None:
    needed, free = int(path.stat().st_size * _ROOM), shutil.disk_usage(path.parent).free
    if free < needed:
        raise ArchiveFull(
            f"upgrading {path} needs {needed // 1_000_000 + 1:,} MB for a copy of it, and "
            f"{free // 1_000_000:,} MB are free; free some space, or run `yalu upgrade --no-copy`"
        )


def _verify(source: sqlite3.Connection, part: Path) -> None:
    """Raise ArchiveCorrupt unless the copy is sound and has as many rows."""
    with closing(sqlite3.connect(f"{part.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as copy:
        (found,) = copy.execute("PRAGMA quick_check(1)").fetchone()
        if found != "ok":
            raise ArchiveCorrupt(f"the copy of the archive in {part.parent} is damaged: {found}")
        for table in _COUNTED:
            if _count(source, table) != _count(copy, table):
                raise ArchiveCorrupt(f"the copy of the archive in {part.parent} lacks rows of {table}")


def _count(db: sqlite3.Connection, table: str) -> int:
    if not db.execute("SELECT 1 FROM sqlite_master WHERE name = ?", [table]).fetchone():
        return 0
    return int(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def _sync(file: Path) -> None:
    with file.open("rb") as stream:
        os.fsync(stream.fileno())
