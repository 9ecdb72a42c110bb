"""What Datasette shows over a SQLite archive: tables, descriptions, ready-made queries."""

from storage.datasette.metadata import CLOSED_TABLES, metadata

__all__ = ["CLOSED_TABLES", "metadata"]
