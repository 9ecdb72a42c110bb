"""Looking at an archive that may not be one that can be opened: damaged, older, or newer."""

from contextlib import closing
from pathlib import Path

from storage.contract import CheckResult
from storage.pages import PageFolder
from storage.sql.checking import RESTORE
from storage.sqlite.connection import Connection, translated
from storage.sqlite.database import Database
from storage.sqlite.maintenance import doctor
from storage.sqlite.schema import check_not_newer, copy_file, pending_steps
from yaluwatch.errors import ArchiveCorrupt, ArchiveError


def pending(path: Path) -> tuple[tuple[str, ...], Path | None]:
    """See `storage.pending_upgrade`: the migrations the file lacks, and where its copy will be."""
    if not path.exists():
        return (), None
    with translated(f"opening {path}"), closing(_connect(path)) as db:
        check_not_newer(db)
        steps = tuple(pending_steps(db))
    return steps, copy_file(path, steps[0]) if steps else None


def examine(path: Path) -> list[CheckResult]:
    """See `storage.examine`."""
    try:
        with translated(f"opening {path}"), closing(_connect(path)) as db:
            # Reads the file's first page, so that one that is no database is one problem.
            db.execute("SELECT count(*) FROM sqlite_master").fetchone()
            return doctor.run_checks(db, path, PageFolder(path.parent / "pages"))
    except ArchiveError as error:
        return [CheckResult("file", False, f"{error}; {RESTORE}")]


def quick_check(path: Path) -> str:
    """See `storage.quick_check`."""
    try:
        with translated(f"checking {path}"), closing(_connect(path)) as db:
            (found,) = db.execute("PRAGMA quick_check(1)").fetchone()
    except ArchiveCorrupt as error:
        return str(error)
    return "" if found == "ok" else " ".join(found.removeprefix("*** in database main ***").split())


def _connect(path: Path) -> Database:
    return Database(Connection.connect(f"{path.absolute().as_uri()}?mode=ro"))
