"""`Maintenance` in PostgreSQL. Backups are PostgreSQL's own."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from types import MappingProxyType

from typing_extensions import override

from storage.contract import Backup, CheckResult
from storage.postgres.connection import PostgresConnection
from storage.postgres.doctor import run_checks
from storage.sql import Database
from storage.sql.checking import SqlMaintenance
from yaluwatch.errors import ArchiveError


class PostgresMaintenance(SqlMaintenance):
    """Verification, repair and retention, in PostgreSQL."""

    def __init__(self, connection: PostgresConnection) -> None:
        super().__init__(connection)
        self._connection = connection

    @override
    def doctor(self) -> list[CheckResult]:
        with self._connection.read("checking the archive") as db:
            return run_checks(db, self._connection.pages)

    @override
    def backup(
        self,
        folder: Path,
        beside: Mapping[str, Path | bytes] = MappingProxyType({}),
        *,
        has_secrets: bool = False,
        overwrite: bool = False,
    ) -> Backup:
        raise ArchiveError(
            "an archive in PostgreSQL is backed up with PostgreSQL's own tools, and its folder of pages"
            " beside it: `pg_dump --format=custom`, or continuous archiving; docs/scale.md has the commands"
        )

    @override
    def publish(self, path: Path, *, overwrite: bool = False) -> None:
        raise ArchiveError("only a file is published: `yalu publish` makes one of this archive first")

    @override
    def optimize(self) -> None:
        with self._connection.read("optimizing") as db:
            db.execute("VACUUM (ANALYZE)")

    @override
    def _verifying(self) -> AbstractContextManager[Database]:
        return self._connection.snapshot("verifying")
