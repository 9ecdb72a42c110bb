"""Opening an archive by path or URL, with the storage engine the URL names."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from storage.contract import Archive, Backup
from yaluwatch.errors import ArchiveError


def open_archive(where: str | Path, *, read_only: bool = False, wait_seconds: float = 10.0) -> Archive:
    """Open the archive at a path, or at `sqlite:///relative/path` or `sqlite:////absolute/path`.

    It is created or upgraded unless `read_only`; `wait_seconds` is how long it waits for the locks of other
    processes. Raises ArchiveTooNew, ArchiveCorrupt, ArchiveLocked, or
    ArchiveError when it can't be opened or the URL's scheme is unknown.
    """
    # Imported on first use, so that importing the contract and the query language does not load an engine.
    from storage.sqlite import SqliteArchive  # noqa: PLC0415

    return SqliteArchive.open(_path(where), read_only=read_only, wait_seconds=wait_seconds)


def probe_write(where: str | Path, *, wait_seconds: float) -> None:
    """Check that the archive can be written now. Raises ArchiveLocked, or another ArchiveError."""
    from storage.sqlite import SqliteArchive  # noqa: PLC0415

    SqliteArchive.probe_write(_path(where), wait_seconds)


def load_engine() -> None:
    """Import the storage engine now rather than when an archive is opened, for processes that fork later."""
    import storage.sqlite  # noqa: F401, PLC0415


def restore(folder: Path, path: Path) -> Backup:
    """Verify a backup and restore it to `path`; returns what was restored.

    Raises ArchiveError when `path` or its pages exist already, ArchiveCorrupt when the backup does not
    verify.
    """
    from storage.sqlite import restore as restore_sqlite  # noqa: PLC0415

    return restore_sqlite(folder, path)


def _path(where: str | Path) -> Path:
    if isinstance(where, Path) or "://" not in where:
        return Path(where)
    parts = urlsplit(where)
    if parts.scheme != "sqlite" or parts.netloc:
        raise ArchiveError(f"{where} is not an archive: give a path or a URL such as sqlite:///var/yalu.db")
    return Path(unquote(parts.path.removeprefix("/")))
