"""The pages of a place and of an actor: counts per week, dated events, what is mentioned with it, stories."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi import Path as PathPart

from alerts.rendering import labels_in
from classifier import ON_MAP, Crossing
from classifier.lexicon import Entry, entries
from storage import Archive, Event, FactQuery, parse_query
from web.access import Known, Right, Visitor, needs
from web.analyst.border_states import current_map
from web.analyst.drawing import week_chart
from web.analyst.story_lines import headlines_of, line_of, text_of
from web.analyst.visits import current_visit
from web.context import Opened, Shown
from web.headlines import senses
from web.names import PAGES, name_of
from web.templating import TEMPLATES, language_of
from yaluwatch.sentence import Sentence

router = APIRouter(dependencies=[needs(Right.READ)])

# How far back the chart and the facts go.
_CHART, _FACTS = timedelta(weeks=52), timedelta(days=90)
_MOST_STORIES, _MOST_FACTS, _MOST_NAMES, _MOST_EVENTS = 15, 12, 12, 40

EntityId = Annotated[str, PathPart(max_length=80)]


@dataclass(frozen=True, slots=True)
class _Page:
    """What makes the two kinds of pages different."""

    #: "place" or "actor".
    kind: str
    id: str
    #: As shipped; None for one of an operator's own list.
    entry: Entry | None


@router.get("/places/{place}")
def place(
    request: Request,
    site: Shown,
    archive: Opened,
    visitor: Known,
    place: EntityId,
) -> Response:
    """One place."""
    page = _page("place", place, archive)
    tongue, now = language_of(request), datetime.now(UTC)
    crossing = crossing_at(place)
    drawn = current_map(site, archive, tongue, now) if crossing else None
    words: dict[str, object] = {"map": drawn, "crossing": crossing}
    query = FactQuery(places=(place,), articles=parse_query(f'place:"{place}" after:{(now - _FACTS).date()}'))
    words["facts"] = list(archive.facts.find(query, limit=_MOST_FACTS))
    return _answer(request, site, archive, visitor, page, words)


@router.get("/actors/{actor}")
def actor(
    request: Request,
    site: Shown,
    archive: Opened,
    visitor: Known,
    actor: EntityId,
) -> Response:
    """One actor."""
    page = _page("actor", actor, archive)
    words: dict[str, object] = {"map": None, "crossing": None, "facts": []}
    return _answer(request, site, archive, visitor, page, words)


def crossing_at(place: str) -> Crossing | None:
    """The crossing that a place is part of, or a town of; None if it is far from any."""
    parts = ((one, {*one.posts, one.chinese_town, one.korean_town}) for one in ON_MAP)
    near = [one for one, ids in parts if place in ids]
    # Sinuiju is opposite two of them; the old one is the larger.
    return near[-1] if near else None


def events_of(page_names: tuple[str, ...], kind: str, id_: str, events: list[Event]) -> list[Event]:
    """Dated events of a place, or those that name an actor, newest first.

    Only long names are looked for: short ones stand for other things, too.
    """
    if kind == "place":
        found = [event for event in events if id_ in event.places]
    else:
        names = [name for name in page_names if len(name) > 3]
        found = [event for event in events if any(name in event.event for name in names)]
    return found[::-1][:_MOST_EVENTS]


def _page(kind: str, id_: str, archive: Archive) -> _Page:
    """Raises HTTPException 404 for what is in no list and in no article."""
    entry = entries(kind).get(id_)
    if entry is None and not archive.overview.naming(id_, 1):
        known = {
            "place": Sentence("There is no place %(id)s. Search finds all names.", id=repr(id_)),
            "actor": Sentence("There is no actor %(id)s. Search finds all names.", id=repr(id_)),
        }
        raise HTTPException(404, known[kind])
    return _Page(kind, id_, entry)


def _answer(
    request: Request,
    site: Shown,
    archive: Archive,
    visitor: Visitor,
    page: _Page,
    words: Mapping[str, object],
) -> Response:
    now = datetime.now(UTC)
    tongue, today = language_of(request), now.date()
    overview = archive.overview
    sources = {one.id: one for one in site.read_sources()}
    visit = current_visit(request, site, archive, visitor)
    stories = overview.naming(page.id, _MOST_STORIES)
    marks = archive.marks.of(visitor.id, [one.id for one in stories])
    lines = [line_of(one, sources, tongue, visit, marks.get(one.id)) for one in stories]
    meanings, topic_name = senses(site, archive, headlines_of(lines), tongue), labels_in(tongue).topic
    spellings = page.entry.spellings if page.entry else {}
    every = {
        **words,
        "page": "",
        "kind": page.kind,
        "id": page.id,
        "entry": page.entry,
        "name": name_of(page.kind, page.id, tongue),
        "spellings": {code: forms[:6] for code, forms in spellings.items() if forms},
        "chart": week_chart(overview.days(page.id, today - _CHART), today - _CHART, today),
        "events": events_of(spellings.get("en", ()), page.kind, page.id, archive.research.events()),
        "beside": {kind: overview.beside(page.id, kind, _MOST_NAMES) for kind in ("place", "actor", "goods")},
        "pages": PAGES,
        "lines": lines,
        "text_of": lambda line: text_of(line, meanings.get(line.lead.id), topic_name),
        "name_of": lambda kind, id_: name_of(kind, id_, tongue),
        "made": now.timestamp(),
        "back": request.url.path,
    }
    return TEMPLATES.TemplateResponse(request, "analyst/entity.html", every)
