"""One connection to PostgreSQL: opening it, transactions, and translating its errors."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import psycopg
from psycopg import errors
from typing_extensions import override

from storage.contract import PAGE_LEVEL
from storage.pages import PageStore, open_pages
from storage.postgres.database import PostgresDatabase
from storage.postgres.pooler import is_pooled
from storage.postgres.schema import check_current, lacking, migrate
from storage.postgres.session import prepare
from storage.postgres.values import adapt
from storage.sql import Connection
from yaluwatch.errors import ArchiveError, ArchiveFull, ArchiveLocked
from yaluwatch.files import DISK_FULL

log = logging.getLogger(__name__)

#: How long a writer waits for another one before it raises ArchiveLocked, seconds.
BUSY_SECONDS = 10.0

#: The advisory lock that a writer holds, in the database of the archive.
WRITER = 7_961_001

# A connection whose other end is gone is noticed within a minute, not after the two hours of TCP's default
# (https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-KEEPALIVES).
_KEEPALIVES: dict[str, Any] = {
    "keepalives": 1,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
}

#: Classes of errors after which a connection is gone: what ended it passes
#: (https://www.postgresql.org/docs/current/errcodes-appendix.html).
_GONE = ("08", "57P", "25P03", "25P04")


class PostgresConnection(Connection):
    """The open archive. A lost connection is opened again by the next transaction."""

    def __init__(
        self, url: str, *, read_only: bool, wait_seconds: float, page_level: int, path: Path | None = None
    ) -> None:
        self._url, pages = split(url)
        self._pages = open_pages(pages)
        #: The file with the URL. If that was not read from a file, where it would be: beside the pages.
        self.path = path or (self._pages.beside or Path()) / "archive.url"
        self._read_only = read_only
        self._wait_seconds = wait_seconds
        #: At which level pages are compressed, 1–9.
        self.page_level = page_level
        # Inside `together`.
        self._is_joined = False
        with translated(f"opening {shown(self._url)}"):
            self._connection = self._connect()

    @classmethod
    def open(
        cls,
        url: str,
        *,
        read_only: bool = False,
        wait_seconds: float = BUSY_SECONDS,
        page_level: int = PAGE_LEVEL,
        path: Path | None = None,
    ) -> Self:
        """Open the archive, creating or migrating its tables unless `read_only`.

        `path` is the file the URL was read from.
        Raises ArchiveTooNew, ArchiveOutdated, ArchiveLocked, ArchiveFull, or ArchiveError when it can't be
        opened.
        """
        opened = cls(url, read_only=read_only, wait_seconds=wait_seconds, page_level=page_level, path=path)
        try:
            if read_only:
                with opened.read("opening the archive") as db:
                    check_current(db)
            else:
                with opened.read("opening the archive") as db:
                    is_current = check_current(db, or_raise=False)
                if not is_current:
                    with opened.write("migrating the archive", durable=True) as db:
                        migrate(db)
        except BaseException:
            opened.close()
            raise
        return opened

    @property
    def process(self) -> int:
        """The number of the server's process for this connection."""
        return self._opened().info.backend_pid

    @property
    @override
    def pages(self) -> PageStore:
        return self._pages

    @override
    def sizes(self) -> tuple[int, int]:
        with self.read("measuring the archive") as db:
            return int(db.value("SELECT pg_database_size(current_database())")), 0

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    @contextmanager
    @override
    def read(self, doing: str) -> Iterator[PostgresDatabase]:
        with self._translated(doing):
            yield PostgresDatabase(self._opened())

    @contextmanager
    @override
    def write(self, doing: str, *, durable: bool = False) -> Iterator[PostgresDatabase]:
        with self._translated(doing), self._transaction() as connection:
            # One writer at a time, as in SQLite: numbers are given in the order of commits, so that nobody
            # who has read up to a number misses a lower one that is committed later.
            connection.execute("SELECT pg_advisory_xact_lock(%s)", [WRITER])
            if not durable and not self._is_joined:
                connection.execute("SET LOCAL synchronous_commit = off")
            yield PostgresDatabase(connection)

    @contextmanager
    @override
    def together(self, doing: str) -> Iterator[None]:
        # Transactions inside are savepoints
        # (https://www.psycopg.org/psycopg3/docs/basic/transactions.html#transaction-contexts).
        with self.write(doing, durable=True):
            self._is_joined = True
            try:
                yield
            finally:
                self._is_joined = False

    @contextmanager
    @override
    def scratch(self, doing: str) -> Iterator[PostgresDatabase]:
        with self._translated(doing), self._transaction() as connection:
            if not self._is_joined:
                # Temporary tables count as writing; nothing is kept.
                connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ WRITE")
            yield PostgresDatabase(connection)
            raise psycopg.Rollback

    @contextmanager
    def snapshot(self, doing: str) -> Iterator[PostgresDatabase]:
        """Run statements that change nothing, and see nothing of what is written meanwhile."""
        with self._translated(doing), self._transaction() as connection:
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield PostgresDatabase(connection)

    @contextmanager
    def _translated(self, doing: str) -> Iterator[None]:
        try:
            with translated(doing):
                yield
        except ArchiveError as error:
            if _has_old_plans(error.__cause__):
                # Another program has changed the tables, as in a rolling upgrade: prepared statements of this
                # connection are refused from now on, those of a new one are not
                # (https://www.psycopg.org/psycopg3/docs/advanced/prepare.html).
                self._connection.close()
            raise

    @contextmanager
    def _transaction(self) -> Iterator[psycopg.Connection[Any]]:
        connection = self._opened()
        with connection.transaction():
            yield connection

    def _opened(self) -> psycopg.Connection[Any]:
        if self._connection.closed:
            log.warning("connecting to the archive again")
            self._connection = self._connect()
        return self._connection

    def _connect(self) -> psycopg.Connection[Any]:
        connection = psycopg.connect(
            self._url,
            autocommit=True,
            connect_timeout=max(2, int(self._wait_seconds)),
            application_name="yaluwatch",
            client_encoding="utf-8",
            **_KEEPALIVES,
        )
        try:
            if is_pooled(connection, self._url):
                raise ArchiveError(
                    f"{shown(self._url)} is a pooler that gives each transaction another connection, so that"
                    " locks do not hold; connect to PostgreSQL itself, or use pool_mode = session"
                )
            prepare(connection, lock_seconds=self._wait_seconds, read_only=self._read_only)
            adapt(connection)
        except BaseException:
            connection.close()
            raise
        return connection


