"""What the service records about itself: its jobs, and the process that runs them."""

from storage.contract.service.alarms import OPERATOR, Alarm, Alarms
from storage.contract.service.jobs import ClockJump, Instance, JobRecords, JobResult, JobRun, JobState
from storage.contract.service.status import ArchiveStatus, Queue, Status
from storage.contract.service.traces import ArticleTrace, DigestMention, KnownUrl, Traces, VerdictRecord

__all__ = [
    "OPERATOR",
    "Alarm",
    "Alarms",
    "ArchiveStatus",
    "ArticleTrace",
    "ClockJump",
    "DigestMention",
    "Instance",
    "JobRecords",
    "JobResult",
    "JobRun",
    "JobState",
    "KnownUrl",
    "Queue",
    "Status",
    "Traces",
    "VerdictRecord",
]
