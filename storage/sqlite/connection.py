"""One connection to one SQLite file: opening it, transactions, and translating its errors."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep
from typing import Self

from storage.contract import PAGE_LEVEL
from storage.pages import PageFolder
from storage.sqlite.database import Database
from storage.sqlite.schema import check_current, migrate
from yaluwatch.errors import ArchiveCorrupt, ArchiveError, ArchiveFull, ArchiveLocked
from yaluwatch.files import DISK_FULL, PRIVATE_FILE, make_private

#: How long a writer waits for another one before it raises ArchiveLocked, seconds.
BUSY_SECONDS = 10.0


class Connection:
    """The open file. All statements run inside `read`, `write` or `scratch`."""

    def __init__(self, db: Database, path: Path, page_level: int = PAGE_LEVEL) -> None:
        self._db = db
        #: The file.
        self.path = path
        #: At which level pages are compressed, 1–9.
        self.page_level = page_level
        # Inside `together`: transactions are parts of one.
        self._is_joined = False

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        read_only: bool = False,
        with_copy: bool = True,
        wait_seconds: float = BUSY_SECONDS,
        page_level: int = PAGE_LEVEL,
    ) -> Self:
        """Open the file, creating or migrating it unless `read_only`; `wait_seconds` for the locks of others.

        `with_copy` keeps a copy of one that is migrated; pages are stored at the gzip level `page_level`.
        Raises ArchiveTooNew, ArchiveOutdated, ArchiveCorrupt, ArchiveLocked, ArchiveFull, or ArchiveError
        when it can't be opened.
        """
        if read_only and not path.exists():
            raise ArchiveError(f"there is no archive at {path} yet; `yalu crawl` or `yalu demo` creates one")
        with translated(f"opening {path}"):
            if not read_only:
                path.parent.mkdir(parents=True, exist_ok=True)
                _create_private(path)
            mode = "ro" if read_only else "rwc"
            uri = f"{path.absolute().as_uri()}?mode={mode}"
            connection = cls.connect(uri, wait_seconds)
            try:
                _configure(connection, read_only=read_only)
                db = Database(connection)
                if read_only:
                    check_current(db)
                else:
                    migrate(db, path, with_copy=with_copy)
                    # Older versions left it readable for everyone.
                    for suffix in ("", "-wal", "-shm"):
                        make_private(path.with_name(path.name + suffix))
            except BaseException:
                connection.close()
                raise
        return cls(db, path, page_level)

    @staticmethod
    def connect(uri: str, wait_seconds: float = BUSY_SECONDS) -> sqlite3.Connection:
        """A plain sqlite3 connection by URI filename (https://www.sqlite.org/uri.html)."""
        # The web server may use the connection from another thread than the one that opened it, but never
        # from two at once.
        return sqlite3.connect(uri, uri=True, timeout=wait_seconds, check_same_thread=False)

    @classmethod
    def probe_write(cls, path: Path, wait_seconds: float) -> None:
        """Take the write lock and give it back; nothing is written. Raises like `open`."""
        with translated(f"writing to {path}"):
            connection = cls.connect(f"{path.absolute().as_uri()}?mode=rw", wait_seconds)
            try:
                connection.execute("BEGIN IMMEDIATE")
                connection.rollback()
            finally:
                connection.close()

    @property
    def pages(self) -> PageFolder:
        """Where the WARC files are: in the folder `pages`, next to the file."""
        return PageFolder(self.path.parent / "pages")

    def sizes(self) -> tuple[int, int]:
        """The bytes of the file, and of its log."""
        return _size(self.path), _size(self.path.with_name(self.path.name + "-wal"))

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    @contextmanager
    def read(self, doing: str) -> Iterator[Database]:
        """Run statements that change nothing; `doing` begins the message of an error ("reading stories")."""
        with translated(doing):
            yield self._db

    @contextmanager
    def write(self, doing: str, *, durable: bool = False) -> Iterator[Database]:
        """Run a transaction, committed at the end and rolled back on any exception.

        It takes the write lock at its start, so it can't fail half-way because another writer came first.
        `durable` waits until the commit is on disk: needed when an action outside the archive follows it.
        Inside `together` it is a part of that transaction, undone alone if it fails.
        """
        if self._is_joined:
            with self._part(doing) as db:
                yield db
            return
        with translated(doing):
            self._db.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                self._db.rollback()
                raise

    @contextmanager
    def together(self, doing: str) -> Iterator[None]:
        """Make the transactions inside one, which is on disk at the end."""
        with self.write(doing, durable=True):
            self._is_joined = True
            try:
                yield
            finally:
                self._is_joined = False

    @contextmanager
    def _part(self, doing: str, *, is_kept: bool = True) -> Iterator[Database]:
        """A part of a transaction, undone unless `is_kept` and nothing is raised."""
        with translated(doing):
            self._db.execute("SAVEPOINT part")
            try:
                yield self._db
            except BaseException:
                is_kept = False
                raise
            finally:
                # After some errors, such as of a full disk, SQLite has undone the whole transaction.
                if self._db.conn.in_transaction:
                    if not is_kept:
                        self._db.execute("ROLLBACK TO part")
                    self._db.execute("RELEASE part")

    @contextmanager
    def scratch(self, doing: str) -> Iterator[Database]:
        """Run a transaction on temporary tables, rolled back at the end; the file is unchanged."""
        if self._is_joined:
            with self._part(doing, is_kept=False) as db:
                yield db
            return
        with translated(doing):
            self._db.execute("BEGIN")
            try:
                yield self._db
            finally:
                self._db.rollback()


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return 0


def _create_private(path: Path) -> None:
    """Create the file for its owner only, as it holds readers' addresses.

    SQLite gives the log and the shared memory the permissions of the file.
    """
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE_FILE))


def _configure(connection: sqlite3.Connection, *, read_only: bool) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA cache_size = -65536")
    if not read_only:
        _use_wal(connection)
        # A page that many transactions change goes from the log to the file once in 32 MB, not once in 4.
        connection.execute("PRAGMA wal_autocheckpoint = 8000")
        connection.execute("PRAGMA journal_size_limit = 67108864")


def _use_wal(connection: sqlite3.Connection) -> None:
    """Switch the file to a write-ahead log.

    SQLite does not wait for other processes here, whatever its timeout (https://sqlite.org/wal.html), and
    several may open a new file at once.
    """
    give_up_at = monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or monotonic() >= give_up_at:
                raise
            sleep(0.01)
        else:
            return


@contextmanager
def translated(doing: str) -> Iterator[None]:
    """Raise SQLite's errors, and those of a full disk, as ArchiveError or a subclass, keeping the cause."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        reason = str(error)
        if "locked" in reason or "busy" in reason:
            raise ArchiveLocked(f"{doing}: another process has locked the archive; try again") from error
        if "full" in reason:
            raise ArchiveFull(f"{doing}: the disk is full; free some space and try again") from error
        if "malformed" in reason or "not a database" in reason:
            raise ArchiveCorrupt(f"{doing}: the file is damaged or not an archive ({reason})") from error
        raise ArchiveError(f"{doing}: {reason}") from error
    except OSError as error:
        if error.errno not in DISK_FULL:
            raise
        raise ArchiveFull(f"{doing}: the disk is full; free some space and try again") from error
