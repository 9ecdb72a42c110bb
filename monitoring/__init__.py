"""What the service knows about itself: facts read from the archive and the machine, and checks of them."""

from monitoring.checks import check_all
from monitoring.clock import ClockWatch, steady_seconds
from monitoring.facts import Facts
from monitoring.levels import Check, Level, Problem, worst
from monitoring.measure import gather, measure
from monitoring.metrics import render_metrics
from monitoring.structure import StructureCheck
from monitoring.trace import Reading, Step, Trace, article_number, trace_of, why_not
from monitoring.watch import Watch
from monitoring.work_queue import (
    QUEUE_SCHEMA,
    WORKER_NAME,
    WORKER_SILENT_SECONDS,
    WorkQueue,
    is_worked_on,
    read_queue,
)

__all__ = [
    "QUEUE_SCHEMA",
    "WORKER_NAME",
    "WORKER_SILENT_SECONDS",
    "Check",
    "ClockWatch",
    "Facts",
    "Level",
    "Problem",
    "Reading",
    "Step",
    "StructureCheck",
    "Trace",
    "Watch",
    "WorkQueue",
    "article_number",
    "check_all",
    "gather",
    "is_worked_on",
    "measure",
    "read_queue",
    "render_metrics",
    "steady_seconds",
    "trace_of",
    "why_not",
    "worst",
]
