"""The archive as one SQLite file; the only package that speaks its SQL."""

from storage.sqlite.archive import SqliteArchive
from storage.sqlite.maintenance import restore

__all__ = ["SqliteArchive", "restore"]
