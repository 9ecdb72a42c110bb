"""What of `Maintenance` is the same in every engine."""

from contextlib import AbstractContextManager
from datetime import datetime

from typing_extensions import override

from storage.contract import Dropped, Head, Maintenance, Retention, Verification
from storage.sql import counts, ledger
from storage.sql.checking import head_file, retention
from storage.sql.checking.verification import verify
from storage.sql.database import Connection, Database
from storage.sql.tables import article_index


class SqlMaintenance(Maintenance):
    """Verification, repair and retention; engines add the rest."""

    def __init__(self, connection: Connection) -> None:
        self._shared = connection
        self._pages, self._path = connection.pages, connection.path

    @override
    def head(self) -> Head:
        with self._shared.read("reading the chain") as db:
            return ledger.head(db)

    @override
    def verify(self, known_link: str = "") -> Verification:
        with self._verifying() as db:
            return verify(db, self._pages, head_file.file_of(self._path), known_link)

    @override
    def keep_head(self, head: Head, at: datetime) -> bool:
        with self._shared.read("reading the chain") as db:
            return head_file.keep(db, self._path, head, at)

    @override
    def reindex(self) -> int:
        with self._shared.write("rebuilding the search index") as db:
            counts.fill(db)
            counts.fill_topics(db)
            return article_index.rebuild(db)

    @override
    def retain(self, rule: Retention, now: datetime) -> Dropped:
        with self._shared.write("applying retention") as db:
            dropped = retention.drop(db, rule, now)
        # Rows first: a crash may leave a file no row needs, never a row whose file is gone.
        retention.delete_files(self._pages, dropped)
        return dropped

    def _verifying(self) -> AbstractContextManager[Database]:
        return self._shared.read("verifying")
