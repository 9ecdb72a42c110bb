"""Opening an archive by path or URL, with the storage engine the URL names."""

from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from storage.contract import PAGE_LEVEL, Archive, Backup, CheckResult
from yaluwatch.errors import ArchiveError

_SCHEMES = ("postgresql://", "postgres://")

#: How long a process waits for the locks of others, unless told otherwise.
WAIT_SECONDS = 10.0


def open_archive(
    where: str | Path,
    *,
    read_only: bool = False,
    wait_seconds: float | None = None,
    page_level: int = PAGE_LEVEL,
) -> Archive:
    """Open the archive at a path, or at `sqlite:///relative/path` or `sqlite:////absolute/path`.

    It is created or upgraded unless `read_only`; before an upgrade, a verified copy is kept in the folder
    `backups` next to it. `wait_seconds` is how long it waits for the locks of other processes, by default
    `WAIT_SECONDS`; `page_level` is the gzip level at which pages are stored, 1 (fast) to 9 (small).

    Raises ArchiveTooNew, ArchiveOutdated, ArchiveCorrupt, ArchiveLocked, ArchiveFull, or ArchiveError when it
    can't be opened or the URL's scheme is unknown.
    """
    if url := postgresql_url(where):
        from storage.postgres import PostgresArchive  # noqa: PLC0415

        return PostgresArchive.open(
            url,
            read_only=read_only,
            wait_seconds=WAIT_SECONDS if wait_seconds is None else wait_seconds,
            page_level=page_level,
            path=Path(where) if str(where) != url else None,
        )
    # Imported on first use, so that importing the contract and the query language does not load an engine.
    from storage.sqlite import SqliteArchive  # noqa: PLC0415

    return SqliteArchive.open(
        _path(where),
        read_only=read_only,
        wait_seconds=WAIT_SECONDS if wait_seconds is None else wait_seconds,
        page_level=page_level,
    )


def postgresql_url(where: str | Path) -> str | None:
    """The URL of an archive in PostgreSQL; None if it is one of SQLite.

    A path that ends in `.url` is a file with the URL in it, so that no process shows the password among its
    arguments. Pages lie in the folder `pages` beside that file, unless the URL ends in `?pages=/srv/pages`.
    Raises ArchiveError when the file can't be read, or has no such URL in it.
    """
    url, folder = str(where), Path()
    if url.startswith(_SCHEMES):
        return url
    if not url.endswith(".url"):
        return None
    try:
        url, folder = Path(where).read_text(encoding="utf-8").strip(), Path(where).absolute().parent
    except FileNotFoundError as error:
        raise ArchiveError(
            f"there is no archive at {where} yet; set database.url and run `yalu init`"
        ) from error
    except (OSError, UnicodeError) as error:
        raise ArchiveError(f"{where} can't be read: {error}") from error
    if not url.startswith(_SCHEMES):
        raise ArchiveError(f"{where} has no URL such as postgresql://name:password@host/database in it")
    parts = urlsplit(url)
    if "pages=" in parts.query:
        return url
    return urlunsplit(
        parts._replace(query="&".join(filter(None, [parts.query, f"pages={quote(str(folder / 'pages'))}"])))
    )


def database_url(where: str | Path) -> str | None:
    """The URL of an archive's database as PostgreSQL's own programs take it; None if it is a file."""
    if (url := postgresql_url(where)) is None:
        return None
    from storage.postgres import split  # noqa: PLC0415

    return split(url)[0]


def has_file(where: str | Path) -> bool:
    """Whether the archive is an SQLite file, which other programs can open as well."""
    return postgresql_url(where) is None


def probe_write(where: str | Path, *, wait_seconds: float) -> None:
    """Check that the archive can be written now. Raises ArchiveLocked, or another ArchiveError."""
    if url := postgresql_url(where):
        from storage.postgres import PostgresArchive  # noqa: PLC0415

        return PostgresArchive.probe_write(url, wait_seconds)
    from storage.sqlite import SqliteArchive  # noqa: PLC0415

    return SqliteArchive.probe_write(_path(where), wait_seconds)


