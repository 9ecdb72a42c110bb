"""Whether the service does its work: checks, jobs, queues, disk, backups, alarms; and starting a job now."""

import platform
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request, Response
from fastapi.responses import RedirectResponse

from alerts.transports import shown_address
from monitoring import Facts, Level, check_all, worst
from storage import Alarm, Archive, Head, JobRun, JobState, open_archive
from web.access import Right, needs, record_change
from web.context import AtDesk, Opened, Shown, WebContext, Writable
from web.desk import Desk, KnownJob
from web.operator.said import Said, said, to
from web.operator.schedules import schedule_words
from web.templating import TEMPLATES
from yaluwatch import __version__
from yaluwatch.errors import ArchiveError
from yaluwatch.owner import is_dead
from yaluwatch.sentence import Sentence
from yaluwatch.shown import without_secrets

router = APIRouter(dependencies=[needs(Right.OPERATE)])

_RUNS, _BACKUPS = 30, 5


@dataclass(frozen=True, slots=True)
class JobLine:
    """A job with its record."""

    job: KnownJob
    state: JobState
    #: How its last run ended, in a word: "ok", "failed", "running"; "" if it never ran.
    result: str
    #: What the last run did: "12 tagged, 5 grouped".
    did: str
    #: Whether somebody asked for it and it has not begun.
    is_asked: bool

    @property
    def when(self) -> str:
        """When it runs, in words."""
        return schedule_words(self.job.when)

    @property
    def is_ill(self) -> bool:
        """Whether its last run did not end well."""
        return self.result not in {"", "ok", "stopped", "running"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What is read beside the facts of the checks; empty when the archive can't be read."""

    alarms: Sequence[Alarm] = ()
    asked: Mapping[str, datetime] | None = None
    head: Head | None = None


@router.get("/status")
def status(request: Request, site: Shown, said_name: Annotated[Said, Query(alias="said")] = "") -> Response:
    """Everything that is known about the service, what is wrong first."""
    facts = site.watch.facts()
    checks = check_all(facts)
    desk = site.read_desk() if site.read_desk else None
    recorded = _recorded(site)
    words = {
        "page": "status",
        "facts": facts,
        "level": worst(checks),
        "wrong": sorted((one for one in checks if not one.is_ok), key=lambda one: -one.level.rank),
        "well": [one for one in checks if one.level is Level.OK],
        "jobs": job_lines(facts, desk.jobs if desk else (), recorded.asked or {}),
        "alarms": recorded.alarms,
        "head": recorded.head,
        "backups": list(desk.read_backups())[:_BACKUPS] if desk else [],
        "suspended": [(one, shown_address(one.address)) for one in facts.suspended],
        "outages": facts.outages,
        "versions": _versions(facts),
        "can_change": desk is not None,
        "said": said(said_name),
        "without_secrets": without_secrets,
    }
    return TEMPLATES.TemplateResponse(request, "operator/status.html", words)


@router.get("/jobs")
def jobs() -> Response:
    """The jobs stand on the status page."""
    return RedirectResponse("/status#jobs")


@router.get("/jobs/{name}")
def job(
    request: Request,
    site: Shown,
    archive: Opened,
    name: str,
    said_name: Annotated[Said, Query(alias="said")] = "",
) -> Response:
    """One job with its last runs."""
    desk = site.read_desk() if site.read_desk else None
    line = _line(archive, desk, name)
    runs = [(run, _result(run), did(run.counts)) for run in archive.jobs.runs(name, limit=_RUNS)]
    words = {
        "page": "status",
        "line": line,
        "runs": runs,
        "can_change": desk is not None,
        "said": said(said_name),
    }
    return TEMPLATES.TemplateResponse(request, "operator/job.html", words)


@router.post("/jobs/{name}")
def run_now(request: Request, site: Shown, desk: AtDesk, archive: Writable, name: str) -> Response:
    """Ask the service to run a job; nothing runs here."""
    _known(desk, name)
    with archive.together():
        archive.jobs.ask(name, datetime.now(UTC))
        record_change(request, archive, "job asked for", name)
    return to("/status", "job-asked" if site.watch.facts().is_running else "job-asked-idle")


def job_lines(facts: Facts, known: Sequence[KnownJob], asked: Mapping[str, datetime]) -> list[JobLine]:
    """The jobs in the order of the table; those that only the archive knows of come last."""
    states = {state.job: state for state in facts.jobs}
    names = {job.name for job in known}
    others = [KnownJob(name, "", "") for name in states if name not in names]
    return [_job_line(job, states.get(job.name, JobState(job.name)), asked) for job in (*known, *others)]


def did(counts: Mapping[str, int]) -> str:
    """What a run did: "12 tagged, 5 grouped"."""
    return ", ".join(f"{count:,} {name}" for name, count in counts.items())


def _line(archive: Archive, desk: Desk | None, name: str) -> JobLine:
    states = {state.job: state for state in archive.jobs.states()}
    known = {job.name: job for job in desk.jobs} if desk else {}
    if name not in {*states, *known}:
        raise HTTPException(404, Sentence("There is no job %(name)s.", name=repr(name[:64])))
    job = known.get(name, KnownJob(name, "", ""))
    return _job_line(job, states.get(name, JobState(name)), archive.jobs.asked())


def _job_line(job: KnownJob, state: JobState, asked: Mapping[str, datetime]) -> JobLine:
    last = state.last
    return JobLine(job, state, _result(last), did(last.counts) if last else "", job.name in asked)


def _result(run: JobRun | None) -> str:
    if run is None:
        return ""
    if run.result is not None:
        return str(run.result)
    return "lost" if is_dead(run.owner) else "running"


def _known(desk: Desk, name: str) -> None:
    if name not in {job.name for job in desk.jobs}:
        raise HTTPException(404, Sentence("There is no job %(name)s.", name=repr(name[:64])))


def _recorded(site: WebContext) -> Recorded:
    try:
        with open_archive(site.archive, read_only=True, wait_seconds=1.0) as archive:
            alarms = [one for one in archive.alarms.open() if one.raised_at and not one.cleared_at]
            return Recorded(alarms=alarms, asked=archive.jobs.asked(), head=archive.maintenance.head())
    except ArchiveError:
        # A check says so.
        return Recorded()


def _versions(facts: Facts) -> list[tuple[str, str]]:
    """Programs and their versions; the service's own if it is another than that of these pages."""
    found = [("Yaluwatch", __version__), ("Python", platform.python_version())]
    found.append(("SQLite", sqlite3.sqlite_version))
    if facts.instance is not None and facts.instance.version != __version__:
        found.append(("Yaluwatch (service)", facts.instance.version))
    return found
