"""Running jobs: when they start, in which process, for how long, by whom, and what is recorded of it."""

from scheduler.running.job import Counts, Job, JobContext, context_of
from scheduler.running.lease import BEAT_SECONDS, LEASE_SECONDS, SERVICE, ServiceLease, Standing
from scheduler.running.own_process import attempt, run_apart
from scheduler.running.records import Begun, Ending, RunRecorder
from scheduler.running.reloading import Reloader
from scheduler.running.runner import JobRunner, others_run
from scheduler.running.systemd import SystemdNotifier

__all__ = [
    "BEAT_SECONDS",
    "LEASE_SECONDS",
    "SERVICE",
    "Begun",
    "Counts",
    "Ending",
    "Job",
    "JobContext",
    "JobRunner",
    "Reloader",
    "RunRecorder",
    "ServiceLease",
    "Standing",
    "SystemdNotifier",
    "attempt",
    "context_of",
    "others_run",
    "run_apart",
]
