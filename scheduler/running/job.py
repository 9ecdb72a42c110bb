"""What a job is, and what it works with."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from classifier import Classifier
from crawler.sources import read_sources
from crawler.workers import WorkerPool
from scheduler import jobs
from scheduler.alarms import Watchman
from storage import Archive, open_archive
from stories import Memory
from yaluwatch import times
from yaluwatch.config import Settings
from yaluwatch.model import Source
from yaluwatch.times import Schedule, parse_schedule

#: What a run did, such as {"tagged": 12, "grouped": 5}.
Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class JobContext:
    """What a run of a job works with."""

    settings: Settings
    #: Now, aware UTC.
    clock: Callable[[], datetime]
    #: Set when the run should end within seconds; what it has finished is kept.
    stop: threading.Event
    #: The source list; while the file is invalid, the last valid one.
    sources: Callable[[], Sequence[Source]]
    #: The classifier, loaded when first needed.
    classifier: Callable[[], Classifier]
    #: Articles of the last days, so that grouping does not read them again.
    memory: Memory = field(default_factory=Memory)
    #: Crawl workers of a service; None = started for this run.
    workers: WorkerPool | None = None
    #: Whether the clock may be trusted; if not, nothing is deleted for being old.
    is_clock_sure: bool = True
    #: Raises alarms; remembers a little from one look to the next.
    watchman: Watchman = field(default_factory=Watchman)

    def archive(self) -> Archive:
        """Open the archive."""
        return open_archive(self.settings.archive)


def context_of(settings: Settings, clock: Callable[[], datetime] = times.clock) -> JobContext:
    """What a job works with that runs without a service; things are read when needed, or raise YaluError."""
    return JobContext(
        settings=settings,
        clock=clock,
        stop=threading.Event(),
        sources=partial(read_sources, settings.sources),
        classifier=partial(jobs.load_classifier, settings),
    )


@dataclass(frozen=True, slots=True)
class Job:
    """A plain function that may run at any time and any number of times."""

    #: Lower case, words joined by "-": "restore-drill".
    name: str
    #: What it does, a short clause for people.
    summary: str
    #: Does the work; returns what it did. Raises YaluError with a sentence for people.
    work: Callable[[JobContext], Counts]
    #: How long it may take; then it is ended and recorded as "timed out".
    limit: timedelta
    #: When it runs, as a setting says it; the setting of its name in [jobs] unless given.
    when: Callable[[Settings], str] | None = None
    #: Runs in a process of its own, so that it delays no other job and can be ended at any point.
    is_apart: bool = False
    #: Deletes what is old, and so must not run while the clock may be wrong.
    deletes: bool = False

    def schedule(self, settings: Settings) -> Schedule | None:
        """When it runs; None if it is off."""
        text = self.when(settings) if self.when else getattr(settings.jobs, self.name.replace("-", "_"))
        return parse_schedule(text)
