"""The idempotent jobs, and the service that runs them on schedule.

What is exported is imported when it is first asked for (PEP 562): most commands need one of these modules,
and all of them together take a second.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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

# Name → the module it is in; other names are modules.
_MODULES = {
    "JOBS": "job_table",
    "SERVICE": "running",
    "Begun": "running",
    "Ending": "running",
    "Job": "running",
    "JobContext": "running",
    "JobRunner": "running",
    "Pinger": "alarms",
    "RunRecorder": "running",
    "Service": "service",
    "Shift": "reclassify",
    "SystemdNotifier": "running",
    "Watchman": "alarms",
    "context_of": "running",
    "held_elsewhere": "service",
    "judge_again": "reclassify",
    "matcher_of": "listed",
    "others_run": "running",
    "raise_and_clear": "alarms",
    "rebuild_facts": "fact_rebuild",
    "rebuild_listed": "listed",
    "sole_service": "lock",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = import_module(f"scheduler.{_MODULES.get(name, name)}")
    return getattr(found, name) if name in _MODULES else found
