"""The archive's SQLite engine; the only package that contains SQL for SQLite."""

from storage.sqlite.archive import SqliteArchive
from storage.sqlite.maintenance import (
    PRIVATE_TABLES,
    examine,
    is_complete_backup,
    pending,
    quick_check,
    restore,
)

__all__ = [
    "PRIVATE_TABLES",
    "SqliteArchive",
    "examine",
    "is_complete_backup",
    "pending",
    "quick_check",
    "restore",
]
