"""The page of one story."""

from datetime import UTC, datetime

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from alerts.rendering import labels_in
from indicators import judged_promises, story_sourcing
from storage import Archive, Mark, StoryMarks
from web.access import Known, Right, Visitor, needs
from web.analyst.placing import why
from web.analyst.story_page import (
    Report,
    by_language,
    citations,
    evidence,
    independent_publishers,
    main_facts,
    reports_of,
    successor,
)
from web.analyst.visits import current_visit, is_prefetch, keep
from web.context import Id, Opened, Shown, WebContext
from web.headlines import headline_of, senses
from web.indicators import beside
from web.names import name_of
from web.templating import TEMPLATES, language_of
from yaluwatch.model import Story
from yaluwatch.sentence import Sentence

router = APIRouter(dependencies=[needs(Right.READ)])

# Reports shown, and those whose facts are.
_MOST_REPORTS, _MOST_FOR_FACTS, _MOST_PROMISES = 100, 20, 10
# A chain of merges is followed this far.
_MOST_MERGES = 50


@router.get("/stories/{story_id}")
def story(
    request: Request,
    site: Shown,
    archive: Opened,
    visitor: Known,
    story_id: Id,
) -> Response:
    """One story; a merged one leads on to the story it has gone into."""
    now, visit = datetime.now(UTC), current_visit(request, site, archive, visitor)
    found = archive.stories.get([story_id]).get(story_id)
    if found is None:
        return RedirectResponse(f"/stories/{_now_in(archive, story_id)}")
    marks = archive.marks.of(visitor.id, [story_id]).get(story_id, StoryMarks(story_id=story_id))
    tongue = language_of(request)
    reports = _reports(site, archive, found, tongue)
    if not is_prefetch(request):
        keep(site, lambda writable: writable.marks.set(visitor.id, [story_id], Mark.READ, now))
    shown = [headline_of(one.stored) for one in reports[:_MOST_REPORTS]]
    words = _words(site, archive, found, reports, tongue)
    words |= {
        "senses": senses(site, archive, shown, tongue),
        "marks": marks,
        "was_read_at": marks.read_at,
        "new_since": visit.new_since,
        "may_judge": _may_judge(visitor),
    }
    return TEMPLATES.TemplateResponse(request, "analyst/story.html", words)


def _may_judge(visitor: Visitor) -> bool:
    return visitor.may(Right.JUDGE)


def _reports(site: WebContext, archive: Archive, found: Story, language: str) -> list[Report]:
    sources = {one.id: one for one in site.read_sources()}
    reasons = {id_: why(reason, language) for id_, reason in archive.stories.reasons(found.id).items()}
    return reports_of(found, sources, reasons)


def _words(
    site: WebContext, archive: Archive, found: Story, reports: list[Report], language: str
) -> dict[str, object]:
    shown = [one.stored.id for one in reports[:_MOST_FOR_FACTS]]
    facts = archive.facts.among(shown)
    lead = next((one for one in reports if one.stored.article.language == language), reports[0])
    today = datetime.now(UTC).date()
    return {
        "page": "",
        "story": found,
        "lead": lead,
        "first": reports[0],
        "reports": reports,
        "languages": by_language(reports[:_MOST_REPORTS]),
        "left_out": max(0, len(reports) - _MOST_REPORTS),
        "independent": independent_publishers(reports),
        "citations": citations(reports),
        "evidence": evidence(reports),
        "sourcing": story_sourcing(archive, shown, today),
        "promises": judged_promises(archive, shown, today, most=_MOST_PROMISES),
        "facts": main_facts(facts),
        "beside": beside.lines(site, archive, shown, facts, language, has_links=True),
        "edits": archive.stories.edits_of(found.id),
        "mentions": _mentions(reports),
        "topics": list(evidence(reports)),
        "topic_name": labels_in(language).topic,
        "name_of": lambda kind, id_: name_of(kind, id_, language),
    }


def _mentions(reports: list[Report]) -> dict[str, list[str]]:
    """Kind → ids of the places and actors mentioned in most reports, at most 12 each."""
    times: dict[str, dict[str, int]] = {"place": {}, "actor": {}}
    for report in reports:
        verdict = report.stored.verdict
        for kind, id_ in {(one.kind, one.id) for one in (verdict.mentions if verdict else ())}:
            if kind in times:
                times[kind][id_] = times[kind].get(id_, 0) + 1
    return {
        kind: sorted(counted, key=lambda id_: (-counted[id_], id_))[:12] for kind, counted in times.items()
    }


def _now_in(archive: Archive, story_id: int) -> int:
    """The story with articles that a merged one has gone into. Raises HTTPException 404 if there is none."""
    seen = {story_id}
    at: int | None = story_id
    while at is not None and len(seen) <= _MOST_MERGES:
        at = successor(at, archive.stories.edits_of(at))
        if at is not None and archive.overview.stories([at]):
            return at
        if at in seen:
            break
        seen.add(at or 0)
    raise HTTPException(404, Sentence("There is no story %(id)s.", id=story_id))
