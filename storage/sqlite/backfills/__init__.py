"""Backfills in SQLite: the past of sources, and web archives."""

from storage.sqlite.backfills.source_past import SqliteBackfills
from storage.sqlite.backfills.web_archives import SqliteWebArchives

__all__ = ["SqliteBackfills", "SqliteWebArchives"]
