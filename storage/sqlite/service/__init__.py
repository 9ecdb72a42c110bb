"""What the service records about itself, in SQLite."""

from storage.sqlite.service.jobs import SqliteJobRecords

__all__ = ["SqliteJobRecords"]
