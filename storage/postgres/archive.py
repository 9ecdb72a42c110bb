"""The archive in a PostgreSQL database, with raw pages where all its writers find them."""

from pathlib import Path
from types import TracebackType
from typing import Self

from typing_extensions import override

from storage.contract import PAGE_LEVEL, Fences, Maintenance
from storage.postgres.connection import BUSY_SECONDS, PostgresConnection
from storage.postgres.fences import PostgresFences
from storage.postgres.maintenance import PostgresMaintenance
from storage.sql import SqlArchive


class PostgresArchive(SqlArchive):
    """An archive in a database of its own, over one connection."""

    def __init__(self, connection: PostgresConnection) -> None:
        super().__init__(connection)
        self._opened = connection
        self.path = connection.path
        self.maintenance: Maintenance = PostgresMaintenance(connection)
        self.fences: Fences = PostgresFences(connection)

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
        """Open the database as `PostgresConnection.open` does."""
        return cls(
            PostgresConnection.open(
                url, read_only=read_only, wait_seconds=wait_seconds, page_level=page_level, path=path
            )
        )

    @staticmethod
    def probe_write(url: str, wait_seconds: float) -> None:
        """Take the writer's lock and give it back. Raises ArchiveLocked, or another ArchiveError."""
        connection = PostgresConnection(
            url, read_only=False, wait_seconds=wait_seconds, page_level=PAGE_LEVEL
        )
        try:
            with connection.write("writing to the archive"):
                pass
        finally:
            connection.close()

    @override
    def close(self) -> None:
        self._opened.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
