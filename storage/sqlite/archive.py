"""The archive as one SQLite file, with raw pages in a folder next to it."""

from pathlib import Path
from types import TracebackType
from typing import Self

from typing_extensions import override

from storage.contract import PAGE_LEVEL, Fences, Maintenance
from storage.sql import SqlArchive
from storage.sqlite.connection import BUSY_SECONDS, Connection
from storage.sqlite.fences import SqliteFences
from storage.sqlite.maintenance import SqliteMaintenance


class SqliteArchive(SqlArchive):
    """An archive in one SQLite file, over one connection."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._opened = connection
        self.path = connection.path
        self.maintenance: Maintenance = SqliteMaintenance(connection)
        self.fences: Fences = SqliteFences(connection.path)

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
        """Open the file as `Connection.open` does."""
        connection = Connection.open(
            path, read_only=read_only, with_copy=with_copy, wait_seconds=wait_seconds, page_level=page_level
        )
        return cls(connection)

    @staticmethod
    def probe_write(path: Path, wait_seconds: float) -> None:
        """Take the write lock and give it back. Raises ArchiveLocked, or another ArchiveError."""
        Connection.probe_write(path, wait_seconds)

    @override
    def close(self) -> None:
        self._opened.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
