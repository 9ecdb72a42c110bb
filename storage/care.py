"""`archive.care`: keeping the archive whole, small and provable. For operators."""

from datetime import datetime
from pathlib import Path

from storage import backup, chain, doctor, proof, retention, search_index
from storage.backup import Backup
from storage.chain import Head
from storage.connection import Connection
from storage.doctor import Finding
from storage.proof import Verification
from storage.retention import Dropped, Retention


class Care:
    """Proof, backup, repair and retention of one archive. The way back is `storage.restore`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def head(self) -> Head:
        """The newest link of the chain over all pages: printed elsewhere, it proves the archive later."""
        with self._connection.read("reading the chain") as db:
            return chain.head(db)

    def verify(self, known_link: str = "") -> Verification:
        """Walk the chain and read every page; `known_link` is one kept elsewhere that must be in it."""
        with self._connection.read("verifying") as db:
            return proof.verify(db, self._connection.pages_folder, known_link)

    def doctor(self) -> list[Finding]:
        """Check the file, its tables, its index and its pages."""
        with self._connection.read("examining") as db:
            return doctor.examine(db, self._connection.path, self._connection.pages_folder)

    def backup(self, folder: Path) -> Backup:
        """Copy archive and pages into a new folder while in use, and read the copy back."""
        return backup.make(self._connection, folder)

    def publish(self, path: Path) -> None:
        """A copy of the file without readers and their mail, for Datasette or to hand on."""
        backup.publish(self._connection, path)

    def reindex(self) -> int:
        """Make the search index anew from the stored texts; the number of articles in it."""
        with self._connection.write("making the index anew") as db:
            return search_index.rebuild(db)

    def optimize(self) -> None:
        """Merge the search index, let SQLite look at its statistics, and give back the space of the log."""
        with self._connection.write("optimizing") as db:
            db.execute("INSERT INTO article_index (article_index) VALUES ('optimize')")
        with self._connection.read("optimizing") as db:
            db.execute("PRAGMA optimize")
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def retain(self, rule: Retention, now: datetime) -> Dropped:
        """Drop raw pages, ledger rows and sent messages older than the rule says."""
        with self._connection.write("dropping what is old") as db:
            dropped = retention.drop(db, rule, now)
        # The rows first: a crash leaves a file without need, never a row whose file is gone.
        retention.delete_files(self._connection.pages_folder, dropped)
        return dropped
