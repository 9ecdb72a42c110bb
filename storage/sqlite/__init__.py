"""The archive's SQLite engine; the only package that contains SQL for SQLite."""

from storage.sqlite.archive import SqliteArchive
from storage.sqlite.maintenance import PRIVATE_TABLES, examine, pending, restore

__all__ = ["PRIVATE_TABLES", "SqliteArchive", "examine", "pending", "restore"]
