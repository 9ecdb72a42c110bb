"""Writing a file completely or not at all, and reading one without following a link."""

import errno
import fcntl
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from typing import IO

from yaluwatch.errors import OutputError

#: What only its owner may read and write: a file, a folder.
PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700

#: What an OSError has as `errno` when a disk, a quota or the limit of a file is full.
DISK_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})

#: What the program itself keeps in a data folder, besides the archive's own files: no command may write
#: there what it was told to write to a file. Files by name, and folders with everything in them.
_OWN_FILES = ("config.toml", "sources.toml", "secret", "chain-head.txt", "service.lock")
_OWN_FOLDERS = ("pages", "outbox", "words", "web-archives")
# The archive, its log and its shared memory.
_ARCHIVE = "yalu.db"


def write_whole(file: Path, content: bytes, *, mode: int = 0o644) -> None:
    """Write a file so that a reader, or we after a crash, find the old content or the new one, never a part.

    The content is on disk before the file gets its name. Raises OSError, and leaves no other file behind.
    """
    with _part_of(file, mode) as part:
        part.write(content)
        _finish(part, mode)
        Path(part.name).replace(file)


def write_new(file: Path, content: bytes, *, mode: int = 0o644) -> bool:
    """Write a file as `write_whole` does, unless it exists; whether it was written.

    Of two processes that write it at once, one does. Raises OSError.
    """
    with _part_of(file, mode) as part:
        part.write(content)
        _finish(part, mode)
        return _linked(Path(part.name), file)


@contextmanager
def output_file(
    file: Path, *, data: Path, force: bool = False, make_folder: bool = False, mode: int = 0o644
) -> Iterator[IO[bytes]]:
    """A stream for a file that a person asked for; the file appears, whole, at the end of the block.

    Its name is that of the part, for what writes by name. On an exception nothing is written. Raises
    OutputError as `check_output` does, and when the file can't be written.
    """
    check_output(file, data=data, force=force)
    try:
        if make_folder:
            file.parent.mkdir(parents=True, exist_ok=True)
        with _part_of(file, mode) as part:
            yield part
            _finish(part, mode)
            if force:
                Path(part.name).replace(file)
            elif not _linked(Path(part.name), file):
                raise OutputError(f"{file} exists already; --force replaces it")
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(f"{file} can't be written: {error.strerror or error}") from error


def check_output(file: Path, *, data: Path, force: bool = False) -> None:
    """Raise OutputError unless a command may write this file.

    A file that exists needs `force`; a link, a folder, a device and what the program keeps in the data folder
    are never written.
    """
    if is_own(file, data):
        raise OutputError(f"{file} belongs to the data folder {data}; choose another file")
    try:
        found = file.lstat()
    except FileNotFoundError:
        return
    except OSError as error:
        raise OutputError(f"{file} can't be written: {error.strerror}") from error
    if stat.S_ISLNK(found.st_mode):
        raise OutputError(f"{file} is a link; name the file it stands for")
    if not stat.S_ISREG(found.st_mode):
        raise OutputError(f"{file} is not a file; choose another name")
    if not force:
        raise OutputError(f"{file} exists already; --force replaces it")


def is_own(file: Path, data: Path) -> bool:
    """Whether a path is one of the files or folders the program keeps in a data folder, or lies in one."""
    # The last part is not resolved: a link in the data folder has a name of its own there.
    place, folder = file.parent.resolve() / file.name, data.resolve()
    if place == folder:
        return True
    if not place.is_relative_to(folder):
        return False
    first, *rest = place.relative_to(folder).parts
    is_archive = first == _ARCHIVE or first.startswith(f"{_ARCHIVE}-")
    return first in _OWN_FOLDERS or (not rest and (is_archive or first in _OWN_FILES))


def open_without_links(file: Path) -> BufferedReader:
    """Open a regular file to read it. Raises OSError if it is a link, a folder, a pipe or a device."""
    # O_NONBLOCK: opening a pipe would wait for a writer.
    number = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        if not stat.S_ISREG(os.fstat(number).st_mode):
            raise OSError(f"{file} is not a file")
        return os.fdopen(number, "rb")
    except BaseException:
        os.close(number)
        raise


def make_private(file: Path) -> bool:
    """Take from everyone but the owner the right to read and write a file; whether anything was changed.

    A file that does not exist, or is somebody else's, is left alone.
    """
    try:
        if not is_open_to_others(file):
            return False
        file.chmod(PRIVATE_FOLDER if file.is_dir() else PRIVATE_FILE)
    except (FileNotFoundError, PermissionError):
        return False
    return True


def is_open_to_others(file: Path) -> bool:
    """Whether anyone but the owner may read or write a file. Raises OSError."""
    return bool(file.stat().st_mode & 0o077)


@contextmanager
def work_folder(parent: Path, prefix: str) -> Iterator[Path]:
    """A new folder in `parent`, for its owner only; deleted at the end of the block unless it was renamed.

    Folders that processes left which were killed are deleted first. Raises OSError.
    """
    _remove_abandoned(parent, prefix)
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
    # The kernel gives up the lock however the process ends.
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(number, fcntl.LOCK_EX)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(number)


def _remove_abandoned(parent: Path, prefix: str) -> None:
    """Delete folders of `work_folder` on which no process has a lock."""
    for entry in parent.iterdir():
        if not entry.name.startswith(prefix) or entry.is_symlink() or not entry.is_dir():
            continue
        number = os.open(entry, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(entry, ignore_errors=True)
        except BlockingIOError:
            # In use.
            continue
        finally:
            os.close(number)


@contextmanager
def _part_of(file: Path, mode: int) -> Iterator[IO[bytes]]:
    """A file beside another, deleted at the end of the block unless it was renamed."""
    with tempfile.NamedTemporaryFile(dir=file.parent, prefix=f".{file.name}.", delete=False) as part:
        try:
            os.fchmod(part.fileno(), mode)
            yield part
        finally:
            Path(part.name).unlink(missing_ok=True)


def _finish(part: IO[bytes], mode: int) -> None:
    part.flush()
    os.fsync(part.fileno())
    os.fchmod(part.fileno(), mode)


def _linked(part: Path, file: Path) -> bool:
    """Give a file its name unless that is taken; whether it was given."""
    try:
        # Unlike renaming, linking fails if there is a file of that name.
        file.hardlink_to(part)
    except FileExistsError:
        return False
    except OSError:
        # A file system without hard links, such as FAT.
        if file.exists():
            return False
        part.rename(file)
    return True
