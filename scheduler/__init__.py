"""The idempotent jobs, and the service that runs them on schedule."""

from scheduler import cluster, custody, jobs, mailing, searches, web_archives
from scheduler.alarms import Pinger, Watchman, raise_and_clear
from scheduler.fact_rebuild import rebuild_facts
from scheduler.job_table import JOBS
from scheduler.listed import matcher_of, rebuild_listed
from scheduler.lock import sole_service
from scheduler.reclassify import Shift, judge_again
from scheduler.running import (
    SERVICE,
    Begun,
    Ending,
    Job,
    JobContext,
    JobRunner,
    RunRecorder,
    SystemdNotifier,
    context_of,
    others_run,
)
from scheduler.service import Service, held_elsewhere

__all__ = [
    "JOBS",
    "SERVICE",
    "Begun",
    "Ending",
    "Job",
    "JobContext",
    "JobRunner",
    "Pinger",
    "RunRecorder",
    "Service",
    "Shift",
    "SystemdNotifier",
    "Watchman",
    "cluster",
    "context_of",
    "custody",
    "held_elsewhere",
    "jobs",
    "judge_again",
    "mailing",
    "matcher_of",
    "others_run",
    "raise_and_clear",
    "rebuild_facts",
    "rebuild_listed",
    "searches",
    "sole_service",
    "web_archives",
]
