"""What the service records about itself, in SQL."""

from storage.sql.service.alarms import SqlAlarms
from storage.sql.service.jobs import SqlJobRecords
from storage.sql.service.status import SqlStatus
from storage.sql.service.traces import SqlTraces

__all__ = ["SqlAlarms", "SqlJobRecords", "SqlStatus", "SqlTraces"]
