"""The archive's tables in Datasette under /data, read-only and without readers' data."""

from web.research.tables.mount import TABLES_PATH, Tables

__all__ = ["TABLES_PATH", "Tables"]
