"""Opening an archive by its address, whatever engine keeps it."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from storage.contract import Archive, Backup
from yaluwatch.errors import ArchiveError


def open_archive(where: str | Path, *, read_only: bool = False) -> Archive:
    """The archive at a path, or at `sqlite:///relative/path` or `sqlite:////absolute/path`.

    It is created or upgraded unless `read_only`. Raises ArchiveTooNew, ArchiveCorrupt, ArchiveLocked, or
    ArchiveError when it can't be opened or the kind of address is unknown.
    """
    # An engine is imported when it is used: what only reads names and queries need not load it.
    from storage.sqlite import SqliteArchive  # noqa: PLC0415

    return SqliteArchive.open(_path(where), read_only=read_only)


def restore(folder: Path, path: Path) -> Backup:
    """Put a backup where no archive is; what was restored.

    Raises ArchiveError when something is there already, ArchiveCorrupt when the backup is not whole.
    """
    from storage.sqlite import restore as restore_sqlite  # noqa: PLC0415

    return restore_sqlite(folder, path)


def _path(where: str | Path) -> Path:
    if isinstance(where, Path) or "://" not in where:
        return Path(where)
    parts = urlsplit(where)
    if parts.scheme != "sqlite" or parts.netloc:
        raise ArchiveError(f"{where} is no archive: give a path, or sqlite:/// and a path")
    return Path(unquote(parts.path.removeprefix("/")))
