"""The idempotent jobs, and the service that runs them on schedule."""

from scheduler import custody, jobs, mailing, searches
from scheduler.lock import sole_service
from scheduler.reclassify import Shift, judge_again
from scheduler.service import Service

__all__ = ["Service", "Shift", "custody", "jobs", "judge_again", "mailing", "searches", "sole_service"]
