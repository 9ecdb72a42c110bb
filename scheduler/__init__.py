"""The idempotent jobs, and the service that runs them on schedule."""

from scheduler import jobs, mailing, searches
from scheduler.alarms import Pinger, Watchman, raise_and_clear
from scheduler.lock import sole_service
from scheduler.reclassify import Shift, judge_again
from scheduler.service import Service

__all__ = [
    "Pinger",
    "Service",
    "Shift",
    "Watchman",
    "jobs",
    "judge_again",
    "mailing",
    "raise_and_clear",
    "searches",
    "sole_service",
]
