"""What can be done about one source: poll it now, pause it, try it, remove it."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from crawler.health import OUTCOME_WORDS
from crawler.sources import remove_source, set_paused, to_toml
from crawler.workers import Trial, try_source
from web.access import Right, changing_file, needs, record_change
from web.context import AtDesk, Shown, Writable
from web.desk import Desk
from web.operator.listed import Listed, writing
from web.operator.said import to
from web.operator.tasks import Work
from web.templating import TEMPLATES
from yaluwatch.model import Source
from yaluwatch.sentence import Sentence
from yaluwatch.shown import shown_url, without_secrets

router = APIRouter(dependencies=[needs(Right.OPERATE)])

#: Seconds that a trial may take: somebody waits for it.
TRIAL_SECONDS = 90.0


@router.post("/sources/{source_id}/poll")
def poll_now(request: Request, site: Shown, archive: Writable, listed: Listed, _desk: AtDesk) -> Response:
    """Make a source due and ask the service to poll; nothing is fetched here."""
    if listed.paused:
        raise HTTPException(409, Sentence("%(name)s is paused. Resume it first.", name=listed.name))
    now = datetime.now(UTC)
    with archive.together():
        archive.sources.poll_soon(listed.id, now)
        archive.jobs.ask("poll", now)
        record_change(request, archive, "poll asked for", listed.id)
    is_running = site.watch.facts().is_running
    return to(f"/sources/{listed.id}", "poll-asked" if is_running else "poll-asked-idle")


@router.post("/sources/{source_id}/pause")
def pause(
    request: Request, desk: AtDesk, listed: Listed, do: Annotated[Literal["pause", "resume"], Form()]
) -> Response:
    """Pause or resume a source."""
    paused = do == "pause"
    if listed.paused != paused:
        what = Sentence("source paused") if paused else Sentence("source resumed")
        with writing(), changing_file(request, what, listed.id):
            set_paused(desk.sources, listed.id, paused=paused)
    return to(f"/sources/{listed.id}", "paused" if paused else "resumed")


@router.post("/sources/{source_id}/try")
def try_now(desk: AtDesk, listed: Listed, tasks: Work) -> Response:
    """Ask the site for the source and two of its articles, without storing anything."""
    task = tasks.start(f"try {listed.id}", lambda: _trial(listed, desk))
    return RedirectResponse(f"/sources/{listed.id}/try/{task.token}", 303)


@router.get("/sources/{source_id}/try/{token}")
def trial(request: Request, listed: Listed, tasks: Work, token: str) -> Response:
    """What came of it, or that it is still under way."""
    task = tasks.get(token)
    found = task.result if isinstance(task.result, Trial) else None
    words = {
        "page": "sources",
        "source": listed,
        "task": task,
        "trial": found,
        "outcomes": OUTCOME_WORDS,
        "shown_url": shown_url,
        "without_secrets": without_secrets,
    }
    return TEMPLATES.TemplateResponse(request, "operator/trial.html", words)


@router.get("/sources/{source_id}/remove")
def ask_remove(request: Request, listed: Listed, _desk: AtDesk) -> Response:
    """Ask before removing, and show the entry, so that it can be kept elsewhere."""
    shown = replace(listed, urls=tuple(map(shown_url, listed.urls)), homepage=shown_url(listed.homepage))
    words = {"page": "sources", "source": listed, "entry": to_toml(shown)}
    return TEMPLATES.TemplateResponse(request, "operator/remove.html", words)


@router.post("/sources/{source_id}/remove")
def remove(request: Request, desk: AtDesk, listed: Listed) -> Response:
    """Take a source out of the list."""
    with writing(), changing_file(request, "source removed", listed.id, before=listed.name):
        remove_source(desk.sources, listed.id)
    return to("/sources", "removed")


def _trial(source: Source, desk: Desk) -> Trial:
    limits = replace(desk.limits, seconds=min(desk.limits.seconds, TRIAL_SECONDS))
    return try_source(source, limits=limits, user_agent=desk.user_agent, now=datetime.now(UTC))