def pending_steps(url: str) -> list[str]:
    """The steps that an older archive lacks; none for an empty database. Raises as opening does."""
    connection = PostgresConnection(url, read_only=True, wait_seconds=BUSY_SECONDS, page_level=PAGE_LEVEL)
    try:
        with connection.read("reading the archive's schema") as db:
            return lacking(db)
    finally:
        connection.close()


def split(url: str) -> tuple[str, str]:
    """An archive's URL without its parameter `pages`, and that: a folder or the URL of a bucket."""
    parts = urlsplit(url)
    parameters = parse_qsl(parts.query)
    folder = next((value for name, value in parameters if name == "pages"), "pages")
    others = urlencode([(name, value) for name, value in parameters if name != "pages"])
    return urlunsplit(parts._replace(query=others)), folder


def shown(url: str) -> str:
    """A URL without its password."""
    parts = urlsplit(url)
    if parts.password is None:
        return urlunsplit(parts._replace(query=""))
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{parts.username}@{host}", query=""))


@contextmanager
def translated(doing: str) -> Iterator[None]:
    """Raise PostgreSQL's errors, and a full disk's, as ArchiveError or a subclass, keeping the cause."""
    try:
        yield
    except psycopg.Error as error:
        raise _translation(doing, error) from error
    except OSError as error:
        if error.errno not in DISK_FULL:
            raise
        raise ArchiveFull(f"{doing}: the disk of its pages is full; free some space and try again") from error


def _translation(doing: str, error: psycopg.Error) -> ArchiveError:
    reason = _reason(error)
    match error:
        case errors.LockNotAvailable() | errors.DeadlockDetected():
            return ArchiveLocked(f"{doing}: another process has locked the archive; try again")
        case errors.SerializationFailure():
            # On a standby, where rows that a query reads may be removed.
            return ArchiveLocked(f"{doing}: the archive was changed meanwhile ({reason}); try again")
        case _ if _has_old_plans(error):
            return ArchiveLocked(f"{doing}: the archive's tables were changed meanwhile; try again")
        case errors.QueryCanceled():
            return ArchiveError(f"{doing}: {reason}; statement_timeout of its role limits it")
        case errors.ProgramLimitExceeded():
            return ArchiveError(f"{doing}: a text is longer than PostgreSQL takes here ({reason})")
        case errors.DiskFull():
            return ArchiveFull(f"{doing}: PostgreSQL's disk is full; free some space and try again")
        case errors.ReadOnlySqlTransaction():
            return ArchiveError(
                f"{doing}: the archive was opened to be read only, or the server is a standby"
            )
        case errors.TooManyConnections():
            return ArchiveLocked(f"{doing}: PostgreSQL has no connection left ({reason}); try again")
        case psycopg.OperationalError(sqlstate=None):
            return ArchiveLocked(f"{doing}: PostgreSQL can't be reached ({reason}); try again")
        case psycopg.Error(sqlstate=str(code)) if code.startswith(_GONE):
            return ArchiveLocked(f"{doing}: PostgreSQL can't be reached ({reason}); try again")
        case _:
            return ArchiveError(f"{doing}: {reason}")


def _has_old_plans(error: BaseException | None) -> bool:
    """Whether prepared statements of a connection are refused, because tables have changed since."""
    return (
        isinstance(error, errors.FeatureNotSupported)
        and error.diag.source_function == "RevalidateCachedQuery"
    )


def _reason(error: psycopg.Error) -> str:
    with suppress(AttributeError):
        if error.diag.message_primary:
            return str(error.diag.message_primary)
    return " ".join(str(error).split()) or type(error).__name__
