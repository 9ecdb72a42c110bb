"""Verification, examination, backup and retention."""

from storage.sqlite.maintenance.backup import is_complete_backup
from storage.sqlite.maintenance.examination import examine, pending, quick_check
from storage.sqlite.maintenance.maintenance import SqliteMaintenance
from storage.sqlite.maintenance.publication import PRIVATE_TABLES
from storage.sqlite.maintenance.restoring import restore

__all__ = [
    "PRIVATE_TABLES",
    "SqliteMaintenance",
    "examine",
    "is_complete_backup",
    "pending",
    "quick_check",
    "restore",
]
