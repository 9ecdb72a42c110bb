"""The group `yalu jobs`: the jobs of the service with their records, and running one by hand."""

import signal
import sys
import threading
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from functools import partial
from types import FrameType
from typing import Annotated, Any, NoReturn

import typer

from cli.app import AsJson, DataFolder, data_folder, print_json, say
from cli.collect import age, time_left
from cli.tables import Row, print_rows
from scheduler import JOBS, SERVICE, Job, JobContext, JobRunner, RunRecorder, context_of, others_run
from storage import JobResult, JobRun, JobState
from yaluwatch import times
from yaluwatch.config import Settings
from yaluwatch.errors import ServiceError
from yaluwatch.owner import is_dead, new_owner
from yaluwatch.times import time_text

jobs_app = typer.Typer()

HEADINGS = ("job", "when (UTC)", "last run", "result", "next", "did")

_NEVER = JobState("")
# What a job did that is longer than this stands below it, in characters.
_SHORT = 18


def register(app: typer.Typer) -> None:
    """Add the group."""
    app.add_typer(jobs_app, name="jobs")


@jobs_app.callback(invoke_without_command=True)
def list_jobs(context: typer.Context, as_json: AsJson = False) -> None:
    """List the jobs of the service: when they run, how the last run ended, when the next one is.

    Example: [bold]yalu jobs[/bold]
    """
    if context.invoked_subcommand:
        return
    here = data_folder(context)
    settings, now = here.settings(), times.clock()
    states, runs = _read(here, now)
    if as_json:
        print_json([_plain(job, states.get(job.name, _NEVER), settings) for job in JOBS])
    else:
        print_rows(HEADINGS, [_row(job, states.get(job.name, _NEVER), settings, now) for job in JOBS])
        if not runs:
            say("No service is running; `yalu run` starts it.")


@jobs_app.command("run")
def run_job(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Name of the job, as `yalu jobs` lists it.")],
) -> None:
    """Run a job now, in this process; safe at any time, also while the service runs.

    Example: [bold]yalu jobs run backup[/bold]
    """
    here = data_folder(context)
    job = next((each for each in JOBS if each.name == name), None)
    if job is None:
        raise ServiceError(f"there is no job {name!r}; `yalu jobs` lists them")
    settings = here.settings()
    recorder = RunRecorder(settings.archive, new_owner())
    # Creates or upgrades the archive if need be.
    with here.archive(read_only=False):
        other = others_run(recorder, job, times.clock())
    if other is not None:
        since = time_text(other.at)
        raise ServiceError(f"{name} is being run by another process since {since}; wait for its end")
    signal.signal(signal.SIGTERM, _end)
    runner = JobRunner([job], partial(_context, settings), recorder, times.clock, apart=None)
    ending = runner.run(name, is_manual=True)
    if ending is None or ending.result is not JobResult.OK:
        raise ServiceError(f"{name} failed: {ending.error if ending else 'it was not run'}")
    say(f"{name}: {_counts(ending.counts) or 'nothing to do'}")


def _context(settings: Settings, stop: threading.Event) -> JobContext:
    return replace(context_of(settings), stop=stop)


def _end(_number: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(128 + signal.SIGTERM)


def _read(here: DataFolder, now: datetime) -> tuple[Mapping[str, JobState], bool]:
    """The records of the jobs by name, and whether a service runs."""
    with here.archive() as archive:
        held = archive.claims.held([SERVICE], now.timestamp())
        states = {state.job: state for state in archive.jobs.states()}
    return states, any(not is_dead(claim.owner) for claim in held)


def _row(job: Job, state: JobState, settings: Settings, now: datetime) -> Row:
    schedule, last = job.schedule(settings), state.last
    upcoming = "-" if schedule is None else time_left(state.next_at, now) if state.next_at else "not planned"
    did = _counts(last.counts) if last else ""
    is_long = len(did) > _SHORT
    cells = (
        job.name,
        schedule.text if schedule else "off",
        age(last.started_at if last else None, now),
        _result(last),
        upcoming,
        "" if is_long else did,
    )
    return Row(cells, [*([did] if is_long else []), *([last.error] if last and last.error else [])])


def _result(run: JobRun | None) -> str:
    if run is None:
        return "-"
    if run.result is not None:
        return str(run.result)
    return "lost" if is_dead(run.owner) else "running"


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in counts.items())


def _plain(job: Job, state: JobState, settings: Settings) -> dict[str, Any]:
    schedule = job.schedule(settings)
    return {
        "job": job.name,
        "summary": job.summary,
        "when": schedule.text if schedule else "off",
        "limit_seconds": int(job.limit.total_seconds()),
        "next_at": state.next_at,
        "last_ok_at": state.last_ok_at,
        "failures": state.failures,
        "last": asdict(state.last) if state.last else None,
    }
