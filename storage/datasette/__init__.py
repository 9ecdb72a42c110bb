"""What Datasette shows over a SQLite archive: tables, descriptions, ready-made queries."""

from storage.datasette.metadata import metadata

__all__ = ["metadata"]
