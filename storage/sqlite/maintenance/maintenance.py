"""`Maintenance` in SQLite."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from typing_extensions import override

from storage.contract import Backup, CheckResult
from storage.sql.checking import SqlMaintenance
from storage.sqlite.connection import Connection
from storage.sqlite.maintenance import backup, doctor, publication

#: Pages of the search index that `optimize` writes in one transaction.
_MERGED_PAGES = 2_000


class SqliteMaintenance(SqlMaintenance):
    """Verification, backup, repair and retention, in SQLite."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._connection = connection

    @override
    def doctor(self) -> list[CheckResult]:
        with self._connection.read("checking the archive") as db:
            return doctor.run_checks(db, self._connection.path, self._connection.pages)

    @override
    def backup(
        self,
        folder: Path,
        beside: Mapping[str, Path | bytes] = MappingProxyType({}),
        *,
        has_secrets: bool = False,
        overwrite: bool = False,
    ) -> Backup:
        return backup.make(self._connection, folder, beside, has_secrets=has_secrets, overwrite=overwrite)

    @override
    def publish(self, path: Path, *, overwrite: bool = False) -> None:
        publication.publish(self._connection, path, overwrite=overwrite)

    @override
    def optimize(self) -> None:
        # In steps, so that other writers need not wait, and the log stays short: in one, it becomes as long
        # as the index (https://www.sqlite.org/fts5.html#the_merge_command).
        pages, is_merging = -_MERGED_PAGES, True
        while is_merging:
            with self._connection.write("optimizing") as db:
                before = db.conn.total_changes
                db.execute("INSERT INTO article_index (article_index, rank) VALUES ('merge', ?)", [pages])
                is_merging = db.conn.total_changes - before > 1
            pages = _MERGED_PAGES
        with self._connection.read("optimizing") as db:
            db.execute("PRAGMA optimize")
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
