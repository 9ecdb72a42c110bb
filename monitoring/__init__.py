"""What the service knows about itself: facts read from the archive and the machine, and checks of them."""

from monitoring.checks import check_all
from monitoring.clock import ClockWatch
from monitoring.facts import Facts
from monitoring.levels import Check, Level, Problem, worst
from monitoring.measure import gather, measure
from monitoring.metrics import render_metrics
from monitoring.trace import Path, Reading, Step, path_of, why_not
from monitoring.watch import Watch

__all__ = [
    "Check",
    "ClockWatch",
    "Facts",
    "Level",
    "Path",
    "Problem",
    "Reading",
    "Step",
    "Watch",
    "check_all",
    "gather",
    "measure",
    "path_of",
    "render_metrics",
    "why_not",
    "worst",
]
