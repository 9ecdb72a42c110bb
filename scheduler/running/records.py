"""Recording runs of jobs in the archive as far as it can be written: no job fails for its record."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from scheduler.running.job import Counts
from storage import Archive, JobResult, JobRun, JobState, open_archive
from yaluwatch.errors import ArchiveError

log = logging.getLogger(__name__)

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Ending:
    """How a run of a job ended."""

    result: JobResult
    #: What it did; without zeros.
    counts: Counts
    #: One sentence; "" unless it failed.
    error: str = ""


@dataclass(frozen=True, slots=True)
class Begun:
    """A run that has begun."""

    job: str
    #: Aware UTC.
    at: datetime
    is_manual: bool = False
    #: Its id in the archive; None if its beginning could not be recorded.
    id: int | None = None


class RunRecorder:
    """Records the runs of one process.

    The end of a run that can't be recorded is kept and recorded as soon as that is possible. It may be used
    from several threads.
    """

    def __init__(self, archive: Path, owner: str) -> None:
        self._archive = archive
        #: This process, see `yaluwatch.owner`.
        self.owner = owner
        #: The last run of each job whose end is not recorded, with when and how it ended.
        self._missed: dict[str, tuple[Begun, datetime, Ending]] = {}
        self._is_failing = False

    def begin(self, job: str, at: datetime, *, is_manual: bool = False) -> Begun:
        """Record that a run begins, if possible."""
        run = self._try(lambda archive: archive.jobs.begin(job, self.owner, at, is_manual=is_manual))
        return Begun(job, at, is_manual, run)

    def end(
        self, begun: Begun, at: datetime, ending: Ending, next_at: Mapping[str, datetime | None] | None = None
    ) -> None:
        """Record how a run ended, and when jobs start next; an end recorded earlier is kept."""

        def write(archive: Archive) -> bool:
            self._write_end(archive, begun, at, ending)
            for job, missed in list(self._missed.items()):
                self._write_end(archive, *missed)
                self._missed.pop(job, None)
            if next_at:
                archive.jobs.plan(next_at)
            return True

        if not self._try(write):
            self._missed[begun.job] = (begun, at, ending)

    def _write_end(self, archive: Archive, begun: Begun, at: datetime, ending: Ending) -> None:
        run = begun.id
        if run is None:
            run = archive.jobs.begin(begun.job, self.owner, begun.at, is_manual=begun.is_manual)
        archive.jobs.end(run, at, ending.result, ending.counts, ending.error)

    def plan(self, next_at: Mapping[str, datetime | None]) -> None:
        """Record when jobs start next."""
        self._try(lambda archive: archive.jobs.plan(next_at))

    def asked(self) -> Mapping[str, datetime]:
        """The jobs that somebody asked for; nothing if it can't be read."""
        return self._try(lambda archive: archive.jobs.asked()) or {}

    def states(self) -> list[JobState]:
        """What is recorded of all jobs; nothing if it can't be read."""
        return self._try(lambda archive: archive.jobs.states()) or []

    def end_lost(self, is_dead: Callable[[str], bool], at: datetime) -> list[JobRun]:
        """End the runs whose process has ended without recording it."""
        return self._try(lambda archive: archive.jobs.end_lost(is_dead, at)) or []

    def open_runs(self, job: str) -> list[JobRun]:
        """The runs of a job that have not ended, newest first, as far as they are among its newest."""
        found = self._try(lambda archive: archive.jobs.runs(job, limit=10)) or []
        return [run for run in found if run.ended_at is None]

    def _try(self, do: Callable[[Archive], _Result]) -> _Result | None:
        """What `do` returns; None, logged once until it works again, if the archive can't be used."""
        try:
            with open_archive(self._archive) as archive:
                done = do(archive)
        except (ArchiveError, OSError) as error:
            if not self._is_failing:
                log.warning("runs of jobs can't be recorded, the jobs go on error=%s", error)
            self._is_failing = True
            return None
        self._is_failing = False
        return done
