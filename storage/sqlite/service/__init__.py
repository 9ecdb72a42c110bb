"""What the service records about itself, in SQLite."""

from storage.sqlite.service.alarms import SqliteAlarms
from storage.sqlite.service.jobs import SqliteJobRecords
from storage.sqlite.service.status import SqliteStatus
from storage.sqlite.service.traces import SqliteTraces

__all__ = ["SqliteAlarms", "SqliteJobRecords", "SqliteStatus", "SqliteTraces"]
