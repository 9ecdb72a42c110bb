"""A second copy of the archive and its pages, read back before it counts; and the way back."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
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

# Readers and what they were sent, in an order that breaks no reference.
_PRIVATE = (
    *(
        "deliveries",
        "digest_articles",
        "digest_spikes",
        "digests",
        "recipients",
        "subscriptions",
        "feedback",
        "story_edits",
    ),
)


def make(connection: Connection, folder: Path) -> Backup:
    """Copy the archive while it is in use; the folder appears once the copy has been read back.

    Raises ArchiveError when the folder exists, ArchiveFull, ArchiveCorrupt when the copy is not whole.
    """
    if folder.exists():
        raise ArchiveError(f"{folder} exists already; choose a new folder for the backup")
    with _taking_shape(folder) as part:
        # VACUUM INTO copies one moment, whoever writes meanwhile; copying the file would miss the WAL.
        with connection.read(f"copying to {folder}") as db:
            db.execute("VACUUM INTO ?", [str(part / _FILE)])
        _copy_pages(connection.pages_folder, part)
        files = {name: _described(part / name) for name in _names(part)}
        (part / _MANIFEST).write_text(json.dumps({"files": files}, indent=1))
        made = read_back(part)
    return Backup(folder=folder, articles=made.articles, pages=made.pages, head=made.head, size=made.size)


def publish(connection: Connection, path: Path) -> None:
    """A copy of the file without readers, their addresses and their mail, to be shown to others.

    Raises ArchiveError when the file exists.
    """
    if path.exists():
        raise ArchiveError(f"{path} exists already; choose a new name for the copy")
    part = path.with_name(path.name + ".part")
    with translated(f"copying to {path}"):
        path.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        with connection.read(f"copying to {path}") as db:
            db.execute("VACUUM INTO ?", [str(part)])
        with closing(Connection.connect(part.absolute().as_uri())) as copy:
            for table in _PRIVATE:
                copy.execute(f"DELETE FROM {table}")
            copy.commit()
            # What was deleted is still in the file's free pages until it is written anew.
            copy.execute("VACUUM")
        part.replace(path)


def read_back(folder: Path) -> Backup:
    """Check a backup against its list of files, the file's integrity and every page.

    Raises ArchiveCorrupt, naming what is not as it was.
    """
    files = _manifest(folder)
    for name, (size, digest) in files.items():
        if not (folder / name).is_file() or _described(folder / name) != [size, digest]:
            raise ArchiveCorrupt(f"{folder / name} is not what was backed up")
    with _opened(folder / _FILE) as db:
        problems = [text for (text,) in db.execute("PRAGMA integrity_check(3)") if text != "ok"]
        checked = verification.verify(db, folder / "pages")
        if problems := [*problems, *checked.problems]:
            raise ArchiveCorrupt(f"the backup in {folder} is not whole: {problems[0]}")
        articles = db.execute("SELECT count(*) FROM articles").fetchone()[0]
        size = sum(size for size, _ in files.values())
        return Backup(
            folder=folder, articles=articles, pages=checked.pages, head=pages.head(db).digest, size=size
        )


def restore(folder: Path, path: Path) -> Backup:
    """Put a backup in the place of an archive that is not there; what was put back.

    Raises ArchiveError when something is there already, ArchiveCorrupt when the backup is not whole.
    """
    pages = path.parent / "pages"
    for there in (path, path.with_name(path.name + "-wal"), pages):
        if there.exists():
            raise ArchiveError(f"{there} exists; move it away before restoring")
    made = read_back(folder)
    with translated(f"restoring {path}"):
        path.parent.mkdir(parents=True, exist_ok=True)
        if (folder / "pages").is_dir():
            shutil.copytree(folder / "pages", pages)
        part = path.with_name(path.name + ".part")
        shutil.copyfile(folder / _FILE, part)
        # The file comes last and at once: an archive is there with all its pages or not at all.
        part.replace(path)
    return made


@contextmanager
def _taking_shape(folder: Path) -> Iterator[Path]:
    """A folder under another name until all is well; away again when it is not."""
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
    """The known bytes of every WARC file; what a writer is adding right now belongs to no row yet."""
    (part / "pages").mkdir()
    with _opened(part / _FILE) as db:
        ends = db.execute(
            "SELECT file, max(offset + size) FROM pages WHERE dropped_at IS NULL GROUP BY file"
        ).fetchall()
    for name, end in ends:
        with (source / name).open("rb") as old, (part / "pages" / name).open("wb") as new:
            left = end
            while left and (data := old.read(min(left, _CHUNK))):
                new.write(data)
                left -= len(data)
            os.fsync(new.fileno())


@contextmanager
def _opened(file: Path) -> Iterator[Database]:
    # Through `immutable`, reading leaves no -wal and -shm files in the backup.
    with translated(f"reading {file}"):
        connection = Connection.connect(f"{file.absolute().as_uri()}?mode=ro&immutable=1")
        db = Database(connection)
        try:
            yield db
        finally:
            db.close()


def _names(part: Path) -> list[str]:
    return [_FILE, *sorted(f"pages/{file.name}" for file in (part / "pages").iterdir())]


def _described(file: Path) -> list[object]:
    """Size and SHA-256."""
    with file.open("rb") as stream:
        return [file.stat().st_size, hashlib.file_digest(stream, "sha256").hexdigest()]


def _manifest(folder: Path) -> Mapping[str, tuple[int, str]]:
    try:
        files = {
            name: (int(size), str(digest))
            for name, (size, digest) in json.loads((folder / _MANIFEST).read_text())["files"].items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ArchiveCorrupt(f"{folder} is no backup: its {_MANIFEST} can't be read") from error
    for name in files:
        # A list of files must not lead out of the folder.
        if name != _FILE and (
            Path(name).parent != Path("pages") or ".." in name or (folder / name).is_symlink()
        ):
            raise ArchiveCorrupt(f"{folder} is no backup of ours: it names {name!r}")
    if _FILE not in files:
        raise ArchiveCorrupt(f"{folder} is no backup: it lacks {_FILE}")
    return files
