"""What the service records about itself: its jobs, and the process that runs them."""

from storage.contract.service.alarms import Alarm, Alarms, OPERATOR
from storage.contract.service.jobs import ClockJump, Instance, JobRecords, JobResult, JobRun, JobState
from storage.contract.service.status import ArchiveStatus, Queue, Status
from storage.contract.service.traces import ArticleTrace, DigestMention, KnownUrl, Traces, VerdictRecord

__all__ = [
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
    "OPERATOR",
    "Queue",
    "Status",
    "Traces",
    "VerdictRecord",
]
