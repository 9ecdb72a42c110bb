"""Creates the data folder, or says what to do when this user may not write to it."""

import os
import shlex
from pathlib import Path

from yaluwatch.errors import SettingsError

#: What the service writes to in place; other files are read, or replaced whole.
_WRITTEN = ("service.lock", "pages", "outbox", "backups")
_READ = ("config.toml", "sources.toml", "secret", "words")
_ARCHIVE = "yalu.db"


def make_data_folder(data: Path) -> None:
    """Create the data folder unless it exists, and check that this process may read and write what is in it.

    Raises SettingsError naming what is in the way and the command that helps: the engine of a container
    creates a folder that is missing for root, and a command run as root leaves files of root.
    """
    try:
        data.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise SettingsError(f"{data} is not a folder; choose another data folder with --data") from error
    except OSError as error:
        parent = next(one for one in data.absolute().parents if one.exists())
        if os.access(parent, os.W_OK | os.X_OK):
            raise
        folder = shlex.quote(str(data))
        helps = f"mkdir -p {folder} && chown {_user()} {folder}"
        raise SettingsError(_unwritable(f"{data} can't be created", helps, parent)) from error
    if blocked := _blocked(data):
        file, mode = blocked
        done = "read" if mode == os.R_OK else "written"
        helps = f"chown -R {_user()} {shlex.quote(str(data))}"
        raise SettingsError(_unwritable(f"{file} can't be {done}", helps, file))


def _blocked(data: Path) -> tuple[Path, int] | None:
    """The first thing in a data folder that this process may not use, and how it wants to use it."""
    folder = os.R_OK | os.W_OK | os.X_OK
    if not os.access(data, folder):
        return data, folder
    for file in sorted(data.iterdir()):
        if file.name in _READ:
            mode = os.R_OK
        elif file.name in _WRITTEN or file.name.startswith(_ARCHIVE):
            mode = folder if file.is_dir() else os.R_OK | os.W_OK
        else:
            continue
        if file.exists() and not os.access(file, mode):
            return file, mode
    return None


def _user() -> str:
    return f"{os.geteuid()}:{os.getegid()}"


def _unwritable(what: str, helps: str, place: Path) -> str:
    if os.statvfs(place).f_flag & os.ST_RDONLY:
        return f"{what}: its file system is read-only; mount it writable, or choose another with --data"
    return (
        f"{what} by user {_user()}; run `{helps}` as root (for a container: on its host, with the folder "
        "that is mounted there), or choose another data folder with --data"
    )
