"""Backup of the archive and its pages, verified after copying, and restore."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

from storage.contract import Backup
from storage.sqlite.connection import Connection, translated
from storage.sqlite.maintenance import verification
from storage.sqlite.tables import pages
from yaluwatch.errors import ArchiveCorrupt, ArchiveError

_FILE = "yalu.db"
_MANIFEST = "manifest.json"
_CHUNK = 1 << 20


def make(connection: Connection, folder: Path) -> Backup:
    """Copy the archive while it is in use; the folder appears once the copy is verified.

    Raises ArchiveError when the folder exists, ArchiveFull, ArchiveCorrupt when the copy does not verify.
    """
    if folder.exists():
        raise ArchiveError(f"{folder} exists already; choose a new folder for the backup")
    with _completed(folder) as part:
        # VACUUM INTO copies one snapshot while others write; copying the file would miss the WAL.
        with connection.read(f"copying to {folder}") as db:
            db.execute("VACUUM INTO ?", [str(part / _FILE)])
        _copy_pages(connection.pages_folder, part)
        files = {name: _size_and_digest(part / name) for name in _file_names(part)}
        (part / _MANIFEST).write_text(json.dumps({"files": files}, indent=1))
        made = read_back(part)
    return Backup(folder=folder, articles=made.articles, pages=made.pages, head=made.head, size=made.size)


def read_back(folder: Path) -> Backup:
    """Verify a backup: its manifest, the database's integrity, the hash chain and every page.

    Raises ArchiveCorrupt, naming the first thing that is wrong.
    """
    files = _manifest(folder)
    for name, (size, digest) in files.items():
        if not (folder / name).is_file() or _size_and_digest(folder / name) != [size, digest]:
            raise ArchiveCorrupt(f"{folder / name} has changed since it was backed up")
    with _opened(folder / _FILE) as db:
        problems = [text for (text,) in db.execute("PRAGMA integrity_check(3)") if text != "ok"]
        checked = verification.verify(db, folder / "pages")
        if problems := [*problems, *checked.problems]:
            raise ArchiveCorrupt(f"the backup in {folder} is damaged: {problems[0]}")
        articles = db.execute("SELECT count(*) FROM articles").fetchone()[0]
        size = sum(size for size, _ in files.values())
        return Backup(
            folder=folder, articles=articles, pages=checked.pages, head=pages.head(db).digest, size=size
        )


def restore(folder: Path, path: Path) -> Backup:
    """Verify a backup and restore it to `path`; returns what was restored.

    Raises ArchiveError when archive or pages exist already, ArchiveCorrupt when the backup does not verify.
    """
    pages = path.parent / "pages"
    for existing in (path, path.with_name(path.name + "-wal"), pages):
        if existing.exists():
            raise ArchiveError(f"{existing} exists; move it away before restoring")
    made = read_back(folder)
    with translated(f"restoring {path}"):
        path.parent.mkdir(parents=True, exist_ok=True)
        if (folder / "pages").is_dir():
            shutil.copytree(folder / "pages", pages)
        part = path.with_name(path.name + ".part")
        shutil.copyfile(folder / _FILE, part)
        # The file comes last, by an atomic rename: the archive exists with all its pages or not at all.
        part.replace(path)
    return made


@contextmanager
def _completed(folder: Path) -> Iterator[Path]:
    """A temporary folder that is renamed to `folder` at the end, or deleted on any exception."""
    part = folder.with_name(folder.name + ".part")
    with translated(f"backing up to {folder}"):
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        try:
            yield part
            part.replace(folder)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise


def _copy_pages(source: Path, part: Path) -> None:
    """Copy each WARC file up to the last byte that has a row; a writer may be appending beyond it."""
    (part / "pages").mkdir()
    with _opened(part / _FILE) as db:
        ends = db.execute(
            "SELECT file, max(offset + size) FROM pages WHERE dropped_at IS NULL GROUP BY file"
        ).fetchall()
    for name, end in ends:
        with (source / name).open("rb") as old, (part / "pages" / name).open("wb") as new:
            remaining = end
            while remaining and (data := old.read(min(remaining, _CHUNK))):
                new.write(data)
                remaining -= len(data)
            os.fsync(new.fileno())


@contextmanager
def _opened(file: Path) -> Iterator[Database]:
    # With `immutable`, reading creates no -wal and -shm files in the backup.
    with translated(f"reading {file}"):
        connection = Connection.connect(f"{file.absolute().as_uri()}?mode=ro&immutable=1")
        db = Database(connection)
        try:
            yield db
        finally:
            db.close()


def _file_names(part: Path) -> list[str]:
    return [_FILE, *sorted(f"pages/{file.name}" for file in (part / "pages").iterdir())]


def _size_and_digest(file: Path) -> list[object]:
    """Bytes and SHA-256, hexadecimal."""
    with file.open("rb") as stream:
        return [file.stat().st_size, hashlib.file_digest(stream, "sha256").hexdigest()]


def _manifest(folder: Path) -> Mapping[str, tuple[int, str]]:
    try:
        files = {
            name: (int(size), str(digest))
            for name, (size, digest) in json.loads((folder / _MANIFEST).read_text())["files"].items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ArchiveCorrupt(f"{folder} is not a backup: its {_MANIFEST} can't be read") from error
    for name in files:
        # A manifest must not name files outside the folder.
        if name != _FILE and (
            Path(name).parent != Path("pages") or ".." in name or (folder / name).is_symlink()
        ):
            raise ArchiveCorrupt(f"{folder} is not a backup made by yalu: its {_MANIFEST} names {name!r}")
    if _FILE not in files:
        raise ArchiveCorrupt(f"{folder} is not a backup: {_FILE} is missing from its {_MANIFEST}")
    return files