@dataclass(frozen=True, slots=True)
class Upgrade:
    """What an upgrade does, or did."""

    #: Names of the migrations, in order; none when the archive is current.
    steps: tuple[str, ...]
    #: Where the copy from before is; None when there is none.
    copy: Path | None


def pending_upgrade(where: str | Path) -> Upgrade:
    """What opening an archive to write in it would upgrade; nothing when it is current or does not exist.

    Raises ArchiveTooNew, ArchiveCorrupt, ArchiveLocked, or ArchiveError when it can't be read.
    """
    if url := postgresql_url(where):
        from storage.postgres import pending_steps  # noqa: PLC0415

        return Upgrade(tuple(pending_steps(url)), None)
    from storage.sqlite import pending  # noqa: PLC0415

    steps, copy = pending(_path(where))
    return Upgrade(steps, copy if steps else None)


def upgrade(where: str | Path, *, with_copy: bool = True) -> Upgrade:
    """Upgrade an archive to this program's schema; returns what was done. Raises as `open_archive` does."""
    found = pending_upgrade(where)
    if postgresql_url(where):
        open_archive(where).close()
        return found
    from storage.sqlite import SqliteArchive  # noqa: PLC0415

    SqliteArchive.open(_path(where), with_copy=with_copy).close()
    return found if with_copy else replace(found, copy=None)


def examine(where: str | Path) -> list[CheckResult]:
    """Check an archive as `Maintenance.doctor` does, also one that is damaged, or older than this program.

    What can't be checked is a problem. Raises ArchiveError when there is no file.
    """
    if postgresql_url(where):
        try:
            with open_archive(where, read_only=True) as archive:
                return archive.maintenance.doctor()
        except ArchiveError as error:
            return [CheckResult("database", False, str(error))]
    from storage.sqlite import examine as examine_sqlite  # noqa: PLC0415

    path = _path(where)
    if not path.exists():
        raise ArchiveError(f"there is no archive at {path} yet; `yalu init` creates one")
    return examine_sqlite(path)


def quick_check(where: str | Path) -> str:
    """The first fault in the structure of an archive's file; "" if there is none.

    Takes about a millisecond for each megabyte. Texts that were changed are not seen, nor an index that lacks
    entries; `examine` and `Maintenance.verify` see them. Raises ArchiveError when the file can't be read.
    """
    if postgresql_url(where):
        # PostgreSQL looks after its files itself.
        return ""
    from storage.sqlite import quick_check as quick_check_sqlite  # noqa: PLC0415

    return quick_check_sqlite(_path(where))


def is_complete_backup(folder: Path) -> bool:
    """Whether nothing was missing or damaged when a backup was made; does not verify it.

    Raises ArchiveCorrupt when the folder is not a backup.
    """
    from storage.sqlite import is_complete_backup as is_complete  # noqa: PLC0415

    return is_complete(folder)


def load_engine() -> None:
    """Import the storage engine now rather than when an archive is opened, for processes that fork later."""
    import storage.sqlite  # noqa: F401, PLC0415


def restore(folder: Path, path: Path) -> Backup:
    """Verify a backup and restore it to `path`, its other files beside it; returns what was restored.

    Everything is there at the end, or nothing. Raises ArchiveError when one of its files exists already, and
    ArchiveCorrupt when the backup does not verify.
    """
    if postgresql_url(path):
        raise ArchiveError(
            "a backup of an SQLite archive is restored to a file; `yalu archive copy` brings it to PostgreSQL"
        )
    from storage.sqlite import restore as restore_sqlite  # noqa: PLC0415

    return restore_sqlite(folder, path)


def _path(where: str | Path) -> Path:
    if isinstance(where, Path) or "://" not in where:
        return Path(where)
    parts = urlsplit(where)
    if parts.scheme != "sqlite" or parts.netloc:
        raise ArchiveError(
            f"{where} is not an archive: give a path or a URL such as sqlite:///var/yalu.db or postgresql://host/database"
        )
    return Path(unquote(parts.path.removeprefix("/")))
