"""Backfills in SQL: the past of sources, and web archives."""

from storage.sql.backfills.source_past import SqlBackfills
from storage.sql.backfills.web_archives import SqlWebArchives

__all__ = ["SqlBackfills", "SqlWebArchives"]
