"""Verification, examination, backup and retention."""

from storage.sqlite.maintenance.backup import restore
from storage.sqlite.maintenance.maintenance import SqliteMaintenance
from storage.sqlite.maintenance.publication import PRIVATE_TABLES

__all__ = ["PRIVATE_TABLES", "SqliteMaintenance", "restore"]
