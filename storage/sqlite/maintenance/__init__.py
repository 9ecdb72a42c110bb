"""Verification, examination, backup and retention."""

from storage.sqlite.maintenance.backup import restore
from storage.sqlite.maintenance.maintenance import SqliteMaintenance

__all__ = ["SqliteMaintenance", "restore"]
