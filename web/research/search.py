"""Search in the archive."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi import Query as Argument
from fastapi.responses import RedirectResponse

from alerts.rendering import labels_in
from storage import Archive, Format, Hit, Query, SnippetPart, caption_snippet, snippet
from storage.query import with_filter
from web.access import Right, needs
from web.context import LARGEST_ID, Opened, Shown
from web.headlines import Headline, senses
from web.research.asked import Asked, TypedQuery, with_mistake
from web.templating import TEMPLATES, language_of

router = APIRouter(dependencies=[needs(Right.READ)])

_LINES = 25
# By relevance, each page costs as much as all of them: so many of the newest matches are ranked.
_LONGEST_RANKING = 500
# Counting goes this far; the counts beside the results have the whole number.
_COUNTED = 1_000


@dataclass(frozen=True, slots=True)
class Line:
    """One search result."""

    hit: Hit
    snippet: Sequence[SnippetPart]
    #: A caption with a word that is only there; empty if all words are in title or body.
    caption: Sequence[SnippetPart]
    source: str


@router.get("/search")
def search(
    request: Request,
    site: Shown,
    archive: Opened,
    typed: TypedQuery,
    before: Annotated[int | None, Argument(ge=0, le=LARGEST_ID)] = None,
    skip: Annotated[int, Argument(ge=0, le=_LONGEST_RANKING)] = 0,
    asof: date | None = None,
) -> Response:
    """The newest articles, or those that match a query; the next page begins below an id, or after a rank."""
    asked = typed.read(site, archive)
    if asked.query is None:
        return with_mistake(request, asked)
    if asof is not None:
        return RedirectResponse(asked.link_to(with_filter(asked.text, "asof", str(asof))), 303)
    lines, tongue = _lines(archive, asked, asked.query, before, skip, site), language_of(request)
    headlines = [Headline(line.hit.id, line.hit.version, line.hit.language, line.hit.title) for line in lines]
    words = {
        "page": "search",
        "asked": asked,
        "lines": lines,
        "senses": senses(site, archive, headlines, tongue),
        "topic_name": labels_in(tongue).topic,
        "total": archive.search.count(asked.query, at_most=_COUNTED + 1),
        "counted": _COUNTED,
        "ranked": _LONGEST_RANKING,
        "next": _next(asked, lines, skip),
        "is_first": before is None and not skip,
        "formats": list(Format),
        "today": datetime.now(UTC).date(),
    }
    return TEMPLATES.TemplateResponse(request, "research/search.html", words)


def _lines(
    archive: Archive, asked: Asked, query: Query, before: int | None, skip: int, site: Shown
) -> list[Line]:
    names = site.names()
    offset = skip if asked.is_ranked else 0
    found = archive.search.find(
        query, limit=_LINES, offset=offset, order=asked.order, before=before, ranked=_LONGEST_RANKING
    )
    return [
        Line(
            hit,
            snippet(hit.body, query.words),
            caption_snippet(hit.title, hit.body, hit.captions, query.words),
            names.get(hit.source_id, hit.publisher),
        )
        for hit in found
    ]


def _next(asked: Asked, lines: Sequence[Line], skip: int) -> str:
    """The link to the next page; "" after the last."""
    if len(lines) < _LINES:
        return ""
    if not asked.is_ranked:
        return asked.link(before=lines[-1].hit.id)
    return asked.link(skip=skip + _LINES) if skip + _LINES < _LONGEST_RANKING else ""
