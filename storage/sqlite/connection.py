"""One connection to one SQLite file: how it is opened, read, written, and how its errors are told."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from sqlite_utils import Database

from storage.sqlite.schema import migrate, refuse_other
from yaluwatch.errors import ArchiveCorrupt, ArchiveError, ArchiveFull, ArchiveLocked

#: How long a writer waits for another before it gives up, seconds.
BUSY_SECONDS = 10.0

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Connection:
    """The open file. `read` and `write` are the only ways in."""

    def __init__(self, db: Database, path: Path) -> None:
        self._db = db
        #: The file.
        self.path = path

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False) -> Self:
        """Open the file, creating or upgrading it unless `read_only`."""
        if read_only and not path.exists():
            raise ArchiveError(f"there is no archive at {path} yet; `yalu crawl` or `yalu demo` makes one")
        with translated(f"opening {path}"):
            path.parent.mkdir(parents=True, exist_ok=True)
            mode = "ro" if read_only else "rwc"
            uri = f"{path.absolute().as_uri()}?mode={mode}"
            connection = cls.connect(uri)
            try:
                _configure(connection, read_only=read_only)
                db = Database(connection)
                refuse_other(db) if read_only else migrate(db)
            except BaseException:
                connection.close()
                raise
        return cls(db, path)

    @staticmethod
    def connect(uri: str) -> sqlite3.Connection:
        """A bare connection by URI filename (https://www.sqlite.org/uri.html)."""
        # A web page may be served by another thread than the one that opened the file,
        # never by two at once.
        return sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, check_same_thread=False)

    @property
    def pages_folder(self) -> Path:
        """Where the WARC files lie: the folder `pages` beside the file."""
        return self.path.parent / "pages"

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    @contextmanager
    def read(self, doing: str) -> Iterator[Database]:
        """For statements that change nothing; `doing` starts the sentence of an error."""
        with translated(doing):
            yield self._db

    @contextmanager
    def write(self, doing: str, *, durable: bool = False) -> Iterator[Database]:
        """A transaction that holds the write lock from its start, so that it can't fail half-way.

        `durable` waits for the disk: for what an act on the outside world will follow.
        """
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
    def scratch(self, doing: str) -> Iterator[Database]:
        """A transaction for temporary tables of this connection; it changes nothing in the file."""
        with translated(doing):
            self._db.execute("BEGIN")
            try:
                yield self._db
            finally:
                self._db.rollback()


def _configure(connection: sqlite3.Connection, *, read_only: bool) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA cache_size = -65536")
    if not read_only:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA journal_size_limit = 67108864")


@contextmanager
def translated(doing: str) -> Iterator[None]:
    """Turn SQLite's and a full disk's errors into ours, keeping the cause."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        reason = str(error)
        if "locked" in reason or "busy" in reason:
            raise ArchiveLocked(f"{doing}: another process holds the archive; try again") from error
        if "full" in reason:
            raise ArchiveFull(f"{doing}: the disk is full; make room and try again") from error
        if "malformed" in reason or "not a database" in reason:
            raise ArchiveCorrupt(f"{doing}: the file is damaged or no archive ({reason})") from error
        raise ArchiveError(f"{doing}: {reason}") from error
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        raise ArchiveFull(f"{doing}: the disk is full; make room and try again") from error
