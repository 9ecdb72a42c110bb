"""Backup of the archive, its pages and the files beside it, verified after copying."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from storage.contract import Backup, Verification
from storage.pages import PageFolder
from storage.sql.checking import head_file, verify
from storage.sqlite.connection import Connection, translated
from storage.sqlite.database import Database
from storage.sqlite.maintenance import backup_files
from storage.sqlite.maintenance.backup_files import (
    ARCHIVE,
    DATA,
    MANIFEST,
    PAGES,
    Listed,
    Manifest,
    Unreadable,
)
from storage.sqlite.schema import COUNTS_STEP, LEDGER_STEP, pending_steps
from yaluwatch.errors import ArchiveCorrupt, ArchiveError
from yaluwatch.files import PRIVATE_FILE, PRIVATE_FOLDER, work_folder


def make(
    connection: Connection,
    folder: Path,
    beside: Mapping[str, Path | bytes],
    *,
    has_secrets: bool,
    overwrite: bool,
) -> Backup:
    """See `Maintenance.backup`."""
    _check_target(folder, overwrite=overwrite)
    head = head_file.file_of(connection.path)
    with _completed(folder) as part:
        files: dict[str, Listed] = {}
        lost: dict[str, str] = {}
        # VACUUM INTO copies one snapshot while others write; copying the file would miss the WAL. What is in
        # the head file was in the archive before, so it is copied first.
        if head.exists():
            _copy_beside({head.name: head}, part, files, lost)
        with connection.read(f"copying to {folder}") as db:
            db.execute("VACUUM INTO ?", [str(part / ARCHIVE)])
        (part / ARCHIVE).chmod(PRIVATE_FILE)
        files[ARCHIVE] = backup_files.inspect(part, ARCHIVE)
        _copy_pages(connection.pages.path, part, files, lost)
        _copy_beside(beside, part, files, lost)
        manifest = Manifest(files=files, lost=lost, has_secrets=has_secrets)
        backup_files.check(part, manifest)
        checked, articles = _verified(part)
        for name in checked.damaged_files:
            lost.setdefault(f"{PAGES}/{name}", "pages in it are not what was stored")
        manifest = replace(manifest, lost=lost, is_doubtful=not checked.are_only_bytes)
        backup_files.write(part / MANIFEST, manifest.to_json().encode())
    return _to_backup(folder, manifest, checked, articles)


def read_back(folder: Path) -> Backup:
    """Verify a backup: its manifest, the database's integrity, chain, texts, and every page.

    Raises ArchiveCorrupt, naming the first thing that is wrong and was not when the backup was made.
    """
    manifest = backup_files.read_manifest(folder)
    backup_files.check(folder, manifest)
    checked, articles = _verified(folder)
    known = {name.removeprefix(f"{PAGES}/") for name in manifest.lost}
    is_as_made = set(checked.damaged_files) <= known and (checked.are_only_bytes or manifest.is_doubtful)
    if not is_as_made:
        raise ArchiveCorrupt(f"the backup in {folder} is damaged: {checked.problems[0]}")
    return _to_backup(folder, manifest, checked, articles)


def is_backup(folder: Path) -> bool:
    """Whether a folder looks like a backup."""
    return not folder.is_symlink() and (folder / MANIFEST).is_file() and (folder / ARCHIVE).is_file()


def is_complete_backup(folder: Path) -> bool:
    """See `storage.is_complete_backup`."""
    manifest = backup_files.read_manifest(folder)
    return not manifest.lost and not manifest.is_doubtful


def _to_backup(folder: Path, manifest: Manifest, checked: Verification, articles: int) -> Backup:
    return Backup(
        folder=folder,
        articles=articles,
        pages=checked.pages,
        head=checked.head,
        size=sum(listed.size for listed in manifest.files.values()),
        lost=dict(manifest.lost),
        problems=checked.problems,
        has_secrets=manifest.has_secrets,
    )


def _check_target(folder: Path, *, overwrite: bool) -> None:
    if not folder.is_symlink() and not folder.exists():
        return
    if not overwrite:
        raise ArchiveError(
            f"{folder} exists already; choose a new folder for the backup, or --force replaces an old one"
        )
    if not is_backup(folder):
        raise ArchiveError(f"{folder} is not a backup, so it is not replaced; choose a new folder")


@contextmanager
def _completed(folder: Path) -> Iterator[Path]:
    """A temporary folder that is renamed to `folder` at the end, or deleted on any exception.

    A backup that is in its place is deleted after the new one is complete.
    """
    with translated(f"backing up to {folder}"):
        folder.parent.mkdir(parents=True, exist_ok=True)
        with work_folder(folder.parent, f".{folder.name}.") as work:
            part = work / "new"
            part.mkdir(mode=PRIVATE_FOLDER)
            yield part
            if is_backup(folder):
                # Under a name that people see, and that nothing deletes if this is interrupted in between.
                old = folder.with_name(f"{folder.name}.old-{work.name.rpartition('.')[2]}")
                folder.rename(old)
                part.rename(folder)
                old.rename(work / "old")
            else:
                part.rename(folder)


def _copy_pages(source: Path, part: Path, files: dict[str, Listed], lost: dict[str, str]) -> None:
    """Copy each WARC file up to the last byte that has a row; a writer may be appending beyond it."""
    (part / PAGES).mkdir(mode=PRIVATE_FOLDER)
    with opened(part / ARCHIVE) as db:
        ends = db.execute(
            "SELECT file, max(offset + size) FROM pages WHERE dropped_at IS NULL GROUP BY file"
        ).fetchall()
    for file, end in ends:
        name = f"{PAGES}/{file}"
        if Path(file).name != file or file in {"", ".", ".."}:
            # The row was changed; verification names it.
            continue
        _copy(name, source / file, part, end, files, lost)


def _copy_beside(
    beside: Mapping[str, Path | bytes], part: Path, files: dict[str, Listed], lost: dict[str, str]
) -> None:
    """Copy files of the data folder, by their names in it."""
    for inner, content in beside.items():
        name = f"{DATA}/{inner}"
        backup_files.make_folders(part / name, part)
        if isinstance(content, bytes):
            files[name] = backup_files.write(part / name, content)
        else:
            _copy(name, content, part, None, files, lost)


def _copy(
    name: str, source: Path, part: Path, limit: int | None, files: dict[str, Listed], lost: dict[str, str]
) -> None:
    """Copy a file; one that can't be read is noted and does not keep the others from being backed up."""
    try:
        files[name], reason = backup_files.copy(source, part / name, limit)
    except Unreadable as error:
        reason = str(error)
    if reason:
        lost[name] = reason


def _verified(folder: Path) -> tuple[Verification, int]:
    """The verification of a backup's archive, and its number of articles."""
    with opened(folder / ARCHIVE) as db:
        damaged = [text for (text,) in db.execute("PRAGMA integrity_check(3)") if text != "ok"]
        if damaged:
            raise ArchiveCorrupt(f"the archive in {folder} is damaged: {damaged[0]}")
        # A backup of an older program may lack them.
        lacking = pending_steps(db)
        checked = verify(
            db,
            PageFolder(folder / PAGES),
            folder / DATA / head_file.NAME,
            has_ledger=LEDGER_STEP not in lacking,
            has_counts=COUNTS_STEP not in lacking,
        )
        return checked, int(db.execute("SELECT count(*) FROM articles").fetchone()[0])


@contextmanager
def opened(file: Path) -> Iterator[Database]:
    """A database in a backup, to be read only: `immutable` creates no -wal and -shm files beside it."""
    with translated(f"reading {file}"):
        connection = Connection.connect(f"{file.absolute().as_uri()}?mode=ro&immutable=1")
        db = Database(connection)
        try:
            yield db
        finally:
            db.close()
